/**
 * Stands before PostgreSQL as pgbouncer does with pool_mode = transaction: few connections, handed on after each
 * transaction, the one that rested longest first. In: the database's URL. Out: the URL through it. What somebody sets
 * for a session others find, and a start parameter that pgbouncer does not know is refused or dropped.
 */
import { connect, createServer, type Socket } from 'node:net'
import { inFrontOf } from './in-front-of.js'

export interface Pooler {
  readonly url: string
  close(): Promise<void>
}

interface Settings {
  readonly servers?: number
  /** As with `ignore_startup_parameters = options`. */
  readonly dropsOptions?: boolean
}

const KNOWN = new Set(['user', 'database', 'client_encoding', 'application_name', 'timezone', 'datestyle'])
/** Protocol 3.0. */
const VERSION = 196_608

export async function startPooler(
  database: string,
  { servers = 6, dropsOptions = false }: Settings = {},
): Promise<Pooler> {
  const behind = new URL(database)
  const all: Server[] = []
  const resting: Server[] = []
  const waiting: Client[] = []
  const clients = new Set<Client>()

  const handOn = (): void => {
    while (waiting.length > 0 && resting.length > 0) {
      const client = waiting.shift()
      const server = resting.shift()
      if (client !== undefined && server !== undefined) client.takes(server)
    }
    if (waiting.length > 0 && all.length < servers) {
      const server = new Server(connect(Number(behind.port), behind.hostname), behind, (idle) => {
        resting.push(idle)
        handOn()
      })
      all.push(server)
    }
  }

  const listener = createServer((socket) => {
    const client = new Client(socket, dropsOptions, () => {
      waiting.push(client)
      handOn()
    })
    clients.add(client)
    socket.on('close', () => {
      clients.delete(client)
      const index = waiting.indexOf(client)
      if (index >= 0) waiting.splice(index, 1)
    })
  })
  const url = await inFrontOf(database, listener)
  return {
    url,
    close: async () => {
      for (const client of clients) client.socket.destroy()
      for (const server of all) server.socket.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}

class Server {
  client: Client | undefined
  readonly #messages = new Messages(1)

  constructor(
    readonly socket: Socket,
    { username, pathname }: URL,
    private readonly isIdle: (server: Server) => void,
  ) {
    socket.setNoDelay().on('error', () => undefined)
    socket.on('close', () => this.client?.socket.destroy())
    socket.on('data', (chunk: Buffer) => this.#heard(chunk))
    socket.write(startMessage({ user: username, database: pathname.slice(1), client_encoding: 'UTF8' }))
  }

  #heard(chunk: Buffer): void {
    for (const message of this.#messages.in(chunk)) {
      this.client?.socket.write(message)
      // ReadyForQuery, outside of any transaction.
      if (message.toString('latin1', 0, 1) !== 'Z' || message.toString('latin1', 5, 6) !== 'I') continue
      if (this.client !== undefined) this.client.server = undefined
      this.client = undefined
      this.isIdle(this)
    }
  }
}

class Client {
  server: Server | undefined
  readonly #start = new Messages(0)
  readonly #messages = new Messages(1)
  #hasStarted = false
  #unsent: Buffer[] = []

  constructor(
    readonly socket: Socket,
    private readonly dropsOptions: boolean,
    private readonly wantsServer: () => void,
  ) {
    socket.setNoDelay().on('error', () => undefined)
    socket.on('close', () => this.server?.socket.destroy())
    socket.on('data', (chunk: Buffer) => this.#said(chunk))
  }

  takes(server: Server): void {
    this.server = server
    server.client = this
    for (const message of this.#unsent.splice(0)) server.socket.write(message)
  }

  #said(chunk: Buffer): void {
    if (!this.#hasStarted) {
      for (const message of this.#start.in(chunk)) this.#begin(message)
      return
    }
    for (const message of this.#messages.in(chunk)) {
      // Terminate
      if (message.toString('latin1', 0, 1) === 'X') return void this.socket.end()
      if (this.server !== undefined) this.server.socket.write(message)
      else if (this.#unsent.push(message) === 1) this.wantsServer()
    }
  }

  #begin(message: Buffer): void {
    this.#hasStarted = true
    const names = message
      .toString('utf8', 8)
      .split('\0')
      .filter((_, index) => index % 2 === 0)
    const unknown = names.find((name) => name !== '' && !KNOWN.has(name) && !(this.dropsOptions && name === 'options'))
    if (unknown !== undefined) {
      const said = `SFATAL\0C08P01\0Munsupported startup parameter: ${unknown}\0\0`
      this.socket.end(typed('E', Buffer.from(said)))
      return
    }
    const ok = typed('R', Buffer.alloc(4))
    const key = typed('K', Buffer.alloc(8))
    this.socket.write(Buffer.concat([ok, key, typed('Z', Buffer.from('I'))]))
  }
}

/** Cuts a stream into messages: a length of four octets, counting itself, stands after `before` octets. */
class Messages {
  #rest = Buffer.alloc(0)

  constructor(private readonly before: number) {}

  in(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk])
    const whole: Buffer[] = []
    for (;;) {
      if (this.#rest.length < this.before + 4) return whole
      const length = this.before + this.#rest.readInt32BE(this.before)
      if (this.#rest.length < length) return whole
      whole.push(this.#rest.subarray(0, length))
      this.#rest = this.#rest.subarray(length)
    }
  }
}

function startMessage(parameters: Readonly<Record<string, string>>): Buffer {
  const words = Object.entries(parameters).flat()
  const body = Buffer.from(`${words.map((word) => `${word}\0`).join('')}\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + body.length, 0)
  head.writeInt32BE(VERSION, 4)
  return Buffer.concat([head, body])
}

function typed(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type, 0, 'latin1')
  head.writeInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
}
