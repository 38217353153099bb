/**
 * A TCP server that speaks just as much SMTP as a test scripts, for what a decent server never does: break off, stay
 * silent, refuse at odd places. In: what to do at each step. Out: its port, and what it saw.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** Text is sent as a reply line; `close` breaks the connection off without one. */
export type Answer = string | 'close'

export interface Script {
  /** In place of `220`; by connection, from 1. */
  readonly greeting?: (connection: number) => Answer
  /** Lines of the answer to EHLO after the first, such as `SMTPUTF8`. */
  readonly extensions?: readonly string[]
  readonly mail?: (from: string) => Answer
  readonly rcpt?: (to: string) => Answer
  /** Called when 354 is due. */
  readonly data?: () => Answer
  /** Breaks off after so many octets of a message, reading no more of it. */
  readonly closeAfterOctets?: number
  /** To BDAT, once its octets are read; `unknown` reads them as commands, as who never heard of BDAT. */
  readonly chunk?: (isLast: boolean) => Answer | 'unknown'
  /** After the final dot or the last chunk; `transaction` counts from 1. */
  readonly dot?: (transaction: number) => Answer
}

export interface ScriptedServer {
  readonly transport: string
  /** Bytes of each message that came to its end, without the final dot, dots unstuffed. */
  readonly messages: readonly Buffer[]
  /** Command lines as received. */
  readonly commands: readonly string[]
  /** How often there was another command behind one that was not answered. */
  readonly early: number
  close(): Promise<void>
}

export async function startScripted(script: Script = {}): Promise<ScriptedServer> {
  const messages: Buffer[] = []
  const commands: string[] = []
  const saw = { early: 0 }
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A client that was cut off may reset the connection.
    socket.on('error', () => undefined)
    converse(socket, script, script.greeting?.(connections) ?? '220 scripted', messages, commands, saw)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    transport: `smtp://127.0.0.1:${port}`,
    messages,
    commands,
    get early() {
      return saw.early
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function converse(
  socket: Socket,
  script: Script,
  greeting: Answer,
  messages: Buffer[],
  commands: string[],
  saw: { early: number },
): void {
  let pending = Buffer.alloc(0)
  let inMessage = false
  let chunk: { octets: number; isLast: boolean } | undefined
  let chunks: Buffer[] = []
  const say = (answer: Answer) => {
    if (answer === 'close') socket.destroy()
    else socket.write(`${answer}\r\n`)
  }
  const answers: readonly [RegExp, (argument: string) => Answer][] = [
    [
      /^EHLO/i,
      () => ['250-scripted', ...(script.extensions ?? []).map((name) => `250-${name}`), '250 HELP'].join('\r\n'),
    ],
    [/^MAIL FROM:<(.*?)>/i, (from) => script.mail?.(from) ?? '250 ok'],
    [/^RCPT TO:<(.*?)>/i, (to) => script.rcpt?.(to) ?? '250 ok'],
    [/^(RSET|NOOP)/i, () => '250 ok'],
    [/^QUIT/i, () => '221 bye'],
  ]
  const command = (line: string) => {
    commands.push(line)
    if (/^DATA/i.test(line)) {
      const answer = script.data?.() ?? '354 go on'
      inMessage = answer.startsWith('354')
      say(answer)
      return
    }
    const [bdat, octets, last] = /^BDAT (\d+)( LAST)?$/i.exec(line) ?? []
    if (bdat !== undefined && script.chunk?.(last !== undefined) !== 'unknown') {
      chunk = { octets: Number(octets), isLast: last !== undefined }
      return
    }
    const known = answers.find(([pattern]) => pattern.test(line))
    say(known === undefined ? '500 what?' : known[1](known[0].exec(line)?.[1] ?? ''))
    if (/^QUIT/i.test(line)) socket.end()
  }
  const finishMessage = (bytes: Buffer) => {
    inMessage = false
    messages.push(Buffer.from(bytes.toString('latin1').replace(/^\.\./gm, '.'), 'latin1'))
    say(script.dot?.(messages.length) ?? '250 taken')
  }
  const takeChunk = (bytes: Buffer, isLast: boolean) => {
    chunk = undefined
    chunks.push(bytes)
    const answer = script.chunk?.(isLast) ?? (isLast ? undefined : '250 more')
    if (answer !== undefined) say(answer)
    else {
      messages.push(Buffer.concat(chunks))
      say(script.dot?.(messages.length) ?? '250 taken')
    }
    if (isLast || answer?.startsWith('2') !== true) chunks = []
  }
  socket.on('data', (received: Buffer) => {
    pending = Buffer.concat([pending, received])
    for (;;) {
      if (chunk !== undefined) {
        if (pending.length < chunk.octets) return
        const { octets, isLast } = chunk
        const bytes = pending.subarray(0, octets)
        pending = pending.subarray(octets)
        takeChunk(bytes, isLast)
        continue
      }
      if (inMessage && script.closeAfterOctets !== undefined && pending.length >= script.closeAfterOctets) {
        socket.destroy()
        return
      }
      const end = pending.indexOf(inMessage ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const part = pending.subarray(0, inMessage ? end + 2 : end)
      pending = pending.subarray(end + (inMessage ? 5 : 2))
      if (!inMessage && pending.length > 0) saw.early += 1
      if (inMessage) finishMessage(part)
      else command(part.toString('latin1'))
    }
  })
  say(greeting)
}
