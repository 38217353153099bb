/**
 * The server's end of an SMTP dialogue in memory, strict about what it is sent; it takes BDAT (RFC 3030). In: a stream,
 * what it answers to the message of each sender (`p0@…`, `p1@…`), in which manner. Out: whose message it heard to its
 * end, whose it took, and what it was sent that is wrong.
 */
import type { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'

export interface Fate {
  readonly mail: string
  readonly rcpt: string
  readonly data: string
  /** Says 354 although it refused the recipient. */
  readonly lenient: boolean
  /** To a chunk that is not the last. */
  readonly chunk: string
  /** To the message, whether it ends by a dot or with its last chunk. */
  readonly dot: string
}

export interface Manner {
  /** Sizes of what is written at once. */
  readonly pieces: readonly number[]
  /** Octets after which it breaks off. */
  readonly cutAfter?: number | undefined
  /** Turns of the loop before a reply leaves. */
  readonly late?: number
}

export interface Peer {
  /** Recipients whose message came to its end, and those of them whose message it answered with 2yz. */
  readonly ended: readonly string[]
  readonly taken: readonly string[]
  /** Commands out of order, and messages to nobody. */
  readonly faults: readonly string[]
  readonly wasCut: boolean
}

export function smtpPeer(stream: Duplex, fates: readonly Fate[], { pieces, cutAfter, late = 0 }: Manner): Peer {
  const ended: string[] = []
  const faults: string[] = []
  const taken: string[] = []
  const peer = { ended, taken, faults, wasCut: false }
  let pending = ''
  let said = 0
  let turn = 0
  let open = false
  let sender = false
  let recipient: string | undefined
  let inMessage = false
  let index = -1
  let chunk: { readonly octets: number; readonly isLast: boolean } | undefined
  let chunks = ''

  let replies = Promise.resolve()
  const say = (reply: string) => {
    if (late === 0) sayNow(reply)
    else
      replies = replies.then(async () => {
        for (let turn = 0; turn < late; turn++) await setImmediate()
        sayNow(reply)
      })
  }
  const sayNow = (reply: string) => {
    let rest = `${reply}\r\n`
    while (rest !== '' && !peer.wasCut) {
      const size = Math.min(pieces[turn++ % pieces.length] ?? 1, (cutAfter ?? Number.POSITIVE_INFINITY) - said)
      if (size > 0) stream.write(rest.slice(0, size))
      said += Math.max(size, 0)
      rest = rest.slice(Math.max(size, 0))
      if (cutAfter !== undefined && said >= cutAfter) {
        peer.wasCut = true
        stream.end()
      }
    }
  }
  const fate = () => fates[index] ?? { mail: '503', rcpt: '503', data: '503', lenient: false, chunk: '503', dot: '503' }
  const forget = () => {
    open = false
    sender = false
    recipient = undefined
  }
  const command = (line: string) => {
    if (line === 'RSET') {
      forget()
      chunks = ''
      say('250 ok')
    } else if (line.startsWith('MAIL')) {
      // A refusal leaves the transaction to RSET: servers differ on what is open then.
      if (open) faults.push(`nested ${line}`)
      open = true
      index = Number(/<p(\d+)@/.exec(line)?.[1] ?? -1)
      sender = fate().mail.startsWith('2')
      say(fate().mail)
    } else if (line.startsWith('RCPT')) {
      if (!open) faults.push(`early ${line}`)
      if (sender && fate().rcpt.startsWith('2')) recipient = /<(.*)>/.exec(line)?.[1]
      say(sender ? fate().rcpt : '503 5.5.1 no sender')
    } else if (line === 'DATA') {
      const answer = recipient === undefined ? (fate().lenient ? '354 go on' : '503 nobody') : fate().data
      inMessage = answer.startsWith('3')
      say(answer)
    } else if (line.startsWith('BDAT')) {
      const [, octets = '', last] = /^BDAT (\d+)( LAST)?$/.exec(line) ?? []
      chunk = { octets: Number(octets), isLast: last !== undefined }
      if (octets === '') faults.push(`bad ${line}`)
    } else if (line === 'QUIT') say('221 bye')
    else faults.push(`unknown ${JSON.stringify(line)}`)
  }
  const takeChunk = (text: string, isLast: boolean) => {
    chunk = undefined
    chunks += text
    if (recipient === undefined) say(fate().lenient ? '250 dropped' : '503 5.5.1 nobody')
    else if (isLast) message(chunks)
    else {
      // A chunk that was refused ends the transaction; RSET alone begins another.
      if (!fate().chunk.startsWith('2')) recipient = undefined
      say(fate().chunk)
    }
    if (isLast) chunks = ''
  }
  const message = (text: string) => {
    inMessage = false
    if (recipient === undefined && text !== '') faults.push('a message to nobody')
    if (recipient !== undefined && !text.includes(`For ${recipient.split('@')[0]}.`)) faults.push('another’s message')
    if (recipient !== undefined) ended.push(recipient)
    const answer = recipient === undefined ? '554 nobody' : fate().dot
    if (recipient !== undefined && answer.startsWith('2')) taken.push(recipient)
    if (recipient !== undefined && (chunks === '' || answer.startsWith('2'))) forget()
    recipient = undefined
    say(answer)
  }
  stream.removeAllListeners('data')
  stream.on('data', (received: Buffer) => {
    pending += received.toString()
    while (!peer.wasCut) {
      if (chunk !== undefined) {
        if (pending.length < chunk.octets) return
        const { octets, isLast } = chunk
        const text = pending.slice(0, octets)
        pending = pending.slice(octets)
        takeChunk(text, isLast)
        continue
      }
      const lone = inMessage && pending.startsWith('.\r\n')
      const end = lone ? 0 : pending.indexOf(inMessage ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const part = pending.slice(0, end)
      pending = pending.slice(end + (lone ? 3 : inMessage ? 5 : 2))
      if (inMessage) message(part)
      else command(part)
    }
  })
  return peer
}
