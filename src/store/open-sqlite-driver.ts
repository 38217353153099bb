/**
 * SQLite itself. In: a file's name. Out: node:sqlite's API, with faults named as SQLite names them. Door. From Node 24
 * on it is node:sqlite; before, where that is absent or wants functions, a package with the same API and with its
 * library inside, so that nothing is compiled.
 */

import { createRequire } from 'node:module'
import { BelfryError, messageOf } from '../base/errors.js'
import { storeTexts } from './texts.js'

/** A statement, as node:sqlite has it. */
export interface Prepared {
  /** `name` as the rows have it; `type` as the table declares it, null where it is none of a table's. */
  columns(): readonly { readonly name: string; readonly type: string | null }[]
  all(...parameters: readonly unknown[]): Record<string, unknown>[]
  run(...parameters: readonly unknown[]): {
    readonly changes: number | bigint
    readonly lastInsertRowid: number | bigint
  }
}

export interface OpenDatabase {
  readonly isTransaction: boolean
  exec(sql: string): void
  prepare(sql: string): Prepared
  close(): void
}

interface Driver {
  readonly DatabaseSync: new (file: string, options: { readonly timeout: number }) => OpenDatabase
}

/** The first whose node:sqlite has all of it and prints no warning. */
const HAS_ITS_OWN = 24

const driver: Driver =
  Number.parseInt(process.versions.node, 10) >= HAS_ITS_OWN
    ? createRequire(import.meta.url)('node:sqlite')
    : await import('@photostructure/sqlite').catch(refuseLibrary)

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html): the low byte of what the API gives. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'SQLITE_ERROR',
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  7: 'SQLITE_NOMEM',
  8: 'SQLITE_READONLY',
  9: 'SQLITE_INTERRUPT',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  18: 'SQLITE_TOOBIG',
  19: 'SQLITE_CONSTRAINT',
  20: 'SQLITE_MISMATCH',
  26: 'SQLITE_NOTADB',
}

/** The package forgets the code where a statement gives rows (`returning`): SQLite's own words, of sqlite3ErrStr. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/^database is locked/, 'SQLITE_BUSY'],
  [/^database (?:table|schema) is locked/, 'SQLITE_LOCKED'],
  [/^out of memory/, 'SQLITE_NOMEM'],
  [/^attempt to write a readonly database/, 'SQLITE_READONLY'],
  [/^interrupted/, 'SQLITE_INTERRUPT'],
  [/^disk I\/O error/, 'SQLITE_IOERR'],
  [/^database disk image is malformed/, 'SQLITE_CORRUPT'],
  [/^database or disk is full/, 'SQLITE_FULL'],
  [/^unable to open database file/, 'SQLITE_CANTOPEN'],
  [/^string or blob too big/, 'SQLITE_TOOBIG'],
  [/(?:^|[A-Z] )constraint failed/, 'SQLITE_CONSTRAINT'],
  [/^datatype mismatch/, 'SQLITE_MISMATCH'],
  [/^file is not a database/, 'SQLITE_NOTADB'],
]

/** A folder of packages that was made on another machine, or without its packages: no fault of Belfry's. */
function refuseLibrary(cause: unknown): never {
  const [why = ''] = messageOf(cause).split('\n')
  const machine = `${process.platform}-${process.arch}`
  const sentence = storeTexts.openSqliteDriver.libraryCannotBeLoaded(process.version, machine, why)
  const fix = storeTexts.openSqliteDriver.installAgain(HAS_ITS_OWN)
  throw new BelfryError('DATABASE', sentence, { cause, fix, exitCode: 3 })
}

/**
 * @param file a path; `:memory:` for one that is forgotten when it is closed
 * @param busyMs how long one process waits for another that writes
 * @throws as namingFaults does
 */
export function openDatabaseFile(file: string, busyMs: number): OpenDatabase {
  return namingFaults(() => new driver.DatabaseSync(file, { timeout: busyMs }))
}

/** @throws BelfryError DATABASE_BUSY; any other fault of SQLite with `code` SQLITE_FULL and the like */
export function namingFaults<Value>(work: () => Value): Value {
  try {
    return work()
  } catch (cause) {
    const code = nameOf(cause)
    if (code === undefined) throw cause
    // What is waited for in vain is no fault of Belfry's: a process that was stopped in the middle of its writing.
    if (code !== 'SQLITE_BUSY' && code !== 'SQLITE_LOCKED') throw Object.assign(Object(cause), { code })
    const sentence = storeTexts.openSqliteDriver.anotherProcessHasBeen()
    throw new BelfryError('DATABASE_BUSY', sentence, { cause, exitCode: 3 })
  }
}

function nameOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  if ('errcode' in thrown && typeof thrown.errcode === 'number') return NAMES[thrown.errcode % 256]
  if (!('code' in thrown) || thrown.code !== 'ERR_SQLITE_ERROR') return undefined
  return SAID.find(([words]) => words.test(thrown.message))?.[1] ?? 'SQLITE_ERROR'
}
