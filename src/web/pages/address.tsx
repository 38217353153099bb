/**
 * Changing an address: the question, and what became of it. Pure. In: the site, whose link it is. Out: HTML. Whoever
 * comes from the new mailbox reads no old address.
 */
import type { Asked } from '../../run/people/address-change.js'
import { said } from '../../site/said.js'
import type { Site } from '../../site/site.js'
import { say } from '../../words/words.js'
import { AddressText } from './address-text.js'
import { webPage } from './frame.js'

export function addressPage(site: Site, { side, change }: Asked): string {
  const isAnswered = (side === 'old' ? change.old_at : change.new_at) !== null
  if (isAnswered) return waitingPage(site, side)
  const { words } = site
  const address = <AddressText address={change.address} />
  const question = `forms.change.${side === 'old' ? 'questionOld' : 'question'}`
  return webPage(site, {
    title: say(words, 'forms.change.title'),
    children: (
      <>
        <p class="leading">{said(words, question, { site: site.title, address })}</p>
        <form method="post">
          <button type="submit" name="confirm" value="yes">
            {say(words, 'forms.change.yes')}
          </button>
        </form>
        <p class="aside">{say(words, 'forms.change.both')}</p>
      </>
    ),
  })
}

export function addressAnsweredPage(site: Site, { side, change }: Asked, outcome: 'changed' | 'waits'): string {
  if (outcome === 'waits') return waitingPage(site, side)
  const { words } = site
  const address = <AddressText address={change.address} />
  return webPage(site, {
    title: say(words, 'forms.change.changedTitle'),
    children: (
      <>
        <p class="leading">{said(words, 'forms.change.changed', { site: site.title, address })}</p>
        <p>{say(words, 'forms.change.changedMore')}</p>
      </>
    ),
  })
}

function waitingPage(site: Site, side: Asked['side']): string {
  return webPage(site, {
    title: say(site.words, 'forms.change.waitsTitle'),
    children: <p class="leading">{say(site.words, `forms.change.${side === 'old' ? 'waitsNew' : 'waitsOld'}`)}</p>,
  })
}

/** For a link that is not ours, one that is too old, and one that was answered. It names nobody. */
export function addressOverPage(site: Site): string {
  return webPage(site, {
    title: say(site.words, 'forms.change.overTitle'),
    children: <p>{say(site.words, 'forms.change.over')}</p>,
  })
}
