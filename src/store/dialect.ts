/**
 * The few things that SQLite and PostgreSQL say differently. Everything else is one set of queries.
 */
import { type Expression, type RawBuilder, sql, type Transaction } from 'kysely'
import { storableJson } from './storable.js'
import type { Tables } from './tables.js'

export type ColumnType = 'bigint' | 'text'
export type DialectName = 'sqlite' | 'postgres'

/** A statement that waits for others; undefined where nobody can be in the way. */
export type Lock = RawBuilder<unknown> | undefined

export interface Joined {
  readonly all: string | Uint8Array | null
}

export interface SqlDialect {
  readonly name: DialectName
  /** The database's real clock, milliseconds since the epoch. Leases live by it; BELFRY_NOW never moves it. */
  now(): RawBuilder<number>
  /** Rows that another worker holds are passed over. SQLite has one writer at a time and needs no such word. */
  readonly skipLocked: boolean
  /** The database is in this process: a prepared statement for each row costs less than one for all, and no parsing. */
  readonly rowByRow: boolean
  /** A lock that somebody else has is waited for so long within this transaction, and then it fails (DATABASE_BUSY). */
  waitForLocks(ms: number): Lock
  /** One decision at a time: held until the transaction ends. */
  lockDecisions(transaction: Transaction<Tables>): Promise<void>
  /**
   * Makes starting a delivery and leaving a list wait for each other, so that "started" and "left" have one order.
   * @param mode `share` to start deliveries to these people, `update` to change what they subscribe to
   */
  lockPeople(people: readonly number[], mode: 'share' | 'update'): Lock
  /**
   * Rows that a transaction will change one by one are locked before, in the order of their ids: no two wait for each
   * other.
   */
  lockDeliveries(ids: readonly number[]): Lock
  /**
   * Wakes the workers of other processes once the transaction is committed; undefined where they look for themselves.
   */
  wakeWorkers(): RawBuilder<unknown> | undefined
  /** Values as rows of a table that a statement can join: one statement, one parameter, however many. */
  rows(name: string, columns: Readonly<Record<string, ColumnType>>, values: readonly object[]): RawBuilder<unknown>
  /** All deliveries of these mailings, in the same order. */
  lockDeliveriesOf(mailings: readonly number[]): Lock
  /** Mailings, in the order of their ids; whoever locks both locks them before their deliveries. */
  lockMailings(ids: readonly number[]): Lock
  /** Is that number one of these? One parameter, however many; PostgreSQL sees how many they are and plans for that. */
  isOneOf(number: Expression<unknown>, these: readonly number[]): RawBuilder<boolean>
  /** A row where there is a table of that name, in the schema where one would be made. */
  tableNamed(name: string): RawBuilder<unknown>
  /** Bit of a column of bytes, counted from the lowest of the first. */
  hasBit(bytes: Expression<unknown>, bit: number): RawBuilder<boolean>
  /**
   * Ids of a table between both ends of rows of `ranges` (`first`, `last`) of which something holds: those rows are
   * looked at, and never all of the table.
   */
  idsBetween(table: keyof Tables, ranges: RawBuilder<unknown>, holds: RawBuilder<unknown>): RawBuilder<{ id: number }>
  /** Whoever writes rows of a table is waited for, and nobody begins until the transaction ends. */
  keepOut(table: keyof Tables): Lock
  /** Said before much is written and after it: where the database is in this process it keeps more pages meanwhile. */
  writingMuch(isMuch: boolean): readonly RawBuilder<unknown>[]
  /**
   * These columns of all rows of a table, each row an array of JSON, in an order that stays while no row changes: what
   * is otherwise in one of them gives another text. It, or its bytes; null where there is no row.
   */
  joined(table: keyof Tables, columns: readonly string[], by: string): RawBuilder<Joined>
  /** What stands after the @ of an address; domains are stored in lower case and A-labels. */
  domainOf(address: Expression<unknown>): RawBuilder<string>
}

/** A transaction, and the dialect that it is written in. */
export interface Writing {
  readonly dialect: SqlDialect
  readonly transaction: Transaction<Tables>
}

export const sqliteDialect: SqlDialect = {
  name: 'sqlite',
  now: () => sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
  skipLocked: false,
  rowByRow: true,
  // Transactions begin as IMMEDIATE: there is never a second writer.
  waitForLocks: () => undefined,
  lockDecisions: async () => undefined,
  lockPeople: () => undefined,
  lockDeliveries: () => undefined,
  lockDeliveriesOf: () => undefined,
  lockMailings: () => undefined,
  wakeWorkers: () => undefined,
  isOneOf: (number, these) => sql<boolean>`${number} in (select value from json_each(${JSON.stringify(these)}))`,
  tableNamed: (name) => sql`select name from sqlite_master where type = 'table' and name = ${name}`,
  // SQLite has no bits of bytes: the octet is one of those that have it.
  hasBit: (bytes, bit) =>
    sql<boolean>`instr(${OCTETS_WITH[bit % 8] ?? ''}, hex(substr(${bytes}, ${(bit >> 3) + 1}, 1)) || '.') > 0`,
  // SQLite takes the tables of a cross join in their order.
  idsBetween: (table, ranges, holds) => {
    const id = sql.ref(`${table}.id`)
    return sql`select ${id} from ${ranges} cross join ${sql.table(table)}
      where ${id} between ranges.first and ranges.last and ${holds}`
  },
  keepOut: () => undefined,
  // Whoever adds people touches pages all over an index. What changes often is brought from the log into the file once.
  writingMuch: (isMuch) => [
    sql.raw(`pragma cache_size = -${isMuch ? 16_000 : 2_000}`),
    sql.raw(`pragma wal_autocheckpoint = ${isMuch ? 8_000 : 1_000}`),
  ],
  // Rows come in the order of their numbers, or of an index. To sort them takes as long as to read them twice.
  joined: (table, columns) => {
    const row = sql`json_array(${sql.join(columns.map((name) => sql.ref(name)))})`
    return sql`select cast(string_agg(${row}, '') as blob) as "all" from ${sql.table(table)}`
  },
  domainOf: (address) => sql<string>`substr(${address}, instr(${address}, '@') + 1)`,
  rows: (name, columns, values) => {
    const names = Object.keys(columns)
    const isOne = names.length === 1
    // By places: names in each row would be read again and again.
    const fields = names.map(
      (column, at) => sql`${isOne ? sql`value` : sql`value ->> ${sql.lit(at)}`} as ${sql.ref(column)}`,
    )
    const plain = values.map((row) => {
      const all = row as Readonly<Record<string, unknown>>
      return isOne ? all[names[0] ?? ''] : names.map((column) => all[column])
    })
    return sql`(select ${sql.join(fields)} from json_each(${storableJson(plain)})) as ${sql.ref(name)}`
  },
}

