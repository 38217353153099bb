/**
 * One SQLite file, opened. In: its name; statements with their parameters. Out: rows, or how many were changed. Door.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { BelfryError, systemCode } from '../base/errors.js'
import { NewestCache } from '../base/newest-cache.js'

export interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export type Result = { readonly rows: unknown[] } | { readonly changes: number; readonly insertId: number | bigint }

export interface SqliteFile {
  execute(statement: Statement): Result
  /** All of them in one transaction, or none. */
  batch(statements: readonly Statement[]): Result[]
  close(): void
}

/** How long one process waits for another that is writing to the same file. */
const BUSY_MS = 20_000
/**
 * Prepared ones that are kept: preparing takes as long as executing. Lists of many lengths make more texts than are
 * worth it.
 */
const KEEP = 200

/**
 * @param file a path; `:memory:` for one that is forgotten when it is closed
 * @throws BelfryError DATABASE_BUSY, as each statement does, where another process has been writing for so long
 */
export function openSqlite(file: string, busyMs = BUSY_MS): SqliteFile {
  if (file !== ':memory:') makePrivate(file)
  const database = new Sqlite(file, { timeout: busyMs })
  database.pragma('journal_mode = WAL')
  // FULL: what was committed is on the disk. A mail that left must not be forgotten by a power cut.
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  const prepared = new NewestCache<string, Sqlite.Statement<unknown[]>>({ most: KEEP })
  const prepare = (sql: string) => prepared.getOrMake(sql, () => database.prepare<unknown[]>(sql))
  const execute = ({ sql, parameters }: Statement): Result =>
    orBusy(() => {
      const statement = prepare(sql)
      if (statement.reader) return { rows: statement.all(...parameters) }
      const { changes, lastInsertRowid } = statement.run(...parameters)
      return { changes, insertId: lastInsertRowid }
    })
  const batch = database.transaction((statements: readonly Statement[]) => statements.map(execute))
  return {
    execute,
    batch: (statements) => orBusy(() => batch.immediate(statements)),
    close: () => void database.close(),
  }
}

/** What is waited for in vain is no fault of Belfry's: a process that was stopped in the middle of its writing. */
function orBusy<Value>(work: () => Value): Value {
  try {
    return work()
  } catch (cause) {
    if (!/^SQLITE_(BUSY|LOCKED)/.test(systemCode(cause) ?? '')) throw cause
    const sentence = 'Another process has been writing to the database for so long that this one gave up.'
    throw new BelfryError('DATABASE_BUSY', sentence, { cause, exitCode: 3 })
  }
}

/** For its owner alone, whatever the umask and the folder allow; what SQLite keeps beside it gets the same rights. */
function makePrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
}
