/**
 * Whom a notice would reach, as a run decides it. In: the app context, a decision. Out: two questions that a plan asks.
 */

import { countAudience } from '../delivery/audience-store.js'
import type { Decision } from '../notices/decide.js'
import type { AppContext } from '../run/app-context.js'
import { listsOf } from '../run/freeze-due.js'
import { runsOf } from '../run/pipeline.js'
import type { PlanInput } from './records.js'

export function reach(context: AppContext, decision: Decision): Pick<PlanInput, 'lists' | 'recipients'> {
  return {
    lists: async (notice) => (await listsOf(context, decision, notice)).map((list) => list.id),
    recipients: async (notice, lists) => await countAudience(context.store.db, { lists, ...runsOf(notice) }),
  }
}
