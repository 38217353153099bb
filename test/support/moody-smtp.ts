/**
 * An SMTP server that fails now and then, by dice: puts off, asks for patience, refuses, breaks off before a final dot
 * or after it. In: messages over TCP, what is to be drawn. Out: every message that it has, in order; whom it refused,
 * and of whom it broke off with the message in hand.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** What may befall a message. `cutAfter` keeps it and says nothing. */
export type Mood = 'later' | 'slow' | 'never' | 'laterAtDot' | 'cutBefore' | 'cutAfter' | 'fine'

export interface Arrived {
  readonly to: string
  readonly messageId: string
  readonly subject: string
  /** Link of RFC 8058; empty where there is none. */
  readonly leave: string
  /** Empty where there is a link to leave: a year of mail would not fit into memory. */
  readonly bytes: Buffer
}

export interface MoodySmtp {
  /** For `mail.transport`. */
  readonly transport: string
  readonly arrived: readonly Arrived[]
  /** Addresses, once for each 5yz. */
  readonly refused: readonly string[]
  /** Of each of these, how many messages it had by then. */
  readonly refusedAt: readonly number[]
  /** Places in `arrived` of those that it broke off after. */
  readonly cut: readonly number[]
  /** How often each mood came. */
  readonly moods: Readonly<Record<Mood, number>>
  close(): Promise<void>
}

const REFUSALS = { later: '450 4.2.1 later', slow: '450 4.7.28 too many messages', never: '550 5.1.1 nobody here' }

export async function startMoody(draw: () => Mood): Promise<MoodySmtp> {
  const kept = { arrived: [] as Arrived[], refused: [] as string[], refusedAt: [] as number[], cut: [] as number[] }
  const moods = { later: 0, slow: 0, never: 0, laterAtDot: 0, cutBefore: 0, cutAfter: 0, fine: 0 }
  const sockets = new Set<Socket>()
  const counted = () => {
    const mood = draw()
    moods[mood] += 1
    return mood
  }
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    const conversation = new Conversation(socket, kept, counted)
    socket.on('data', (chunk) => conversation.hear(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.write('220 moody\r\n')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    transport: `smtp://127.0.0.1:${port}`,
    ...kept,
    moods,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Kept {
  readonly arrived: Arrived[]
  readonly refused: string[]
  readonly refusedAt: number[]
  readonly cut: number[]
}

class Conversation {
  #rest: Buffer = Buffer.alloc(0)
  #to = ''
  #mood: Mood = 'fine'
  #inMessage = false

  constructor(
    private readonly socket: Socket,
    private readonly kept: Kept,
    private readonly draw: () => Mood,
  ) {}

  hear(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    while (!this.socket.destroyed) {
      const mark = this.#inMessage ? '\r\n.\r\n' : '\r\n'
      const end = this.#rest.indexOf(mark)
      if (end < 0) return
      const part = this.#rest.subarray(0, end)
      this.#rest = this.#rest.subarray(end + mark.length)
      const answer = this.#inMessage ? this.#message(part) : this.#command(part.toString('latin1'))
      if (answer === undefined) this.socket.destroy()
      else this.socket.write(`${answer}\r\n`)
    }
  }

  #message(bytes: Buffer): string | undefined {
    this.#inMessage = false
    if (this.#mood === 'cutBefore') return undefined
    if (this.#mood === 'laterAtDot') return '451 4.3.0 later'
    const header = bytes
      .subarray(0, bytes.indexOf('\r\n\r\n'))
      .toString('latin1')
      .replace(/\r\n[ \t]+/g, ' ')
    const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(header)?.[1] ?? ''
    const leave = /<(https?:[^>]+)>/.exec(field('List-Unsubscribe'))?.[1] ?? ''
    const about = { to: this.#to, messageId: field('Message-ID'), subject: field('Subject'), leave }
    this.kept.arrived.push({ ...about, bytes: leave === '' ? bytes : Buffer.alloc(0) })
    if (this.#mood !== 'cutAfter') return '250 2.0.0 taken'
    this.kept.cut.push(this.kept.arrived.length - 1)
    return undefined
  }

  #command(line: string): string {
    if (/^EHLO/i.test(line)) return '250-moody\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME'
    if (/^RCPT/i.test(line)) return this.#recipient(/<(.*)>/.exec(line)?.[1] ?? '')
    if (/^DATA/i.test(line)) return this.#data()
    if (/^(MAIL|RSET)/i.test(line)) this.#to = ''
    return /^QUIT/i.test(line) ? '221 2.0.0 bye' : '250 2.0.0 ok'
  }

  #recipient(address: string): string {
    this.#mood = this.draw()
    const refusal = REFUSALS[this.#mood as keyof typeof REFUSALS]
    if (this.#mood === 'never') {
      this.kept.refused.push(address)
      this.kept.refusedAt.push(this.kept.arrived.length)
    }
    if (refusal === undefined) this.#to = address
    return refusal ?? '250 2.1.5 ok'
  }

  #data(): string {
    if (this.#to === '') return '503 5.5.1 nobody to send it to'
    this.#inMessage = true
    return '354 go on'
  }
}
