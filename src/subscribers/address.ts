/**
 * Mail addresses, hostile until parsed. Pure. In: what somebody typed. Out: an address that can stand in an SMTP
 * command and in a header without quoting, or undefined.
 */
import { domainToASCII } from 'node:url'

export interface Address {
  /** local@domain; the domain in A-labels, the local part as written. */
  readonly address: string
  /** What makes two addresses the same person: all in lower case. */
  readonly key: string
}

/**
 * RFC 5322 §3.2.3 dot-atom, with UTF-8 as RFC 6531 §3.3 allows. Quoted local parts are refused: nobody has one, and
 * attacks do.
 */
const LOCAL = /^[\w!#$%&'*+\-/=?^`{|}~\u{a1}-\u{10ffff}]+(\.[\w!#$%&'*+\-/=?^`{|}~\u{a1}-\u{10ffff}]+)*$/u
/**
 * What domainToASCII would cut off, leave out or decode is refused before: a/b, a#b, a%62 and line ends are no host
 * names.
 */
const UNICODE_DOMAIN = /^[\p{L}\p{M}\p{N}\p{S}.\u3002\uff0e\uff61-]+$/u
/** What domainToASCII would leave as it is, but for letter case: a file has a million of them. */
const PLAIN_DOMAIN = /^(?!.*xn--)[a-z0-9.-]+$/i
const DOMAIN = /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

/** Lengths by RFC 5321 §4.5.3.1: 64 octets before the @, 254 in all. */
export function parseAddress(text: string): Address | undefined {
  const trimmed = text.trim().normalize('NFC')
  const at = trimmed.lastIndexOf('@')
  const local = trimmed.slice(0, at)
  // U+FFFD stands for what was read in the wrong encoding; =? begins what some mail programs decode (RFC 2047).
  if (
    at < 1 ||
    local.includes('\ufffd') ||
    local.includes('=?') ||
    !LOCAL.test(local) ||
    /[\p{C}\p{Z}]/u.test(local) ||
    Buffer.byteLength(local) > 64
  )
    return undefined
  const written = trimmed.slice(at + 1)
  if (!UNICODE_DOMAIN.test(written)) return undefined
  const domain = PLAIN_DOMAIN.test(written) ? written.toLowerCase() : domainToASCII(written).toLowerCase()
  const address = `${local}@${domain}`
  if (!DOMAIN.test(domain) || Buffer.byteLength(address) > 254) return undefined
  return { address, key: address.toLowerCase() }
}

/** Does the address need SMTPUTF8 (RFC 6531)? The domain never does. */
export function needsSmtpUtf8(address: string): boolean {
  return /[^\x20-\x7e]/.test(address)
}
