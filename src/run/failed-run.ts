/**
 * What goes on where a run came to nothing: a register, a folder of posts or a public folder that cannot be had stops
 * what is new, and neither confirmations nor what is queued. In: the app context, what was thrown. Out: whether mail
 * goes on; problems to tell operators.
 */
import { BelfryError, type Problem, problem } from '../base/errors.js'
import { MAIL_STOPPED, readFact } from '../store/meta-store.js'
import type { AppContext } from './app-context.js'
import { stopsOfCode } from './stops/table.js'

/** The ledger says itself whether a run found it behind the register. @throws BelfryError DATABASE … */
export async function mayGoOn({ store }: AppContext): Promise<boolean> {
  return (await readFact(store.db, MAIL_STOPPED)) === undefined
}

/** Was it a fact that stops what is new, and not the database or a fault of Belfry's own? */
export function isStop(thrown: unknown): boolean {
  return thrown instanceof BelfryError && stopsOfCode(thrown.code).length > 0
}

export function problemsIn({ config }: AppContext, thrown: unknown): Problem[] {
  if (!(thrown instanceof BelfryError)) return []
  if (thrown.problems.length > 0) return [...thrown.problems]
  return [problem(thrown.code, thrown.message, { file: config.file }, { fix: thrown.fix })]
}
