/**
 * What Belfry relies on of a PostgreSQL and of a pooler before it. Pure. In: what is in force inside a transaction, the
 * options of the address. Out: the first fault with its cure. Nothing hangs on time zone, styles of dates, or how bytes
 * are written: instants are numbers.
 */

import { BelfryError } from '../base/errors.js'
import { storeTexts } from './texts.js'

export interface PostgresSettings {
  readonly isolation: string
  readonly commit: string
  readonly stored: string
  readonly spoken: string
  readonly path: string
  /** Where tables would be made. */
  readonly schema: string | null
  /** False where the tables are still to be made, and the role may make none. */
  readonly mayMake: boolean
  /** Only reads: a standby, or a role or database that says so. */
  readonly reads: boolean
  /** Tables that are there and that the role may not write. */
  readonly locked: string | null
}

export const SETTINGS = `select current_setting('transaction_isolation') as isolation,
  current_setting('synchronous_commit') as commit, current_setting('server_encoding') as stored,
  current_setting('client_encoding') as spoken, current_setting('search_path') as path, current_schema() as schema,
  coalesce(has_schema_privilege(current_schema(), 'CREATE'), true)
    or to_regclass(quote_ident(current_schema()) || '.kysely_migration') is not null as "mayMake",
  current_setting('transaction_read_only') = 'on' as reads,
  (select string_agg(name, ', ') from unnest(array['people', 'mailings', 'deliveries']) as name
    where not has_table_privilege(to_regclass(quote_ident(current_schema()) || '.' || name), 'INSERT')) as locked`

interface Fault {
  readonly message: string
  readonly fix: string
}

const UNSAID = storeTexts.postgresSettings.belfrySaysSoEvery()

/** @param toWrite is one that cannot be written to a fault as well? @returns undefined where all is as it must be */
export function faultOf(settings: PostgresSettings, options?: string, toWrite = false): Fault | undefined {
  const { isolation, commit, stored, spoken, path, schema, mayMake, reads, locked } = settings
  const given = pathGiven(options)
  const faults: readonly (Fault & { readonly isSo: boolean })[] = [
    {
      isSo: isolation !== 'read committed',
      message: storeTexts.postgresSettings.transactionsNotReadCommitted(isolation),
      fix: UNSAID,
    },
    { isSo: commit === 'off', message: storeTexts.postgresSettings.commitMayForgottenSynchronous(), fix: UNSAID },
    {
      isSo: stored !== 'UTF8',
      message: storeTexts.postgresSettings.databaseStoresTextNot(stored),
      fix: storeTexts.postgresSettings.makeAnotherOneCreate(),
    },
    {
      isSo: spoken !== 'UTF8',
      message: storeTexts.postgresSettings.textArrivesNotUtf(spoken),
      fix: storeTexts.postgresSettings.removeClientEncodingFrom(),
    },
    {
      isSo: given !== undefined && plainPath(given) !== plainPath(path),
      message: storeTexts.postgresSettings.searchPathNotAddress(path, given ?? ''),
      fix: storeTexts.postgresSettings.poolerDropsOptionsTake(),
    },
    {
      isSo: schema === null,
      message: storeTexts.postgresSettings.noSchemaSearchPath(path),
      fix: storeTexts.postgresSettings.createSchemaOrSet(),
    },
    {
      isSo: !mayMake,
      message: storeTexts.postgresSettings.mayMakeNoTables(schema ?? ''),
      fix: storeTexts.postgresSettings.grantCreate(schema ?? ''),
    },
    {
      isSo: toWrite && reads,
      message: storeTexts.postgresSettings.takesNoWrites(),
      fix: storeTexts.postgresFaults.nameServerDoesSeveral(),
    },
    {
      isSo: toWrite && locked !== null,
      message: storeTexts.postgresSettings.mayNotWrite(locked ?? ''),
      fix: storeTexts.postgresFaults.makeRoleOwnerSchema(),
    },
  ]
  return faults.find(({ isSo }) => isSo)
}

/** search_path in `?options=-c search_path=…`, where a space in a value has a backslash before it. */
function pathGiven(options = ''): string | undefined {
  return /(?:^|\s)(?:-c\s*|--)search_path=((?:\\.|[^\s\\])*)/.exec(options)?.[1]?.replace(/\\(.)/g, '$1')
}

function plainPath(path: string): string {
  return path.replace(/[\s"]/g, '')
}

/** A pooler that does not let Belfry work says so when it is asked first. */
const REFUSALS: readonly { readonly said: RegExp; readonly message: string; readonly fix: string }[] = [
  {
    said: /statement pooling/i,
    message: storeTexts.postgresSettings.poolerGivesEachStatement(),
    fix: storeTexts.postgresSettings.setPoolModeTransaction(),
  },
  {
    said: /unsupported startup parameter/i,
    message: storeTexts.postgresSettings.poolerTakesNoOptions(),
    fix: storeTexts.postgresSettings.takeOptionsOutAddress(),
  },
]

export function refusalOf(said: string): Fault | undefined {
  return REFUSALS.find((refusal) => refusal.said.test(said))
}

export function unreliable(name: string, { message, fix }: Fault, cause?: unknown): BelfryError {
  return new BelfryError('DATABASE_SETTINGS', storeTexts.postgresSettings.databaseCannotRelied(name, message), {
    fix,
    cause,
    exitCode: 3,
  })
}
