/**
 * A digest of all that the ledger tells who decides: where it is equal, the same content decides the same at the same
 * instant. In: the ledger. Out: the digest, and the notices, which were read for it. Door.
 */
import { createHash } from 'node:crypto'
import { readLedger } from '../../marks/machine-store.js'
import { listMoved, listNotices, loadEnds, loadReading } from '../../notices/memory-store.js'
import type { Notice } from '../../notices/notice.js'
import { readHead } from '../../store/chain-store.js'
import type { Writing } from '../../store/dialect.js'
import { GONE_ACCEPTED, readFact } from '../../store/meta-store.js'

export interface StampedMemory {
  readonly stamp: string
  readonly notices: readonly Notice[]
}

/**
 * Also of what is recorded of anything else than mail: an operator did something then.
 * @param renamed cycles, as they are decided with
 */
export async function stampMemory(
  deciding: Writing,
  renamed: ReadonlyMap<string, string> = new Map(),
): Promise<StampedMemory> {
  const { transaction: queries } = deciding
  const notices = await listNotices(queries)
  const ends = await loadEnds(queries)
  const { id, epoch } = await readLedger(queries)
  const facts = [
    [await readFact(queries, 'baseline'), (await loadReading(queries, 0))?.reads, notices],
    [...ends].sort((a, b) => (a.name < b.name ? -1 : 1)),
    [(await readFact(queries, GONE_ACCEPTED)) !== undefined, await listMoved(queries), ...[...renamed].sort()],
    [id, epoch, await readHead(queries)],
  ]
  const digest = createHash('sha256')
    .update(JSON.stringify(facts))
    .update(await postsIn(deciding))
  return { stamp: digest.digest('base64url'), notices }
}

/**
 * Texts and what else of a post goes with its digest is none: it is otherwise only where a digest or an instant is. On
 * SQLite an index holds these and no others (`posts_stamped`): texts stand between them in each row.
 */
const COLUMNS = ['id', 'path', 'url', 'state', 'instant', 'digest', 'judged_at', 'open_since', 'gone_at']

/** Joined there, ten thousand rows are one value here. */
async function postsIn({ dialect, transaction }: Writing): Promise<string | Uint8Array> {
  const { rows } = await dialect.joined('posts', COLUMNS, 'id').execute(transaction)
  return rows[0]?.all ?? ''
}
