/**
 * Who left, so that a restored ledger, or a new one, knows it again. Pure. In: lines of an instant and a keyed hash of
 * address and list. Out: which leavings are in force.
 */
import { createHmac } from 'node:crypto'

/** Somebody left a list, or came back to be asked again. */
export interface Leaving {
  /** Key of the address. */
  readonly address: string
  /** Id; EVERY_LIST where they are to get nothing at all. */
  readonly list: string
  /** Milliseconds since the epoch; later than when the subscription began that it ends. */
  readonly at: number
  /** An operator lifted a suppression: what was said before counts no more. */
  readonly isLifted?: boolean
}

export const EVERY_LIST = '*'

/** Hash → when they left. */
export type Leavings = ReadonlyMap<string, number>

export function hashOfLeaving(key: Buffer, address: string, list: string): string {
  return createHmac('sha256', key).update(`belfry:left:${address}\n${list}`).digest('hex')
}

/** @param hash of address and list */
export function leavingLine({ at, isLifted }: Pick<Leaving, 'at' | 'isLifted'>, hash: string): string {
  // To the millisecond: whoever left in the second in which they had confirmed has left.
  return `${new Date(at).toISOString()} ${hash}${isLifted === true ? ' lifted' : ''}\n`
}

const LINE = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z) ([0-9a-f]{64})( lifted)?$/

/** A line that a full disk or a crash broke off is passed over; what stands behind it counts. */
export function parseLeavings(text: string): Leavings {
  const leavings = new Map<string, number>()
  for (const line of text.split('\n')) {
    const [, instant, hash, lifted] = LINE.exec(line) ?? []
    if (instant === undefined || hash === undefined) continue
    if (lifted === undefined) leavings.set(hash, Math.max(lastOf(instant), leavings.get(hash) ?? 0))
    else leavings.delete(hash)
  }
  return leavings
}

/** Lines were once written to the second, cut off: they may mean its end. */
function lastOf(instant: string): number {
  return Date.parse(instant) + (instant.includes('.') ? 0 : 999)
}

/** When somebody left a list for the last time; undefined where nobody knows of it. */
export function leftAt(leavings: Leavings, key: Buffer, address: string, list: string): number | undefined {
  const found = [list, EVERY_LIST].flatMap((id) => leavings.get(hashOfLeaving(key, address, id)) ?? [])
  return found.length === 0 ? undefined : Math.max(...found)
}
