/**
 * A pool of connections to PostgreSQL. In: its address. Out: Kysely's dialect on it, a way to ask for several
 * statements at once, and to change the tables while nobody else does. What Belfry relies on is looked at before. Door.
 */
import { type CompiledQuery, type Dialect, PostgresAdapter, PostgresDialect, type QueryResult } from 'kysely'
import pg from 'pg'
import { messageOf } from '../base/errors.js'
import { BEGIN, inTransaction, lentDriver, pooledDriver, rollBack } from './postgres-driver.js'
import { faultOf, type PostgresSettings, refusalOf, SETTINGS, unreliable } from './postgres-settings.js'
import type { Batch } from './sqlite-dialect.js'

export interface Postgres extends Dialect {
  readonly batch: Batch
  /** One transaction that changes tables, on a dialect of its own; who else would do so waits for its end. */
  changeTables(work: (within: Dialect) => Promise<void>): Promise<void>
}

/** Who it is, for whoever looks at pg_stat_activity; `application_name` in the address says otherwise. */
export const APPLICATION = 'belfry'

/**
 * @param name of the database, for people
 * @throws BelfryError DATABASE_SETTINGS
 */
export async function openPostgres(url: string, name: string): Promise<Postgres> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    types: { getTypeParser: numbersFromBigints },
    fallback_application_name: APPLICATION,
  })
  // A pooled connection that breaks while idle reports here; the next query gets a new one.
  pool.on('error', () => undefined)
  // One that breaks in the middle of a transaction reports to its query, and here as well: unheard, that would end the
  // process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await withClient(pool, async (client) => await lookAtSettings(client, url, name))
  } catch (thrown) {
    await pool.end()
    const refusal = refusalOf(messageOf(thrown))
    throw refusal === undefined ? thrown : unreliable(name, refusal, thrown)
  }
  return {
    ...dialectOn(() => pooledDriver(pool)),
    // Explicitly one transaction: statements in one simple query are one as well, but of the default's isolation.
    batch: async (statements) =>
      await withClient(pool, async (client) => {
        try {
          const answers = await client.query([BEGIN, ...statements.map(inlined), 'commit'].join(';\n'))
          return resultsOf(answers, statements.length)
        } catch (thrown) {
          await rollBack(client)
          throw thrown
        }
      }),
    changeTables: async (work) =>
      await withClient(pool, async (client) => {
        await inTransaction(client, async () => {
          await client.query(`select pg_advisory_xact_lock(${MIGRATIONS})`)
          await work(dialectOn(() => lentDriver(client)))
        })
      }),
  }
}

/** The number that Kysely locks for it, so that an older Belfry waits as well. */
const MIGRATIONS = '3853314791062309107'

async function withClient<Result>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  try {
    return await work(client)
  } finally {
    client.release()
  }
}

async function lookAtSettings(client: pg.PoolClient, url: string, name: string): Promise<void> {
  const { rows } = await inTransaction(client, async () => await client.query<PostgresSettings>(SETTINGS))
  const fault = rows[0] && faultOf(rows[0], url)
  if (fault !== undefined) throw unreliable(name, fault)
}

/** A lock of a session, as Kysely's is, would stay with a pooler's connection; ours ends with the transaction. */
class TransactionalPostgresAdapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

function dialectOn(createDriver: Dialect['createDriver']): Dialect {
  const kyselys = new PostgresDialect({ pool: () => Promise.reject(new Error('another driver is used instead')) })
  return {
    createDriver,
    createAdapter: () => new TransactionalPostgresAdapter(),
    createQueryCompiler: () => kyselys.createQueryCompiler(),
    createIntrospector: (db) => kyselys.createIntrospector(db),
  }
}

/** Those of the statements between BEGIN, which is two, and the commit. */
function resultsOf(answers: unknown, count: number): QueryResult<unknown>[] {
  const results: unknown[] = Array.isArray(answers) ? answers.slice(-1 - count, -1) : []
  return results.map((result) => ({ rows: rowsOf(result) }))
}

function rowsOf(result: unknown): unknown[] {
  const rows: unknown = Reflect.get(Object(result), 'rows')
  return Array.isArray(rows) ? rows : []
}

/** A simple query has no parameters: they are written into it as literals. */
function inlined({ sql, parameters }: CompiledQuery): string {
  return sql.replace(/\$(\d+)/g, (_, number: string) => literal(parameters[Number(number) - 1]))
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return `array[${value.map(literal).join(',')}]`
  // A sign of its own would join with what stands before.
  return typeof value === 'number' ? `(${value})` : pg.escapeLiteral(String(value))
}

/** Instants, counts and ids all fit into a double; pg would hand them over as text. */
function numbersFromBigints(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8) return Number
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
}
