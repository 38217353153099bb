/**
 * The rows of any table of a ledger, page by page out and in. In: a table as the steps made it. Out: rows in the order
 * of its key; or the rows written, the same values on both databases. Door.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { SqlDialect } from '../store/dialect.js'
import type { ColumnKind, TableShape } from '../store/read-tables.js'
import { storableJson } from '../store/storable.js'
import type { Tables } from '../store/tables.js'
import type { Entry, Value } from './format.js'

/** A page begins small and grows to about so many octets: rows may be of a line or of a megabyte. */
const PAGE_BYTES = 1_000_000
const FIRST_PAGE = 8
const MOST_ROWS = 4_000

type Row = Readonly<Record<string, unknown>>

/** @param sizeOf octets of a row, about */
export async function* rowsOf(
  db: Kysely<Tables>,
  { name, columns, key }: TableShape,
  sizeOf: (row: Row) => number,
): AsyncGenerator<readonly Row[]> {
  const wanted = sql.join(columns.map((column) => sql.ref(column.name)))
  const keys = sql.join(key.map((column) => sql.ref(column)))
  let after = sql``
  for (let limit = FIRST_PAGE; ; ) {
    const { rows } = await sql<Row>`
      select ${wanted} from ${sql.table(name)} ${after} order by ${keys} limit ${limit}`.execute(db)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < limit) return
    after = sql`where (${keys}) > (${sql.join(key.map((column) => last[column]))})`
    const bytes = rows.reduce((sum, row) => sum + sizeOf(row), 1)
    limit = Math.max(1, Math.min(MOST_ROWS, limit * 2, Math.floor((rows.length * PAGE_BYTES) / bytes)))
  }
}

/** The highest number that a row of it ever had. */
export async function highestNumber(db: Kysely<Tables>, dialect: SqlDialect, { name }: TableShape): Promise<number> {
  const held = sql<number>`coalesce((select max(id) from ${sql.table(name)}), 0)`
  const given =
    dialect.name === 'sqlite'
      ? sql<number>`coalesce((select seq from sqlite_sequence where name = ${name}), 0)`
      : sql<number>`(select case when is_called then last_value else 0 end from ${await sequenceOf(db, name)})`
  const { rows } = await sql<{ held: number; given: number }>`select ${held} as held, ${given} as given`.execute(db)
  return Math.max(rows[0]?.held ?? 0, rows[0]?.given ?? 0)
}

export interface RowsInto {
  readonly db: Kysely<Tables>
  readonly dialect: SqlDialect
}

/** A statement takes so many rows, or octets of the backup. */
const MOST_WRITTEN = 1_000
const MOST_OCTETS = 1_000_000

/**
 * Writes what a backup holds of tables, in the place of what the steps put there.
 * @param onRows called after each statement with the rows written so far
 */
export async function writeEntries(
  writing: RowsInto,
  entries: AsyncIterable<Entry>,
  onRows: (rows: number) => void = () => undefined,
): Promise<void> {
  let table: TableShape | undefined
  let rows: (readonly Value[])[] = []
  let octets = 0
  let written = 0
  const flush = async () => {
    if (table === undefined || rows.length === 0) return
    await insertRows(writing, table, rows)
    written += rows.length
    rows = []
    octets = 0
    onRows(written)
  }
  for await (const entry of entries) {
    if (entry.kind === 'table') {
      await flush()
      table = entry.table
      await sql`delete from ${sql.table(table.name)}`.execute(writing.db)
      if (table.isNumbered) await continueNumbers(writing, table, entry.highest)
    } else if (entry.kind === 'row') {
      rows.push(entry.values)
      octets += entry.size
      if (rows.length === MOST_WRITTEN || octets > MOST_OCTETS) await flush()
    }
  }
  await flush()
}

/** Numbers go on above this one, whatever rows there are. */
async function continueNumbers({ db, dialect }: RowsInto, { name }: TableShape, highest: number): Promise<void> {
  if (highest === 0) return
  if (dialect.name === 'postgres') {
    await sql`select setval(${await sequenceName(db, name)}::regclass, ${highest})`.execute(db)
    return
  }
  await sql`delete from sqlite_sequence where name = ${name}`.execute(db)
  await sql`insert into sqlite_sequence (name, seq) values (${name}, ${highest})`.execute(db)
}

/** As the database quotes it. */
async function sequenceName(db: Kysely<Tables>, table: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select pg_get_serial_sequence(quote_ident(current_schema()) || '.' || quote_ident(${table}), 'id') as name`.execute(
    db,
  )
  return rows[0]?.name ?? ''
}

async function sequenceOf(db: Kysely<Tables>, table: string): Promise<RawBuilder<unknown>> {
  return sql.raw(await sequenceName(db, table))
}

/** One statement with one parameter, however many rows. */
async function insertRows(
  { db, dialect }: RowsInto,
  { name, columns }: TableShape,
  rows: readonly (readonly Value[])[],
): Promise<void> {
  const wanted = sql.join(columns.map((column) => sql.ref(column.name)))
  const values = sql.join(columns.map(({ kind }, index) => READ[dialect.name](kind, index)))
  const from = {
    sqlite: (all: string) => sql`json_each(${all})`,
    postgres: (all: string) => sql`jsonb_array_elements(${all}::jsonb) as j(value)`,
  }
  const all = storableJson(rows.map((row) => row.map((value, index) => inHex(value, columns[index]?.kind))))
  await sql`insert into ${sql.table(name)} (${wanted}) select ${values} from ${from[dialect.name](all)}`.execute(db)
}

/** Octets in the one form that both databases read. */
function inHex(value: Value, kind: ColumnKind | undefined): Value {
  return kind === 'bytes' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('hex') : value
}

const at = (index: number) => sql`value ->> ${sql.lit(index)}`

const READ: Readonly<Record<SqlDialect['name'], (kind: ColumnKind, index: number) => RawBuilder<unknown>>> = {
  sqlite: (kind, index) => (kind === 'bytes' ? sql`unhex(${at(index)})` : at(index)),
  postgres: (kind, index) => {
    if (kind === 'bytes') return sql`decode(${at(index)}, 'hex')`
    const types = { text: 'text', integer: 'bigint', real: 'double precision' } as const
    return sql`cast(${at(index)} as ${sql.raw(types[kind])})`
  },
}
