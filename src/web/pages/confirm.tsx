/**
 * What a confirmation link leads to: the question, and what became of it. Pure. In: the site, whose link it is. Out:
 * HTML. Its sentences stand in emails/words, by their keys.
 */
import type { List } from '../../config/schema.js'
import type { LinkHolder } from '../../run/people/link-holder.js'
import { linkedTo, said } from '../../site/said.js'
import type { Site } from '../../site/site.js'
import { say } from '../../words/words.js'
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
  const { words } = site
  const address = <AddressText address={holder.person.address} />
  return webPage(site, {
    title: say(words, 'forms.confirm.title'),
    children: (
      <>
        <p class="leading">{said(words, 'forms.confirm.question', { address, site: site.title })}</p>
        <Lists lists={waiting} language={site.language} />
        <form method="post">
          <button type="submit" name="confirm" value="yes">
            {say(words, 'forms.confirm.yes')}
          </button>
        </form>
        <p class="aside">{say(words, 'forms.confirm.notYou')}</p>
      </>
    ),
  })
}

function confirmedPage(site: Site, holder: LinkHolder): string {
  const on = listsIn(holder, 'confirmed')
  if (on.length === 0) return endedPage(site, holder)
  const { words } = site
  const address = <AddressText address={holder.person.address} />
  return webPage(site, {
    title: say(words, 'forms.confirm.already'),
    children: (
      <>
        <p class="leading">{said(words, 'forms.getsAbout', { address, site: site.title })}</p>
        <Lists lists={on} language={site.language} />
        <p>{say(words, 'forms.confirm.next')}</p>
        <p>
          <a href="/">{say(words, 'forms.confirm.soFar')}</a>
        </p>
      </>
    ),
  })
}

function tooOldPage(site: Site): string {
  return webPage(site, {
    title: say(site.words, 'forms.confirm.oldTitle'),
    children: <p>{said(site.words, 'forms.confirm.old', {}, { link: linkedTo('/subscribe') })}</p>,
  })
}

/** An old link does not subscribe somebody who has left since. */
function endedPage(site: Site, holder: LinkHolder): string {
  return webPage(site, {
    title: say(site.words, 'forms.confirm.endedTitle'),
    children: (
      <>
        <p>{said(site.words, 'forms.confirm.ended', { address: <AddressText address={holder.person.address} /> })}</p>
        <p>{said(site.words, 'forms.confirm.comeBack', {}, { link: linkedTo('/subscribe') })}</p>
      </>
    ),
  })
}
