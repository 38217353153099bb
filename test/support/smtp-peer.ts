/**
 * The server's end of an SMTP dialogue in memory, strict about what it is sent. In: a stream, what it answers to each
 * message, in pieces of which sizes, and after how many octets it breaks off. Out: whom it heard the final dot for, and
 * what it was sent that is wrong.
 */
import type { Duplex } from 'node:stream'

export interface Fate {
  readonly mail: string
  readonly rcpt: string
  readonly data: string
  /** Says 354 although it refused the recipient. */
  readonly lenient: boolean
  readonly dot: string
}

export interface Peer {
  /** Recipients whose message came to its final dot. */
  readonly ended: readonly string[]
  /** Commands out of order, and messages to nobody. */
  readonly faults: readonly string[]
  readonly wasCut: boolean
}

export function smtpPeer(stream: Duplex, fates: readonly Fate[], pieces: readonly number[], cutAfter?: number): Peer {
  const ended: string[] = []
  const faults: string[] = []
  const peer = { ended, faults, wasCut: false }
  let pending = ''
  let said = 0
  let turn = 0
  let open = false
  let sender = false
  let recipient: string | undefined
  let inMessage = false
  let index = -1

  const say = (reply: string) => {
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
  const fate = () => fates[index] ?? { mail: '503', rcpt: '503', data: '503', lenient: false, dot: '503' }
  const forget = () => {
    open = false
    sender = false
    recipient = undefined
  }
  const command = (line: string) => {
    if (line === 'RSET') {
      forget()
      say('250 ok')
    } else if (line.startsWith('MAIL')) {
      // A refusal leaves the transaction to RSET: servers differ on what is open then.
      if (open) faults.push(`nested ${line}`)
      open = true
      index += 1
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
    } else if (line === 'QUIT') say('221 bye')
    else faults.push(`unknown ${JSON.stringify(line)}`)
  }
  const message = (text: string) => {
    inMessage = false
    if (recipient === undefined && text !== '') faults.push('a message to nobody')
    if (recipient !== undefined && !text.includes(`For ${recipient.split('@')[0]}.`)) faults.push('another’s message')
    if (recipient !== undefined) ended.push(recipient)
    const answer = recipient === undefined ? '554 nobody' : fate().dot
    if (recipient !== undefined) forget()
    say(answer)
  }
  stream.removeAllListeners('data')
  stream.on('data', (chunk: Buffer) => {
    pending += chunk.toString()
    while (!peer.wasCut) {
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
