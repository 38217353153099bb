/**
 * A small IMAP server (RFC 9051, what a polling client asks) with one user, over a real socket. In: its messages by
 * folder, how it fails. Out: what it holds, and what was said to it. It knows UIDs, flags, MOVE, UIDPLUS, STARTTLS.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'
import { CERTIFICATE, KEY } from './loopback-certificate.js'

export interface HeldMessage {
  readonly uid: number
  readonly text: string
  readonly flags: Set<string>
}

/** What happens in place of the answer to a command, by the command's name (`UID FETCH`) or `greeting`. */
export type Fault = 'silent' | 'drop' | 'garbage' | 'half' | 'refuse' | 'empty' | 'drip'

export interface ImapServerOptions {
  readonly tls?: 'implicit' | 'starttls'
  readonly capabilities?: string
}

export class ImapServer {
  readonly folders = new Map<string, HeldMessage[]>([['INBOX', []]])
  readonly commands: string[] = []
  readonly faults = new Map<string, Fault>()
  validity = 7
  /** Counts how often the fault of a command is spared before it happens. */
  readonly spared = new Map<string, number>()
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #next = 100
  #port = 0

  constructor(private readonly options: ImapServerOptions = {}) {
    const take = (socket: Socket) => this.#take(socket)
    this.#server =
      options.tls === 'implicit' ? createTlsServer({ cert: CERTIFICATE, key: KEY }, take) : createServer(take)
    this.#server.on('tlsClientError', () => undefined)
  }

  get port(): number {
    return this.#port
  }

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    const address = this.#server.address()
    this.#port = typeof address === 'object' && address !== null ? address.port : 0
    return this
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((done) => this.#server.close(done))
  }

  put(text: string, folder = 'INBOX', flags: readonly string[] = []): number {
    const uid = this.#next++
    this.#in(folder).push({ uid, text, flags: new Set(flags) })
    return uid
  }

  flagsOf(uid: number): string[] {
    return [...this.folders.values()].flat().flatMap((message) => (message.uid === uid ? [...message.flags] : []))
  }

