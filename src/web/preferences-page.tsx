/** What somebody gets, to look at and to change. Pure. In: the site, all lists, whose link it is. Out: HTML. */
import type { List } from '../config/schema.js'
import type { LinkHolder } from '../membership.js'
import type { Site } from '../site/frame.js'
import { AddressText } from './address-text.js'
import { FormatChoice, ListChoice } from './choices.js'
import { webPage } from './page.js'

export function preferencesPage(
  site: Site,
  all: readonly List[],
  { person, states }: LinkHolder,
  isSaved: boolean,
): string {
  const inState = (wanted: string) => all.filter(({ id }) => states.get(id)?.state === wanted).map(({ id }) => id)
  const chosen = inState('confirmed')
  const notes = new Map(inState('pending').map((id) => [id, 'asked for, not confirmed yet']))
  return webPage(site, {
    title: 'Your preferences',
    children: (
      <>
        {isSaved && (
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
