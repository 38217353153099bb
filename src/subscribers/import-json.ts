/**
 * Subscribers from JSON: Belfry's own export, and what other programs answer of a list's members (Mailman 3, Ghost,
 * listmonk, Buttondown, Mailchimp), also an object a line. Pure. In: an object. Out: a record, as a table has them.
 */

import type { FileRecord } from './import-shapes.js'
import { isFields, type JsonFields } from './json-objects.js'

/** Each of the columns as text, by its name in lower case. */
export function recordOfJson(fields: JsonFields): FileRecord {
  return { ...textsOf(fields), ...ownColumns(fields), ...listmonkStatus(fields) }
}

/** What has no plain text is no column, nor what is read otherwise. */
function textsOf({ subscriptions: _lists, ...person }: JsonFields): Record<string, string> {
  const texts = Object.entries(person).flatMap(([name, value]): [string, string][] => {
    const text = textOf(value)
    return text === undefined ? [] : [[name.toLowerCase(), text]]
  })
  return Object.fromEntries(texts)
}

function textOf(value: unknown): string | undefined {
  if (value === null) return ''
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value.join(' ') : undefined
  return typeof value === 'object' ? undefined : String(value).trim()
}

/**
 * listmonk answers of each list what somebody said of it; its lists are not ours, so that of several the sternest word
 * counts: who left one of them is not brought back by another.
 */
function listmonkStatus({ lists }: JsonFields): Record<string, string> {
  if (!Array.isArray(lists)) return {}
  const said = lists.flatMap((one: unknown) => (isFields(one) ? [one.subscription_status] : []))
  const status = ['unsubscribed', 'unconfirmed', 'confirmed'].find((word) => said.includes(word))
  return status === undefined ? {} : { subscription_status: status }
}

/** Lists by state, as the columns of a table name them. */
function ownColumns({ subscriptions }: JsonFields): Record<string, string> {
  if (!Array.isArray(subscriptions)) return {}
  const inState = (wanted: string) =>
    subscriptions
      .filter((one: unknown) => isFields(one) && one.state === wanted)
      .map((one: JsonFields) => String(one.list))
      .join(' ')
  const lists = { lists: inState('confirmed'), pending: inState('pending'), ended: inState('ended') }
  // Of several lists the last one: nobody is said to have been on one for longer than they were.
  const days = subscriptions.flatMap((one: unknown) => (isFields(one) && one.state !== 'pending' ? [one.since] : []))
  const since = days
    .filter((day) => typeof day === 'string')
    .sort()
    .at(-1)
  return { ...lists, ...(since !== undefined && { since }) }
}