  #in(folder: string): HeldMessage[] {
    const held = this.folders.get(folder) ?? []
    this.folders.set(folder, held)
    return held
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
    const session: Session = { selected: 'INBOX', caps: this.#capabilities() }
    if (this.#fails('greeting', socket, '')) return
    socket.write('* OK here\r\n')
    this.#converse(socket, session)
  }

  #converse(socket: Socket, session: Session): void {
    let rest = ''
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1')
      for (;;) {
        const literal = /^[^\r\n]*\{(\d+)\}\r\n/.exec(rest)
        if (literal !== null && rest.length < literal[0].length + Number(literal[1])) {
          socket.write('+ go on\r\n')
          return
        }
        const end = rest.indexOf('\r\n', literal === null ? 0 : literal[0].length + Number(literal[1]))
        if (end === -1) return
        const line = rest.slice(0, end).replace(/\{\d+\}\r\n/g, '')
        rest = rest.slice(end + 2)
        this.#answer(socket, session, line)
      }
    })
  }

  #answer(socket: Socket, session: Session, line: string): void {
    if (session.continued !== undefined) {
      const tag = session.continued
      session.continued = undefined
      socket.write(`${tag} OK in\r\n`)
      return
    }
    const [, tag = '', name = '', args = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? []
    const command = name.toUpperCase()
    this.commands.push(/^(LOGIN|AUTHENTICATE)$/.test(command) ? command : `${command} ${args}`.trim())
    if (this.#fails(command, socket, tag)) return
    if (command === 'STARTTLS') {
      socket.write(`${tag} OK begin\r\n`)
      socket.removeAllListeners('data')
      const inner = new TLSSocket(socket, { isServer: true, cert: CERTIFICATE, key: KEY })
      this.#converse(inner, { ...session, caps: session.caps.replace(' STARTTLS', '') })
      return
    }
    if (command === 'AUTHENTICATE') {
      if (args.split(' ').length > 1) return void socket.write(`${tag} OK in\r\n`)
      session.continued = tag
      return void socket.write('+ \r\n')
    }
    const answer = this.#answerTo(command, args, session)
    socket.write(`${answer.map((one) => `* ${one}\r\n`).join('')}${tag} OK done\r\n`, 'latin1')
    if (command === 'LOGOUT') socket.end()
  }

  #answerTo(command: string, args: string, session: Session): string[] {
    const held = () => this.#in(session.selected)
    const named = (set: string) => held().filter(({ uid }) => isIn(set, uid, held().at(-1)?.uid ?? 0))
    switch (command) {
      case 'CAPABILITY':
        return [`CAPABILITY ${session.caps}`]
      case 'LIST':
        return ['LIST () "/" ""']
      case 'SELECT':
      case 'EXAMINE': {
        session.selected = unquoted(args)
        const flags = 'FLAGS (\\Seen \\Deleted)'
        return [
          ...[flags, `${held().length} EXISTS`, '0 RECENT', 'OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] x'],
          ...[`OK [UIDVALIDITY ${this.validity}] x`, `OK [UIDNEXT ${this.#next}] x`],
        ]
      }
      case 'UID SEARCH': {
        const set = /UID ([\d:,*]+)/.exec(args)?.[1]
        const found = set === undefined ? held() : named(set)
        const unseen = /UNSEEN/.test(args) ? found.filter(({ flags }) => !flags.has('\\Seen')) : found
        return [`SEARCH ${unseen.map(({ uid }) => uid).join(' ')}`.trim()]
      }
      case 'UID FETCH': {
        const [set = ''] = args.split(' ')
        const most = Number(/<0\.(\d+)>/.exec(args)?.[1] ?? Number.MAX_SAFE_INTEGER)
        return named(set).map(({ uid, text }) => {
          const part = text.slice(0, most)
          return `${held().findIndex((one) => one.uid === uid) + 1} FETCH (UID ${uid} BODY[]<0> {${part.length}}\r\n${part})`
        })
      }
      case 'UID STORE': {
        const [set = ''] = args.split(' ')
        for (const { flags } of named(set)) flags.add('\\Seen')
        return []
      }
      case 'UID MOVE': {
        const [set = '', folder = ''] = args.split(' ')
        const moved = named(set)
        this.folders.set(
          session.selected,
          held().filter((message) => !moved.includes(message)),
        )
        for (const message of moved) this.#in(unquoted(folder)).push(message)
        return []
      }
      case 'CREATE':
        this.#in(unquoted(args))
        return []
      default:
        return []
    }
  }

  #capabilities(): string {
    const { capabilities = 'IMAP4rev1 ID MOVE UIDPLUS', tls } = this.options
    return tls === 'starttls' ? `${capabilities} STARTTLS` : capabilities
  }

  #fails(command: string, socket: Socket, tag: string): boolean {
    const fault = this.faults.get(command)
    const left = this.spared.get(command) ?? 0
    this.spared.set(command, left - 1)
    if (fault === undefined || left > 0) return false
    if (fault === 'drop') socket.destroy()
    if (fault === 'garbage') socket.write(Buffer.from('\x16\x03\x01 ((( )) {99999999999}\r\n* ~~ [[[\0\r\n', 'latin1'))
    if (fault === 'half') socket.end('* 1 FETCH (UID 100 BODY[]<0> {5000}\r\nReturn-')
    if (fault === 'refuse') socket.write(`${tag} NO [AUTHENTICATIONFAILED] not you\r\n`)
    if (fault === 'empty') socket.write(`${tag} OK done\r\n`)
    if (fault === 'drip') {
      const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write('* OK wait\r\n')), 20)
      socket.on('close', () => clearInterval(drip))
    }
    return true
  }
}

interface Session {
  selected: string
  readonly caps: string
  /** The tag of a login that waits for its second line. */
  continued?: string | undefined
}

function unquoted(text: string): string {
  return text.trim().replace(/^"|"$/g, '')
}

function isIn(set: string, uid: number, last: number): boolean {
  return set.split(',').some((part) => {
    const [from = 0, to = from] = part.split(':').map((text) => (text === '*' ? last : Number(text)))
    return uid >= Math.min(from, to) && uid <= Math.max(from, to)
  })
}
