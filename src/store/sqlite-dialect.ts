/** Kysely's queries on one SQLite connection. In: an opened file. Out: a dialect. Pure but for the file. */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteDialect,
} from 'kysely'
import { type Result, type SqliteFile, whenFree } from './open-sqlite.js'
import { storable } from './storable.js'
import type { WholeLedger } from './whole-ledger.js'

/** Several statements as one transaction, sent all at once: nothing that one of them says decides about the next. */
export type Batch = (statements: readonly CompiledQuery[]) => Promise<QueryResult<unknown>[]>

/**
 * Everything but the way to the database is Kysely's own.
 * @param again opens the same file once more; undefined where there is no other way to it than this one
 */
export function sqliteDialectOn(
  file: SqliteFile,
  again?: () => SqliteFile,
): Dialect & WholeLedger & { readonly batch: Batch } {
  const driver = new FileDriver(file)
  return {
    ...dialectOn(driver),
    batch: async (statements) => await driver.batch(statements),
    changeTables: async (_lockMs, work) => await driver.alone('begin immediate', 'commit', work),
    // Writers do not wait for a second connection that only reads (WAL); it sees what is there at its first look.
    snapshot: async (work) => {
      if (again === undefined) return await driver.alone('begin immediate', 'rollback', work)
      const reader = new FileDriver(again())
      try {
        return await reader.alone('begin', 'rollback', work)
      } finally {
        await reader.destroy()
      }
    },
  }
}

function dialectOn(driver: Driver): Dialect {
  const kyselys = new SqliteDialect({
    database: () => Promise.reject(new Error('the driver below is used instead')),
  })
  return {
    createDriver: () => driver,
    createAdapter: () => new TransactionalSqliteAdapter(),
    createQueryCompiler: () => kyselys.createQueryCompiler(),
    createIntrospector: (db) => kyselys.createIntrospector(db),
  }
}

/**
 * SQLite makes tables inside transactions as well: of two first openers one waits, and one that dies leaves nothing
 * half made.
 */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

function resultOf<Row>(result: Result): QueryResult<Row> {
  // What a row holds is said by the query's type, as with every driver.
  if ('rows' in result) return { rows: result.rows as Row[] }
  return { rows: [], numAffectedRows: BigInt(result.changes), insertId: BigInt(result.insertId) }
}

/** Calls it again where somebody else was writing; what others ask of the same connection comes first then. */
type Patiently = <Value>(work: () => Value) => Promise<Value>

class FileConnection implements DatabaseConnection {
  constructor(
    private readonly file: SqliteFile,
    private readonly patiently: Patiently,
  ) {}

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = { sql, parameters: parameters.map(storable) }
    // Whoever has begun has the writer's place.
    if (this.file.isInTransaction) return resultOf(this.file.execute(statement))
    return resultOf(await this.patiently(() => this.file.execute(statement)))
  }

  // biome-ignore lint/correctness/useYield: rows come all at once; nothing in Belfry asks for a stream
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('rows of SQLite come all at once')
  }
}

/** One connection; who wants it while another has it waits in line. */
class FileDriver implements Driver {
  readonly #connection: FileConnection
  #last: Promise<void> = Promise.resolve()
  #release: () => void = () => undefined

  constructor(private readonly file: SqliteFile) {
    this.#connection = new FileConnection(file, async (work) => await this.#patiently(work))
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#last
    let release: () => void = () => undefined
    this.#last = new Promise((resolve) => {
      release = resolve
    })
    await before
    this.#release = release
    return this.#connection
  }

  /**
   * Takes the writer's place at the beginning. A deferred transaction fails at its first write when another process
   * wrote since it began to read, and no waiting helps then.
   */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  /** One transaction of somebody's own, in which all that is asked is part of it. */
  async alone<Result>(
    begin: string,
    end: 'commit' | 'rollback',
    work: (within: Dialect) => Promise<Result>,
  ): Promise<Result> {
    const ask = async (sql: string) => await this.#connection.executeQuery(CompiledQuery.raw(sql))
    await this.acquireConnection()
    try {
      await ask(begin)
      const result = await work(dialectOn(new LentDriver(this.#connection)))
      await ask(end)
      return result
    } catch (thrown) {
      // Where it could not begin, or a full disk ended it, there is nothing to roll back.
      await ask('rollback').catch(() => undefined)
      throw thrown
    } finally {
      await this.releaseConnection()
    }
  }

  /** While it waits nothing is begun, so that others may have the connection. */
  async #patiently<Value>(work: () => Value): Promise<Value> {
    return await whenFree(work, async (pause) => {
      this.#release()
      await pause
      await this.acquireConnection()
    })
  }

  async batch(statements: readonly CompiledQuery[]): Promise<QueryResult<unknown>[]> {
    const all = statements.map(({ sql, parameters }) => ({ sql, parameters: parameters.map(storable) }))
    await this.acquireConnection()
    try {
      const results = await this.#patiently(() => this.file.batch(all))
      return results.map(resultOf)
    } finally {
      await this.releaseConnection()
    }
  }

  async releaseConnection(): Promise<void> {
    this.#release()
  }

  async destroy(): Promise<void> {
    this.file.close()
  }
}

/** A connection in the middle of a transaction that somebody else began and ends. */
class LentDriver implements Driver {
  constructor(private readonly connection: DatabaseConnection) {}

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.connection
  }
  async beginTransaction(): Promise<void> {}
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}
