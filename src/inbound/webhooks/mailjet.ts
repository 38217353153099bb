/**
 * Mailjet. Pure. It signs nothing: a secret stands in the address that it calls. It gives messages ids of its own, so
 * an address is all that says whose mail it was. <https://dev.mailjet.com/email/guides/webhooks/>
 */
import { providerClass } from '../bounce-class.js'
import { BARE, eachOf, eventDigest, fieldAt, type HookEvent, type Provider, secondsAt, textAt } from './event.js'
import { isSame } from './secret.js'

/** `error_related_to` of what says something of the address. */
const OF_ADDRESS: ReadonlySet<string> = new Set(['recipient', 'domain', 'mailbox'])

export const mailjet: Provider = {
  isFrom: (request, _json, key) => isSame(request.secret, key),
  eventsIn: (json) =>
    eachOf(json).flatMap((event) => {
      const said = saidOf(event)
      if (said === undefined) return []
      const [at, address] = [secondsAt(event, 'time'), textAt(event, 'email')]
      return [{ ...BARE, id: eventDigest(event), at, address, ...said }]
    }),
}

function saidOf(event: unknown): Pick<HookEvent, 'is' | 'class' | 'words'> | undefined {
  const name = textAt(event, 'event')
  if (name === 'spam') return { is: 'complaint', class: 'hard', words: 'spam' }
  if (name === 'unsub') return { is: 'leaving', class: 'hard', words: 'Mailjet' }
  if (name !== 'bounce' && name !== 'blocked') return undefined
  const [about, error] = [textAt(event, 'error_related_to'), textAt(event, 'error')]
  const words = [error, textAt(event, 'comment')].filter((part) => part !== '').join(': ')
  if (error === 'spam reporter') return { is: 'complaint', class: 'hard', words }
  const isHard = fieldAt(event, 'hard_bounce') === true || (name === 'blocked' && error === 'preblocked')
  const said = OF_ADDRESS.has(about) ? (isHard ? 'hard' : 'soft') : about === '' ? 'soft' : 'block'
  return { is: 'bounce', class: providerClass(said, '', words), words }
}
