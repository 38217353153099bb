/**
 * Subscribers as a file that import reads, so that nothing of them is lost on the way. In: records. Out: lines of CSV
 * (RFC 4180): the address, the lists by state, format, release cycles, language, since when, whether the address is
 * suppressed.
 */
import type { SubscriberRecord } from './search/listing-store.js'
import type { SubscriptionState } from './subscription.js'

export const COLUMNS = [
  ...['address', 'lists', 'pending', 'ended', 'suppressed', 'format', 'runs', 'language'],
  /** Of several lists the last day: nobody is said to have been on one for longer than they were. */
  'since',
]

export async function* exportLines(people: AsyncIterable<SubscriberRecord>): AsyncGenerator<string> {
  yield lineOf(COLUMNS)
  for await (const { address, subscriptions, suppressed, format, runs, language } of people) {
    const inState = (wanted: SubscriptionState) =>
      subscriptions
        .filter(({ state }) => state === wanted)
        .map(({ list }) => list)
        .join(' ')
    const lists = [inState('confirmed'), inState('pending'), inState('ended')]
    const days = subscriptions.flatMap(({ state, since }) => (state === 'pending' ? [] : [since]))
    const since = days.sort().at(-1) ?? ''
    yield lineOf([address, ...lists, suppressed ? 'yes' : '', format, runs.join(' '), language, since])
  }
}

/** A spreadsheet takes such a field for a formula (CWE-1236); what has an apostrophe already gets one more. */
const FORMULA = /^['\s]*[=+\-@\t\r]/

/** Fields that a spreadsheet would calculate begin with an apostrophe, which `unquoted` takes away. */
export function lineOf(fields: readonly string[]): string {
  return `${fields.map(quoted).join(',')}\r\n`
}

/** @returns the field as it was before `lineOf` */
export function unquoted(field: string): string {
  return field.startsWith("'") && FORMULA.test(field) ? field.slice(1) : field
}

function quoted(field: string): string {
  const text = FORMULA.test(field) ? `'${field}` : field
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
