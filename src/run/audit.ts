/**
 * Whether the chain of events is whole. In: the ledger, the register. Out: how many rows there are, and the first that
 * does not fit, and why.
 */

import { readLedger } from '../marks/machine-store.js'
import type { Register } from '../register/register.js'
import { readEvents, readHead } from '../store/chain-store.js'
import type { ChainHead } from '../store/event-chain.js'
import { digestOfReason, hashOfEvent } from '../store/event-chain.js'
import type { Queries } from '../store/open.js'
import type { EventRow } from '../store/tables.js'
import { runTexts } from './texts.js'

/** As `audit verify --json` prints it. */
export interface AuditVerdict {
  readonly ok: boolean
  readonly events: number
  readonly head: ChainHead
  /** The first row that does not fit; absent where all do. */
  readonly fault?: { readonly number: number; readonly why: string }
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
