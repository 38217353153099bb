/**
 * A submission server over real TCP, with STARTTLS, AUTH and a fault: what it does wrong, and at which stage. In: the
 * fault, changed at will. Out: its port, whose final dot it heard, whose message it has. Written as one conversation
 * from top to bottom, so that a stage is a line of it.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { createSecureContext, TLSSocket } from 'node:tls'
import { CERTIFICATE, KEY } from './loopback-certificate.js'

/** Read once: that takes as long as the rest of a conversation. */
const SECURE = createSecureContext({ key: KEY, cert: CERTIFICATE })

/** `body` is in the middle of a message, `dot` before the reply to its final dot, `after` right behind that reply. */
export const STAGES = [
  'connect',
  'greeting',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'body',
  'dot',
  'after',
  'quit',
] as const
/**
 * With CHUNKING, from where it makes a difference: `chunk` is before the reply to a chunk that is not the last, `body`
 * in the middle of the last, `last` before the reply to it. The message behind has come as a whole by then.
 */
export const CHUNK_STAGES = ['mail', 'rcpt', 'chunk', 'body', 'last', 'after', 'quit'] as const
export type Stage = (typeof STAGES)[number] | (typeof CHUNK_STAGES)[number]
export type Offer = 'PIPELINING' | 'CHUNKING'

/**
 * `close` sends FIN, `reset` RST; `stall` keeps the connection and never says or reads anything again; `drip` says what
 * is right, octet by octet.
 */
export const FAULTS = ['4yz', '5yz', '421', 'close', 'reset', 'stall', 'drip'] as const
export type Fault = (typeof FAULTS)[number]

export interface Ill {
  readonly stage: Stage
  readonly fault: Fault
}

export interface FaultyServer {
  readonly port: number
  readonly certificate: string
  /** Recipients, one for each final dot that came. */
  readonly heard: readonly string[]
  /** Those of them whose message it did not refuse, whether or not it came to say so. */
  readonly has: readonly string[]
  /** Did the conversation come to the stage of the fault? */
  readonly wasReached: boolean
  /** Forgets what it has, and fails as said from now on. */
  begin(ill: Ill, offers: readonly Offer[]): void
  heal(): void
  close(): Promise<void>
}

/** What is said in place of the usual, where the stage makes a difference. */
const REFUSALS: Readonly<Record<'4yz' | '5yz' | '421', string>> = {
  '4yz': '451 4.3.0 later',
  '5yz': '550 5.7.1 never',
  '421': '421 4.3.0 going down',
}
const OF_STAGE: Partial<Record<Stage, Partial<typeof REFUSALS>>> = {
  connect: { '4yz': '450 4.3.0 later', '5yz': '554 5.3.2 no service here' },
  greeting: { '4yz': '450 4.3.0 later', '5yz': '554 5.3.2 no service here' },
  ehlo: { '5yz': '504 5.5.4 what name is that' },
  starttls: { '4yz': '454 4.7.0 not now', '5yz': '554 5.7.0 no' },
  auth: { '4yz': '454 4.7.0 not now', '5yz': '535 5.7.8 wrong password' },
  rcpt: { '5yz': '550 5.1.1 nobody here' },
  dot: { '5yz': '554 5.7.1 spam' },
  last: { '5yz': '554 5.7.1 spam' },
}

/** What all conversations share. */
class Shared {
  ill: Ill | undefined
  offers: readonly Offer[] = []
  wasReached = false
  heard: string[] = []
  has: string[] = []
}

