/**
 * The front page where no static pages are published: the feeds and the form. Pure. In: the site, the configuration.
 * Out: HTML.
 */
import type { Config } from '../../config/schema.js'
import { Follow } from '../../site/follow.js'
import type { Site } from '../../site/site.js'
import { say } from '../../words/words.js'
import { webPage } from './frame.js'

export function landingPage(site: Site, { lists }: Config): string {
  return webPage(site, {
    title: say(site.words, 'forms.landing.title', { site: site.title }),
    canonical: `${site.url}/`,
    children: (
      <>
        <p class="leading">{site.description || say(site.words, 'forms.landing.about', { site: site.title })}</p>
        <Follow site={site} root="/" lists={lists} />
      </>
    ),
  })
}
