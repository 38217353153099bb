/**
 * What the link to leave leads to: the button, and that it is done. Pure. In: the site, whose link it is. Out: HTML.
 */
import type { List } from '../../config/schema.js'
import type { LinkHolder } from '../../run/membership.js'
import type { Site } from '../../site/site.js'
import { listsIn, otherLists } from '../subscription-lists.js'
import { AddressText } from './address-text.js'
import { webPage } from './frame.js'
import { Lists, titlesOf } from './lists.js'

export function unsubscribePage(site: Site, holder: LinkHolder, all: readonly List[]): string {
  const ending = listsIn(holder, 'pending', 'confirmed')
  if (ending.length === 0) return unsubscribedPage(site, holder, all)
  const others = otherLists(holder, all)
  return webPage(site, {
    title: 'Unsubscribe',
    children: (
      <>
        <p class="leading">
          <AddressText address={holder.person.address} /> gets mail from {site.title} about:
        </p>
        <Lists lists={ending} />
        <form method="post">
          <button type="submit" name="unsubscribe" value="yes">
            Unsubscribe from {ending.length === 1 ? 'this' : 'all of these'}
          </button>
          {others.length > 0 && (
            <p class="aside">
              You also get <strong>{titlesOf(others)}</strong>.{' '}
              <button type="submit" class="plain" name="unsubscribe" value="all">
                Unsubscribe from everything
              </button>
            </p>
          )}
        </form>
        <p class="aside">
          It takes effect at once. To end only some of it, or to get plain text, take the link to your preferences in
          the same mail.
        </p>
      </>
    ),
  })
}

/** What a request ended. */
export interface Ended {
  readonly lists: readonly List[]
  /** Where the button leads that takes it back. */
  readonly undo: string
}

/** @param by absent where it was done before */
export function unsubscribedPage(site: Site, holder: LinkHolder, all: readonly List[], by?: Ended): string {
  const ended = by?.lists ?? []
  const others = otherLists(holder, all)
  const from = ended.length > 0 ? titlesOf(ended) : titlesOf(holder.lists)
  return webPage(site, {
    title: 'You are unsubscribed',
    children: (
      <>
        <p class="leading">
          <AddressText address={holder.person.address} /> gets no more mail {from === '' ? '' : 'about '}
          <strong>{from}</strong>. {ended.length > 0 ? 'It was immediate.' : 'That was done before.'}
        </p>
        <p>No farewell mail follows. A mail that was leaving at this very moment may still arrive.</p>
        {others.length > 0 && (
          <p>
            You still get <strong>{titlesOf(others)}</strong>; the links in that mail end it, too.
          </p>
        )}
        {by !== undefined && ended.length > 0 && (
          <form method="post" action={by.undo}>
            {ended.map(({ id }) => (
              <input key={id} type="hidden" name="list" value={id} />
            ))}
            <p>
              A mistake?{' '}
              <button type="submit" class="plain">
                Take it back
              </button>
            </p>
          </form>
        )}
        <p>
          {ended.length === 0 && (
            <>
              A mistake? <a href="/subscribe">Subscribe again</a>.{' '}
            </>
          )}
          The <a href="/#follow">feeds</a> are there without an address.
        </p>
      </>
    ),
  })
}

/** For a link that is ours, of a person who is not known any more. It names nobody. */
export function nobodyPage(site: Site): string {
  return webPage(site, {
    title: 'You are unsubscribed',
    children: <p class="leading">No mail goes out through this link any more.</p>,
  })
}

export function undonePage(site: Site, { person }: LinkHolder, lists: readonly List[]): string {
  return webPage(site, {
    title: 'You are subscribed again',
    children: (
      <>
        <p class="leading">
          <AddressText address={person.address} /> gets mail from {site.title} about:
        </p>
        <Lists lists={lists} />
        <p>As before. The links in the mail you have still end it.</p>
      </>
    ),
  })
}

/** It names nobody: the page may stand in a browser that others use. */
export function undoneTooLatePage(site: Site): string {
  return webPage(site, {
    title: 'Nothing was changed',
    children: (
      <p>
        This can be taken back for an hour, and once. <a href="/subscribe">Subscribe again</a>; a link comes by mail at
        once.
      </p>
    ),
  })
}
