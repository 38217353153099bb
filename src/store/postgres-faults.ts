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

const NO_WRITES = storeTexts.postgresSettings.takesNoWrites()

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
    what: NO_WRITES,
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
  {
    state: '42703',
    code: 'DATABASE',
    what: 'a column is missing',
    fix: storeTexts.postgresFaults.lookAtSearchPath(),
  },
  {
    state: '57014',
    code: 'DATABASE',
    what: 'the server ended a statement that took long, or somebody did',
    fix: storeTexts.postgresFaults.giveRoleTime('statement_timeout'),
  },
  {
    state: '25P03',
    code: 'DATABASE',
    what: 'the server ended a transaction that waited',
    fix: storeTexts.postgresFaults.giveRoleTime('idle_in_transaction_session_timeout'),
  },
  {
    state: '25P04',
    code: 'DATABASE',
    what: 'the server ended a transaction that took long',
    fix: storeTexts.postgresFaults.giveRoleTime('transaction_timeout'),
  },
  {
    state: '57P05',
    code: 'DATABASE',
    what: 'the server ended a session that waited',
    fix: storeTexts.postgresFaults.giveRoleTime('idle_session_timeout'),
  },
  {
    state: '57P04',
    code: 'DATABASE',
    what: 'the database was dropped',
    fix: storeTexts.postgresFaults.restoreData(),
  },
  {
    state: 'P0001',
    code: 'DATABASE',
    what: 'a trigger or function refuses it',
    fix: storeTexts.postgresFaults.seeWhatWasAdded(),
  },
  {
    state: '53',
    code: 'DATABASE',
    what: 'the server lacks memory or another resource',
    fix: storeTexts.postgresFaults.giveServerMore(),
  },
  {
    state: '58',
    code: 'DATABASE',
    what: 'the server cannot read or write its files',
    fix: storeTexts.postgresFaults.restoreData(),
  },
  {
    state: 'XX00',
    code: 'DATABASE',
    what: 'the server found a fault of its own, or damaged data',
    fix: storeTexts.postgresFaults.restoreData(),
  },
  {
    state: '57P',
    code: 'DATABASE',
    what: 'the server is being stopped or started, or somebody ended the session',
    fix: storeTexts.postgresFaults.waitForServer(),
  },
  {
    state: '08',
    code: 'DATABASE',
    what: 'the connection was ended by the server, or by the pooler before it',
    fix: storeTexts.postgresFaults.seeLogOfPooler(),
  },
  {
    state: '28',
    code: 'DATABASE',
    what: 'the server does not let this role in',
    fix: storeTexts.postgresFaults.mendUserPasswordOr(),
  },
]

/** Nobody can say that it is a fault of Belfry's: it goes by itself, or the server's people mend it. */
const BROKEN = /^E[A-Z]+$/
const BROKEN_SAID = /^Connection terminated|^timeout e|^Client .* is not queryable$/

