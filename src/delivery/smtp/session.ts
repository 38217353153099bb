/**
 * The dialogue of one SMTP connection that is open, greeted and logged in (RFC 5321; with PIPELINING RFC 2920). In: its
 * stream, what EHLO offered, messages of one recipient each. Out: a reply for each. It knows of each message whether
 * its end has left, the final dot or the last chunk: where the connection breaks before, it was not sent; after, it is
 * uncertain. A message given while another is on its way has its envelope sent ahead, in the write that ends the one
 * before; with CHUNKING (RFC 3030) beside PIPELINING it is sent as a whole. Pure but for the stream.
 */
import type { Duplex } from 'node:stream'
import type { Reply } from '../reply.js'
import type { Outgoing } from '../transport.js'
import type { Capabilities } from './capabilities.js'
import { refusesBdat, trialOctets } from './chunks.js'
import { mailCommand, unsendable } from './commands.js'
import { dotStuffed, finalDot } from './data.js'
import { type Awaited, asUnsent, type Command, inChunks, type Job, NOT_BEGUN, newJob, replyWhereBroken } from './job.js'
import { meaningOf, ReplyReader, type ServerReply, type Stage } from './replies.js'
import { WAIT_MS } from './timeouts.js'

/** Up to here a message leaves in one write; a longer one waits before its end until the server has taken the rest. */
const ONE_WRITE_OCTETS = 65_536

export class SmtpSession {
  readonly #reader = new ReplyReader()
  /** Given and not settled, in their order. */
  readonly #jobs = new Set<Job>()
  #waiting: Job[] = []
  #awaited: Awaited[] = []
  /** Commands that wait for the reply before them, if the server takes one at a time. */
  #commands: Command[] = []
  /** By DATA, or in chunks, once the first one showed that the server knows them. */
  #way: 'data' | 'trial' | 'chunks'
  /** Replies to BDAT that are awaited. */
  #chunksAwaited = 0
  /** The message whose envelope has begun and whose end has not left. */
  #open: Job | undefined
  #inBody = false
  #needsReset = false
  /** No message was begun on it. */
  #isFresh = true
  #broken = false
  #timer: NodeJS.Timeout | undefined
  #whenClosed: () => void = () => undefined

