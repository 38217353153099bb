/**
 * Whether the ledger is the one that was mailed from last. In: the app context, the register. Out: problems, each of
 * which stops all mail from here.
 */

import { type Problem, problem } from '../../base/errors.js'
import { readLedger, sequenceOfAll, stopAll } from '../../marks/machine-store.js'
import type { Register, ToldBy } from '../../register/register.js'
import { readFact } from '../../store/meta-store.js'
import type { AppContext } from '../app-context.js'
import { runTexts } from '../texts.js'

/** Which ledger this is, and how far. @returns undefined with `marks: none` */
export async function toldByNow({ store, marks }: AppContext): Promise<ToldBy | undefined> {
  if (marks.folder === undefined) return undefined
  const { id, epoch } = await readLedger(store.db)
  return { id, epoch, sequence: await sequenceOfAll(store.db) }
}

export interface LedgerStops {
  /** Each stops all mail from here. */
  readonly problems: readonly Problem[]
  /** No machine of this ledger is to mail: another copy does. */
  readonly isForAll: boolean
}

export async function ledgerStops(context: AppContext, register: Register): Promise<LedgerStops> {
  const { store, marks, config } = context
  const now = await toldByNow(context)
  const before = register.ledger
  if (now !== undefined && before !== undefined && now.id === before.id) {
    if (before.epoch > now.epoch) return { problems: [claimedElsewhere(config.content.register)], isForAll: true }
    // What the register knows no restored copy can have done; a ledger before its baseline takes it as it is.
    const isBehind = before.epoch === now.epoch && before.sequence > now.sequence
    if (isBehind && (await readFact(store.db, 'baseline')) !== undefined) await stopAll(store)
  }
  const stop = await marks.stop()
  return { problems: stop === undefined ? [] : [stop], isForAll: false }
}

function claimedElsewhere(file: string): Problem {
  const sentence = runTexts.ledgerStops.ledgerClaimedForAnother()
  return problem('LEDGER_MOVED', sentence, { file })
}
