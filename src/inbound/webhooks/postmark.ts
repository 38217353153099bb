/**
 * Postmark. Pure. It signs nothing: a secret stands in the address that it calls. It gives messages ids of its own, so
 * an address is all that says whose mail it was. <https://postmarkapp.com/developer/webhooks/bounce-webhook>
 */
import { providerClass } from '../bounce-class.js'
import { BARE, eachOf, eventDigest, fieldAt, type HookEvent, instantAt, type Provider, textAt } from './event.js'
import { isSame } from './secret.js'

/** What Postmark calls a bounce; all others (replies, challenges, its own faults) say nothing of the address. */
const TYPES: ReadonlyMap<string, 'hard' | 'soft' | 'block' | 'complaint' | 'leaving'> = new Map([
  ['HardBounce', 'hard'],
  ['BadEmailAddress', 'hard'],
  ['ManuallyDeactivated', 'hard'],
  ['SoftBounce', 'soft'],
  ['DnsError', 'soft'],
  ['Undeliverable', 'soft'],
  ['Blocked', 'block'],
  ['SpamNotification', 'block'],
  ['VirusNotification', 'block'],
  ['DMARCPolicy', 'block'],
  ['SpamComplaint', 'complaint'],
  ['Unsubscribe', 'leaving'],
])
const REASONS: ReadonlyMap<string, HookEvent['is']> = new Map([
  ['HardBounce', 'bounce'],
  ['SpamComplaint', 'complaint'],
  ['ManualSuppression', 'leaving'],
])

export const postmark: Provider = {
  isFrom: (request, _json, key) => isSame(request.secret, key),
  eventsIn: (json) => eachOf(json).flatMap((event) => eventOf(event) ?? []),
}

function eventOf(event: unknown): HookEvent | undefined {
  const record = textAt(event, 'RecordType')
  if (record === 'SubscriptionChange') return changeOf(event)
  if (record !== 'Bounce' && record !== 'SpamComplaint') return undefined
  const type = record === 'SpamComplaint' ? 'complaint' : TYPES.get(textAt(event, 'Type'))
  if (type === undefined) return undefined
  const words = textAt(event, 'Details') || textAt(event, 'Description')
  const number = textAt(event, 'ID')
  const of = {
    ...BARE,
    id: number === '' ? eventDigest(event) : `${record} ${number}`,
    at: instantAt(event, 'BouncedAt'),
    address: textAt(event, 'Email'),
  }
  if (type === 'complaint' || type === 'leaving')
    return { ...of, is: type, words: type === 'complaint' ? 'spam' : 'Postmark' }
  return { ...of, is: 'bounce', class: providerClass(type, '', words), words }
}

/** Postmark mails somebody no more. */
function changeOf(event: unknown): HookEvent | undefined {
  const is = REASONS.get(textAt(event, 'SuppressionReason'))
  if (fieldAt(event, 'SuppressSending') !== true || is === undefined) return undefined
  const words = `suppressed by Postmark: ${textAt(event, 'SuppressionReason')}`
  const [address, at] = [textAt(event, 'Recipient'), instantAt(event, 'ChangedAt')]
  return { ...BARE, id: eventDigest(event), at, address, is, class: 'hard', words }
}