  constructor(
    private readonly stream: Duplex,
    private readonly offered: Capabilities,
    private readonly waitMs: Readonly<Record<Stage, number>> = WAIT_MS,
    /** Called where the server offered CHUNKING and does not know BDAT. */
    private readonly onChunksRefused: () => void = () => undefined,
  ) {
    this.#way = offered.pipelining && offered.chunking ? 'trial' : 'data'
    stream.on('data', (chunk: Buffer) => this.#read(chunk))
    stream.on('drain', () => this.#continueBody())
    stream.on('error', (error) => this.#break(error.message))
    stream.on('end', () => this.#break('the connection was lost'))
    stream.on('close', () => this.#break('the connection was lost'))
  }

  get usable(): boolean {
    return !this.#broken
  }

  async send(message: Outgoing): Promise<Reply> {
    const bytes = message.isDotFree === true ? message.bytes : dotStuffed(message.bytes)
    if (this.#broken) return { outcome: 'unbegun', text: NOT_BEGUN }
    const against = unsendable(message, this.offered)
    if (against !== undefined) return against
    if (bytes === undefined) return { outcome: 'refused', text: 'the message holds a dot after half a line end' }
    const job = newJob(message, bytes)
    this.#jobs.add(job)
    this.#waiting.push(job)
    this.#advance()
    return await job.ended
  }

  /** Waits for what is under way, then says goodbye. */
  async finish(): Promise<void> {
    await Promise.all([...this.#jobs].map(async (job) => await job.ended))
    await this.close()
  }

  /** Says goodbye where nothing is under way; what is not sent by then is deferred. */
  async close(): Promise<void> {
    if (this.#broken) return
    const idle = this.#awaited.length === 0 && !this.#inBody
    if (!idle) {
      this.#break('the session was closed')
      return
    }
    await new Promise<void>((resolve) => {
      this.#whenClosed = resolve
      this.#write('QUIT\r\n')
      this.#await({ stage: 'quit', job: undefined })
    })
  }

  /** Writes as much as may be written now, in one go. */
  #advance(): void {
    if (this.#broken || this.#open !== undefined) return
    if (this.#way === 'chunks') this.#writeWhole()
    else if (this.#way === 'data' || !this.#tryChunk()) {
      const text = this.#nextEnvelope()
      if (text !== '') this.#write(text)
    }
  }

  /** The next message's envelope, marked as sent; nothing where it is not its turn. */
  #nextEnvelope(): string {
    const isTurn = this.offered.pipelining ? this.#chunksAwaited === 0 : this.#awaited.length === 0
    if (this.#broken || this.#open !== undefined || !isTurn) return ''
    const job = this.#waiting.shift()
    if (job === undefined) return ''
    this.#commands = [...this.#envelope(job), { stage: 'data', job, line: 'DATA\r\n' }]
    return this.#nextCommands()
  }

  /** How a message begins. From now on its end is what is to come next. */
  #envelope(job: Job): Command[] {
    this.#open = job
    // A server that goes at a later MAIL means the connection and not this message; at the first it may mean just that.
    job.begun = this.#isFresh
    this.#isFresh = false
    const reset = this.#needsReset ? [{ stage: 'rset', job, line: 'RSET\r\n' } as const] : []
    this.#needsReset = false
    return [
      ...reset,
      { stage: 'mail', job, line: mailCommand(job.message, this.offered) },
      { stage: 'rcpt', job, line: `RCPT TO:<${job.message.to}>\r\n` },
    ]
  }

  #nextCommands(): string {
    return this.#awaiting(this.#commands.splice(0, this.offered.pipelining ? this.#commands.length : 1))
  }

  /** @returns what to write; the replies are awaited from now on */
  #awaiting(commands: readonly Command[]): string {
    for (const each of commands) this.#await(each)
    return commands.map((each) => each.line).join('')
  }

  /**
   * The first message of a connection that offers CHUNKING: its header is a chunk of its own, and nothing is behind it.
   * @returns false where the message is none to try it with
   */
  #tryChunk(): boolean {
    const [job] = this.#waiting
    if (job === undefined || this.#awaited.length > 0) return true
    const octets = trialOctets(job.message.bytes)
    if (octets === undefined) return false
    this.#waiting.shift()
    inChunks(job)
    job.written = octets
    this.stream.cork()
    this.#write(this.#awaiting([...this.#envelope(job), { stage: 'chunk', job, line: `BDAT ${octets}\r\n` }]))
    this.stream.write(job.bytes.subarray(0, octets))
    this.stream.uncork()
    return true
  }

  /** One message behind the other, each in one write, as fast as the server takes them. */
  #writeWhole(): void {
    while (!this.#broken && this.#open === undefined && this.stream.writableLength === 0) {
      const job = this.#waiting.shift()
      if (job === undefined) return
      if (job.message.mayFinish()) {
        inChunks(job)
        // The one before may be refused yet: what is left open of it would give this one its sender.
        this.#needsReset ||= this.#awaited.length > 0
        this.#writeLast(job, this.#envelope(job))
      } else this.#settle(job, { outcome: 'unbegun', text: 'the lease ended before the message was begun' })
    }
  }

  /** What is left of a message is one chunk, whose reply is that to the message. */
  #writeLast(job: Job, envelope: readonly Command[]): void {
    const line = `BDAT ${job.bytes.length - job.written} LAST\r\n`
    this.#inBody = true
    this.stream.cork()
    this.#write(this.#awaiting([...envelope, { stage: 'last', job, line }]))
    this.#continueBody()
    this.stream.uncork()
  }

  #beginBody(job: Job): void {
    this.#inBody = true
    if (job.bytes.length > ONE_WRITE_OCTETS || this.stream.writableLength > 0) {
      this.#continueBody()
      return
    }
    this.stream.cork()
    this.stream.write(job.bytes)
    job.written = job.bytes.length
    this.#finishBody(job)
    this.stream.uncork()
  }

  /** The next part of a long message, once the server has taken the one before; then its end. */
  #continueBody(): void {
    const job = this.#open
    if (job === undefined || !this.#inBody) return
    if (job.isChunked && job.bytes.length - job.written <= ONE_WRITE_OCTETS) {
      this.#finishChunk(job)
      return
    }
    if (job.written === job.bytes.length) {
      this.#finishBody(job)
      return
    }
    const part = job.bytes.subarray(job.written, job.written + ONE_WRITE_OCTETS)
    job.written += part.length
    this.#wait('block')
    if (this.stream.write(part)) this.#continueBody()
  }

  /** Asks at the last moment whether the lease is still ours, and only then writes the dot. */
  #finishBody(job: Job): void {
    if (!job.message.mayFinish()) {
      this.#break('the lease ended before the message did')
      return
    }
    this.#inBody = false
    this.#open = undefined
    job.endSent = true
    this.#await({ stage: 'dot', job })
    this.#write(finalDot(job.bytes) + this.#nextEnvelope())
  }

  /** As `finishBody`, where the server counts octets: without the last of them it has no message. */
  #finishChunk(job: Job): void {
    if (!job.message.mayFinish()) {
      this.#break('the lease ended before the message did')
      return
    }
    this.#inBody = false
    this.#open = undefined
    job.endSent = true
    this.#wait(this.#awaited[0]?.stage)
    this.stream.write(job.bytes.subarray(job.written), (error) => {
      if (!error) this.#advance()
    })
  }

  #read(chunk: Buffer): void {
    try {
      this.#reader.read(chunk, (reply) => {
        if (!this.#broken) this.#take(reply)
      })
    } catch (thrown) {
      this.#break(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }

  #take(reply: ServerReply): void {
    const awaited = this.#awaited.shift()
    this.#wait(this.#inBody && this.#awaited.length > 0 ? 'block' : this.#awaited[0]?.stage)
    if (awaited === undefined) {
      this.#unasked(reply)
      return
    }
    const { stage, job } = awaited
    if (job === undefined) {
      this.#break(reply.text)
      return
    }
    const meaning = meaningOf(stage, reply, this.offered.enhancedCodes)
    if (reply.code === 421) {
      // RFC 5321 §3.8: the server leaves, and what it had not taken by then it has not taken. Some stay: who knows what
      // they do with chunks behind this one.
      if (stage !== 'mail' && stage !== 'rset') job.begun = true
      if (stage !== 'rset') job.endSent = false
      if (job.refusal === undefined && job.begun) this.#settle(job, { outcome: 'deferred', text: reply.text })
      this.#break(reply.text)
    } else if (meaning === 'nonsense') this.#break(`the server answered ${stage.toUpperCase()} with: ${reply.text}`)
    else if (stage === 'chunk') this.#trialAnswered(job, meaning, reply)
    else if (stage === 'last') this.#lastAnswered(job, meaning, reply)
    else this.#step(stage, job, meaning)
  }

  #step(stage: Stage, job: Job, meaning: Reply): void {
    const no = meaning.outcome === 'accepted' ? undefined : meaning
    if (stage === 'dot') this.#settle(job, meaning)
    if (stage === 'mail') job.begun = true
    if (stage === 'rcpt') job.recipientTaken = no === undefined
    if (no !== undefined && stage !== 'dot') job.refusal ??= no
    const { refusal } = job
    if (stage === 'data' && no === undefined) this.#goAhead(job)
    else if (refusal !== undefined && (stage === 'data' || stage === 'emptyDot' || !this.offered.pipelining))
      this.#refuse(job, refusal)
    else if (this.#commands.length > 0) this.#write(this.#nextCommands())
    else this.#advance()
  }

  /** The server said 354. If nobody is to have the message, a lone dot ends it (RFC 2920 §3.1). */
  #goAhead(job: Job): void {
    if (job.refusal === undefined) this.#beginBody(job)
    else if (job.recipientTaken) this.#break('the server takes a message from a sender that it refused')
    else {
      this.#await({ stage: 'emptyDot', job })
      this.#write('.\r\n')
    }
  }

