/** The page of one announcement. Pure. In: the announcement, its HTML, what came before and after. Out: HTML. */
import type { VNode } from 'preact'
import type { Announcement } from '../content/announcement.js'
import { formatDay } from '../content/format-day.js'
import { pageContent } from './content.js'
import { pageHtml, type Site } from './frame.js'
import { Marks } from './news-list.js'
import { linkTo } from './paths.js'

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
  /** Days of dated updates that are not in the future, YYYY-MM-DD, oldest first. */
  readonly updatedOn: readonly string[]
  readonly newer?: Neighbour
  readonly older?: Neighbour
  readonly root: string
  /** Where announcements' addresses begin, e.g. `https://lantern.example/news/`. */
  readonly newsUrl: string
}

export function announcementPage(site: Site, props: AnnouncementPageProps): string {
  const { announcement, description, root } = props
  return pageHtml(site, {
    title: announcement.title,
    ...(description === '' ? {} : { description }),
    root,
    canonical: announcement.url,
    children: (
      <>
        <article class="announcement">
          <header>
            <h1>{announcement.title}</h1>
            {announcement.severity === 'recall' && <Recall />}
          </header>
          <Facts site={site} {...props} />
          <Body site={site} {...props} />
        </article>
        <Onward site={site} {...props} />
      </>
    ),
  })
}

function Recall(): VNode {
  return (
    <p class="notice">
      <strong>Withdrawn.</strong> Do not install what this announced before you have read the updates in its text.
    </p>
  )
}

function Facts({ site, announcement, updatedOn }: AnnouncementPageProps & { site: Site }): VNode {
  return (
    <div class="facts">
      <dl>
        <dt>Published</dt>
        <dd>
          <Day day={announcement.day} site={site} />
        </dd>
        {updatedOn.length > 0 && <dt>Updated</dt>}
        {updatedOn.map((day) => (
          <dd key={day}>
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
  return (
    <a class="button" href={announcement.downloadUrl}>
      Download{announcement.version === undefined ? '' : ` ${announcement.version}`}
    </a>
  )
}

function Body({ site, announcement, html, root, newsUrl }: AnnouncementPageProps & { site: Site }): VNode {
  if (announcement.redirectTo !== undefined) {
    return (
      <p class="outward">
        This announcement stands at <a href={announcement.redirectTo}>{announcement.redirectTo}</a>.
      </p>
    )
  }
  // Sanitised by the content room.
  const content = { __html: pageContent(html, announcement.url, newsUrl, site.url, root) }
  return <div class="prose" dangerouslySetInnerHTML={content} />
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
        Hear of the next one: <a href={`${root}#subscribe`}>by mail</a> or <a href={`${root}#follow`}>by feed</a>.
      </p>
      <nav class="neighbours" aria-label="Other announcements">
        {link('prev', 'Earlier', older)}
        {link('next', 'Later', newer)}
      </nav>
    </div>
  )
}
