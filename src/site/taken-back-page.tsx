/**
 * The page of an announcement that was taken back, for those whom an old link leads there. Pure. In: the day. Out:
 * HTML. A static host cannot answer 410: no search engine shall keep the page instead.
 */
import { formatDay } from '../base/format-day.js'
import { pageHtml } from './frame.js'
import type { Site } from './site.js'

export function takenBackPage(site: Site, day: string, root: string): string {
  return pageHtml(site, {
    title: 'Taken back',
    root,
    children: (
      <div class="measure">
        <h1>This announcement was taken back</h1>
        <p>
          It was taken back on <time dateTime={day}>{formatDay(day, site.language)}</time> and is no longer published
          here. <a href={root}>All announcements</a> are listed on the front page.
        </p>
      </div>
    ),
  })
}
