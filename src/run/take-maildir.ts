/**
 * Takes what came back into a Maildir (`inbound.maildir`). In: the app context. Out: why not. A message
 * that cannot be taken stays and stops the rest: the next run finds them.
 */
import { BelfryError, messageOf, type Problem, problem } from '../base/errors.js'
import { newMessages } from '../inbound/open-maildir.js'
import type { AppContext } from './app-context.js'
import { type TakenInbound, takeInbound } from './take-inbound.js'

/** One line of the log counts what there was. */
export async function takeMaildir(context: AppContext): Promise<Problem[]> {
  const { config, log } = context
  const { maildir } = config.inbound
  if (maildir === '') return []
  const counts = new Map<TakenInbound['outcome'], number>()
  const problems: Problem[] = []
  try {
    for (const message of await newMessages(maildir)) {
      const bytes = await message.bytes()
      if (bytes === undefined) continue
      const taken = await takeInbound(context, bytes)
      await message.taken()
      counts.set(taken.outcome, (counts.get(taken.outcome) ?? 0) + 1)
    }
  } catch (thrown) {
    if (!(thrown instanceof BelfryError)) throw thrown
    const said = problem(
      thrown.code,
      messageOf(thrown),
      { file: config.file },
      { fix: thrown.fix, severity: 'warning' },
    )
    problems.push(said)
  }
  if (counts.size > 0)
    log.info(`mail that came back: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`)
  return problems
}
