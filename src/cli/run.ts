/**
 * `belfry run`: one scheduled run. Safe to repeat and to run twice at once; Ctrl-C ends it after the messages being
 * sent.
 */
import { remedies } from '../base/errors.js'
import type { AppContext } from '../run/app-context.js'
import { run } from '../run/pipeline.js'
import { reach } from '../run/reach.js'
import { type AddCommand, exitCodeFor, withAppContext } from './command.js'
import { runLines } from './shown/plan.js'
import { openBar } from './shown/progress.js'
import { planRecord, runRecord } from './shown/records.js'
import { untilInterrupted } from './signals.js'
import type { Terminal } from './terminal.js'

export const runCommand: AddCommand = (self, finish) => {
  self.action(async (_flags, command) => {
    const signal = untilInterrupted()
    const work = async (context: AppContext, terminal: Terminal) => {
      const sending = openBar('sent')
      const report = await run(context, { signal, onSent: sending.at })
      sending.end()
      const { decision, problems } = report
      const left = {
        ...decision,
        tell: decision.tell.filter((notice) => !report.told.some((one) => one.notice.key === notice.key)),
      }
      const plan = await planRecord({
        decision: left,
        feeds: report.published.feeds,
        problems,
        ...reach(context, decision, report.releases),
      })
      const done = runRecord(plan, report)
      terminal.problems(problems)
      terminal.print(done, () => runLines(done))
      const { unreachable } = report.sent
      if (unreachable !== undefined)
        terminal.say(`belfry: ${unreachable.message} ${unreachable.fix} [${unreachable.code}]`)
      const refused = report.sent.counts.refused > 0
      if (refused)
        terminal.say(
          `belfry: The server refuses the sender; mailings are paused. ${remedies.SMTP_REFUSED} [SMTP_REFUSED]`,
        )
      finish(unreachable?.exitCode ?? (refused ? 3 : exitCodeFor(problems)))
    }
    await withAppContext(command, work, signal)
  })
}
