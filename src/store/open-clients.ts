/**
 * Connections to PostgreSQL: a pool, and one at a time for who listens; over whichever host and way (with TLS or
 * without) takes them. In: the address, how many, what watches them. Out: connections that never stay silent for ever.
 * Door.
 */

import { readFileSync } from 'node:fs'
import pg from 'pg'
import { BelfryError, messageOf } from '../base/errors.js'
import type { LimitOf, Watch } from './open-watch.js'
import type { PostgresAddress, SslMode } from './postgres-address.js'
import { type HostFault, postgresFault, postgresFaultOf, readOnlyFault } from './postgres-faults.js'
import { type Connecting, readPgpass } from './read-pgpass.js'
import { storeTexts } from './texts.js'

/** Who it is, for whoever looks at pg_stat_activity; `application_name` in the address says otherwise. */
const APPLICATION = 'belfry'
/** TCP asks the other end after so long without a word. */
const KEEP_ALIVE_MS = 30_000

/** A connection that is watched; `release` gives it back. */
export interface Connection {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[], kind?: LimitOf): Promise<pg.QueryResult<Row>>
  release(): void
}

export interface Listening {
  readonly client: pg.Client
  query(text: string): Promise<pg.QueryResult>
  /** Ends it without waiting for the other end. */
  cut(): void
}

interface Way {
  readonly host?: string
  readonly port?: number
  readonly ssl?: false | Exclude<pg.ClientConfig['ssl'], boolean>
}

export class Clients {
  readonly #pool: pg.Pool
  readonly #all = new Set<pg.Client>()
  readonly #ways: readonly Way[]
  /** The way that was good last. */
  #way = 0
  readonly #newClient: (more?: pg.ClientConfig) => pg.Client

  /** @param most connections of the pool; who listens has one beside it */
  constructor(
    private readonly address: PostgresAddress,
    most: number,
    private readonly watch: Watch,
  ) {
    this.#ways = waysOf(address)
    const given = (more: pg.ClientConfig = {}): pg.ClientConfig => this.#configOf(more)
    const register = (client: pg.Client) => {
      this.#all.add(client)
      // One that breaks in the middle of a transaction reports to its query, and here as well: unheard, that would end
      // the process.
      client.on('error', () => undefined)
      client.once('end', () => this.#all.delete(client))
    }
    class PooledClient extends pg.Client {
      constructor(more?: pg.ClientConfig) {
        super(given(more))
        register(this)
      }

      override connect(): Promise<pg.Client>
      override connect(callback: (fault: Error | null, client?: pg.Client) => void): void
      override connect(callback?: (fault: Error | null, client?: pg.Client) => void): Promise<pg.Client> | undefined {
        const cut = () => cutOff(this)
        const connected = watch.unlessStopped(async () => await super.connect(), cut)
        if (callback === undefined) return connected
        connected.then((client) => callback(null, client), callback)
        return undefined
      }
    }
    this.#newClient = (more) => new PooledClient(more)
    this.#pool = new pg.Pool({ max: most, Client: PooledClient, types: { getTypeParser: numbersFromBigints } })
    // A pooled connection that breaks while idle reports here; the next query gets a new one.
    this.#pool.on('error', () => undefined)
  }

  async acquire(): Promise<Connection> {
    return await this.#eachWay(async () => {
      const client = await this.#pool.connect()
      const connection = this.#watched(client)
      try {
        await this.#refuseReadOnly(client, connection)
        return connection
      } catch (thrown) {
        client.release(true)
        throw thrown
      }
    })
  }

  /** A connection of its own, outside of the pool. */
  async listening(): Promise<Listening> {
    return await this.#eachWay(async () => {
      const client = this.#newClient()
      const cut = () => cutOff(client)
      try {
        await client.connect()
      } catch (thrown) {
        cut()
        throw thrown
      }
      return {
        client,
        query: async (text) => await this.watch.answered(async () => await client.query(text), 'beatMs', cut),
        cut,
      }
    })
  }

  /** Whoever waits for an answer is told that there is none; who asks next gets a new connection. */
  cutAll(): void {
    for (const client of this.#all) cutOff(client)
  }

  async close(): Promise<void> {
    const ended = this.#pool.end()
    // To say goodbye a connection waits for the other end to close it.
    await this.watch
      .answered(
        async () => await ended,
        'beatMs',
        () => this.cutAll(),
      )
      .catch(() => undefined)
    this.cutAll()
  }

  #watched(client: pg.PoolClient): Connection {
    let isCut = false
    return {
      query: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[], kind: LimitOf = 'shortMs') =>
        await this.#told(
          this.watch.answered(
            async () => await client.query<Row>(text, values),
            kind,
            () => {
              isCut = true
              cutOff(client)
            },
          ),
        ),
      release: () => client.release(isCut),
    }
  }

  async #told<Result>(answer: Promise<Result>): Promise<Result> {
    try {
      return await answer
    } catch (thrown) {
      throw postgresFault(this.address.name, thrown)
    }
  }

  /** Known to take writes, while they are connected. */
  readonly #writable = new WeakSet<object>()

  async #refuseReadOnly(client: object, connection: Connection): Promise<void> {
    if (!this.address.mustWrite || this.#writable.has(client)) return
    const { rows } = await connection.query<{ reads: boolean }>(
      `select pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as reads`,
      [],
      'connectMs',
    )
    if (rows[0]?.reads !== false) throw readOnlyFault()
    this.#writable.add(client)
  }

  /** Tries the way that was good last, then the others, once each. */
  async #eachWay<Result>(connect: () => Promise<Result>): Promise<Result> {
    const faults: HostFault[] = []
    for (;;) {
      const way = this.#way
      if (this.watch.hasEnded)
        throw new BelfryError('DATABASE_SILENT', storeTexts.openClients.databaseDoesNotAnswer(), { exitCode: 3 })
      try {
        return await connect()
      } catch (thrown) {
        // Somebody else may have gone on already.
        if (this.#way === way) this.#way = (way + 1) % this.#ways.length
        if (/timeout/.test(messageOf(thrown))) this.watch.silent()
        faults.push({ ...this.#called(way), thrown })
        if (faults.length >= this.#ways.length) throw postgresFaultOf(this.address.name, faults)
      }
    }
  }

  #called(way: number): Omit<HostFault, 'thrown'> {
    const { host = process.env.PGHOST ?? 'localhost', port = process.env.PGPORT, ssl } = this.#ways[way] ?? {}
    return {
      host: port === undefined ? host : `${host}:${port}`,
      way: ssl === undefined ? '' : ssl === false ? 'without TLS' : 'with TLS',
    }
  }

  #configOf(more: pg.ClientConfig): pg.ClientConfig {
    const { user, password, database, more: said } = this.address
    return {
      ...more,
      fallback_application_name: APPLICATION,
      ...said,
      ...(user !== undefined && { user }),
      ...(password !== undefined
        ? { password }
        : process.env.PGPASSWORD === undefined && { password: passwordFrom(said.passfile) }),
      ...(database !== undefined && { database }),
      ...this.#ways[this.#way],
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      connectionTimeoutMillis: this.watch.limitMs('connectMs'),
    }
  }
}

