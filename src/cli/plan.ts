/**
 * `belfry plan`: what a run would publish and mail now, to how many, why, what is held, and 14 days ahead. Changes
 * nothing.
 */
import { dayIn } from '../base/days.js'
import type { Decision } from '../notices/decide.js'
import type { Day } from '../releases/release.js'
import type { AppContext } from '../run/app-context.js'
import { foresee } from '../run/due/decide-now.js'
import { goneCycleProblems, unknownRunProblems } from '../run/health/runs-in-table.js'
import { movedDateProblems } from '../run/moved-dates.js'
import { problemsOfRun } from '../run/open-remarks.js'
import { foreseeFeeds } from '../run/output/publish.js'
import { reach, unknownRunsNow } from '../run/reach.js'
import { type ProjectContent, publishedOf, read } from '../run/read-content.js'
import { expectedProblems, goneProblems, standingStop, stopsOf, unsaidRecalls } from '../run/stops.js'
import { yearAhead } from '../run/year-ahead.js'
import { type AgainstFlags, addAgainst, refuseAlone } from './against/flags.js'
import { showAgainst } from './against/read-flags.js'
import { type AddCommand, exitCodeFor, withAppContext } from './command.js'
import { type AheadRecord, aheadRecords, untilDay } from './shown/ahead.js'
import { planLines } from './shown/plan.js'
import { planRecord } from './shown/records.js'

interface PlanFlags extends AgainstFlags {
  readonly until?: string
}

export const planCommand: AddCommand = (self, finish) => {
  addAgainst(self)
    .option('--until <day>', 'also what the releases table will give notice of until that day')
    .action(async (flags: PlanFlags, command) => {
      refuseAlone(flags)
      if (flags.against !== undefined) return await showAgainst(command, flags, finish, true)
      await withAppContext(command, async (context, terminal) => {
        const { timezone } = context.config.site
        const today = dayIn(context.clock.now(), timezone)
        const until = flags.until === undefined ? undefined : untilDay(flags.until, today)
        const content = await read(context)
        const decision = await foresee(context, content)
        const stops = await stopsOf(context, content)
        const stopped = [
          ...stops.problems,
          ...(await standingStop(context, stops.problems)),
          ...goneProblems(context.config, decision),
          ...unsaidRecalls(decision, content.fileOf),
          ...(decision.failedRead === 0 ? expectedProblems(context.config, decision.announcements, decision.at) : []),
        ]
        const unknown = await unknownRunsNow(context, content.releases)
        const ofRuns = unknownRunProblems(unknown, context.config.content.releases)
        const problems = [
          ...content.problems,
          ...stopped,
          ...ofRuns,
          ...goneCycleProblems(decision, context.config.content.releases),
          ...movedDateProblems(decision.notices, content.releases),
        ]
        const published = publishedOf({ ...content, announcements: decision.announcements })
        const feeds = await foreseeFeeds(context, published, content.register, content.releases)
        const now = await planRecord({ decision, feeds, problems, ...reach(context, decision, content.releases) })
        const plan = {
          ...now,
          ...(until !== undefined && { until, ahead: await ahead(context, content, decision, until) }),
        }
        terminal.problems(problems)
        terminal.print(plan, () => planLines(plan, 'would'))
        finish(exitCodeFor([...problemsOfRun(content, decision), ...stopped]))
      })
    })
}

async function ahead(
  context: AppContext,
  content: ProjectContent,
  decision: Decision,
  until: Day,
): Promise<AheadRecord[]> {
  return aheadRecords(await yearAhead(context, content, decision, until), context.config.site.timezone)
}
