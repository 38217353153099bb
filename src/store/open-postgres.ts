/**
 * PostgreSQL as Kysely asks it. In: connections. Out: Kysely's dialect on it, a way to ask for several
 * statements at once, and to change the tables while nobody else does. What Belfry relies on is looked at before. Door.
 */
import { type CompiledQuery, type Dialect, PostgresAdapter, PostgresDialect, type QueryResult } from 'kysely'
import pg from 'pg'
import { messageOf } from '../base/errors.js'
import { lockInSchema, tryLockInSchema } from './dialect.js'
import type { Clients, Connection } from './open-clients.js'
import type { PostgresAddress } from './postgres-address.js'
import { BEGIN, BEGIN_SNAPSHOT, inTransaction, lentDriver, pooledDriver, rollBack } from './postgres-driver.js'
import { faultOf, type PostgresSettings, refusalOf, SETTINGS, unreliable } from './postgres-settings.js'
import type { Batch } from './sqlite-dialect.js'
import { storable } from './storable.js'
import type { WholeLedger } from './whole-ledger.js'

interface Postgres extends Dialect, WholeLedger {
  readonly batch: Batch
}

/** The number that Kysely locks for it; see `lockInSchema`. */
const MIGRATIONS = '3853314791062309107'
/** Every Belfry must use the same number. */
const LARGE_TABLES = 0x62656c67

/** @param toWrite refuse one that cannot be written to @throws BelfryError DATABASE_SETTINGS, DATABASE_SILENT */
export async function openPostgres(
  clients: Clients,
  { name, more }: PostgresAddress,
  toWrite = false,
): Promise<Postgres> {
  try {
    await withConnection(clients, async (client) => {
      const { rows } = await inTransaction(client, async () => await client.query<PostgresSettings>(SETTINGS))
      const fault = rows[0] && faultOf(rows[0], more.options, toWrite)
      if (fault !== undefined) throw unreliable(name, fault)
    })
  } catch (thrown) {
    await clients.close()
    const refusal = refusalOf(messageOf(thrown))
    throw refusal === undefined ? thrown : unreliable(name, refusal, thrown)
  }
  return {
    ...dialectOn(() => pooledDriver(clients)),
    batch: async (statements) => await batchOn(clients, statements),
    changeTables: async (lockMs, work) =>
      await withConnection(clients, async (client) => {
        return await inTransaction(client, async () => {
          await client.query(lockInSchema(MIGRATIONS), [], 'longMs')
          await client.query(`select set_config('lock_timeout', $1, true)`, [`${lockMs}ms`])
          return await work(dialectOn(() => lentDriver(client)))
        })
      }),
    beside: async (work) => await besideOthers(clients, work),
    snapshot: async (work) =>
      await withConnection(clients, async (client) => {
        await client.query(BEGIN_SNAPSHOT)
        try {
          return await work(dialectOn(() => lentDriver(client)))
        } finally {
          await rollBack(client)
        }
      }),
  }
}

/** Explicitly one transaction: statements in one simple query are one as well, but of the default's isolation. */
async function batchOn(clients: Clients, statements: Parameters<Postgres['batch']>[0]): ReturnType<Postgres['batch']> {
  return await withConnection(clients, async (client) => {
    try {
      const answers = await client.query([BEGIN, ...statements.map(inlined), 'commit'].join(';\n'))
      return resultsOf(answers, statements.length)
    } catch (thrown) {
      await rollBack(client)
      throw thrown
    }
  })
}

/**
 * The lock is another connection's, in a transaction that has looked at nothing: an index waits for all that have.
 * @returns false where another process has the lock
 */
async function besideOthers(clients: Clients, work: Parameters<NonNullable<Postgres['beside']>>[0]): Promise<boolean> {
  return await withConnection(clients, async (holder) => {
    return await inTransaction(holder, async () => {
      const { rows } = await holder.query<{ isOurs: boolean }>(tryLockInSchema(LARGE_TABLES))
      if (rows[0]?.isOurs !== true) return false
      await withConnection(clients, async (client) => {
        await work(async (statement) => {
          await client.query(statement, [], 'longMs')
        })
      })
      return true
    })
  })
}

async function withConnection<Result>(
  clients: Clients,
  work: (client: Connection) => Promise<Result>,
): Promise<Result> {
  const client = await clients.acquire()
  try {
    return await work(client)
  } finally {
    client.release()
  }
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
  // One literal, whatever its length: of an array's each element would be an expression to plan.
  if (Array.isArray(value) && value.every((one) => typeof one === 'number')) return `'{${value.join(',')}}'`
  if (Array.isArray(value)) return `array[${value.map(literal).join(',')}]`
  // A sign of its own would join with what stands before.
  return typeof value === 'number' ? `(${value})` : pg.escapeLiteral(String(storable(value)))
}
