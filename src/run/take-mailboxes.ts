/**
 * Takes what came in to a Maildir (`inbound.maildir`) and an mbox (`inbound.mbox`). In: the app context. Out: why not.
 * A message that cannot be taken stays and stops the rest of its mailbox: the next run finds them.
 */
import { systemClock } from '../base/clock.js'
import { BelfryError, messageOf, type Problem, problem } from '../base/errors.js'
import { newMessages } from '../inbound/open-maildir.js'
import { mboxMessages } from '../inbound/open-mbox.js'
import type { AppContext } from './app-context.js'
import { type TakenInbound, takeInbound } from './take-inbound.js'

type Outcome = TakenInbound['outcome']

/**
 * One line of the log counts what there was.
 * @param filesNow what time it is for files, which no clock of ours moves; milliseconds since the epoch
 */
export async function takeMailboxes(context: AppContext, filesNow = systemClock.now()): Promise<Problem[]> {
  const { maildir, mbox } = context.config.inbound
  const counts = new Map<Outcome, number>()
  const problems: Problem[] = []
  for (const [path, take] of [
    [maildir, fromMaildir],
    [mbox, fromMbox],
  ] as const) {
    if (path === '') continue
    try {
      for await (const outcome of take(context, path, filesNow)) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    } catch (thrown) {
      if (!(thrown instanceof BelfryError)) throw thrown
      const { code, fix } = thrown
      problems.push(problem(code, messageOf(thrown), { file: context.config.file }, { fix, severity: 'warning' }))
    }
  }
  if (counts.size > 0)
    context.log.info(`mail that came back: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`)
  return problems
}

async function* fromMaildir(context: AppContext, folder: string): AsyncGenerator<Outcome> {
  for (const message of await newMessages(folder)) {
    const bytes = await message.bytes()
    if (bytes === undefined) continue
    const { outcome } = await takeInbound(context, bytes)
    await message.taken()
    yield outcome
  }
}

async function* fromMbox(context: AppContext, path: string, now: number): AsyncGenerator<Outcome> {
  for await (const { bytes } of mboxMessages(path, now)) yield (await takeInbound(context, bytes)).outcome
}
