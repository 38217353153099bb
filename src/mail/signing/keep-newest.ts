/** What is remembered of frozen messages, on both sides of a thread alike. Pure. */

/** More than are ever being sent at once. */
const MOST = 64

/** Makes room for one more, in the order in which they came. */
export function keepNewest(known: Map<number, unknown> | Set<number>): void {
  for (const oldest of known.keys()) {
    if (known.size < MOST) return
    known.delete(oldest)
  }
}
