/**
 * Whether the chain of events is whole, and whether the told log that is published says what it says. In: the ledger,
 * the register, the text of `told.json`. Out: how many rows there are, and the first that does not fit, and why.
 */

import { readToldLog } from '../../feeds/parse-told-log.js'
import { toldLog } from '../../feeds/told-log.js'
import { readLedger } from '../../marks/machine-store.js'
import type { Register } from '../../register/register.js'
import { readEvents, readHead } from '../../store/chain-store.js'
import type { ChainHead } from '../../store/event-chain.js'
import { digestOfReason, hashOfEvent } from '../../store/event-chain.js'
import type { Queries } from '../../store/open.js'
import type { EventRow } from '../../store/tables.js'
import { runTexts } from '../texts.js'
import { loggedByLedger } from './record-decided.js'

/** As `audit verify --json` prints it. */
export interface AuditVerdict {
  readonly ok: boolean
  readonly events: number
  readonly head: ChainHead
  /** The first row that does not fit; absent where all do. */
  readonly fault?: { readonly number: number; readonly why: string }
  /** Of the published `told.json`; absent where there is none. */
  readonly told?: ToldLogVerdict
}

export interface ToldLogVerdict {
  readonly entries: number
  /** The first line that does not fit, from 1 behind the bracket; absent where all do. */
  readonly fault?: { readonly line: number; readonly why: string }
}

/** Reads everything once, page by page, as it was at one instant only where nobody writes. */
export async function verifyAudit(queries: Queries, register: Register): Promise<AuditVerdict> {
  const head = await readHead(queries)
  const known = await knownHead(queries, register)
  const seen = { events: 0, number: 0, hash: '', isKnown: known.number === 0, forgot: new Set<string>() }
  for await (const row of readEvents(queries)) {
    // What others append meanwhile is for the next look.
    if (row.id > head.number) break
    const why = faultOf(row, seen.hash)
    if (why !== undefined) return { ok: false, events: seen.events, head, fault: { number: row.id, why } }
    seen.events += 1
    seen.number = row.id
    seen.hash = row.hash
    if (row.id === known.number) {
      seen.isKnown = row.hash === known.hash
    }
    for (const hash of forgottenIn(row)) seen.forgot.add(hash)
  }
  const fault = atTheEnd(seen, head, known)
  return { ok: fault === undefined, events: seen.events, head, ...(fault !== undefined && { fault }) }
}

/** @param text of the published file: it may lack what was told since @throws nothing; what is wrong is in it */
export async function verifyPublishedLog(queries: Queries, register: Register, text: string): Promise<ToldLogVerdict> {
  const read = readToldLog(text)
  const entries = 'entries' in read ? read.entries.length : 0
  if ('fault' in read) return { entries, fault: { line: read.line, why: read.fault } }
  const { log, known, lacks } = await loggedByLedger(queries, register)
  const lines = bareLines(text)
  const expected = bareLines(toldLog(log))
  const at = lines.findIndex((line, index) => line !== expected[index])
  if (at !== -1) return { entries, fault: { line: at + 1, why: runTexts.audit.notAsTold() } }
  const [lacking] = lacks
  if (lacking !== undefined)
    return { entries, fault: { line: lines.length, why: runTexts.audit.registerLacks(lacking) } }
  if (lines.length < known)
    return { entries, fault: { line: lines.length + 1, why: runTexts.audit.toldLogEnds(known) } }
  return { entries }
}

function bareLines(text: string): string[] {
  return text
    .split('\n')
    .slice(1, -2)
    .map((line) => line.replace(/,$/, ''))
}

/** What the register knows of this ledger; nothing where it is of another one. */
async function knownHead(queries: Queries, { audit, ledger }: Register): Promise<ChainHead> {
  const { id } = await readLedger(queries)
  return audit === undefined || (ledger !== undefined && ledger.id !== id) ? { number: 0, hash: '' } : audit
}

function faultOf(row: EventRow, before: string): string | undefined {
  if (row.reason !== '' && digestOfReason(row.reason, row.salt) !== row.reason_digest)
    return 'its reason is not the one that was written'
  return hashOfEvent(before, row) === row.hash ? undefined : 'its hash is not that of the row before and its own facts'
}

/** Heads that an adoption says are of the other end of the chain: the ledger was restored from a copy then. */
function forgottenIn({ action, details }: EventRow): string[] {
  if (action !== 'adopt' && action !== 'claim') return []
  // Written by this program alone, and just proved to be.
  const { forgot }: { forgot?: ChainHead } = JSON.parse(details)
  return forgot === undefined ? [] : [forgot.hash]
}

interface Seen {
  readonly number: number
  readonly hash: string
  readonly isKnown: boolean
  readonly forgot: ReadonlySet<string>
}

function atTheEnd(seen: Seen, head: ChainHead, known: ChainHead): AuditVerdict['fault'] {
  if (seen.number !== head.number || seen.hash !== head.hash)
    return { number: head.number, why: runTexts.audit.rowsMissingChainEnded(head.number) }
  if (seen.isKnown || seen.forgot.has(known.hash)) return undefined
  return known.number > head.number
    ? { number: known.number, why: runTexts.audit.registerKnowsLedgerEnds() }
    : { number: known.number, why: runTexts.audit.hashNotOneStands() }
}
