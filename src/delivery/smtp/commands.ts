/**
 * What of a message stands in its SMTP envelope, by what the server offers. In: a message, the answer to EHLO. Out: the
 * MAIL command, or why the message cannot be sent to this server at all. Pure.
 */
import { isAscii } from 'node:buffer'
import { needsSmtpUtf8 } from '../../subscribers/address.js'
import type { Reply } from '../reply.js'
import type { Outgoing } from '../transport.js'
import type { Capabilities } from './replies.js'

export function mailCommand({ from, to, bytes }: Outgoing, offered: Capabilities): string {
  const parameters = [
    offered.size === undefined ? '' : ` SIZE=${bytes.length}`,
    offered.eightBitMime && !isAscii(bytes) ? ' BODY=8BITMIME' : '',
    offered.smtpUtf8 && needsSmtpUtf8(from + to) ? ' SMTPUTF8' : '',
    // A bounce need not carry the whole message back (RFC 3461 §4.3).
    offered.dsn ? ' RET=HDRS' : '',
  ]
  return `MAIL FROM:<${from}>${parameters.join('')}\r\n`
}

/** @returns what stands against sending it; undefined where nothing does */
export function unsendable({ from, to, bytes }: Outgoing, { size, smtpUtf8 }: Capabilities): Reply | undefined {
  if (breaksCommand(from)) return { outcome: 'refused', text: 'the sender is no address' }
  if (breaksCommand(to)) return { outcome: 'failed', text: 'the recipient is no address' }
  if (needsSmtpUtf8(to) && !smtpUtf8) {
    return { outcome: 'failed', text: 'the server does not take addresses in UTF-8 (SMTPUTF8, RFC 6531)' }
  }
  // Larger than the server's SIZE (RFC 1870): so is every copy.
  if (size && bytes.length > size) {
    return { outcome: 'refused', text: `the message has ${bytes.length} octets, the server takes ${size}` }
  }
  return undefined
}

/** A line end or a bracket would be another command, or another address. */
function breaksCommand(address: string): boolean {
  return /[\p{Cc}<>]/u.test(address)
}
