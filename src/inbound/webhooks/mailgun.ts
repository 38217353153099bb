/**
 * Mailgun. Pure. What is signed is an instant and a token, not the event, so a token counts once: whoever saw one
 * cannot use it again, for whatever.
 * <https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks>
 */
import { createHmac } from 'node:crypto'
import { providerClass } from '../bounce-class.js'
import { BARE, fieldAt, type HookEvent, type Provider, secondsAt, textAt } from './event.js'
import { isSame } from './secret.js'

/** Reasons for which Mailgun does not even try. */
const SUPPRESSED: Readonly<Record<string, HookEvent['is']>> = {
  'suppress-bounce': 'bounce',
  'suppress-complaint': 'complaint',
  'suppress-unsubscribe': 'leaving',
}
/** Of a failure that says nothing of the address. */
const SAYS: Readonly<Record<string, 'soft' | 'block'>> = { old: 'soft', greylisted: 'soft', espblock: 'block' }

export const mailgun: Provider = {
  isFrom(_request, json, key) {
    const [timestamp, token] = [textAt(json, 'signature', 'timestamp'), textAt(json, 'signature', 'token')]
    if (timestamp === '' || token === '') return false
    const made = createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex')
    // A subaccount's event is signed by the account above as well.
    return ['signature', 'parent-signature'].some((name) => isSame(textAt(json, 'signature', name), made))
  },
  eventsIn(json) {
    const event = fieldAt(json, 'event-data')
    const said = saidOf(event)
    const sender = textAt(event, 'envelope', 'sender')
    const known = {
      ...BARE,
      id: textAt(json, 'signature', 'token'),
      at: secondsAt(json, 'signature', 'timestamp'),
      address: textAt(event, 'recipient'),
      messageId: textAt(event, 'message', 'headers', 'message-id'),
      returnPaths: sender === '' ? [] : [sender],
    }
    return said === undefined ? [] : [{ ...known, ...said }]
  },
}

function saidOf(event: unknown): Pick<HookEvent, 'is' | 'class' | 'status' | 'words'> | undefined {
  const name = textAt(event, 'event')
  if (name === 'complained') return { is: 'complaint', class: 'hard', status: '', words: 'spam' }
  if (name === 'unsubscribed') return { is: 'leaving', class: 'hard', status: '', words: 'Mailgun' }
  if (name !== 'failed' || textAt(event, 'severity') !== 'permanent') return undefined
  const reason = textAt(event, 'reason')
  const status = textAt(event, 'delivery-status', 'bounce-code')
  const words = textAt(event, 'delivery-status', 'message') || textAt(event, 'delivery-status', 'description')
  const is = Object.hasOwn(SUPPRESSED, reason) ? (SUPPRESSED[reason] ?? 'bounce') : 'bounce'
  if (is !== 'bounce') return { is, class: 'hard', status: '', words: reason }
  const said = Object.hasOwn(SAYS, reason) ? (SAYS[reason] ?? 'hard') : 'hard'
  return { is, class: providerClass(said, status, words), status, words: words || reason }
}