/** Of each bit of an octet: those in which it is set, in hexadecimal digits. */
const OCTETS_WITH = Array.from({ length: 8 }, (_, bit) =>
  Array.from({ length: 256 }, (_octet, octet) => octet)
    .filter((octet) => (octet & (1 << bit)) !== 0)
    .map((octet) => `${octet.toString(16).padStart(2, '0').toUpperCase()}.`)
    .join(''),
)

/** Every Belfry must use the same number; which one does not matter. */
const DECISIONS = 0x62656c66

/** What LISTEN and NOTIFY call it, for each schema another; a channel is a database's own. 44 octets of 63. */
export const MAIL_CHANNEL = `'belfry_mail_' || md5(current_schema())`

/**
 * One at a time of those who work in this schema. It may take them minutes: these locks are waited for as long as it
 * takes, and all others as long as before. PostgreSQL keeps such locks by database, and this one by schema too.
 * Before, all schemas of a database had one lock, which an older Belfry still takes: it is shared, so that projects do
 * not wait for each other, and an older Belfry waits for all of them, and they for it.
 * @param number known to every Belfry
 */
export function lockInSchema(number: number | string): string {
  return `select set_config('belfry.lock_timeout', current_setting('lock_timeout'), true),
    set_config('lock_timeout', '0', true),
    pg_advisory_xact_lock_shared(${number}),
    pg_advisory_xact_lock(hashtextextended('belfry ' || current_schema(), ${number})),
    set_config('lock_timeout', current_setting('belfry.lock_timeout'), true)`
}

/** The same without waiting: `isOurs` is false where another has it. */
export function tryLockInSchema(number: number): string {
  return `select pg_try_advisory_xact_lock(hashtextextended('belfry ' || current_schema(), ${number})) as "isOurs"`
}

export const postgresDialect: SqlDialect = {
  waitForLocks: (ms) => sql`select set_config('lock_timeout', ${`${ms}ms`}, true)`,
  wakeWorkers: () => sql`select pg_notify(${sql.raw(MAIL_CHANNEL)}, '')`,
  name: 'postgres',
  now: () => sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
  skipLocked: true,
  rowByRow: false,
  lockDecisions: async (transaction) => {
    await sql.raw(lockInSchema(DECISIONS)).execute(transaction)
  },
  lockPeople: (people, mode) =>
    people.length === 0
      ? undefined
      : sql`select id from people where id = any(${[...people]}::bigint[]) order by id for ${sql.raw(mode)}`,
  lockDeliveries: (ids) =>
    ids.length === 0
      ? undefined
      : sql`select id from deliveries where id = any(${[...ids]}::bigint[]) order by id for update`,
  lockDeliveriesOf: (mailings) =>
    mailings.length === 0
      ? undefined
      : sql`select id from deliveries where mailing_id = any(${[...mailings]}::bigint[]) order by id for update`,
  lockMailings: (ids) =>
    ids.length === 0
      ? undefined
      : sql`select id from mailings where id = any(${[...ids]}::bigint[]) order by id for update`,
  isOneOf: (number, these) => sql<boolean>`${number} = any(${[...these]}::bigint[])`,
  tableNamed: (name) => sql`
    select relname from pg_class where relname = ${name} and relkind in ('r', 'p')
      and relnamespace = (select oid from pg_namespace where nspname = coalesce(current_schema(), 'public'))`,
  hasBit: (bytes, bit) => sql<boolean>`get_bit(${bytes}, cast(${bit} as integer)) = 1`,
  // PostgreSQL plans what stands before `offset 0` by itself: joined, it looks at everybody and then at the ranges.
  idsBetween: (table, ranges, holds) => {
    const found = sql`select id from ${sql.table(table)}
      where id between ranges.first and ranges.last and ${holds} offset 0`
    return sql`select ${sql.ref(`${table}.id`)} from ${ranges} cross join lateral (${found}) ${sql.table(table)}`
  },
  keepOut: (table) => sql`lock table ${sql.id(table)} in share mode`,
  writingMuch: () => [],
  joined: (table, columns, by) => {
    const row = sql`json_build_array(${sql.join(columns.map((name) => sql.ref(name)))})::text`
    return sql`select string_agg(${row}, '' order by ${sql.ref(by)}) as "all" from ${sql.table(table)}`
  },
  domainOf: (address) => sql<string>`split_part(${address}, '@', 2)`,
  rows: (name, columns, values) => {
    const fields = Object.entries(columns).map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`)
    return sql`jsonb_to_recordset(${storableJson(values)}::jsonb) as ${sql.ref(name)}(${sql.join(fields)})`
  },
}
