/**
 * What a PostgreSQL says when it cannot do what it was asked, in words that say what to do. Pure. In: what the client
 * threw. Out: a fault with its cure where the server, and not Belfry, is to be mended; else what was thrown.
 */

import { BelfryError, type Code, messageOf, systemCode } from '../base/errors.js'
import { storeTexts } from './texts.js'

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
    fix: storeTexts.postgresFaults.makeRoomDiskServer(),
  },
  {
    state: '53300',
    code: 'DATABASE',
    what: 'the server has no connection left',
    fix: storeTexts.postgresFaults.raiseMaxConnectionsServer(),
  },
  {
    state: '42501',
    code: 'DATABASE',
    what: 'the role lacks a right',
    fix: storeTexts.postgresFaults.makeRoleOwnerSchema(),
  },
  {
    state: '25006',
    code: 'DATABASE',
    what: 'the server takes no writes',
    fix: storeTexts.postgresFaults.nameServerDoesSeveral(),
  },
  {
    state: '3D000',
    code: 'DATABASE',
    what: 'there is no database of that name',
    fix: storeTexts.postgresFaults.writeNameHasNow(),
  },
  {
    state: '42P01',
    code: 'DATABASE',
    what: 'a table is missing',
    fix: storeTexts.postgresFaults.lookAtSearchPath(),
  },
  { state: '57P', code: 'DATABASE', what: 'the server is being stopped or started' },
  {
    state: '28',
    code: 'DATABASE',
    what: 'the server does not let this role in',
    fix: storeTexts.postgresFaults.mendUserPasswordOr(),
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
  return new BelfryError(known.code, storeTexts.postgresFaults.theDatabase(name, known.what, messageOf(thrown)), more)
}

function knownOf(state: string, said: string): Omit<Known, 'state'> | undefined {
  if (BROKEN.test(state) || BROKEN_SAID.test(said)) return { code: 'DATABASE', what: 'it cannot be reached' }
  return KNOWN.find((one) => state.startsWith(one.state))
}
