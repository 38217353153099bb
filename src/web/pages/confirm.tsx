/**
 * What a confirmation link leads to: the question, and what became of it. Pure. In: the site, whose link it is. Out:
 * HTML.
 */
import type { List } from '../../config/schema.js'
import type { LinkHolder } from '../../run/membership.js'
import type { Site } from '../../site/site.js'
import { questionOf, YES } from '../consent-wording.js'
import { listsIn } from '../subscription-lists.js'
import { AddressText } from './address-text.js'
import { webPage } from './frame.js'
import { Lists } from './lists.js'

export interface Question {
  /** Lists that the link still confirms. */
  readonly waiting: readonly List[]
  /** Longer ago than a link confirms anything. */
  readonly isOld: boolean
}

/**
 * One button, whose own name and value are the yes: a scanner that sends the form without pressing it changes nothing.
 */
export function confirmPage(site: Site, holder: LinkHolder, { waiting, isOld }: Question): string {
  if (waiting.length === 0) return isOld ? tooOldPage(site) : confirmedPage(site, holder)
  const [before, after] = questionOf(site.title)
  return webPage(site, {
    title: 'Confirm your subscription',
    children: (
      <>
        <p class="leading">
          {before}
          <AddressText address={holder.person.address} />
          {after}
        </p>
        <Lists lists={waiting} />
        <form method="post">
          <button type="submit" name="confirm" value="yes">
            {YES}
          </button>
        </form>
        <p class="aside">If you did not ask for this, close the page: nothing is sent to you.</p>
      </>
    ),
  })
}

function confirmedPage(site: Site, holder: LinkHolder): string {
  const on = listsIn(holder, 'confirmed')
  if (on.length === 0) return endedPage(site, holder)
  return webPage(site, {
    title: 'This was confirmed already',
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

function tooOldPage(site: Site): string {
  return webPage(site, {
    title: 'This link is too old',
    children: (
      <p>
        A link to confirm works for 30 days. <a href="/subscribe">Subscribe again</a>; a new one comes by mail at once.
      </p>
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
