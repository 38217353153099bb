/**
 * Does a temporary refusal speak of one message, or ask for fewer from us? Pure. In: the server's words. Out: whether
 * the recipient's domain is to be left alone for a while. Greylisting wants each message to come again, so it is not
 * meant.
 */

/** Codes and words that large receivers use: RFC 3463 4.3.2, 4.4.5, 4.7.28 and their kin, and plain English. */
const CODES = /^4\d\d[ -]4\.(3\.2|4\.5|7\.28|7\.650|7\.651|16\.\d+)(?=\s|$)/
const WORDS = /too (many|much|fast)|rate[ -]?limit|throttl|slow down|exceed|temporarily deferred due to/i
const GREY = /gr[ea]y[ -]?list/i

export function asksForPatience(text: string): boolean {
  return /^4/.test(text) && !GREY.test(text) && (CODES.test(text) || WORDS.test(text))
}

/** What of an address is the domain, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
