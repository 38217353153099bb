/**
 * The page for addresses that nothing answers to. Pure. In: the site. Out: HTML. Its links are absolute paths: it is
 * shown anywhere.
 */
import { pageHtml } from './frame.js'
import type { Site } from './site.js'

export function notFoundPage(site: Site, root = `${new URL(site.url).pathname.replace(/\/$/, '')}/`): string {
  return pageHtml(site, {
    title: 'Not found',
    root,
    children: (
      <div class="measure">
        <h1>There is no page here</h1>
        <p>
          The announcement may have moved. <a href={root}>All announcements</a> are listed on the front page.
        </p>
      </div>
    ),
  })
}
