/**
 * How a message is cut for BDAT (RFC 3030), which wants neither doubled dots nor a 354. In: its bytes, a server's reply
 * to BDAT. Out: the first chunk, what the server meant. Pure.
 */
import type { ServerReply } from './replies.js'

/** A header longer than this is no trial. */
const MOST_OCTETS = 32_768

/**
 * The chunk by which a connection is tried: the header, without what follows. Something on the way may offer CHUNKING
 * in a server's name and not know BDAT; it takes what it is sent for commands, and no line of a header is one.
 * @returns its octets; undefined where the message has no header to be sent alone
 */
export function trialOctets(bytes: Buffer): number | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  const octets = end + 4
  return end > 0 && octets < bytes.length && octets <= MOST_OCTETS ? octets : undefined
}

/**
 * Is it the command that is refused (RFC 5321 §4.2.2; x.5.x, RFC 3463), and not the message? Such a server gets DATA.
 */
export function refusesBdat({ code, enhanced }: Pick<ServerReply, 'code' | 'enhanced'>): boolean {
  return code >= 500 && code <= 504 && (enhanced === undefined || enhanced.startsWith('5.5.'))
}

/** The message as DATA would hand it over: its last line ends. */
export function wholeLines(bytes: Buffer): Buffer {
  return bytes.at(-2) === 13 && bytes.at(-1) === 10 ? bytes : Buffer.concat([bytes, Buffer.from('\r\n')])
}
