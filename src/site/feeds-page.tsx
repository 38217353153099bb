/**
 * The page that shows people the feeds: what each holds, its addresses, how to subscribe. Pure. In: the feeds, the
 * lists, whether there is a releases table. Out: HTML.
 */
import type { VNode } from 'preact'
import type { List } from '../config/schema.js'
import { ATOM_FILE, type FeedKind, type FeedName, OPML_ALL_FILE, OPML_FILE } from '../feeds/names.js'
import { feedLinks, releaseLinks } from './feed-links.js'
import { pageHtml } from './frame.js'
import type { FeedsPageFacts } from './page-facts.js'
import { FEEDS_PAGE, rootFrom } from './paths.js'
import type { Site } from './site.js'

interface Group {
  /** Of its heading, without `feeds-`. */
  readonly id: string
  readonly kinds: readonly FeedKind[]
  readonly title: string
  readonly about?: string
}

const groups: readonly Group[] = [
  { id: 'main', kinds: ['main', 'end-of-life'], title: 'The whole project' },
  { id: 'list', kinds: ['list'], title: 'By list', about: 'The lists that people subscribe to by mail.' },
  { id: 'category', kinds: ['category'], title: 'By category', about: 'As the authors file what they write.' },
  {
    id: 'cycle',
    kinds: ['cycle'],
    title: 'By release',
    about: 'One release alone: its versions, and the end of its support.',
  },
]

/** Feeds of a group beyond these are folded away: the releases of many years. */
const SHOWN = 12

export function feedsPage(site: Site, { feeds, lists, hasCalendar }: FeedsPageFacts): string {
  const root = rootFrom(FEEDS_PAGE)
  const row = (feed: FeedName) => <Row key={feed.folder} feed={feed} root={root} about={aboutOf(feed, lists)} />
  const others = feeds.filter(({ kind }) => kind !== 'main')
  return pageHtml(site, {
    title: 'Feeds',
    description: `The feeds of ${site.title}, and how to subscribe to them.`,
    root,
    canonical: `${site.url}/feeds/`,
    feeds: others.map(({ folder, title }) => ({ file: folder + ATOM_FILE, title })),
    children: (
      <div class="measure feeds-page">
        <h1>Feeds</h1>
        <HowTo site={site} />
        {groups.map((group) => (
          <FeedGroup
            key={group.id}
            group={group}
            rows={feeds.filter(({ kind }) => group.kinds.includes(kind)).map(row)}
          />
        ))}
        <Elsewhere root={root} hasCalendar={hasCalendar} />
      </div>
    ),
  })
}

function HowTo({ site }: { site: Site }): VNode {
  return (
    <>
      <p>
        A feed reader fetches new announcements by itself. There is nothing to sign up for, and it needs no address of
        yours.
      </p>
      <h2>How to subscribe</h2>
      <ol>
        <li>Open your feed reader. Apps, mail programs such as Thunderbird, and services on the web can be one.</li>
        <li>
          Copy the address of a feed. When in doubt, take this one; it holds everything:
          <span class="feed-address">
            <code dir="ltr">{`${site.url}/${ATOM_FILE}`}</code>
          </span>
        </li>
        <li>Paste it where the reader says “add” or “subscribe”.</li>
      </ol>
      <p class="small">
        Atom, RSS and JSON Feed hold the same: Atom for every reader, RSS for those that ask for it, JSON Feed for
        scripts.
      </p>
    </>
  )
}

function FeedGroup({ group: { id, title, about }, rows }: { group: Group; rows: readonly VNode[] }): VNode | null {
  if (rows.length === 0) return null
  const more = rows.slice(SHOWN)
  return (
    <section aria-labelledby={`feeds-${id}`}>
      <h2 id={`feeds-${id}`}>{title}</h2>
      {about && <p>{about}</p>}
      <ul class="feed-rows">{rows.slice(0, SHOWN)}</ul>
      {more.length > 0 && (
        <details>
          <summary>{more.length === 1 ? 'One more' : `${more.length} more`}</summary>
          <ul class="feed-rows">{more}</ul>
        </details>
      )}
    </section>
  )
}

function aboutOf({ kind, key }: FeedName, lists: readonly List[]): string {
  if (kind === 'main') return 'Every announcement of the project.'
  if (kind === 'end-of-life') return 'Releases whose support ends soon or has ended.'
  return (kind === 'list' && lists.find(({ id }) => id === key)?.description) || ''
}

/** The name of a link says whose it is: read alone, "Atom" could be any. */
function Row({ feed, root, about }: { feed: FeedName; root: string; about: string }): VNode {
  return (
    <li>
      <div>
        <strong>{feed.name}</strong>
        {about && <small>{about}</small>}
      </div>
      <span class="formats">
        {feedLinks.map(({ file, type, name }) => (
          <a key={file} href={root + feed.folder + file} type={type} aria-label={`${name}: ${feed.name}`}>
            {name}
          </a>
        ))}
      </span>
    </li>
  )
}

function Elsewhere({ root, hasCalendar }: { root: string; hasCalendar: boolean }): VNode {
  return (
    <section aria-labelledby="feeds-elsewhere">
      <h2 id="feeds-elsewhere">Other ways</h2>
      <ul>
        <li>
          <a href={root + OPML_FILE} type="text/x-opml">
            A file for readers that import (OPML)
          </a>
          , with the feed of everything;{' '}
          <a href={root + OPML_ALL_FILE} type="text/x-opml">
            one of all these feeds
          </a>
          , in which most entries come several times.
        </li>
        {hasCalendar && (
          <li>
            <a href={root + releaseLinks.calendar.file} type={releaseLinks.calendar.type}>
              A calendar
            </a>{' '}
            of the days on which releases come and support ends.
          </li>
        )}
        <li>
          <a href={`${root}#subscribe`}>By mail</a>, one for each announcement.
        </li>
      </ul>
    </section>
  )
}
