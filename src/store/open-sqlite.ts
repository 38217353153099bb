/**
 * One SQLite file, opened. In: its name; statements with their parameters. Out: rows, or how many were changed. Door.
 */
import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { BelfryError } from '../base/errors.js'
import { NewestCache } from '../base/newest-cache.js'
import { makeFolders } from '../files/write-file.js'
import { namingFaults, type OpenDatabase, openDatabaseFile, type Prepared } from './open-sqlite-driver.js'

export interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export type Result = { readonly rows: unknown[] } | { readonly changes: number; readonly insertId: number | bigint }

export interface SqliteFile {
  readonly isInTransaction: boolean
  execute(statement: Statement): Result
  /** All of them in one transaction, or none. */
  batch(statements: readonly Statement[]): Result[]
  close(): void
}

/** How long one process waits for another that is writing to the same file. */
const BUSY_MS = 20_000
/** SQLite waits by sleeping, and all that the process does sleeps with it: for the time of a usual commit. */
const SLEEPS_MS = 10
/** Between two tries, once it has slept. */
const AGAIN_MS = 15
/**
 * Prepared ones that are kept: preparing takes as long as executing. Lists of many lengths make more texts than are
 * worth it.
 */
const KEEP = 200
/** FULL: what was committed is on the disk. A mail that left must not be forgotten by a power cut. */
const SETTINGS = ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on']

/** One on which statements are short of patience: `whenFree` is to call them. */
export function openPatientSqlite(file: string): SqliteFile {
  return openSqlite(file, BUSY_MS, SLEEPS_MS)
}

/**
 * Waits for somebody who writes, and lets the process go on meanwhile.
 * @param between called between two tries, with a promise that is fulfilled when it is time for the next
 * @throws BelfryError DATABASE_BUSY after twenty seconds
 */
export async function whenFree<Value>(
  work: () => Value,
  between: (pause: Promise<void>) => Promise<void>,
): Promise<Value> {
  const until = performance.now() + BUSY_MS
  for (;;) {
    try {
      return work()
    } catch (thrown) {
      const isBusy = thrown instanceof BelfryError && thrown.code === 'DATABASE_BUSY'
      if (!isBusy || performance.now() > until) throw thrown
    }
    await between(new Promise((resolve) => setTimeout(resolve, AGAIN_MS)))
  }
}

/**
 * @param file a path; `:memory:` for one that is forgotten when it is closed
 * @param thenMs how long statements wait, once it is open
 * @throws BelfryError DATABASE_BUSY, as each statement does, where another process has been writing for so long
 */
export function openSqlite(file: string, busyMs = BUSY_MS, thenMs = busyMs): SqliteFile {
  if (file !== ':memory:') makePrivate(file)
  const database = openDatabaseFile(file, busyMs)
  const settings = thenMs === busyMs ? SETTINGS : [...SETTINGS, `busy_timeout = ${thenMs}`]
  namingFaults(() => settings.forEach((setting) => void database.exec(`pragma ${setting}`)))
  const prepared = new NewestCache<string, Kept>({ most: KEEP })
  const prepare = (sql: string) => prepared.getOrMake(sql, () => keptOf(database, sql))
  const execute = ({ sql, parameters }: Statement): Result => {
    const { statement, givesRows, bytes } = prepare(sql)
    if (givesRows) return { rows: withBuffers(statement.all(...parameters), bytes) }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { changes: Number(changes), insertId: lastInsertRowid }
  }
  return {
    get isInTransaction() {
      return database.isTransaction
    },
    execute: (statement) => namingFaults(() => execute(statement)),
    batch: (statements) => namingFaults(() => inOneTransaction(database, () => statements.map(execute))),
    close: () => {
      emptyLog(database)
      database.close()
    },
  }
}

/**
 * All that was committed into the file itself, so that a copy of it is whole, and none of another time is mixed with
 * what the log holds. The package's statements keep a closed file open until they are collected, and SQLite with it
 * leaves the log behind. Who else has the file open does it later.
 */
function emptyLog(database: OpenDatabase): void {
  for (const step of ['busy_timeout = 0', 'wal_checkpoint(truncate)']) database.exec(`pragma ${step}`)
}

interface Kept {
  readonly statement: Prepared
  readonly givesRows: boolean
  /** Columns that hold bytes. */
  readonly bytes: readonly string[]
}

function keptOf(database: OpenDatabase, sql: string): Kept {
  const statement = database.prepare(sql)
  const columns = statement.columns()
  const bytes = columns.filter(({ type }) => type?.toLowerCase() === 'blob').map(({ name }) => name)
  return { statement, givesRows: columns.length > 0, bytes }
}

/** Bytes as Buffers, which PostgreSQL's driver gives as well. */
function withBuffers(rows: Record<string, unknown>[], bytes: readonly string[]): unknown[] {
  for (const name of bytes)
    for (const row of rows) {
      const value = row[name]
      if (value instanceof Uint8Array) row[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    }
  return rows
}

function inOneTransaction<Value>(database: OpenDatabase, work: () => Value): Value {
  database.exec('begin immediate')
  try {
    const value = work()
    database.exec('commit')
    return value
  } catch (thrown) {
    // Some faults end the transaction themselves (a full disk).
    if (database.isTransaction) database.exec('rollback')
    throw thrown
  }
}

/** For its owner alone, whatever the umask and the folder allow; what SQLite keeps beside it gets the same rights. */
function makePrivate(file: string): void {
  makeFolders(dirname(file), { private: true })
  closeSync(openSync(file, 'a', 0o600))
}
