/**
 * What somebody gets, to look at and to change. Pure. In: the site, whose link it is, what there is to choose. Out:
 * HTML.
 */
import type { List } from '../../config/schema.js'
import type { LinkHolder } from '../../run/membership.js'
import type { Site } from '../../site/site.js'
import type { RunGroup } from '../run-offer.js'
import { AddressText } from './address-text.js'
import { FormatChoice, ListChoice } from './choices.js'
import { webPage } from './frame.js'
import { RunChoice } from './run-choice.js'

export interface Preferences {
  /** All lists. */
  readonly lists: readonly List[]
  readonly offer: readonly RunGroup[]
  /** Of the release cycles; then nothing was saved. */
  readonly fault?: string
  /** What has just been done. */
  readonly done?: 'saved' | 'confirmed'
}

function titleOf(isNew: boolean, fault: string | undefined): string {
  if (fault !== undefined) return 'Please look again'
  return isNew ? 'You are subscribed' : 'Your preferences'
}

export function preferencesPage(
  site: Site,
  { person, states }: LinkHolder,
  { lists: all, offer, fault, done }: Preferences,
): string {
  const inState = (wanted: string) => all.filter(({ id }) => states.get(id)?.state === wanted).map(({ id }) => id)
  const chosen = inState('confirmed')
  const notes = new Map(inState('pending').map((id) => [id, 'asked for, not confirmed yet']))
  return webPage(site, {
    title: titleOf(done === 'confirmed' && chosen.length > 0, fault),
    children: (
      <>
        {done === 'confirmed' && chosen.length > 0 && (
          <p class="saved" role="status">
            The next announcement comes to you by itself. Every mail carries a link to leave, and one to this page.
          </p>
        )}
        {done === 'saved' && (
          <p class="saved" role="status">
            Saved.{' '}
            {chosen.length === 0 ? 'No more mail goes to you; it was immediate.' : 'It applies from the next mail on.'}
          </p>
        )}
        <p class="leading">
          What <AddressText address={person.address} /> gets from {site.title}:
        </p>
        <form class="boxed" method="post">
          <ListChoice lists={all} chosen={chosen} notes={notes} />
          <RunChoice offer={offer} fault={fault} />
          <FormatChoice format={person.format} />
          <button type="submit" name="save" value="yes">
            Save
          </button>
        </form>
        <p class="aside">With no list chosen you get no mail at all, and nobody asks you why.</p>
      </>
    ),
  })
}
