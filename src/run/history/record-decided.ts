/**
 * What a run decided, as rows of the audit. In: a decision, within the transaction that writes it, and before that.
 * Out: a row for each notice that begins to wait for an operator, is gone, or is told; and the log of what was told.
 */
import type { Transaction } from 'kysely'
import type { Decision } from '../../notices/decide.js'
import { statesOf } from '../../notices/memory-store.js'
import type { Notice } from '../../notices/notice.js'
import type { LoggedNotice, Register } from '../../register/register.js'
import { eventsCalled } from '../../store/chain-store.js'
import type { Queries } from '../../store/open.js'
import type { EventRow, Tables } from '../../store/tables.js'
import { recordEvent, SERVICE_WORD, type Word } from '../../subscribers/event-store.js'

/** What is kept of a told mail, for anybody to compare. */
export interface Logged {
  readonly digest: string
  /** By the tag of each other language that it was mailed in. */
  readonly digests?: Readonly<Record<string, string>>
  readonly messageId: string
}

interface Told {
  readonly notice: Notice
  readonly lists: readonly { readonly id: string }[]
  readonly mailing: number
  readonly recipients: number
  readonly logged?: Logged
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
  for (const { notice, mailing, recipients, lists, logged } of told) {
    const { key, kind, revision, severity, origin } = notice
    const from = origin === null ? {} : { commit: origin.commit, path: origin.path, signer: origin.signer }
    const to = { mailing, recipients, lists: lists.map(({ id }) => id) }
    const details: ToldDetails = { revision, kind, severity, ...to, ...from, ...logged }
    await recordEvent(transaction, { action: 'tell', key, details: { ...details } }, word, now)
  }
}

/** What an event of telling says; written by this file alone. */
interface ToldDetails {
  readonly revision: number
  readonly kind: Notice['kind']
  readonly severity: Notice['severity']
  readonly mailing: number
  readonly recipients: number
  readonly lists: readonly string[]
  readonly commit?: string
  readonly path?: string
  readonly signer?: string
  readonly digest?: string
  readonly digests?: Readonly<Record<string, string>>
  readonly messageId?: string
}

/** The register's log with what was told since, in the order of the chain. */
export async function loggedSince(
  queries: Queries,
  { log = [] }: Pick<Register, 'log'>,
): Promise<readonly LoggedNotice[]> {
  const known = new Set(log.map(({ audit }) => audit))
  const events = await eventsCalled(queries, 'tell')
  return [...log, ...events.filter(({ hash }) => !known.has(hash)).flatMap(loggedOf)]
}

/**
 * What `told.json` is to hold by the ledger: each notice as its event told it, in the register's order. Of what the
 * register knows of another ledger, as it stands there.
 * @returns also how many of them the register has, and what it lacks though it has a later one
 */
export async function loggedByLedger(
  queries: Queries,
  { log = [] }: Pick<Register, 'log'>,
): Promise<{ readonly log: readonly LoggedNotice[]; readonly known: number; readonly lacks: readonly string[] }> {
  const events = (await eventsCalled(queries, 'tell')).filter((event) => loggedOf(event).length > 0)
  const byHash = new Map(events.map((event) => [event.hash, event]))
  const inRegister = new Set(log.map(({ audit }) => audit))
  const newest = Math.max(0, ...events.filter(({ hash }) => inRegister.has(hash)).map(({ id }) => id))
  const others = events.filter(({ hash }) => !inRegister.has(hash))
  const asTold = log.flatMap((one) => {
    const event = byHash.get(one.audit)
    return event === undefined ? [one] : loggedOf(event)
  })
  const lacks = others.filter(({ id }) => id < newest).map(({ key }) => key)
  return { log: [...asTold, ...others.flatMap(loggedOf)], known: log.length, lacks }
}

function loggedOf({ key, at, details, hash }: EventRow): LoggedNotice[] {
  const { kind, severity, digest, digests, messageId, commit, path, signer }: ToldDetails = JSON.parse(details)
  if (digest === undefined || messageId === undefined) return []
  const from = commit === undefined ? {} : { commit, ...(path && { path }), ...(signer && { signer }) }
  const also = digests === undefined ? {} : { digests }
  return [
    { key, kind, severity, at, digest, ...also, messageId: messageId.replace(/^<|>$/g, ''), ...from, audit: hash },
  ]
}
