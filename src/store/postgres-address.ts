/**
 * The address of a PostgreSQL, as libpq writes it: `postgres://user:password@host:port,host:port/name?parameters`.
 * Pure. In: the text. Out: its parts, and a name for people in which no password stands. No fault that is told holds
 * any of the text: what is not understood may be the password.
 */

import { BelfryError } from '../base/errors.js'
import { slipOf } from '../base/nearest.js'
import { storeTexts } from './texts.js'

export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const
export type SslMode = (typeof SSL_MODES)[number]

export interface PostgresAddress {
  /** Without password: for messages and logs. */
  readonly name: string
  /** In the order in which they are tried; a host that begins with a slash is the folder of a socket. */
  readonly hosts: readonly { readonly host?: string; readonly port?: number }[]
  readonly user?: string
  readonly password?: string
  readonly database?: string
  /** Undefined where the address says nothing: as the environment has it (PGSSLMODE), else without TLS. */
  readonly sslMode?: SslMode
  /** PEM files, by what they are. */
  readonly files: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  /** Is a host passed over that cannot be written to? */
  readonly mustWrite: boolean
  /** All else that the address says, for the client: `options`, `application_name`, `statement_timeout` … */
  readonly more: Readonly<Record<string, string>>
}

const FORM = 'Write postgres://user:password@host:5432/name'
/** All that is no host: it must be written as %2F and so on within user, password and name. */
const ADDRESS = /^postgres(?:ql)?:\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/([^?#@]*))?(?:\?([^#@]*))?$/i
/** Of a socket, whose name holds the port. */
const FOLDER = /^(.*?)(?::(\d+))?$/s
const HOST = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/

/** @throws BelfryError DATABASE, which shows nothing of the text */
export function postgresAddress(text: string): PostgresAddress {
  const [, who = '', where = '', path = '', query = ''] =
    ADDRESS.exec(text.trim()) ??
    refuse('has a character where it cannot be read', storeTexts.postgresAddress.passwordNamesFF(FORM))
  const said = Object.fromEntries(new URLSearchParams(query))
  const { host, port, user, password, dbname, ssl, sslmode, sslrootcert, sslcert, sslkey, ...others } = said
  const { target_session_attrs, ...more } = others
  for (const name of Object.keys(more)) refuseUnknown(name)
  const [named = '', secret] = halves(who)
  const hosts = hostsOf(host ?? decoded(where), port)
  const database = dbname ?? decoded(path)
  const account = user ?? decoded(named)
  const key = password ?? (secret === undefined ? undefined : decoded(secret))
  return {
    name: shownName(account, hosts, database),
    hosts,
    ...(account !== '' && { user: account }),
    ...(key !== undefined && key !== '' && { password: key }),
    ...(database !== '' && { database }),
    ...sslOf(sslmode ?? modeOf(ssl), sslrootcert),
    files: {
      ...(sslrootcert !== undefined && sslrootcert !== 'system' && { ca: sslrootcert }),
      ...(sslcert !== undefined && { cert: sslcert }),
      ...(sslkey !== undefined && { key: sslkey }),
    },
    mustWrite: mustWrite(target_session_attrs, hosts.length),
    more: pick(more),
  }
}

/** `ssl=true` of other clients, which compare the certificate; passed by it would be no TLS at all. */
function modeOf(ssl: string | undefined): string | undefined {
  if (ssl === undefined) return undefined
  if (/^(?:true|1|on|yes)$/i.test(ssl)) return 'verify-full'
  return /^(?:false|0|off|no)$/i.test(ssl) ? 'disable' : ssl
}

/** Of libpq, of the client, and what services write into the addresses that they give out. */
const KNOWN: ReadonlySet<string> = new Set(
  [
    'application_name fallback_application_name options client_encoding statement_timeout lock_timeout query_timeout',
    'idle_in_transaction_session_timeout connect_timeout keepalives keepalives_idle keepalives_interval',
    'keepalives_count keepAlive tcp_user_timeout uselibpqcompat max channel_binding gssencmode krbsrvname',
    'sslcompression sslsni sslnegotiation sslcertmode sslpassword ssl_min_protocol_version',
    'ssl_max_protocol_version load_balance_hosts passfile require_auth pgbouncer connection_limit pool_timeout',
  ].flatMap((line) => line.split(' ')),
)

/** A parameter that nobody reads was meant to do something: `SSLMODE=require` would be no TLS at all. */
function refuseUnknown(name: string): void {
  if (KNOWN.has(name)) return
  const meant = /^(?:schema|search_path|currentschema)$/i.test(name) ? 'options=-c%20search_path%3DNAME' : undefined
  const near = meant ?? slipOf(name, [...KNOWN, ...READ])
  const fix = near === undefined ? storeTexts.postgresAddress.takeOutParameter() : `Write ${near}.`
  refuse(storeTexts.postgresAddress.parameterUnknown(/^\w{1,40}$/.test(name) ? name : '…'), fix)
}

const READ = 'host port user password dbname sslmode sslrootcert sslcert sslkey target_session_attrs'.split(' ')

/** Of the client's own, which would be kept against what Belfry relies on. */
const NOT_OURS = new Set(['query_timeout', 'connect_timeout', 'uselibpqcompat', 'max'])

function pick(more: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(more).filter(([name]) => !NOT_OURS.has(name)))
}

function refuse(what: string, fix: string): never {
  throw new BelfryError('DATABASE', storeTexts.postgresAddress.addressPostgresqlUnderDatabase(what), {
    fix,
    exitCode: 3,
  })
}

function halves(who: string): [string, string?] {
  const at = who.indexOf(':')
  return at < 0 ? [who] : [who.slice(0, at), who.slice(at + 1)]
}

/** A % that begins no octet stands for itself: passwords hold it. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (octets) => {
    try {
      return decodeURIComponent(octets)
    } catch (thrown) {
      if (thrown instanceof URIError) return octets
      throw thrown
    }
  })
}

function hostsOf(where: string, port: string | undefined): PostgresAddress['hosts'] {
  const ports = port?.split(',') ?? []
  return where.split(',').map((one, index) => {
    const form = one.startsWith('/') ? FOLDER : HOST
    const [, host = '', own = ''] = form.exec(one) ?? refuse('names a host or a port that cannot be read', `${FORM}.`)
    const number = Number(own || ports[index] || ports[0] || 0)
    if (!(number >= 0 && number <= 65_535)) refuse('names a port that there is not', `${FORM}.`)
    return {
      ...(host !== '' && { host: host.replace(/^\[(.*)\]$/, '$1') }),
      ...(number !== 0 && { port: number }),
    }
  })
}

function shownName(account: string, hosts: PostgresAddress['hosts'], database: string): string {
  const who = account === '' ? '' : `${encodeURIComponent(account)}@`
  return `postgres://${who}${shown(hosts)}/${encodeURIComponent(database)}`
}

function shown(hosts: PostgresAddress['hosts']): string {
  const texts = hosts.map(({ host = '', port }) => {
    const name = host.includes(':') ? `[${host}]` : host.replaceAll('/', '%2F')
    return port === undefined ? name : `${name}:${port}`
  })
  return texts.join(',')
}

function sslOf(mode: string | undefined, rootCert: string | undefined): { sslMode?: SslMode } {
  if (mode === undefined) return {}
  const known = SSL_MODES.find((one) => one === mode)
  if (known === undefined)
    refuse('has an sslmode that there is not', storeTexts.postgresAddress.writeSslmodeVerifyFull(SSL_MODES.join(', ')))
  if (known === 'verify-ca' && (rootCert === undefined || rootCert === 'system'))
    refuse(
      'has sslmode=verify-ca without a certificate to compare with',
      storeTexts.postgresAddress.nameSslrootcertFileOr(),
    )
  // As libpq has it: who names a certificate wants it compared.
  return { sslMode: known === 'require' && rootCert !== undefined ? 'verify-ca' : known }
}

/** Belfry writes: with several hosts it looks for the one that takes writes, also where the address says nothing. */
function mustWrite(attributes: string | undefined, hosts: number): boolean {
  if (attributes === undefined) return hosts > 1
  if (attributes === 'any') return false
  if (attributes === 'read-write' || attributes === 'primary') return true
  return refuse(
    'has target_session_attrs with which nothing can be written',
    storeTexts.postgresAddress.writeTargetSessionAttrs(),
  )
}

export function isPostgres(database: string): boolean {
  return /^\s*postgres(ql)?:/i.test(database)
}

/** Changes nothing and asks nobody. @throws BelfryError DATABASE where it is no address of a database */
export function refuseNoDatabase(database: string): void {
  if (isPostgres(database)) {
    postgresAddress(database)
    return
  }
  // SQLite takes an empty name for a database that is forgotten when it is closed.
  if (/^sqlite:./.test(database)) return
  // Whatever it is, it may hold a password.
  throw new BelfryError('DATABASE', storeTexts.postgresAddress.whatStandsUnderDatabase(), {
    fix: storeTexts.postgresAddress.writeSqliteFileOr(),
  })
}
