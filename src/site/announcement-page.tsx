/** The page of one announcement. Pure. In: the announcement, its HTML, what came before and after. Out: HTML. */
import type { VNode } from 'preact'
import type { Announcement } from '../content/announcement.js'
import { pageContent } from './content.js'
import { formatDay } from './days.js'
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
      <div class="measure">
        <article>
          <ArticleHead site={site} {...props} />
          <Body site={site} {...props} />
        </article>
        <Onward site={site} {...props} />
      </div>
    ),
  })
}

function ArticleHead({ site, announcement, updatedOn }: AnnouncementPageProps & { site: Site }): VNode {
  return (
    <header class="article-head">
      <p class="meta">
        <time dateTime={announcement.day}>{formatDay(announcement.day, site.language)}</time>
        <Marks announcement={announcement} />
      </p>
      <h1>{announcement.title}</h1>
      <p class="byline">By {announcement.authors.join(', ')}</p>
      {updatedOn.length > 0 && (
        <p class="updated">
          Updated{' '}
          {updatedOn.map((day, index) => (
            <>
              {index > 0 && '; '}
              <time dateTime={day}>{formatDay(day, site.language)}</time>
            </>
          ))}
        </p>
      )}
      <Offer announcement={announcement} />
    </header>
  )
}

/** What was withdrawn is not offered for download. */
function Offer({ announcement }: { announcement: Announcement }): VNode | null {
  if (announcement.severity === 'recall') {
    return (
      <p class="notice">
        <strong>Withdrawn.</strong> Do not install what this announced before you have read the updates in its text.
      </p>
    )
  }
  if (announcement.downloadUrl === undefined) return null
  return (
    <p>
      <a class="button" href={announcement.downloadUrl}>
        Download{announcement.version === undefined ? '' : ` ${announcement.version}`}
      </a>
    </p>
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
  const content = { __html: pageContent(html, announcement.url, newsUrl, site.url, root) }
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the content room sanitised it
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
    <>
      <p class="next-one">
        Hear of the next one: <a href={`${root}#subscribe`}>by mail</a> or <a href={`${root}#follow`}>by feed</a>.
      </p>
      <nav class="neighbours" aria-label="Other announcements">
        {link('prev', 'Earlier', older)}
        {link('next', 'Later', newer)}
      </nav>
    </>
  )
}
