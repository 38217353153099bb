/**
 * The page of an announcement that was taken back, for those whom an old link leads there. Pure. In: the day. Out:
 * HTML. A static host cannot answer 410: no search engine shall keep the page instead.
 */
import { formatDay } from '../base/format-day.js'
import { say } from '../words/words.js'
import { pageHtml } from './frame.js'
import { linkedTo, said } from './said.js'
import type { Site } from './site.js'

export function takenBackPage(site: Site, day: string, root: string): string {
  const written = <time dateTime={day}>{formatDay(day, site.language)}</time>
  return pageHtml(site, {
    title: say(site.words, 'pages.takenBack.title'),
    root,
    children: (
      <div class="measure">
        <h1>{say(site.words, 'pages.takenBack.heading')}</h1>
        <p>{said(site.words, 'pages.takenBack.text', { day: written }, { link: linkedTo(root) })}</p>
      </div>
    ),
  })
}
