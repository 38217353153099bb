/**
 * What a confirmation link leads to: the question, and what became of it. Pure. In: the site, whose link it is. Out:
 * HTML.
 */
import type { LinkHolder } from '../../run/membership.js'
import type { Site } from '../../site/site.js'
import { listsIn } from '../subscription-lists.js'
import { AddressText } from './address-text.js'
import { webPage } from './frame.js'
import { Lists } from './lists.js'

/**
 * One button, whose own name and value are the yes: a scanner that sends the form without pressing it changes nothing.
 */
export function confirmPage(site: Site, holder: LinkHolder): string {
  const waiting = listsIn(holder, 'pending')
  if (waiting.length === 0) return confirmedPage(site, holder, false)
  return webPage(site, {
    title: 'Confirm your subscription',
    children: (
      <>
        <p class="leading">
          Should <AddressText address={holder.person.address} /> get mail from {site.title}?
        </p>
        <Lists lists={waiting} />
        <form method="post">
          <button type="submit" name="confirm" value="yes">
            Yes, subscribe me
          </button>
        </form>
        <p class="aside">If you did not ask for this, close the page: nothing is sent to you.</p>
      </>
    ),
  })
}

/** @param now was it confirmed by this request, or earlier? */
export function confirmedPage(site: Site, holder: LinkHolder, now: boolean): string {
  const on = listsIn(holder, 'confirmed')
  if (on.length === 0) return endedPage(site, holder)
  return webPage(site, {
    title: now ? 'You are subscribed' : 'This was confirmed already',
    children: (
      <>
        <p class="leading">
          <AddressText address={holder.person.address} /> gets mail from {site.title} about:
        </p>
        <Lists lists={on} />
        <p>
          The next announcement comes to you by itself. Every mail carries a link to leave and one to change what you
          get.
        </p>
        <p>
          <a href="/">Read what was announced so far</a>
        </p>
      </>
    ),
  })
}

/** An old link does not subscribe somebody who has left since. */
function endedPage(site: Site, holder: LinkHolder): string {
  return webPage(site, {
    title: 'This subscription has ended',
    children: (
      <>
        <p>
          <AddressText address={holder.person.address} /> was unsubscribed after this mail was sent, and no mail goes to
          it.
        </p>
        <p>
          To come back, <a href="/subscribe">subscribe again</a>; a new link comes by mail.
        </p>
      </>
    ),
  })
}
