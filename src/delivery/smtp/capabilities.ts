/**
 * What a server can do, by its answer to EHLO (RFC 5321 §4.1.1.1). Pure. In: the reply. Out: its capabilities, one
 * field each.
 */
export interface Capabilities {
  readonly pipelining: boolean
  /** BDAT (RFC 3030). */
  readonly chunking: boolean
  readonly eightBitMime: boolean
  readonly smtpUtf8: boolean
  readonly dsn: boolean
  readonly enhancedCodes: boolean
  /** Octets of a message at the most (RFC 1870); 0 says no limit, undefined that SIZE is not offered. */
  readonly size: number | undefined
}

/** @param ehlo the whole reply to EHLO; that to HELO offers nothing */
export function capabilitiesOf(ehlo: string): Capabilities {
  const offered = new Map(
    ehlo
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.replace(/^\d{3}[ -]/, '').trim())
      .map((line) => [(/^\S*/.exec(line)?.[0] ?? '').toUpperCase(), line.replace(/^\S+\s*/, '')]),
  )
  const size = offered.get('SIZE')
  return {
    pipelining: offered.has('PIPELINING'),
    chunking: offered.has('CHUNKING'),
    eightBitMime: offered.has('8BITMIME'),
    smtpUtf8: offered.has('SMTPUTF8'),
    dsn: offered.has('DSN'),
    enhancedCodes: offered.has('ENHANCEDSTATUSCODES'),
    size: size === undefined ? undefined : Number(/^\d+$/.exec(size)?.[0] ?? 0),
  }
}
