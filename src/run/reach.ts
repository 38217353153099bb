/**
 * Whom a notice would reach, as a run decides it. In: the app context, a decision. Out: two questions that a plan asks;
 * and what people run that the releases table does not have.
 */

import { dayIn } from '../base/days.js'
import { countAudience, runsOnLists } from '../delivery/audience/audience-store.js'
import type { Decision } from '../notices/decide.js'
import { endOfLifeLists } from '../notices/lists-for.js'
import type { Notice } from '../notices/notice.js'
import type { ReleaseTable } from '../releases/release.js'
import { type UnknownRun, unknownRuns } from '../subscribers/unknown-runs.js'
import type { AppContext } from './app-context.js'
import { audienceOf, runsOf } from './due/runs-of.js'
import { listsOf } from './due/whom.js'

export interface NoticeReach {
  /** Ids of the lists that a notice goes to. */
  lists(notice: Notice): Promise<readonly string[]>
  /** People that a mailing to these lists would reach. */
  recipients(notice: Notice, lists: readonly string[]): Promise<number>
  /** People who are to hear of a notice of the releases table and are on none of these lists. */
  missed(key: string, notOn: readonly string[]): Promise<number>
}

export function reach(context: AppContext, decision: Decision, releases: ReleaseTable): NoticeReach {
  const today = dayIn(decision.at, context.config.site.timezone)
  return {
    lists: async (notice) => (await listsOf(context, decision, notice)).map((list) => list.id),
    recipients: async (notice, lists) =>
      await countAudience(context.store.db, audienceOf(notice, lists, { decision, releases, today })),
    missed: async (key, notOn) => {
      const lists = endOfLifeLists(context.config.notices.endOfLifeLists, context.config.lists).map(({ id }) => id)
      const about = runsOf({ kind: 'end-of-life', key }, releases, today)
      return await countAudience(context.store.db, { lists, notOn, ...about })
    },
  }
}

/** What people on any list run and the table does not have. */
export async function unknownRunsNow({ config, store }: AppContext, releases: ReleaseTable): Promise<UnknownRun[]> {
  const lists = config.lists.map((list) => list.id)
  return unknownRuns(await runsOnLists(store.db, lists), releases)
}
