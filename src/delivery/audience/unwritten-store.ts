/**
 * Large audiences, written a part at a time: while a part is written others wait for it on SQLite, and mail to the
 * first people leaves while the last ones have no deliveries yet. What is left to write stands with the mailing, and is
 * gone on with after a crash. In: a mailing that is told. Out: its deliveries. Door.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { sql, type Transaction } from 'kysely'
import type { SqlDialect, Writing } from '../../store/dialect.js'
import type { Queries, Store } from '../../store/open.js'
import type { Tables } from '../../store/tables.js'
import type { RunningCycle } from '../../subscribers/runs.js'
import { countAudience, insertAudience, type SpokenAudience } from './audience-store.js'

/** So many subscriptions to one list in a part: SQLite takes a fiftieth of a second for them. */
const AT_ONCE = 4_000
/** Whoever waits for SQLite's writer tries again more often than that (`open-sqlite.ts`). */
const PAUSE_MS = 25

/** Who has no delivery yet, as `mailings.unwritten` has it. */
interface Unwritten {
  readonly lists: readonly string[]
  readonly languages: readonly string[]
  /** Keys of mailings that nobody is to get again; absent where it is none. */
  readonly without?: readonly string[]
  /** Absent where all are told, whatever they run. */
  readonly runs?: Written<RunningCycle>
  /** When it was told; absent where nothing is narrowed by what people run. */
  readonly now?: number
  /** Number of a person: all up to it are written. */
  readonly after: number
  /** The last person there was when it was told: who was erased since and comes again got it, perhaps. */
  readonly last: number
}

/** As JSON has it, which has no sets. */
type Written<Cycle> = Omit<Cycle, 'ended'> & { readonly ended?: readonly string[] }

interface Told {
  readonly id: number
  readonly now: number
}

/**
 * Writes the audience of a mailing, or the first part of a large one.
 * @returns how many people it has, and what is left to write
 */
export async function beginAudience(
  { dialect, transaction }: Writing,
  told: Told,
  audience: SpokenAudience,
): Promise<{ readonly people: number; readonly unwritten: string | null }> {
  const { lists, languages, without = [], runs } = audience
  // Nobody gets what these told them: whom they reach must be known.
  if (without.length > 0) await writeAllOf({ dialect, transaction }, await idsOf(transaction, without))
  const upTo = await endOfPart(transaction, lists, 0)
  if (upTo === undefined) return { people: await insertAudience(transaction, told, audience), unwritten: null }
  const last = await lastPerson(transaction)
  const first = await insertAudience(transaction, told, audience, { after: 0, upTo })
  const others = await countAudience(transaction, audience, { after: upTo, upTo: last })
  if (others === 0) return { people: first, unwritten: null }
  const narrowed = {
    ...(without.length > 0 && { without }),
    ...(runs !== undefined && { runs: writtenOf(runs), now: told.now }),
  }
  const unwritten: Unwritten = { lists, languages, ...narrowed, after: upTo, last }
  return { people: first + others, unwritten: JSON.stringify(unwritten) }
}

function writtenOf({ ended, ...runs }: RunningCycle): Written<RunningCycle> {
  return { ...runs, ...(ended !== undefined && { ended: [...ended] }) }
}

/** Whom a part is looked for among: by what people run, and got, when the part is written. */
function audienceOf({ lists, languages, without = [], runs }: Unwritten): SpokenAudience {
  if (runs === undefined) return { lists, languages, without }
  const { ended, ...cycle } = runs
  return { lists, languages, without, runs: { ...cycle, ...(ended !== undefined && { ended: new Set(ended) }) } }
}

async function lastPerson(transaction: Transaction<Tables>): Promise<number> {
  const row = await transaction.selectFrom('people').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return Number(row?.id ?? 0)
}

/**
 * Writes what is left of all audiences, the most urgent mailing's first, with a pause between two parts. To be called
 * again where it was ended. @returns was anything left?
 */