/** What has no SQLSTATE of its own, by the code or the words of Node, the client or the server; the first that fits. */
const BY_WORDS: readonly (Omit<Known, 'state'> & { readonly said: RegExp })[] = [
  {
    said: /^the server asks for a password/,
    code: 'DATABASE',
    what: 'the server does not let this role in',
    fix: storeTexts.postgresFaults.mendUserPasswordOr(),
  },
  {
    said: /^(?:ERR_TLS_CERT|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/,
    code: 'DATABASE',
    what: 'its certificate is not the one that sslmode wants',
    fix: storeTexts.postgresFaults.nameWhoSigned(),
  },
  {
    said: /^The server does not support SSL/,
    code: 'DATABASE',
    what: 'the server has no TLS',
    fix: storeTexts.postgresFaults.switchTlsOn(),
  },
  {
    said: /^(?:unrecognized configuration parameter|invalid (?:command-line argument|value for parameter)|sslneg)/,
    code: 'DATABASE',
    what: 'something behind the ? of the address is refused',
    fix: storeTexts.postgresFaults.correctParameter(),
  },
  {
    said: /^ERR_(?:OSSL|SSL|TLS|CRYPTO)_/,
    code: 'DATABASE',
    what: 'no TLS comes about',
    fix: storeTexts.postgresFaults.compareTls(),
  },
  {
    said: /^There was an error establishing an SSL|^database ".*" is not currently accepting connections/,
    code: 'DATABASE',
    what: 'it takes no connections',
    fix: storeTexts.postgresFaults.seeWhatListens(),
  },
]

/** Has PostgreSQL given up waiting for a lock? */
export function isLocked(thrown: unknown): boolean {
  return thrown instanceof BelfryError && systemCode(thrown.cause) === LOCKED
}

/** Of a host that was asked whether it takes writes, as it would say when it was written to. */
export function readOnlyFault(): Error {
  return Object.assign(new Error(NO_WRITES), { code: '25006' })
}

/** @param name of the database, without a password */
export function postgresFault(name: string, thrown: unknown): unknown {
  if (thrown instanceof BelfryError) return thrown
  const known = knownOf(systemCode(thrown) ?? '', messageOf(thrown))
  if (known === undefined) return thrown
  const more = { cause: thrown, exitCode: 3 as const, ...(known.fix !== undefined && { fix: known.fix }) }
  return new BelfryError(known.code, storeTexts.postgresFaults.theDatabase(name, known.what, messageOf(thrown)), more)
}

/** What came of one of several hosts, or of one way to it. */
export interface HostFault {
  /** `host:port`, or the folder of a socket. */
  readonly host: string
  /** How it was asked where there is more than one way: `with TLS`. */
  readonly way: string
  readonly thrown: unknown
}

/**
 * Of several hosts each is named with what it said: the last alone may be the one that nobody meant.
 * @param faults one at least, in the order in which they were tried
 */
export function postgresFaultOf(name: string, faults: readonly HostFault[]): unknown {
  const said = [...new Set(faults.map(({ thrown }) => saidOf(thrown)))]
  // A host that answered says more than one that is away.
  const [weightiest = faults[0]] = faults.filter(({ thrown }) => !isAway(thrown)).reverse()
  if (weightiest === undefined || said.length === 1) return postgresFault(name, faults[0]?.thrown)
  const told = postgresFault(name, weightiest.thrown)
  const all = eachSaid(faults)
  if (!(told instanceof BelfryError)) return new Error(all, { cause: told })
  const known = knownOf(systemCode(told.cause) ?? '', saidOf(told.cause))
  const message = storeTexts.postgresFaults.theDatabase(name, known?.what ?? storeTexts.postgresFaults.noHost(), all)
  const more = { cause: told.cause, exitCode: 3 as const, ...(told.fix !== undefined && { fix: told.fix }) }
  return new BelfryError(told.code, message, more)
}

/** A way that says what another way to the same host said is not told again. */
function eachSaid(faults: readonly HostFault[]): string {
  const hosts = [...new Set(faults.map(({ host }) => host))]
  return hosts
    .flatMap((host) => {
      const theirs = faults.filter((fault) => fault.host === host)
      const isOne = new Set(theirs.map(({ thrown }) => saidOf(thrown))).size === 1
      return (isOne ? theirs.slice(0, 1) : theirs).map(
        ({ way, thrown }) => `${isOne || way === '' ? host : `${host} ${way}`}: ${saidOf(thrown)}`,
      )
    })
    .join('; ')
}

function isAway(thrown: unknown): boolean {
  const cause = causeOf(thrown)
  return BROKEN.test(systemCode(cause) ?? '') || BROKEN_SAID.test(messageOf(cause))
}

function saidOf(thrown: unknown): string {
  return messageOf(causeOf(thrown))
}

/** What was thrown before it was put into words. */
function causeOf(thrown: unknown): unknown {
  return thrown instanceof BelfryError && thrown.cause !== undefined ? thrown.cause : thrown
}

function knownOf(state: string, said: string): Omit<Known, 'state'> | undefined {
  if (BROKEN.test(state) || BROKEN_SAID.test(said)) return { code: 'DATABASE', what: 'it cannot be reached' }
  const known = KNOWN.find((one) => state.startsWith(one.state))
  return known ?? BY_WORDS.find((one) => one.said.test(state) || one.said.test(said))
}
