/**
 * What an SMTP server says (RFC 5321 §4.2). In: octets as they come. Out: whole replies. Strict:
 * a reply that is cut off, too long or no reply at all is never taken for one. Pure.
 */
import { plainLine } from '../../base/plain-line.js'
import type { Reply } from '../reply.js'

/**
 * What a client waits for: the answer to a command, or to the message, which ends by a dot or with its `last` chunk;
 * `chunk` is one that does not end it, `block` is for octets that the server does not take.
 */
export type Stage = 'rset' | 'mail' | 'rcpt' | 'data' | 'chunk' | 'block' | 'dot' | 'last' | 'emptyDot' | 'quit'

export interface ServerReply {
  readonly code: number
  /** RFC 3463, such as `5.1.1`; only where its class is that of the code. */
  readonly enhanced: string | undefined
  /** Code and words on one line, without control characters: it is stored, logged and shown. */
  readonly text: string
}

/** RFC 5321 §4.5.3.1.5 allows 512 octets a line; servers with long addresses in their words need more. */
const LINE_OCTETS = 4096
const REPLY_OCTETS = 32_768
const LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s

export class ReplyReader {
  #rest: Buffer = Buffer.alloc(0)
  #lines: { code: string; words: string }[] = []
  #octets = 0

  /**
   * @param take called with each whole reply
   * @throws Error where the octets are no SMTP replies; nothing that follows can be trusted then
   */
  read(chunk: Buffer, take: (reply: ServerReply) => void): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    for (let end = this.#rest.indexOf(10); end >= 0; end = this.#rest.indexOf(10)) {
      const line = this.#rest.subarray(0, this.#rest[end - 1] === 13 ? end - 1 : end)
      // Set before `take` is called: what it writes may be answered within, where a stream has no network in between.
      this.#rest = this.#rest.subarray(end + 1)
      const whole = this.#take(line)
      if (whole !== undefined) take(whole)
    }
    if (this.#rest.length > LINE_OCTETS) throw new Error('the server sent a line without end')
  }

  #take(line: Buffer): ServerReply | undefined {
    this.#octets += line.length
    if (line.length > LINE_OCTETS || this.#octets > REPLY_OCTETS) throw new Error('the server sent a reply without end')
    const [, code, mark = ' ', words = ''] = LINE.exec(line.toString()) ?? []
    if (code === undefined || (this.#lines[0] !== undefined && this.#lines[0].code !== code)) {
      throw new Error(`the server sent what is no SMTP reply: "${plainLine(line.toString('latin1', 0, 80))}"`)
    }
    this.#lines.push({ code, words })
    if (mark === '-') return undefined
    const text = [code, ...this.#lines.map((each) => plainLine(each.words))].join(' ').trim()
    const enhanced = /^([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/.exec(this.#lines[0]?.words ?? '')?.[1]
    this.#lines = []
    this.#octets = 0
    return { code: Number(code), enhanced: enhanced?.[0] === code[0] ? enhanced : undefined, text }
  }
}

/**
 * What a reply means to the message; 5yz to the sender is not the recipient's fault, also where a server says so only
 * at RCPT.
 */
export function meaningOf(
  stage: Stage,
  { code, enhanced, text }: ServerReply,
  enhancedCodes: boolean,
): Reply | 'nonsense' {
  const first = Math.trunc(code / 100)
  if (first === (stage === 'data' ? 3 : 2) || (stage === 'emptyDot' && first !== 3))
    return { outcome: 'accepted', text }
  if (first === 2 || first === 3 || stage === 'rset') return 'nonsense'
  if (first === 4) return { outcome: 'deferred', text }
  const ofSender = stage === 'mail' || (stage === 'rcpt' && enhancedCodes && /^5\.1\.[78]$/.test(enhanced ?? ''))
  return { outcome: ofSender ? 'refused' : 'failed', text }
}
