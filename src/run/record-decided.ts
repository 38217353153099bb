/**
 * What a run decided, as rows of the audit. In: a decision, within the transaction that writes it, and before that. Out:
 * a row for each notice that begins to wait for an operator, is gone, or is told.
 */
import type { Transaction } from 'kysely'
import type { Decision } from '../notices/decide.js'
import { statesOf } from '../notices/memory-store.js'
import type { Notice } from '../notices/notice.js'
import type { Tables } from '../store/tables.js'
import { recordEvent, SERVICE_WORD, type Word } from '../subscribers/event-store.js'

interface Told {
  readonly notice: Notice
  readonly lists: readonly { readonly id: string }[]
  readonly mailing: number
  readonly recipients: number
}

const ACTIONS = { held: 'hold', asked: 'ask', gone: 'gone' } as const

function isRecorded(state: Notice['state']): state is keyof typeof ACTIONS {
  return Object.hasOwn(ACTIONS, state)
}

export async function recordStates(transaction: Transaction<Tables>, { changed, at }: Decision): Promise<void> {
  const waiting = changed.filter(({ state }) => isRecorded(state))
  if (waiting.length === 0) return
  const before = await statesOf(
    transaction,
    waiting.map(({ key }) => key),
  )
  for (const { key, state, revision, severity, heldBy } of waiting) {
    if (!isRecorded(state) || before.get(key) === state) continue
    const details = { revision, severity, ...(heldBy !== null && { heldBy }) }
    await recordEvent(transaction, { action: ACTIONS[state], key, details }, SERVICE_WORD, at)
  }
}

/** @param word whose word told them */
export async function recordTold(
  transaction: Transaction<Tables>,
  told: readonly Told[],
  { word, now }: { readonly word: Word; readonly now: number },
): Promise<void> {
  for (const { notice, mailing, recipients, lists } of told) {
    const { key, revision, severity, origin } = notice
    const from = origin === null ? {} : { commit: origin.commit, path: origin.path, signer: origin.signer }
    const details = { revision, severity, mailing, recipients, lists: lists.map(({ id }) => id), ...from }
    await recordEvent(transaction, { action: 'tell', key, details }, word, now)
  }
}
