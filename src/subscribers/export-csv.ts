/**
 * Subscribers as a file that import reads, so that nothing of them is lost on the way. In: records. Out: lines of CSV
 * (RFC 4180): the address, the lists by state, format, release cycles, language, whether the address is suppressed.
 */
import type { SubscriberRecord } from './listing-store.js'
import type { SubscriptionState } from './subscription.js'

export const COLUMNS = ['address', 'lists', 'pending', 'ended', 'suppressed', 'format', 'runs', 'language'] as const

export async function* exportLines(people: AsyncIterable<SubscriberRecord>): AsyncGenerator<string> {
  yield lineOf(COLUMNS)
  for await (const { address, subscriptions, suppressed, format, runs, language } of people) {
    const inState = (wanted: SubscriptionState) =>
      subscriptions
        .filter(({ state }) => state === wanted)
        .map(({ list }) => list)
        .join(' ')
    const lists = [inState('confirmed'), inState('pending'), inState('ended')]
    yield lineOf([address, ...lists, suppressed ? 'yes' : '', format, runs.join(' '), language])
  }
}

export function lineOf(fields: readonly string[]): string {
  return `${fields.map(quoted).join(',')}\r\n`
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
