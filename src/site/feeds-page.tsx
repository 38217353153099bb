/**
 * The page that shows people the feeds: what each holds, its addresses, how to subscribe. Pure. In: the feeds, the
 * lists, whether there is a releases table. Out: HTML.
 */
import type { VNode } from 'preact'
import type { List } from '../config/schema.js'
import { ATOM_FILE, type FeedKind, type FeedName, OPML_ALL_FILE, OPML_FILE } from '../feeds/names.js'
import { say, type Words } from '../words/words.js'
import { feedLinks, releaseLinks } from './feed-links.js'
import { pageHtml } from './frame.js'
import type { FeedsPageFacts } from './page-facts.js'
import { FEEDS_PAGE, rootFrom } from './paths.js'
import { linkedTo, said } from './said.js'
import type { Site } from './site.js'

interface Group {
  /** Of its heading, without `feeds-`. */
  readonly id: string
  readonly kinds: readonly FeedKind[]
  /** Keys of sentences, below `pages.feedsPage`. */
  readonly title: string
  readonly about?: string
}

const groups: readonly Group[] = [
  { id: 'main', kinds: ['main', 'end-of-life'], title: 'whole' },
  { id: 'list', kinds: ['list'], title: 'byList', about: 'byListAbout' },
  { id: 'category', kinds: ['category'], title: 'byCategory', about: 'byCategoryAbout' },
  { id: 'cycle', kinds: ['cycle'], title: 'byRelease', about: 'byReleaseAbout' },
]

/** Feeds of a group beyond these are folded away: the releases of many years. */
const SHOWN = 12

export function feedsPage(site: Site, { feeds, lists, hasCalendar }: FeedsPageFacts): string {
  const root = rootFrom(FEEDS_PAGE)
  const { words } = site
  const row = (feed: FeedName) => (
    <Row key={feed.folder} words={words} feed={feed} root={root} about={aboutOf(feed, lists, site.words)} />
  )
  const others = feeds.filter(({ kind }) => kind !== 'main')
  return pageHtml(site, {
    title: say(words, 'pages.feeds'),
    description: say(words, 'pages.feedsPage.about', { site: site.title }),
    root,
    canonical: `${site.url}/feeds/`,
    feeds: others.map(({ folder, title }) => ({ file: folder + ATOM_FILE, title })),
    children: (
      <div class="measure feeds-page">
        <h1>{say(words, 'pages.feeds')}</h1>
        <HowTo site={site} />
        {groups.map((group) => (
          <FeedGroup
            key={group.id}
            words={words}
            group={group}
            rows={feeds.filter(({ kind }) => group.kinds.includes(kind)).map(row)}
          />
        ))}
        <Elsewhere words={words} root={root} hasCalendar={hasCalendar} />
      </div>
    ),
  })
}

function HowTo({ site }: { site: Site }): VNode {
  const sentence = (key: string) => say(site.words, `pages.feedsPage.${key}`)
  return (
    <>
      <p>{sentence('what')}</p>
      <h2>{sentence('how')}</h2>
      <ol>
        <li>{sentence('open')}</li>
        <li>
          {sentence('copy')}
          <span class="feed-address">
            <code dir="ltr">{`${site.url}/${ATOM_FILE}`}</code>
          </span>
        </li>
        <li>{sentence('paste')}</li>
      </ol>
      <p class="small">{sentence('formats')}</p>
    </>
  )
}

interface FeedGroupProps {
  readonly words: Words
  readonly group: Group
  readonly rows: readonly VNode[]
}

function FeedGroup({ words, group: { id, title, about }, rows }: FeedGroupProps): VNode | null {
  if (rows.length === 0) return null
  const more = rows.slice(SHOWN)
  return (
    <section aria-labelledby={`feeds-${id}`}>
      <h2 id={`feeds-${id}`}>{say(words, `pages.feedsPage.${title}`)}</h2>
      {about && <p>{say(words, `pages.feedsPage.${about}`)}</p>}
      <ul class="feed-rows">{rows.slice(0, SHOWN)}</ul>
      {more.length > 0 && (
        <details>
          <summary>{say(words, 'pages.feedsPage.more', { more: more.length })}</summary>
          <ul class="feed-rows">{more}</ul>
        </details>
      )}
    </section>
  )
}

function aboutOf({ kind, key }: FeedName, lists: readonly List[], words: Words): string {
  if (kind === 'main') return say(words, 'pages.feedsPage.everything')
  if (kind === 'end-of-life') return say(words, 'pages.feedsPage.endOfLife')
  return (kind === 'list' && lists.find(({ id }) => id === key)?.description) || ''
}

/** The name of a link says whose it is: read alone, "Atom" could be any. */
interface RowProps {
  readonly words: Words
  readonly feed: FeedName
  readonly root: string
  readonly about: string
}

function Row({ words, feed, root, about }: RowProps): VNode {
  return (
    <li>
      <div>
        <strong>{feed.name}</strong>
        {about && <small>{about}</small>}
      </div>
      <span class="formats">
        {feedLinks.map(({ file, type, name }) => (
          <a
            key={file}
            href={root + feed.folder + file}
            type={type}
            aria-label={say(words, 'pages.feedsPage.inFormat', { format: name, feed: feed.name })}
          >
            {name}
          </a>
        ))}
      </span>
    </li>
  )
}

function Elsewhere({ words, root, hasCalendar }: { words: Words; root: string; hasCalendar: boolean }): VNode {
  return (
    <section aria-labelledby="feeds-elsewhere">
      <h2 id="feeds-elsewhere">{say(words, 'pages.feedsPage.elsewhere')}</h2>
      <ul>
        <li>
          {said(
            words,
            'pages.feedsPage.opml',
            {},
            {
              one: linkedTo(root + OPML_FILE, 'text/x-opml'),
              all: linkedTo(root + OPML_ALL_FILE, 'text/x-opml'),
            },
          )}
        </li>
        {hasCalendar && (
          <li>
            {said(
              words,
              'pages.feedsPage.calendar',
              {},
              { link: linkedTo(root + releaseLinks.calendar.file, releaseLinks.calendar.type) },
            )}
          </li>
        )}
        <li>{said(words, 'pages.feedsPage.mail', {}, { link: linkedTo(`${root}#subscribe`) })}</li>
      </ul>
    </section>
  )
}
