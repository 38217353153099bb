/** Whom a notice would reach, as a run decides it. In: a world, a decision. Out: two questions that a plan asks. */

import { countAudience } from '../delivery/audience-store.js'
import { listsOf } from '../run/freeze-due.js'
import type { Decision } from '../notices/decide.js'
import { runsOf } from '../run/pipeline.js'
import type { World } from '../run/app-context.js'
import type { PlanInput } from './records.js'

export function reach(world: World, decision: Decision): Pick<PlanInput, 'lists' | 'recipients'> {
  return {
    lists: async (notice) => (await listsOf(world, decision, notice)).map((list) => list.id),
    recipients: async (notice, lists) => await countAudience(world.store.db, { lists, ...runsOf(notice) }),
  }
}