/**
 * pg says where it connects, and asks only where the server wants a password; its own way to the file is to be gone.
 */
function passwordFrom(file: string | undefined): (connecting?: Connecting) => string {
  return (connecting) => {
    const password = connecting && readPgpass(connecting, file)
    if (password !== undefined) return password
    throw new Error('the server asks for a password, and neither the address, PGPASSWORD nor PGPASSFILE has one for it')
  }
}

/** pg's clients have their socket there; `end` would wait for the other end. */
function cutOff(client: pg.ClientBase): void {
  const connection: unknown = Reflect.get(client, 'connection')
  const stream: unknown = Reflect.get(Object(connection), 'stream')
  const destroy: unknown = Reflect.get(Object(stream), 'destroy')
  if (typeof destroy === 'function') destroy.call(stream)
}

function waysOf(address: PostgresAddress): readonly Way[] {
  const ssls = address.sslMode === undefined ? [undefined] : sslWays(address.sslMode, readFiles(address))
  return address.hosts.flatMap((host) => ssls.map((ssl) => ({ ...host, ...(ssl !== undefined && { ssl }) })))
}

type Files = Readonly<Partial<Record<'ca' | 'cert' | 'key', string>>>

/** By what a file is: the parameter that names it, and what it must hold (RFC 7468). */
const HELD = {
  ca: ['sslrootcert', 'CERTIFICATE'],
  cert: ['sslcert', 'CERTIFICATE'],
  key: ['sslkey', 'PRIVATE KEY'],
} as const

/** As libpq has them: who asks for no certificate to be compared, none is; `allow` and `prefer` also go without TLS. */
function sslWays(mode: SslMode, files: Files): readonly NonNullable<Way['ssl']>[] {
  const unverified = { ...files, rejectUnauthorized: false }
  const ways: Record<SslMode, readonly NonNullable<Way['ssl']>[]> = {
    disable: [false],
    allow: [false, unverified],
    prefer: [unverified, false],
    require: [unverified],
    'no-verify': [unverified],
    'verify-ca': [{ ...files, checkServerIdentity: () => undefined }],
    'verify-full': [{ ...files }],
  }
  return ways[mode]
}

function readFiles({ files }: PostgresAddress): Files {
  const { ca, cert, key } = files
  return {
    ...(ca !== undefined && { ca: readPem('ca', ca) }),
    ...(cert !== undefined && { cert: readPem('cert', cert) }),
    ...(key !== undefined && { key: readPem('key', key) }),
  }
}

/** Node takes an empty list of signers for its own list, and one that holds no certificate for nobody. */
function readPem(is: keyof typeof HELD, file: string): string {
  const [parameter, what] = HELD[is]
  const refuse = (message: string, fix: string, cause?: unknown) =>
    new BelfryError('DATABASE', message, { fix, cause, exitCode: 3 })
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    const message = storeTexts.openClients.fileCannotBeRead(parameter, messageOf(cause))
    throw refuse(message, storeTexts.openClients.correctItsPath(parameter), cause)
  }
  if (new RegExp(`-----BEGIN (?:[A-Z0-9]+ )*${what}-----`).test(text)) return text
  const message = storeTexts.openClients.fileHoldsNone(parameter, what.toLowerCase())
  throw refuse(message, storeTexts.openClients.nameFileOfPem(what))
}

/** Instants, counts and ids all fit into a double; pg would hand them over as text. */
function numbersFromBigints(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8) return Number
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
}
