/**
 * A fast, pipelining SMTP server (RFC 2920) that counts: of every message it keeps who got it, its Message-ID and a
 * digest of its bytes, and says 250 only then. A reply that finds nobody to read it changes nothing: that copy arrived.
 * Each second connection is offered CHUNKING (RFC 3030), so that messages come both ways. In: messages. Out: the copies
 * in their order, and when so many have come.
 */
import { createHash } from 'node:crypto'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface Copy {
  readonly to: string
  readonly messageId: string
  readonly digest: string
}

export interface CountingSink {
  /** For `mail.transport`. */
  readonly transport: string
  /** In the order in which they came. */
  readonly copies: readonly Copy[]
  /** Resolves when so many copies have come. */
  reached(count: number): Promise<void>
  /** Resolves when no connection is open: what a dead client left in the network has been read by then. */
  quiet(): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  readonly count: number
  resolve(): void
}

export async function startCountingSink(): Promise<CountingSink> {
  const copies: Copy[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  let forCopies: Waiting[] = []
  let forQuiet: (() => void)[] = []
  const keep = (copy: Copy) => {
    copies.push(copy)
    if (!forCopies.some(({ count }) => count <= copies.length)) return
    for (const one of forCopies) if (one.count <= copies.length) one.resolve()
    forCopies = forCopies.filter(({ count }) => count > copies.length)
  }
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    const dialogue = new Dialogue(keep, connections++ % 2 === 0)
    socket.on('data', (chunk) => socket.write(dialogue.answersTo(chunk)))
    // A client that is killed resets its connections; what arrived tells whether anything was lost.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      if (sockets.size > 0) return
      for (const resolve of forQuiet) resolve()
      forQuiet = []
    })
    socket.write('220 sink\r\n')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    transport: `smtp://127.0.0.1:${port}`,
    copies,
    reached: async (count) =>
      await new Promise((resolve) => {
        if (copies.length >= count) resolve()
        else forCopies.push({ count, resolve })
      }),
    quiet: async () =>
      await new Promise((resolve) => {
        if (sockets.size === 0) resolve()
        else forQuiet.push(resolve)
      }),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** One connection: octets in, replies out. */
class Dialogue {
  #rest: Buffer = Buffer.alloc(0)
  #to = ''
  #inMessage = false
  /** The chunk that is being read, and those before it of the same message. */
  #chunk: { readonly octets: number; readonly isLast: boolean } | undefined
  #chunks: Buffer[] = []

  constructor(
    private readonly keep: (copy: Copy) => void,
    private readonly chunking: boolean,
  ) {}

  answersTo(chunk: Buffer): string {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let answers = ''
    for (;;) {
      if (this.#chunk !== undefined) {
        const { octets, isLast } = this.#chunk
        if (this.#rest.length < octets) return answers
        this.#chunks.push(this.#rest.subarray(0, octets))
        this.#rest = this.#rest.subarray(octets)
        this.#chunk = undefined
        answers += `${isLast ? this.#message(Buffer.concat(this.#chunks.splice(0))) : '250 more'}\r\n`
        continue
      }
      const mark = this.#inMessage ? '\r\n.\r\n' : '\r\n'
      const end = this.#rest.indexOf(mark)
      if (end < 0) return answers
      const part = this.#rest.subarray(0, end)
      this.#rest = this.#rest.subarray(end + mark.length)
      // A digest is of the same octets, whichever way they came.
      if (this.#inMessage) answers += `${this.#message(Buffer.concat([part, Buffer.from('\r\n')]))}\r\n`
      else answers += this.#command(part.toString('latin1'))
    }
  }

  #message(bytes: Buffer): string {
    this.#inMessage = false
    const header = bytes.subarray(0, bytes.indexOf('\r\n\r\n')).toString('latin1')
    this.keep({
      to: this.#to,
      messageId: /^Message-ID:\s*(\S+)/im.exec(header)?.[1] ?? '',
      digest: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
    })
    return '250 taken'
  }

  /** @returns what is said to it; nothing yet to a chunk that is to come */
  #command(line: string): string {
    const [, octets, last] = /^BDAT (\d+)( LAST)?$/i.exec(line) ?? []
    if (octets === undefined) return `${this.#reply(line)}\r\n`
    this.#chunk = { octets: Number(octets), isLast: last !== undefined }
    return ''
  }

  #reply(line: string): string {
    const chunking = this.chunking ? '250-CHUNKING\r\n' : ''
    if (/^EHLO/i.test(line)) return `250-sink\r\n250-PIPELINING\r\n${chunking}250 8BITMIME`
    if (/^RCPT/i.test(line)) this.#to = /<(.*)>/.exec(line)?.[1] ?? ''
    if (/^DATA/i.test(line)) this.#inMessage = true
    return this.#inMessage ? '354 go on' : /^QUIT/i.test(line) ? '221 bye' : '250 ok'
  }
}
