/** Announcements in a list, grouped by year, and the marks that tell kinds apart. Pure. In: announcements, newest first. Out: elements. */
import type { VNode } from 'preact'
import { formatDay } from '../base/format-day.js'
import type { Announcement } from '../posts/announcement.js'
import { kindLabels, severityLabels } from './labels.js'
import { byYear } from './news-years.js'
import { linkTo } from './paths.js'
import type { Site } from './site.js'

/** What kind it is, and how severe where that is out of the ordinary: a shape and a word each, so nothing hangs on colour. */
export function Marks({ announcement }: { announcement: Announcement }): VNode {
  const severity = severityLabels[announcement.severity]
  return (
    <span class="marks">
      <span class={`kind ${announcement.kind}`}>{kindLabels[announcement.kind]}</span>
      {severity && <span class={`severity ${announcement.severity}`}>{severity}</span>}
    </span>
  )
}

export interface NewsListProps {
  readonly site: Site
  readonly root: string
  readonly announcements: readonly Announcement[]
}

export function NewsByYear({ site, root, announcements }: NewsListProps): VNode {
  return (
    <>
      {[...byYear(announcements)].map(([year, ofYear]) => (
        <section key={year} class="year" aria-labelledby={`year-${year}`}>
          <h2 id={`year-${year}`}>{year}</h2>
          <NewsList site={site} root={root} announcements={ofYear} />
        </section>
      ))}
    </>
  )
}

export function NewsList({ site, root, announcements }: NewsListProps): VNode {
  return (
    <ol class="news">
      {announcements.map((announcement) => (
        <li key={announcement.id}>
          <time dateTime={announcement.day}>{formatDay(announcement.day, site.language, 'short')}</time>
          <a href={linkTo(announcement.url, site.url, root)}>{announcement.title}</a>
          <Marks announcement={announcement} />
        </li>
      ))}
    </ol>
  )
}
