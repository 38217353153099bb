/**
 * When mail that does not arrive for a while says that an address is none. Pure. In: what became of a person's mail,
 * the newest first. Out: whether so much of it failed, in a row and over so long, that no more is sent. One that
 * arrived among them says that the address is there: a mailbox that is full now and then loses nobody.
 */
export interface MailFate {
  /** When the mailing was frozen, milliseconds since the epoch. */
  readonly at: number
  /**
   * lifted: it was held against them, and an operator said otherwise. nothing: refused for what it is, not sent, or not
   * known.
   */
  readonly what: 'soft' | 'arrived' | 'lifted' | 'nothing'
}

export interface SoftLimits {
  /** Mailings in a row. */
  readonly softBounces: number
  /** Within which they fall. */
  readonly days: number
}

const DAY_MS = 86_400_000
/** No holiday and no week of a broken server is enough. */
const SHORTEST_MS = 7 * DAY_MS

export function isFailing(fates: readonly MailFate[], { softBounces, days }: SoftLimits): boolean {
  const newest = fates.find(({ what }) => what === 'soft')
  if (newest === undefined) return false
  const end = fates.findIndex(
    ({ what, at }) => what === 'arrived' || what === 'lifted' || at < newest.at - days * DAY_MS,
  )
  const row = fates.slice(0, end === -1 ? undefined : end).filter(({ what }) => what === 'soft')
  const oldest = row.at(-1) ?? newest
  return row.length >= softBounces && newest.at - oldest.at >= SHORTEST_MS
}
