/** The ledger's own row and those of its machines. In: an instance. Out: facts, statements. Door. */
import { statSync } from 'node:fs'
import { type RawBuilder, sql } from 'kysely'
import { MAIL_RESTORED, readFact, writeFact } from '../store/meta-store.js'
import type { Queries, Store } from '../store/open.js'
import type { LedgerTable } from '../store/tables/machines.js'
import type { KnownLedger } from './which-copy.js'

/** A new machine joins without a word where another was seen within this. */
const ALIVE_MS = 5 * 60_000
/** How old a machine's sign of life may become. */
const SEEN_MS = 60_000

/** A ledger that no machine opened yet gets its id. Who only looks waits for no writer. */
export async function nameLedger(queries: Queries, id: string): Promise<void> {
  if ((await readLedger(queries)).id !== '') return
  await queries.updateTable('ledger').set({ id }).where('id', '=', '').execute()
}

export async function readLedger(queries: Queries): Promise<LedgerTable> {
  return await queries.selectFrom('ledger').selectAll().executeTakeFirstOrThrow()
}

export interface MachineRecord {
  readonly instance: string
  readonly name: string
  readonly sequence: number
  readonly epoch: number
  readonly seenAt: number
}

/** The one that was seen last is the first. */
export async function listMachines(queries: Queries): Promise<MachineRecord[]> {
  const rows = await queries.selectFrom('machines').selectAll().orderBy('seen_at', 'desc').execute()
  return rows.map(({ seen_at: seenAt, ...row }) => ({ ...row, seenAt }))
}

/** @param instance empty for a machine that has no id yet */
export async function knownLedger({ db, dialect }: Store, instance: string): Promise<KnownLedger> {
  const { id, epoch, restores, place } = await readLedger(db)
  const { rows } = await sql<{ instance: string; sequence: number; age: number }>`
    select instance, sequence, ${dialect.now()} - seen_at as age from machines`.execute(db)
  const own = rows.find((row) => row.instance === instance)
  const mailing = await db.selectFrom('mailings').select('id').limit(1).executeTakeFirst()
  return {
    ...{ id, epoch, restores, place },
    row: own && { sequence: Number(own.sequence), isSeen: Number(own.age) < SEEN_MS },
    machines: rows.length,
    isAlive: rows.some((row) => row.instance !== instance && Number(row.age) < ALIVE_MS),
    hasMailed: mailing !== undefined,
  }
}

/** What a machine does is counted in its row: the last statement of the transaction, so that nobody waits for long. */
export function raised({ dialect }: Pick<Store, 'dialect'>, instance: string): RawBuilder<unknown> {
  return sql`update machines set sequence = sequence + 1, seen_at = ${dialect.now()} where instance = ${instance}`
}

export interface Numbers {
  readonly person: number
  readonly mailing: number
}

/** A machine's row, and the highest numbers given. @returns undefined where it has none */
export async function readRow(queries: Queries, instance: string): Promise<(Numbers & RowFacts) | undefined> {
  const { rows } = await sql<Record<keyof (Numbers & RowFacts), number> & { ledger: string }>`
    select sequence, ledger.id as ledger, ledger.epoch as epoch, ledger.restores as restores,
      (select max(id) from people) as person, (select max(id) from mailings) as mailing
    from machines cross join ledger where instance = ${instance}`.execute(queries)
  const row = rows[0]
  if (row === undefined) return undefined
  const { ledger, ...counts } = row
  const { sequence, epoch, restores, person, mailing } = counts
  return { ledger, ...{ sequence, epoch, restores }, person: person ?? 0, mailing: mailing ?? 0 }
}

interface RowFacts {
  readonly ledger: string
  readonly sequence: number
  readonly epoch: number
  readonly restores: number
}

/** The machine has a row, at least this high, in the epoch of the ledger. */
export async function join(
  { dialect }: Pick<Store, 'dialect'>,
  queries: Queries,
  machine: { readonly instance: string; readonly name: string },
  sequence: number,
): Promise<void> {
  const { instance, name } = machine
  await sql`insert into machines (instance, name, sequence, seen_at, epoch)
    select cast(${instance} as text), cast(${name} as text), cast(${sequence} as bigint), ${dialect.now()}, epoch
      from ledger where true
    on conflict (instance) do update set name = excluded.name, epoch = excluded.epoch, seen_at = excluded.seen_at,
      sequence = case when machines.sequence > excluded.sequence then machines.sequence else excluded.sequence end
  `.execute(queries)
}

