/**
 * Kysely's queries on a pool of PostgreSQL's connections, hanging on nobody's defaults. In: connections. Out: a driver.
 * Every transaction, and every statement that writes, says by itself what it relies on. Nothing is set for a session: a
 * pooler in transaction mode would hand that to others. Pure but for the connections.
 */
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import { systemCode } from '../base/errors.js'
import type { Clients, Connection } from './open-clients.js'
import { storable } from './storable.js'

/** Somebody's session that was left in the middle of a transaction is waited for so long, unless less is said. */
const LOCK_WAIT = '1min'

/**
 * Read committed: each statement sees what was committed before it began, also where it waited for a lock first. And a
 * commit is on this server's disk where a role or a database says `off`; what is stricter stays. Nobody waits for a
 * lock for ever.
 */
export const BEGIN = `begin isolation level read committed;
select case current_setting('synchronous_commit') when 'off' then set_config('synchronous_commit', 'local', true) end,
  case current_setting('lock_timeout') when '0' then set_config('lock_timeout', '${LOCK_WAIT}', true) end`

/** Every statement sees what was committed before the first of them. */
export const BEGIN_SNAPSHOT = 'begin isolation level repeatable read, read only'

/**
 * It reads one snapshot, and nothing of it waits to be on a disk: any default is right for it. And vacuum stands alone.
 */
const READS = /^\s*(select|vacuum)\b/i
const ALONE = /^\s*vacuum\b/i

/** @param work is rolled back where it fails */
export async function inTransaction<Result>(client: Connection, work: () => Promise<Result>): Promise<Result> {
  try {
    await client.query(BEGIN)
    const result = await work()
    await client.query('commit')
    return result
  } catch (thrown) {
    // Also where only the second statement of BEGIN failed: the first has opened a transaction by then.
    await rollBack(client)
    throw thrown
  }
}

/** A connection that is lost has nothing to roll back. */
export async function rollBack(client: Connection): Promise<void> {
  await client.query('rollback').catch(() => undefined)
}

/** in_failed_sql_transaction */
const OVER = '25P02'

interface UnderWay {
  /** What ended it, though nobody has rolled it back yet. */
  fault?: unknown
}

class PooledConnection implements DatabaseConnection {
  #isInTransaction = false

  constructor(
    private readonly client: Connection,
    /** Somebody else has begun a transaction on it, and will end it. */
    private readonly isLent: boolean,
    private readonly transaction: UnderWay = {},
  ) {}

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const isPart = this.#isInTransaction || this.isLent
    const kind = isPart || ALONE.test(sql) ? 'longMs' : 'shortMs'
    const ask = async () => await this.client.query(sql, parameters.map(storable), kind)
    const isPlain = isPart || READS.test(sql)
    // A row is what the query's type says, as with every driver.
    const { command, rowCount, rows } = await (isPart
      ? this.#part(ask)
      : isPlain
        ? ask()
        : inTransaction(this.client, ask))
    return { rows: rows as Row[], ...(CHANGES.has(command) && { numAffectedRows: BigInt(rowCount ?? 0) }) }
  }

  /** What is asked after a fault hears that the transaction is over, which says nothing: the fault is told again. */
  async #part<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask()
    } catch (thrown) {
      const isOver = systemCode(thrown) === OVER
      if (!isOver) this.transaction.fault = thrown
      throw isOver ? (this.transaction.fault ?? thrown) : thrown
    }
  }

  // biome-ignore lint/correctness/useYield: nothing in Belfry asks for a stream
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('rows of PostgreSQL come all at once')
  }

  async begin(): Promise<void> {
    try {
      await this.client.query(BEGIN)
    } catch (thrown) {
      await rollBack(this.client)
      throw thrown
    }
    this.#isInTransaction = true
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    this.#isInTransaction = false
    await this.client.query(how)
  }

  release(): void {
    if (!this.isLent) this.client.release()
  }
}

const CHANGES: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

export function pooledDriver(clients: Clients): Driver {
  return driverOf({
    acquireConnection: async () => new PooledConnection(await clients.acquire(), false),
    destroy: async () => await clients.close(),
  })
}

/** One connection in the middle of a transaction: all that is asked is part of it. */
export function lentDriver(client: Connection): Driver {
  const transaction: UnderWay = {}
  return driverOf({
    acquireConnection: async () => new PooledConnection(client, true, transaction),
    destroy: async () => undefined,
  })
}

function driverOf(ways: Pick<Driver, 'acquireConnection' | 'destroy'>): Driver {
  return {
    ...ways,
    init: async () => undefined,
    beginTransaction: async (connection) => await pooled(connection).begin(),
    commitTransaction: async (connection) => await pooled(connection).end('commit'),
    rollbackTransaction: async (connection) => await pooled(connection).end('rollback'),
    releaseConnection: async (connection) => pooled(connection).release(),
  }
}

function pooled(connection: DatabaseConnection): PooledConnection {
  if (connection instanceof PooledConnection) return connection
  throw new Error('a connection of another driver')
}
