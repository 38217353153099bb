/**
 * The page where an announcement stood before it moved: old links and mail lead there. Pure. In: where it stands now.
 * Out: HTML that leads on. A static host cannot answer 301; search engines take a refresh at once for one.
 */
import { pageHtml } from './frame.js'
import type { Neighbour } from './page-facts.js'
import { linkTo } from './paths.js'
import { said } from './said.js'
import type { Site } from './site.js'
import { titleText } from './title-text.js'

export function movedPage(site: Site, { title, url }: Neighbour, root: string): string {
  const link = linkTo(url, site.url, root)
  const words = { address: <a href={link}>{titleText(title, site.language)}</a> }
  return pageHtml(site, {
    ...{ title, root, canonical: url, refresh: link },
    children: (
      <div class="measure">
        <h1>{titleText(title, site.language)}</h1>
        <p class="outward">{said(site.words, 'pages.announcement.elsewhere', words)}</p>
      </div>
    ),
  })
}
