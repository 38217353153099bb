/**
 * Connects to the database that the `database` key names, whatever its tables are. In: the key. Out: Kysely's dialect
 * on it, or a refusal that names the database and no password. Door.
 */

import type { Dialect } from 'kysely'
import { BelfryError, messageOf } from '../base/errors.js'
import type { Log } from '../base/log.js'
import { postgresDialect, type SqlDialect, sqliteDialect } from './dialect.js'
import type { Clients } from './open-clients.js'
import { openPatientSqlite } from './open-sqlite.js'
import { LIMITS, type Limits, Watch } from './open-watch.js'
import { isPostgres, postgresAddress, refuseNoDatabase } from './postgres-address.js'
import { type Batch, sqliteDialectOn } from './sqlite-dialect.js'
import { storeTexts } from './texts.js'
import type { WholeLedger } from './whole-ledger.js'

export interface DatabaseOptions {
  /** Connections that the process takes of PostgreSQL, the one that listens included. */
  readonly connections?: number
  /** Told to stop: a database that is silent then is waited for no longer. */
  readonly signal?: AbortSignal
  readonly log?: Log
  readonly limits?: Partial<Limits>
  /** Refuse one that can only be read: whoever looks whether all is ready means to write. */
  readonly toWrite?: boolean
}

/** A database before anybody asked for its tables. */
export interface Opened {
  readonly dialect: SqlDialect
  readonly kyselys: Dialect & WholeLedger & { readonly batch: Batch }
  readonly clients?: Clients
  readonly limits: Limits
}

/** What a process takes of PostgreSQL where nobody says otherwise. */
const CONNECTIONS = 11

export async function openDatabase(database: string, options: DatabaseOptions): Promise<Opened> {
  const limits = { ...LIMITS, ...options.limits }
  if (!isPostgres(database)) {
    const file = database.slice('sqlite:'.length)
    const again = file === ':memory:' ? undefined : () => openPatientSqlite(file)
    return { dialect: sqliteDialect, limits, kyselys: sqliteDialectOn(openPatientSqlite(file), again) }
  }
  const address = postgresAddress(database)
  // Loaded where there is one: a ledger on SQLite starts without.
  const [opening, { openPostgres }] = await Promise.all([import('./open-clients.js'), import('./open-postgres.js')])
  const clients = new opening.Clients(
    address,
    (options.connections ?? CONNECTIONS) - 1,
    new Watch(limits, options.signal),
  )
  return { dialect: postgresDialect, limits, clients, kyselys: await openPostgres(clients, address, options.toWrite) }
}

/** As people are told which database it is: without a password. */
export function nameOfDatabase(database: string): string {
  return isPostgres(database) ? postgresAddress(database).name : database
}

/** @throws BelfryError of `work`, or DATABASE for whatever else it throws */
export async function orRefusal<Result>(database: string, work: () => Promise<Result>): Promise<Result> {
  refuseNoDatabase(database)
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    const said = messageOf(cause) || 'no answer'
    throw new BelfryError('DATABASE', storeTexts.openDatabase.databaseCannotOpened(nameOfDatabase(database), said), {
      cause,
      exitCode: 3,
    })
  }
}
