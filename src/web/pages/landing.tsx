/**
 * The front page where no static pages are published: the feeds and the form. Pure. In: the site, the configuration.
 * Out: HTML.
 */
import type { Config } from '../../config/schema.js'
import { Follow } from '../../site/follow.js'
import type { Site } from '../../site/site.js'
import { webPage } from './frame.js'

export function landingPage(site: Site, { lists }: Config): string {
  return webPage(site, {
    title: `Follow ${site.title}`,
    canonical: `${site.url}/`,
    children: (
      <>
        <p class="leading">{site.description || `What ${site.title} announces, by mail and by feed.`}</p>
        <Follow site={site} root="/" lists={lists} />
      </>
    ),
  })
}
