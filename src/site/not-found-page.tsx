/**
 * The page for addresses that nothing answers to. Pure. In: the site. Out: HTML. Its links are absolute paths: it is
 * shown anywhere.
 */
import { say } from '../words/words.js'
import { pageHtml } from './frame.js'
import { linkedTo, said } from './said.js'
import type { Site } from './site.js'

export function notFoundPage(site: Site, root = `${new URL(site.url).pathname.replace(/\/$/, '')}/`): string {
  return pageHtml(site, {
    title: say(site.words, 'pages.notFound.title'),
    root,
    children: (
      <div class="measure">
        <h1>{say(site.words, 'pages.notFound.heading')}</h1>
        <p>{said(site.words, 'pages.notFound.text', {}, { link: linkedTo(root) })}</p>
      </div>
    ),
  })
}
