/**
 * The news: a front page with the latest announcements, and one page a year with all of it. Pure. In: announcements, newest first.
 * Out: HTML.
 */
import type { VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import type { List } from '../config/schema.js'
import type { Announcement } from '../posts/announcement.js'
import { Follow } from './follow.js'
import { pageHtml } from './frame.js'
import { Marks, NewsByYear, NewsList } from './news-list.js'
import { FRONT_PAGE, linkTo, rootFrom, yearPath } from './paths.js'
import type { Site } from './site.js'
import type { SupportOverview } from './support-overview.js'
import { SupportTables } from './support-table.js'

export interface YearCount {
  readonly year: string
  readonly count: number
}

export interface IndexPageProps {
  /** At most FRONT_PAGE of them are shown. */
  readonly announcements: readonly Announcement[]
  /** The first lines of the newest, plain text. */
  readonly lead: string
  readonly years: readonly YearCount[]
  readonly lists: readonly List[]
  /** Absent without a releases table. */
  readonly support?: SupportOverview
}

export function indexPage(site: Site, { announcements, lead, years, lists, support }: IndexPageProps): string {
  const root = './'
  const [newest, ...others] = announcements.slice(0, FRONT_PAGE)
  return pageHtml(site, {
    root,
    canonical: `${site.url}/`,
    ...(site.description === '' ? {} : { description: site.description }),
    children: (
      <div class="columns">
        <div>
          <h1 class="quiet">Announcements</h1>
          {newest ? <Lead site={site} root={root} announcement={newest} lead={lead} /> : <p>There are none yet.</p>}
          {support && <SupportTables site={site} root={root} overview={support} />}
          <NewsByYear site={site} root={root} announcements={others} />
          <Years root={root} years={years} />
        </div>
        <Follow site={site} root={root} lists={lists} />
      </div>
    ),
  })
}

export function yearPage(
  site: Site,
  year: string,
  announcements: readonly Announcement[],
  years: readonly YearCount[],
): string {
  const root = rootFrom(yearPath(year))
  return pageHtml(site, {
    title: `Announcements of ${year}`,
    root,
    canonical: `${site.url}/archive/${year}/`,
    children: (
      <div class="measure">
        <h1>Announcements of {year}</h1>
        <NewsList site={site} root={root} announcements={announcements} />
        <Years root={root} years={years} current={year} />
      </div>
    ),
  })
}

function Lead({
  site,
  root,
  announcement,
  lead,
}: {
  site: Site
  root: string
  announcement: Announcement
  lead: string
}): VNode {
  const day = <time dateTime={announcement.day}>{formatDay(announcement.day, site.language)}</time>
  // Beside "End of life" it would be read as the day of the end.
  const isEnd = announcement.kind === 'end-of-life'
  return (
    <article class="lead">
      <p class="meta">
        {!isEnd && day}
        <Marks announcement={announcement} />
      </p>
      <h2>
        <a href={linkTo(announcement.url, site.url, root)}>{announcement.title}</a>
      </h2>
      {isEnd && <p class="meta">Published {day}</p>}
      {lead && <p>{lead}</p>}
    </article>
  )
}

function Years({
  root,
  years,
  current,
}: {
  root: string
  years: readonly YearCount[]
  current?: string
}): VNode | null {
  if (years.length === 0) return null
  return (
    <nav class="years" aria-label="All announcements by year">
      <h2>All by year</h2>
      <ul>
        {years.map(({ year, count }) => (
          <li key={year}>
            <a href={`${root}archive/${year}/`} {...(year === current ? { 'aria-current': 'page' } : {})}>
              {year}
            </a>{' '}
            <span>{count}</span>
          </li>
        ))}
      </ul>
    </nav>
  )
}
