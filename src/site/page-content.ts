/**
 * An announcement's HTML as its own page wants it. Pure. In: safe HTML with absolute links, as feeds and mail have it.
 * Out: the same with links between announcements relative, and with code and tables that a keyboard can scroll. Only
 * tags are touched: in safe HTML a text never holds `<`.
 */
import { linkTo } from './paths.js'

export interface PagePlace {
  /** Absolute address of this page. */
  readonly url: string
  /** Where announcements' addresses begin. */
  readonly newsUrl: string
  readonly siteUrl: string
  /** From this page to the top of the site. */
  readonly root: string
  /** What a table that scrolls is called, for who hears the page. */
  readonly table: string
}

export function pageContent(html: string, { url, newsUrl, siteUrl, root, table }: PagePlace): string {
  const name = table.replace(/&/g, '&amp;').replace(/"/g, '&quot;')
  return html
    .replace(/(<a\b[^>]*?\shref=")([^"]*)/g, (_tag, before: string, href: string) => {
      if (href.startsWith(`${url}#`)) return before + href.slice(url.length)
      return before + (href.startsWith(newsUrl) ? linkTo(href, siteUrl, root) : href)
    })
    .replace(/<pre\b/g, '<pre tabindex="0"')
    .replace(/<table\b/g, () => `<div class="scroll" tabindex="0" role="group" aria-label="${name}"><table`)
    .replaceAll('</table>', '</table></div>')
}
