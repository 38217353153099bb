/** The page of one announcement. Pure. In: the announcement, its HTML and updates, what came before and after. Out: HTML. */
import type { VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import type { Announcement } from '../posts/announcement.js'
import { shownVersion } from '../posts/version.js'
import { feedsOf } from './feed-links.js'
import { pageHtml } from './frame.js'
import { Marks } from './news-list.js'
import { pageContent } from './page-content.js'
import { type PageUpdates, withAnchors } from './page-updates.js'
import { linkTo } from './paths.js'
import type { Site } from './site.js'
import { type ShownUpdate, Updates } from './updates.js'

/** Another announcement, as a link to it. */
export interface Neighbour {
  readonly url: string
  readonly title: string
}

export interface AnnouncementPageProps {
  readonly announcement: Announcement
  /** Safe HTML with absolute links. */
  readonly html: string
  /** Plain text for search engines, or empty. */
  readonly description: string
  readonly updates: PageUpdates
  /** Those of `updates.before`, as safe HTML with absolute links. */
  readonly updatesHtml: readonly ShownUpdate[]
  readonly newer?: Neighbour
  readonly older?: Neighbour
  readonly root: string
  /** Where announcements' addresses begin, e.g. `https://lantern.example/news/`. */
  readonly newsUrl: string
}

export function announcementPage(site: Site, props: AnnouncementPageProps): string {
  const { announcement, description, root } = props
  const body = bodyHtml(site, props)
  return pageHtml(site, {
    title: announcement.title,
    ...(description === '' ? {} : { description }),
    root,
    canonical: announcement.url,
    feeds: feedsOf(announcement, site.title),
    children: (
      <>
        <article class="announcement">
          <header>
            <h1>{announcement.title}</h1>
            {announcement.severity === 'recall' && <Recall {...props.updates} />}
          </header>
          <Facts site={site} body={body} {...props} />
          <div>
            <Updates updates={props.updatesHtml} language={site.language} taken={(anchor) => hasId(body, anchor)} />
            <Body announcement={announcement} body={body} />
          </div>
        </article>
        <Onward site={site} {...props} />
      </>
    ),
  })
}

function hasId(html: string, id: string): boolean {
  return html.includes(` id="${id}"`)
}

function bodyHtml(site: Site, { announcement, html, updates, newsUrl, root }: AnnouncementPageProps): string {
  return withAnchors(pageContent(html, announcement.url, newsUrl, site.url, root), updates.inBody)
}

function Recall({ recall }: PageUpdates): VNode {
  const updates = recall === undefined ? 'the updates in its text' : <a href={`#${recall}`}>its update</a>
  return (
    <p class="notice">
      <strong>Withdrawn.</strong> Do not install what this announced before you have read {updates}.
    </p>
  )
}

function Facts({ site, announcement, updates, body }: AnnouncementPageProps & { site: Site; body: string }): VNode {
  const { before, inBody } = updates
  const updated = [...before, ...inBody].sort((a, b) => (a.anchor < b.anchor ? -1 : 1))
  const days = [...new Map(updated.toReversed().map((update) => [update.day, update])).values()].toReversed()
  // Where the block was not found, the link of the feed comes here.
  const lost = new Set(inBody.map(({ anchor }) => anchor).filter((anchor) => !hasId(body, anchor)))
  return (
    <div class="facts">
      <dl>
        <dt>Published</dt>
        <dd>
          <Day day={announcement.day} site={site} />
        </dd>
        {days.length > 0 && <dt>Updated</dt>}
        {days.map(({ day, anchor }) => (
          <dd key={day} {...(lost.has(anchor) ? { id: anchor } : {})}>
            <Day day={day} site={site} />
          </dd>
        ))}
        <dt>Kind</dt>
        <dd>
          <Marks announcement={announcement} />
        </dd>
        <dt>By</dt>
        {announcement.authors.map((author) => (
          <dd key={author}>{author}</dd>
        ))}
      </dl>
      <Download announcement={announcement} />
    </div>
  )
}

function Day({ day, site }: { day: string; site: Site }): VNode {
  return <time dateTime={day}>{formatDay(day, site.language)}</time>
}

/** What was withdrawn is not offered. */
function Download({ announcement }: { announcement: Announcement }): VNode | null {
  if (announcement.downloadUrl === undefined || announcement.severity === 'recall') return null
  const version = shownVersion(announcement)
  return (
    <a class="button" href={announcement.downloadUrl}>
      Download{version && ` ${version}`}
    </a>
  )
}

function Body({ announcement, body }: { announcement: Announcement; body: string }): VNode {
  if (announcement.redirectTo !== undefined) {
    return (
      <p class="outward">
        This announcement stands at <a href={announcement.redirectTo}>{announcement.redirectTo}</a>.
      </p>
    )
  }
  // Sanitised by the content room.
  return <div class="prose" dangerouslySetInnerHTML={{ __html: body }} />
}

function Onward({ site, root, newer, older }: AnnouncementPageProps & { site: Site }): VNode {
  const link = (rel: string, label: string, neighbour: Neighbour | undefined) =>
    neighbour && (
      <a rel={rel} href={linkTo(neighbour.url, site.url, root)}>
        <small>{label}</small> {neighbour.title}
      </a>
    )
  return (
    <div class="onward">
      <p>
        Hear of the next one: <a href={`${root}#subscribe`}>by mail</a> or <a href={root + site.feedsPage}>by feed</a>.
      </p>
      <nav class="neighbours" aria-label="Other announcements">
        {link('prev', 'Earlier', older)}
        {link('next', 'Later', newer)}
      </nav>
    </div>
  )
}