  #trialAnswered(job: Job, meaning: Reply, reply: ServerReply): void {
    this.#chunksAwaited -= 1
    if (meaning.outcome === 'accepted' && job.refusal === undefined) {
      this.#way = 'chunks'
      this.#writeLast(job, [])
    } else {
      this.#open = undefined
      this.#chunkRefused(job, meaning, reply)
    }
    this.#advance()
  }

  /** The reply to the message. To one that has no recipient it means nothing, whatever it is. */
  #lastAnswered(job: Job, meaning: Reply, reply: ServerReply): void {
    this.#chunksAwaited -= 1
    const isEarly = !job.endSent
    const isTaken = meaning.outcome === 'accepted' && (job.recipientTaken || job.refusal === undefined)
    if (!isTaken) this.#chunkRefused(job, meaning, reply)
    // Who takes what it does not have: nobody knows.
    else if (isEarly) job.endSent = true
    else this.#settle(job, meaning)
    if (isEarly) this.#break(`the server answered before it had the message: ${reply.text}`)
    else this.#advance()
  }

  /** What is left open of the transaction is undefined (RFC 3030 §3): RSET ends it. */
  #chunkRefused(job: Job, meaning: Reply, reply: ServerReply): void {
    this.#needsReset = true
    if (job.refusal === undefined && refusesBdat(reply)) this.#againByData(job)
    else this.#settle(job, job.refusal ?? meaning)
  }

  /** The server took nothing, and means all messages: the same one once more, on the same connection. */
  #againByData(job: Job): void {
    this.#way = 'data'
    this.onChunksRefused()
    const bytes = dotStuffed(job.message.bytes) ?? job.bytes
    this.#waiting.push(asUnsent(job, bytes))
  }

  #refuse(job: Job, refusal: Reply): void {
    this.#settle(job, refusal)
    this.#commands = []
    this.#open = undefined
    this.#needsReset = true
    this.#advance()
  }

  /**
   * The server answered while a message was on its way: if it refused the message, that is the reply. The connection
   * ends.
   */
  #unasked(reply: ServerReply): void {
    const job = this.#inBody ? this.#open : undefined
    const meaning = meaningOf('dot', reply, this.offered.enhancedCodes)
    if (job !== undefined && meaning !== 'nonsense' && meaning.outcome !== 'accepted') this.#settle(job, meaning)
    this.#break(`the server said, unasked: ${reply.text}`)
  }

  #write(text: string): void {
    this.stream.write(text)
  }

  #await(awaited: Awaited): void {
    this.#awaited.push(awaited)
    if (awaited.stage === 'chunk' || awaited.stage === 'last') this.#chunksAwaited += 1
    if (this.#awaited.length === 1) this.#wait(awaited.stage)
  }

  #wait(stage: Stage | undefined): void {
    clearTimeout(this.#timer)
    if (stage === undefined) return
    this.#timer = setTimeout(() => this.#break(`no answer to ${stage.toUpperCase()} in time`), this.waitMs[stage])
  }

  #settle(job: Job, reply: Reply): void {
    this.#jobs.delete(job)
    job.resolve(reply)
  }

  /** The connection ended: settles each message that has no answer yet. */
  #break(why: string): void {
    if (this.#broken) return
    this.#broken = true
    clearTimeout(this.#timer)
    this.stream.destroy()
    for (const job of this.#jobs) this.#settle(job, replyWhereBroken(job, why))
    this.#whenClosed()
  }
}