export async function addToSequence(queries: Queries, instance: string, more: number): Promise<void> {
  await queries
    .updateTable('machines')
    .set((e) => ({ sequence: e('sequence', '+', more) }))
    .where('instance', '=', instance)
    .execute()
}

/** That it lives. */
export async function beat({ db, dialect }: Store, instance: string): Promise<void> {
  await sql`update machines set seen_at = ${dialect.now()} where instance = ${instance}`.execute(db)
}

export async function setPlace(queries: Queries, place: string): Promise<void> {
  await queries.updateTable('ledger').set({ place }).execute()
}

/** An operator dealt with a restored copy: machines that know more add it by themselves. */
export async function countRestore(queries: Queries): Promise<void> {
  await queries
    .updateTable('ledger')
    .set((e) => ({ restores: e('restores', '+', 1) }))
    .execute()
}

/** No other machine goes on as it was. @param above the highest epoch that is known elsewhere */
export async function claimEpoch(queries: Queries, above: number): Promise<void> {
  const { epoch } = await readLedger(queries)
  await queries
    .updateTable('ledger')
    .set({ epoch: Math.max(epoch, above) + 1 })
    .execute()
}

/** What all machines together did. */
export async function sequenceOfAll(queries: Queries): Promise<number> {
  const { all } = await queries
    .selectFrom('machines')
    .select((e) => e.fn.sum<number | null>('sequence').as('all'))
    .executeTakeFirstOrThrow()
  return Number(all ?? 0)
}

/** No worker sends anything until an operator has looked. What is queued after this is known not to have been sent. */
export async function stopAll({ db }: Store): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    if ((await readFact(transaction, MAIL_RESTORED)) !== undefined) return
    const { newest } = await transaction
      .selectFrom('mailings')
      .select((e) => e.fn.max('id').as('newest'))
      .executeTakeFirstOrThrow()
    await writeFact(transaction, MAIL_RESTORED, String(newest ?? 0))
  })
}

/** Numbers that were given once are given no more: links of mail that was sent would else mean somebody else. */
export async function liftNumbers(store: Pick<Store, 'dialect'>, queries: Queries, above: Numbers): Promise<void> {
  for (const [table, number] of [['people', above.person] as const, ['mailings', above.mailing] as const]) {
    if (number === 0) continue
    await LIFTS[store.dialect.name](table, number, queries)
  }
}

type Lift = (table: 'people' | 'mailings', number: number, queries: Queries) => Promise<void>

const LIFTS: Readonly<Record<'sqlite' | 'postgres', Lift>> = {
  // SQLite keeps no constraint on its own table of numbers.
  sqlite: async (table, number, queries) => {
    await sql`update sqlite_sequence set seq = max(seq, ${number}) where name = ${table}`.execute(queries)
    await sql`insert into sqlite_sequence (name, seq) select ${table}, ${number}
      where not exists (select 1 from sqlite_sequence where name = ${table})`.execute(queries)
  },
  postgres: async (table, number, queries) => {
    const sequence = sql`pg_get_serial_sequence(${sql.lit(table)}, 'id')`
    await sql`select setval(${sequence}, greatest(cast(${number} as bigint),
      (select last_value from ${sql.table(`${table}_id_seq`)})))`.execute(queries)
  },
}

/** The database that the ledger is in: a copy of it is another. */
export async function placeOfDatabase({ db, dialect }: Store, database: string): Promise<string> {
  if (dialect.name === 'postgres') return await placeInPostgres(db)
  const file = statSync(database.slice('sqlite:'.length), { throwIfNoEntry: false })
  return file === undefined ? 'memory' : `inode:${file.ino}:${file.birthtimeMs}`
}

async function placeInPostgres(db: Queries): Promise<string> {
  const { rows } = await sql<{ database: string; mayAsk: boolean }>`
    select (select oid from pg_database where datname = current_database()) || ':' ||
        (select oid from pg_namespace where nspname = current_schema()) as database,
      has_function_privilege('pg_control_system()', 'execute') as "mayAsk"`.execute(db)
  const { database, mayAsk } = rows[0] ?? { database: '', mayAsk: false }
  if (!mayAsk) return `database:${database}`
  const system = await sql<{ id: string }>`
    select cast(system_identifier as text) as id from pg_control_system()`.execute(db)
  return `database:${system.rows[0]?.id}:${database}`
}
