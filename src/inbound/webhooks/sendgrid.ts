/**
 * Twilio SendGrid. Pure. ECDSA over an instant and the body as it came.
 * <https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event>
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { providerClass } from '../bounce-class.js'
import { BARE, eachOf, eventDigest, type HookEvent, type Provider, secondsAt, textAt } from './event.js'

const SIGNATURE = 'X-Twilio-Email-Event-Webhook-Signature'
const TIMESTAMP = 'X-Twilio-Email-Event-Webhook-Timestamp'

export const sendgrid: Provider = {
  isFrom(request, _json, key) {
    const publicKey = sendgridKey(key)
    const [signature, timestamp] = [request.header(SIGNATURE), request.header(TIMESTAMP)]
    if (publicKey === undefined || timestamp === '') return false
    const signed = Buffer.concat([Buffer.from(timestamp), request.body])
    return verify('sha256', signed, publicKey, Buffer.from(signature, 'base64'))
  },
  eventsIn(json, request) {
    const at = secondsAt(request.header(TIMESTAMP))
    return eachOf(json).flatMap((event) => {
      const said = saidOf(event)
      if (said === undefined) return []
      const id = textAt(event, 'sg_event_id') || eventDigest(event)
      const of = { ...BARE, id, at, address: textAt(event, 'email'), messageId: textAt(event, 'smtp-id') }
      return [{ ...of, ...said }]
    })
  },
}

/** The key as SendGrid shows it, SubjectPublicKeyInfo in base64, or PEM. */
export function sendgridKey(text: string): KeyObject | undefined {
  try {
    const key = text.includes('BEGIN')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ec' ? key : undefined
  } catch {
    return undefined
  }
}

function saidOf(event: unknown): Pick<HookEvent, 'is' | 'class' | 'status' | 'words'> | undefined {
  const name = textAt(event, 'event')
  const [status, reason] = [textAt(event, 'status'), textAt(event, 'reason')]
  if (name === 'spamreport') return { is: 'complaint', class: 'hard', status: '', words: 'spam' }
  if (name === 'unsubscribe') return { is: 'leaving', class: 'hard', status: '', words: 'SendGrid' }
  if (name === 'dropped') return droppedFor(reason)
  if (name !== 'bounce') return undefined
  const said = textAt(event, 'type') === 'blocked' ? 'block' : 'hard'
  return { is: 'bounce', class: providerClass(said, status, reason), status, words: reason }
}

/** Reasons for which SendGrid does not even try; all others are about the message. */
function droppedFor(reason: string): Pick<HookEvent, 'is' | 'class' | 'status' | 'words'> | undefined {
  const dropped = { class: 'hard', status: '', words: reason } as const
  if (/^bounced address\b/i.test(reason)) return { is: 'bounce', ...dropped }
  if (/^spam reporting address\b/i.test(reason)) return { is: 'complaint', ...dropped }
  if (/^unsubscribed address\b/i.test(reason)) return { is: 'leaving', ...dropped }
  return /^invalid\b/i.test(reason) ? { is: 'bounce', ...dropped } : undefined
}
