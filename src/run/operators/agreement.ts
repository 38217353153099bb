/**
 * Whether enough operators agreed to what people start: send, approve, resume, retry, above
 * `operators.approvalsAbove` people. In: a transaction, what is agreed to, how many people it reaches, who says so.
 * Out: how many agreed and how many have to. What only stops something needs one.
 */

import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import { type Agreed, agree, wordsOn } from '../../operators/approval-store.js'
import type { Tables } from '../../store/tables.js'
import type { Word } from '../../subscribers/event-store.js'
import type { AppContext } from '../app-context.js'
import { runTexts } from '../texts.js'

export interface Agreement {
  readonly approvals: number
  readonly needed: number
}

export function isAgreed({ approvals, needed }: Agreement): boolean {
  return approvals >= needed
}

export function neededFor({ config }: Pick<AppContext, 'config'>, people: number): number {
  const { approvals, approvalsAbove } = config.operators
  return people > approvalsAbove ? approvals : 1
}

/** @param people whom it reaches now, counted before */
export async function agreement(
  context: Pick<AppContext, 'config' | 'clock'>,
  transaction: Transaction<Tables>,
  { people, ...agreed }: Agreed & { readonly people: number },
  word: Word,
): Promise<Agreement> {
  const needed = neededFor(context, people)
  if (needed <= 1) return { approvals: 1, needed }
  const approvals = await agree(transaction, agreed, { by: word.by.toLowerCase(), need: needed }, context.clock.now())
  return { approvals, needed }
}

/** Of all that is agreed to: with another word of it, it is something else. */
export function agreedDigest(said: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

/** Who agreed to something, and to what. */
export interface AgreedBy {
  readonly operator: string
  /** As it was said. */
  readonly said: Readonly<Record<string, unknown>>
}

/** How many have to agree, and who did. */
export interface Agreeing {
  readonly needed: number
  readonly agreed: readonly AgreedBy[]
}

/**
 * Who agreed to what it is now, and whose words are not enough yet.
 * @param digestOf of what was said of it, by what it is now
 */
export async function agreedNow(
  { store, clock }: AppContext,
  about: string,
  digestOf: (said: AgreedBy['said']) => string,
): Promise<AgreedBy[]> {
  const words = await wordsOn(store.db, about, clock.now())
  return words.flatMap(({ operator, digest, said }) => {
    // What the ledger holds was written by agreement().
    const words = said === '' ? {} : (JSON.parse(said) as AgreedBy['said'])
    return digestOf(words) === digest ? [{ operator, said: words }] : []
  })
}

/** The same for the same words, whichever way they came: in whatever order, and with or without a line end. */
export function saidPlainly(said: object): readonly unknown[] {
  return Object.entries(said)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
}

/** What people are told whose word is not enough. */
export function waitsSentence({ approvals, needed }: Agreement): string {
  return runTexts.agreement.waitsForAnotherOperator(approvals, needed)
}
