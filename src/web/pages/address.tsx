/**
 * Changing an address: the question, and what became of it. Pure. In: the site, whose link it is. Out: HTML. Whoever
 * comes from the new mailbox reads no old address.
 */
import type { Asked } from '../../run/address-change.js'
import type { Site } from '../../site/site.js'
import { AddressText } from './address-text.js'
import { webPage } from './frame.js'

export function addressPage(site: Site, { side, change }: Asked): string {
  const isAnswered = (side === 'old' ? change.old_at : change.new_at) !== null
  if (isAnswered) return waitingPage(site, side)
  return webPage(site, {
    title: 'Change your address',
    children: (
      <>
        <p class="leading">
          Should mail from {site.title} go to <AddressText address={change.address} />
          {side === 'old' ? ' and no more to this mailbox?' : '?'}
        </p>
        <form method="post">
          <button type="submit" name="confirm" value="yes">
            Yes, change it
          </button>
        </form>
        <p class="aside">It changes once both mailboxes have said yes. If you did not ask for this, close the page.</p>
      </>
    ),
  })
}

export function addressAnsweredPage(site: Site, { side, change }: Asked, outcome: 'changed' | 'waits'): string {
  if (outcome === 'waits') return waitingPage(site, side)
  return webPage(site, {
    title: 'Your address is changed',
    children: (
      <>
        <p class="leading">
          Mail from {site.title} goes to <AddressText address={change.address} />.
        </p>
        <p>
          A mail that was leaving at this very moment may still arrive at the old one. Links of older mail still work.
        </p>
      </>
    ),
  })
}

function waitingPage(site: Site, side: Asked['side']): string {
  return webPage(site, {
    title: 'One of two has said yes',
    children: (
      <p class="leading">
        Now open the link in the mail that went to the {side === 'old' ? 'new' : 'old'} address. Until then everything
        stays as it is.
      </p>
    ),
  })
}

/** For a link that is not ours, one that is too old, and one that was answered. It names nobody. */
export function addressOverPage(site: Site): string {
  return webPage(site, {
    title: 'Nothing waits behind this link',
    children: (
      <p>
        The address was changed, another change was asked for since, or the link is older than 30 days. Every mail
        carries a link to change what you get; begin there anew.
      </p>
    ),
  })
}
