/**
 * What a PostgreSQL says when it cannot do what it was asked, in words that say what to do. Pure. In: what the client
 * threw. Out: a fault with its cure where the server, and not Belfry, is to be mended; else what was thrown.
 */
import { BelfryError, type Code, messageOf, systemCode } from '../base/errors.js'

interface Known {
  /** SQLSTATE, or how it begins (PostgreSQL, appendix A). */
  readonly state: string
  readonly code: Code
  readonly what: string
  readonly fix?: string
}

/** lock_not_available */
const LOCKED = '55P03'

const KNOWN: readonly Known[] = [
  { state: LOCKED, code: 'DATABASE_BUSY', what: "somebody's session holds a lock and does not let go" },
  {
    state: '53100',
    code: 'DATABASE',
    what: 'the disk of the server is full',
    fix: 'Make room on the disk of the server; what was under way goes on by itself.',
  },
  {
    state: '53300',
    code: 'DATABASE',
    what: 'the server has no connection left',
    fix: 'Raise max_connections of the server, or lower databaseConnections; a role may have a limit of its own.',
  },
  {
    state: '42501',
    code: 'DATABASE',
    what: 'the role lacks a right',
    fix: 'Make the role the owner of the schema and all that is in it: ALTER TABLE … OWNER TO ….',
  },
  {
    state: '25006',
    code: 'DATABASE',
    what: 'the server takes no writes',
    fix: 'Name the server that does; with several hosts in the address Belfry looks for it.',
  },
  {
    state: '3D000',
    code: 'DATABASE',
    what: 'there is no database of that name',
    fix: 'Write the name that it has now under database:, or rename it back.',
  },
  {
    state: '42P01',
    code: 'DATABASE',
    what: 'a table is missing',
    fix: 'Look at search_path, and at who dropped or moved the table; belfry restore brings back all of them.',
  },
  { state: '57P', code: 'DATABASE', what: 'the server is being stopped or started' },
  {
    state: '28',
    code: 'DATABASE',
    what: 'the server does not let this role in',
    fix: 'Mend user, password or pg_hba.conf.',
  },
]

/** Nobody can say that it is a fault of Belfry's: it goes by itself, or the server's people mend it. */
const BROKEN = /^E[A-Z]+$/
const BROKEN_SAID = /^Connection terminated|^timeout e/

/** Has PostgreSQL given up waiting for a lock? */
export function isLocked(thrown: unknown): boolean {
  return thrown instanceof BelfryError && systemCode(thrown.cause) === LOCKED
}

/** @param name of the database, without a password */
export function postgresFault(name: string, thrown: unknown): unknown {
  if (thrown instanceof BelfryError) return thrown
  const known = knownOf(systemCode(thrown) ?? '', messageOf(thrown))
  if (known === undefined) return thrown
  const more = { cause: thrown, exitCode: 3 as const, ...(known.fix !== undefined && { fix: known.fix }) }
  return new BelfryError(known.code, `The database ${name}: ${known.what} (${messageOf(thrown)}).`, more)
}

function knownOf(state: string, said: string): Omit<Known, 'state'> | undefined {
  if (BROKEN.test(state) || BROKEN_SAID.test(said)) return { code: 'DATABASE', what: 'it cannot be reached' }
  return KNOWN.find((one) => state.startsWith(one.state))
}