export async function writeAudiences(store: Store, signal?: AbortSignal): Promise<boolean> {
  let wasLeft = false
  while (signal?.aborted !== true && (await isUnwritten(store.db))) {
    wasLeft = true
    await store.transaction(async (transaction) => await writePart(store.dialect, transaction))
    await delay(PAUSE_MS)
  }
  return wasLeft
}

async function isUnwritten(queries: Queries): Promise<boolean> {
  const row = await queries.selectFrom('mailings').select('id').where(UNWRITTEN).limit(1).executeTakeFirst()
  return row !== undefined
}

/** Written out, so that the index of them serves. */
const UNWRITTEN = sql<boolean>`unwritten is not null`

/** Its mailing's row is locked first: another process that writes goes on from here, and who cancels it waits. */
async function writePart(dialect: SqlDialect, transaction: Transaction<Tables>): Promise<void> {
  const some = transaction
    .selectFrom('mailings')
    .select(['id', 'unwritten'])
    .where(UNWRITTEN)
    .orderBy('priority')
    .orderBy('id')
    .limit(1)
  const row = await (dialect.skipLocked ? some.forUpdate() : some).executeTakeFirst()
  if (row === undefined || row.unwritten === null) return
  const left: Unwritten = JSON.parse(row.unwritten)
  await writeMore(transaction, row.id, left, await endOfPart(transaction, left.lists, left.after))
  await dialect.wakeWorkers()?.execute(transaction)
}

/** @param end the last person of the part; all that are left, where it is undefined */
async function writeMore(
  transaction: Transaction<Tables>,
  id: number,
  left: Unwritten,
  end: number | undefined,
): Promise<void> {
  const { after, last, now = 0 } = left
  const isEnd = end === undefined || end >= last
  const upTo = isEnd ? last : end
  await insertAudience(transaction, { id, now }, audienceOf(left), { after, upTo })
  if (isEnd) await endAudience(transaction, [id])
  else
    await transaction
      .updateTable('mailings')
      .set({ unwritten: JSON.stringify({ ...left, after: upTo } satisfies Unwritten) })
      .where('id', '=', id)
      .execute()
}

async function idsOf(transaction: Transaction<Tables>, keys: readonly string[]): Promise<number[]> {
  const rows = await transaction
    .selectFrom('mailings')
    .select('id')
    .where('key', 'in', [...keys])
    .execute()
  return rows.map(({ id }) => id)
}

/** Writes what is left of the audiences of some mailings, all at once; whoever writes a part is waited for. */
export async function writeAllOf({ dialect, transaction }: Writing, mailings: readonly number[]): Promise<void> {
  if (mailings.length === 0) return
  await dialect.lockMailings(mailings)?.execute(transaction)
  const rows = await transaction
    .selectFrom('mailings')
    .select(['id', 'unwritten'])
    .where('id', 'in', [...mailings])
    .where(UNWRITTEN)
    .orderBy('id')
    .execute()
  for (const { id, unwritten } of rows)
    if (unwritten !== null) await writeMore(transaction, id, JSON.parse(unwritten), undefined)
}

/** No more of it is written: its audience are those who have deliveries. */
export async function endAudience(transaction: Transaction<Tables>, mailings: readonly number[]): Promise<void> {
  await transaction
    .updateTable('mailings')
    .set({
      unwritten: null,
      audience: sql`(select count(*) from deliveries where mailing_id = mailings.id)`,
    })
    .where('id', 'in', [...mailings])
    .where(UNWRITTEN)
    .execute()
}

/** The last person of the next part; undefined where no list has that many more. */
async function endOfPart(queries: Queries, lists: readonly string[], after: number): Promise<number | undefined> {
  const ends: number[] = []
  for (const list of lists) {
    const last = await queries
      .selectFrom('subscriptions')
      .select('person_id')
      .where('list', '=', list)
      .where('state', '=', 'confirmed')
      .where('person_id', '>', after)
      .orderBy('person_id')
      .offset(AT_ONCE)
      .limit(1)
      .executeTakeFirst()
    if (last !== undefined) ends.push(Number(last.person_id))
  }
  return ends.length === 0 ? undefined : Math.min(...ends)
}
