/**
 * The address of a mailbox that is polled (RFC 5092, with the password that it leaves out, as addresses of mail
 * servers have it). Pure. In: `imaps://USER:PASSWORD@HOST/FOLDER`. Out: its parts, or what is wrong, without a word of
 * it: it holds a password.
 */
import { isLoopback } from '../base/ip.js'

export const IMAP_EXAMPLE = 'imaps://bounces%40example.org:PASSWORD@imap.example.org/INBOX'

export interface ImapAddress {
  readonly host: string
  readonly port: number
  /** From the first octet; else by STARTTLS (RFC 2595), without which no password leaves this machine. */
  readonly secure: boolean
  readonly user: string
  readonly password: string
  readonly folder: string
}

export function parseImapAddress(text: string): { readonly address: ImapAddress } | { readonly fault: string } {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  if (url === undefined || !/^imaps?:$/.test(url.protocol) || url.hostname === '')
    return { fault: 'is no address of a mailbox' }
  const secure = url.protocol === 'imaps:'
  const [user, password, folder] = [url.username, url.password, url.pathname.slice(1)].map(decoded)
  if (user === undefined || password === undefined || folder === undefined)
    return { fault: 'has a % that begins no %XX (% itself is written %25), or a control character' }
  if (user === '' || password === '') return { fault: 'names no user and password' }
  if (url.search !== '' || url.hash !== '')
    return { fault: 'has a ? or # (in a password they are written %3F and %23)' }
  const port = url.port === '' ? (secure ? 993 : 143) : Number(url.port)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return { address: { host, port, secure, user, password, folder: folder === '' ? 'INBOX' : folder } }
}

/** INBOX is one in any case (RFC 9051 §5.1). */
export function isSameFolder(one: string, other: string): boolean {
  const name = (folder: string) => (folder.toUpperCase() === 'INBOX' ? 'INBOX' : folder)
  return name(one) === name(other)
}

/** Only what stays on this machine may be read by whoever listens. */
export function mayBeClear({ host }: Pick<ImapAddress, 'host'>): boolean {
  return isLoopback(host)
}

function decoded(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part)
    return /\p{Cc}/u.test(text) ? undefined : text
  } catch (thrown) {
    if (thrown instanceof URIError) return undefined
    throw thrown
  }
}
