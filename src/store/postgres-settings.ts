/**
 * What Belfry relies on of a PostgreSQL and of a pooler before it. Pure. In: what is in force inside a transaction, the
 * options of the address. Out: the first fault with its cure. Nothing hangs on time zone, styles of dates, or how bytes
 * are written: instants are numbers.
 */
import { BelfryError } from '../base/errors.js'

export interface PostgresSettings {
  readonly isolation: string
  readonly commit: string
  readonly stored: string
  readonly spoken: string
  readonly path: string
  /** Where tables would be made. */
  readonly schema: string | null
}

export const SETTINGS = `select current_setting('transaction_isolation') as isolation,
  current_setting('synchronous_commit') as commit, current_setting('server_encoding') as stored,
  current_setting('client_encoding') as spoken, current_setting('search_path') as path, current_schema() as schema`

interface Fault {
  readonly message: string
  readonly fix: string
}

const UNSAID = 'Belfry says so in every transaction: see what the pooler makes of BEGIN and of set_config.'

/** @returns undefined where all is as it must be */
export function faultOf(settings: PostgresSettings, options?: string): Fault | undefined {
  const { isolation, commit, stored, spoken, path, schema } = settings
  const given = pathGiven(options)
  const faults: readonly (Fault & { readonly isSo: boolean })[] = [
    { isSo: isolation !== 'read committed', message: `transactions are ${isolation}, not read committed`, fix: UNSAID },
    { isSo: commit === 'off', message: 'a commit may be forgotten (synchronous_commit is off)', fix: UNSAID },
    {
      isSo: stored !== 'UTF8',
      message: `the database stores text as ${stored}, not UTF8`,
      fix: "Make another one (create database … encoding 'UTF8' template template0) and name it in the address.",
    },
    {
      isSo: spoken !== 'UTF8',
      message: `text arrives as ${spoken}, not UTF8`,
      fix: 'Remove client_encoding from the settings of the pooler.',
    },
    {
      isSo: given !== undefined && plainPath(given) !== plainPath(path),
      message: `search_path is ${path}, not ${given ?? ''} as the address says`,
      fix: 'The pooler drops options: take them out of the address, and write ALTER ROLE … SET search_path = ….',
    },
    {
      isSo: schema === null,
      message: `no schema of search_path (${path}) is there`,
      fix: 'Create the schema, or set another search_path with ALTER ROLE … SET search_path = ….',
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
    message: 'the pooler gives each statement another connection',
    fix: 'Set pool_mode = transaction, or session, in the pooler.',
  },
  {
    said: /unsupported startup parameter/i,
    message: 'the pooler takes no options',
    fix: 'Take options out of the address; write ALTER ROLE … SET search_path = … where it named one.',
  },
]

export function refusalOf(said: string): Fault | undefined {
  return REFUSALS.find((refusal) => refusal.said.test(said))
}

export function unreliable(name: string, { message, fix }: Fault, cause?: unknown): BelfryError {
  return new BelfryError('DATABASE_SETTINGS', `The database ${name} cannot be relied on: ${message}.`, {
    fix,
    cause,
    exitCode: 3,
  })
}
