/**
 * A digest of all that the ledger tells who decides: where it is equal, the same content decides the same at the same
 * instant. In: the ledger. Out: the digest, and the notices, which were read for it. Door.
 */
import { hash } from 'node:crypto'
import { readLedger } from '../../marks/machine-store.js'
import { listMoved, loadMemory, loadReading } from '../../notices/memory-store.js'
import type { Notice } from '../../notices/notice.js'
import { readHead } from '../../store/chain-store.js'
import { GONE_ACCEPTED, readFact } from '../../store/meta-store.js'
import type { Queries } from '../../store/open.js'
import { renamedCycles } from '../../subscribers/renamed-cycle-store.js'

export interface StampedMemory {
  readonly stamp: string
  readonly notices: readonly Notice[]
}

/**
 * What was recorded of anything else than mail is a part of it, too. Texts of posts are none: they are otherwise only
 * where a digest or an instant is.
 */
export async function stampMemory(queries: Queries): Promise<StampedMemory> {
  const { notices, posts, ends, baselineAt } = await loadMemory(queries, { has: () => true })
  const { id, epoch } = await readLedger(queries)
  const facts = [
    [baselineAt, notices, (await loadReading(queries, 0))?.reads],
    [...posts].sort((a, b) => (a.id < b.id ? -1 : 1)),
    [...ends].sort((a, b) => (a.name < b.name ? -1 : 1)),
    [
      (await readFact(queries, GONE_ACCEPTED)) !== undefined,
      await listMoved(queries),
      ...(await renamedCycles(queries)),
    ],
    [id, epoch, await readHead(queries)],
  ]
  return { stamp: hash('sha256', JSON.stringify(facts), 'base64url'), notices }
}