export async function startFaulty(): Promise<FaultyServer> {
  const state = new Shared()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.setNoDelay()
    socket.on('close', () => sockets.delete(socket))
    void new Conversation(socket, state).run()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    certificate: CERTIFICATE,
    get heard() {
      return state.heard
    },
    get has() {
      return state.has
    },
    get wasReached() {
      return state.wasReached
    },
    begin: (ill, offers) => Object.assign(state, { ill, offers, wasReached: false, heard: [], has: [] }),
    heal: () => {
      state.ill = undefined
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Nothing more is said or read on this connection. */
class Gone extends Error {}

class Conversation {
  #stream: Socket
  #pending: Buffer = Buffer.alloc(0)
  #wake: () => void = () => undefined
  #ended = false
  #isDripping = false
  #hasSender = false
  #recipient: string | undefined
  /** Did another message come behind the first? */
  #isFollowed = false

  constructor(
    private readonly socket: Socket,
    private readonly state: Shared,
  ) {
    this.#stream = socket
    this.#listen()
  }

  async run(): Promise<void> {
    try {
      await this.#open()
      for (;;) await this.#command(await this.#line())
    } catch (thrown) {
      if (!(thrown instanceof Gone)) throw thrown
    }
  }

  async #open(): Promise<void> {
    await this.#at('connect')
    await this.#greet()
    await this.#line()
    await this.#sayOrStop('ehlo', '250-faulty\r\n250 STARTTLS')
    await this.#line()
    await this.#sayOrStop('starttls', '220 go on')
    await this.#secure()
    await this.#line()
    const offers = ['faulty', ...this.state.offers, 'ENHANCEDSTATUSCODES', 'AUTH PLAIN']
    await this.#write(offers.map((offer, index) => `250${index < offers.length - 1 ? '-' : ' '}${offer}`).join('\r\n'))
    await this.#line()
    await this.#sayOrStop('auth', '235 2.7.0 welcome')
  }

  /** What breaks off here, or stops, does so within a reply. */
  async #greet(): Promise<void> {
    if (this.#refusalAt('greeting') === undefined) await this.#write('220-faulty')
    await this.#sayOrStop('greeting', '220 at your service')
  }

  async #sayOrStop(stage: Stage, usual: string): Promise<void> {
    if (await this.#say(stage, usual)) return
    await this.#line()
    throw new Gone()
  }

  async #command(line: string): Promise<void> {
    if (line === 'QUIT') {
      await this.#say('quit', '221 2.0.0 bye')
      this.#stream.end()
      throw new Gone()
    }
    if (line === 'RSET') {
      this.#recipient = undefined
      await this.#write('250 2.0.0 ok')
      this.#hasSender = false
    } else if (line.startsWith('BDAT')) await this.#chunk(line)
    else if (line.startsWith('MAIL')) this.#hasSender = await this.#say('mail', '250 2.1.0 ok')
    else if (!this.#hasSender) await this.#write('503 5.5.1 no sender')
    else if (line.startsWith('RCPT')) {
      if (await this.#say('rcpt', '250 2.1.5 ok')) this.#recipient = /<(.*)>/.exec(line)?.[1]
    } else if (this.#recipient === undefined) await this.#write('503 5.5.1 nobody')
    else if (await this.#say('data', '354 go on')) await this.#message(this.#recipient)
  }

  async #chunk(line: string): Promise<void> {
    const [, octets = '', last] = /^BDAT (\d+)( LAST)?$/.exec(line) ?? []
    const recipient = this.#recipient
    if (last !== undefined && recipient !== undefined) await this.#inBody()
    for (let left = Number(octets); left > 0; ) {
      while (this.#pending.length === 0) await this.#more()
      const taken = Math.min(left, this.#pending.length)
      this.#pending = this.#pending.subarray(taken)
      left -= taken
    }
    if (recipient === undefined) await this.#write('503 5.5.1 nobody')
    else if (last !== undefined) await this.#whole(recipient, 'last')
    else if (!(await this.#say('chunk', '250 2.0.0 more'))) this.#recipient = undefined
  }

  /** Until the next message is there, as a whole. */
  async #oneBehind(): Promise<void> {
    if (this.#isFollowed) return
    this.#isFollowed = true
    for (;;) {
      const [command, octets] = /BDAT (\d+) LAST\r\n/.exec(this.#pending.toString('latin1')) ?? []
      const end = command === undefined ? -1 : this.#pending.indexOf(command) + command.length + Number(octets)
      if (end >= 0 && end <= this.#pending.length) return
      await this.#more()
    }
  }

  async #inBody(): Promise<void> {
    while (this.#pending.length === 0) await this.#more()
    if (this.#refusalAt('body') !== undefined) {
      await this.#say('body', '')
      await this.#stall()
    }
    await this.#at('body')
  }

  async #message(recipient: string): Promise<void> {
    await this.#inBody()
    while (!this.#pending.includes('\r\n.\r\n')) {
      // Only the end of what came can be the beginning of the end.
      this.#pending = this.#pending.subarray(-4)
      await this.#more()
    }
    this.#pending = this.#pending.subarray(this.#pending.indexOf('\r\n.\r\n') + 5)
    await this.#whole(recipient, 'dot')
  }

  async #whole(recipient: string, stage: 'dot' | 'last'): Promise<void> {
    this.state.heard.push(recipient)
    this.#hasSender = false
    this.#recipient = undefined
    const isIll = this.state.ill?.stage === stage || this.state.ill?.stage === 'after'
    if (stage === 'last' && isIll) await this.#oneBehind()
    if (this.#refusalAt(stage) === undefined) this.state.has.push(recipient)
    if (!(await this.#say(stage, '250 2.0.0 taken'))) return
    if (this.#refusalAt('after') === undefined) await this.#at('after')
    else await this.#say('after', '')
  }

  /** @returns was it what is usual? */
  async #say(stage: Stage, usual: string): Promise<boolean> {
    const refusal = this.#refusalAt(stage)
    await this.#at(stage)
    await this.#write(refusal ?? usual)
    if (refusal?.startsWith('421')) await this.#leave()
    return refusal === undefined
  }

  #refusalAt(stage: Stage): string | undefined {
    const { ill } = this.state
    if (ill?.stage !== stage || !(ill.fault in REFUSALS)) return undefined
    const fault = ill.fault as keyof typeof REFUSALS
    return OF_STAGE[stage]?.[fault] ?? REFUSALS[fault]
  }

  /** The fault of the stage, but for what is said. */
  async #at(stage: Stage): Promise<void> {
    const { ill } = this.state
    if (ill?.stage !== stage) return
    this.state.wasReached = true
    if (ill.fault === 'close') await this.#leave()
    if (ill.fault === 'reset') {
      this.socket.resetAndDestroy()
      throw new Gone()
    }
    if (ill.fault === 'stall') await this.#stall()
    if (ill.fault === 'drip') this.#isDripping = true
    if (stage === 'connect' && this.#refusalAt(stage) !== undefined) {
      await this.#write(this.#refusalAt(stage) ?? '')
      await this.#leave()
    }
  }

  async #leave(): Promise<never> {
    this.#stream.end()
    this.#stream.removeAllListeners('data').resume()
    throw new Gone()
  }

  async #stall(): Promise<never> {
    this.#stream.pause()
    throw new Gone()
  }

  async #write(text: string): Promise<void> {
    if (!this.#isDripping) {
      this.#stream.write(`${text}\r\n`)
      return
    }
    for (const octet of `${text}\r\n`) {
      this.#stream.write(octet)
      await setImmediate()
    }
  }

  async #secure(): Promise<void> {
    for (const event of ['data', 'end', 'close', 'error']) this.#stream.removeAllListeners(event)
    this.socket.on('error', () => undefined)
    this.#stream = new TLSSocket(this.socket, { isServer: true, secureContext: SECURE })
    this.#listen()
  }

  #listen(): void {
    const end = () => {
      this.#ended = true
      this.#wake()
    }
    this.#stream.on('data', (chunk: Buffer) => {
      this.#pending = Buffer.concat([this.#pending, chunk])
      // As much as is asked for, and then no more: who stalls leaves the rest with the client.
      this.#stream.pause()
      this.#wake()
    })
    for (const event of ['end', 'close', 'error']) this.#stream.on(event, end)
    this.#stream.pause()
  }

  async #more(): Promise<void> {
    if (this.#ended) throw new Gone()
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      this.#stream.resume()
    })
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#pending.indexOf('\r\n')
      if (end >= 0) {
        const line = this.#pending.toString('latin1', 0, end)
        this.#pending = this.#pending.subarray(end + 2)
        return line
      }
      await this.#more()
    }
  }
}
