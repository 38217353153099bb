/**
 * What the link to leave leads to: the button, and that it is done. Pure. In: the site, whose link it is. Out: HTML.
 */
import type { List } from '../../config/schema.js'
import type { LinkHolder } from '../../run/people/link-holder.js'
import { linkedTo, said } from '../../site/said.js'
import type { Site } from '../../site/site.js'
import { say } from '../../words/words.js'
import { listsIn, otherLists } from '../subscription-lists.js'
import { AddressText } from './address-text.js'
import { webPage } from './frame.js'
import { Lists, titlesOf } from './lists.js'

export function unsubscribePage(site: Site, holder: LinkHolder, all: readonly List[]): string {
  const ending = listsIn(holder, 'pending', 'confirmed')
  if (ending.length === 0) return unsubscribedPage(site, holder, all)
  const { words } = site
  const others = otherLists(holder, all)
  const address = <AddressText address={holder.person.address} />
  return webPage(site, {
    title: say(words, 'forms.unsubscribe.title'),
    children: (
      <>
        <p class="leading">{said(words, 'forms.getsAbout', { address, site: site.title })}</p>
        <Lists lists={ending} language={site.language} />
        <form method="post">
          <button type="submit" name="unsubscribe" value="yes">
            {say(words, 'forms.unsubscribe.from', { count: ending.length })}
          </button>
          {others.length > 0 && (
            <p class="aside">
              {said(words, 'forms.unsubscribe.others', { lists: titlesOf(others, site.language) })}{' '}
              <button type="submit" class="plain" name="unsubscribe" value="all">
                {say(words, 'forms.unsubscribe.everything')}
              </button>
            </p>
          )}
        </form>
        <p class="aside">{say(words, 'forms.unsubscribe.atOnce')}</p>
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
  const { words } = site
  const from = titlesOf(ended.length > 0 ? ended : holder.lists, site.language)
  const done = from === '' ? 'doneNothing' : ended.length > 0 ? 'done' : 'doneBefore'
  return webPage(site, {
    title: say(words, 'forms.unsubscribe.doneTitle'),
    children: (
      <>
        <p class="leading">
          {said(words, `forms.unsubscribe.${done}`, {
            address: <AddressText address={holder.person.address} />,
            lists: from,
          })}
        </p>
        <p>{say(words, 'forms.unsubscribe.farewell')}</p>
        {others.length > 0 && (
          <p>{said(words, 'forms.unsubscribe.stillGet', { lists: titlesOf(others, site.language) })}</p>
        )}
        {by !== undefined && ended.length > 0 && (
          <form method="post" action={by.undo}>
            {ended.map(({ id }) => (
              <input key={id} type="hidden" name="list" value={id} />
            ))}
            <p>
              {said(
                words,
                'forms.unsubscribe.mistake',
                {},
                {
                  button: (inside) => (
                    <button type="submit" class="plain">
                      {inside}
                    </button>
                  ),
                },
              )}
            </p>
          </form>
        )}
        <p>
          {ended.length === 0 && (
            <>{said(words, 'forms.unsubscribe.mistakeAgain', {}, { link: linkedTo('/subscribe') })} </>
          )}
          {said(words, 'forms.unsubscribe.feeds', {}, { link: linkedTo('/#follow') })}
        </p>
      </>
    ),
  })
}

/** For a link that is ours, of a person who is not known any more. It names nobody. */
export function nobodyPage(site: Site): string {
  return webPage(site, {
    title: say(site.words, 'forms.unsubscribe.doneTitle'),
    children: <p class="leading">{say(site.words, 'forms.unsubscribe.nobody')}</p>,
  })
}

export function undonePage(site: Site, { person }: LinkHolder, lists: readonly List[]): string {
  const address = <AddressText address={person.address} />
  return webPage(site, {
    title: say(site.words, 'forms.unsubscribe.undoneTitle'),
    children: (
      <>
        <p class="leading">{said(site.words, 'forms.getsAbout', { address, site: site.title })}</p>
        <Lists lists={lists} language={site.language} />
        <p>{say(site.words, 'forms.unsubscribe.undone')}</p>
      </>
    ),
  })
}

/** It names nobody: the page may stand in a browser that others use. */
export function undoneTooLatePage(site: Site): string {
  return webPage(site, {
    title: say(site.words, 'forms.unsubscribe.tooLateTitle'),
    children: <p>{said(site.words, 'forms.unsubscribe.tooLate', {}, { link: linkedTo('/subscribe') })}</p>,
  })
}
