/**
 * A post's body for those who show it: its Markdown, or the HTML of its site, and what is shown of it. Pure but for the
 * HTML that it keeps. In: an announcement. Out: content that stands in facts by a digest, so a body is read only where
 * a page or a feed is made of it. Feeds and pages ask for the same HTML; what was asked for long ago is made again
 * rather than kept.
 */
import { LazyText, type TextPlace } from '../base/facts.js'
import { NewestCache } from '../base/newest-cache.js'
import type { MarkdownSettings } from '../config/markdown-names.js'
import { renderMarkdown } from '../markup/markdown.js'
import { safeHtml } from '../markup/sanitise.js'
import type { Announcement } from './announcement.js'

export interface PostContent {
  /** Absolute address of the post, against which its links are resolved. */
  readonly url: string
  /** Markdown, or what `isHtml` says. */
  readonly body: LazyText
  /** The body is HTML of the site's own page. */
  readonly isHtml?: true
  /** How it is written, where the site says so. */
  readonly markdown?: MarkdownSettings
}

const contents = new WeakMap<Announcement, PostContent>()
const places = new WeakMap<Announcement, TextPlace>()

/** One for each announcement, so that all who show it share its HTML. */
export function contentOf(announcement: Announcement): PostContent {
  const known = contents.get(announcement)
  if (known !== undefined) return known
  const content =
    announcement.rendered === undefined ? ofBody(announcement) : ofPage(announcement, announcement.rendered)
  contents.set(announcement, content)
  return content
}

/** Where its body stands, told by whoever read it; a copy of the announcement has no place. */
export function rememberPlace(announcement: Announcement, place: TextPlace): void {
  places.set(announcement, place)
}

function ofBody(announcement: Announcement): PostContent {
  const { url, digest, markdown } = announcement
  const body = new LazyText(digest, () => announcement.body, places.get(announcement))
  return { url, body, ...(markdown !== undefined && { markdown }) }
}

/** Updates are of the post's file, and written as it is. */
function ofPage({ url, markdown }: Announcement, body: LazyText): PostContent {
  return { url, body, isHtml: true, ...(markdown !== undefined && { markdown }) }
}

interface KeptHtml {
  readonly siteUrl: string
  readonly html: string
}

/** Characters. */
const kept = new NewestCache<PostContent, KeptHtml>({ most: 4_000_000, weigh: ({ html }) => html.length })

/**
 * HTML that is safe to show, with absolute addresses.
 * @param siteUrl what root-relative links are resolved against, without a slash at the end
 */
export function contentHtml(content: PostContent, siteUrl: string): string {
  const known = keptHtml(content, siteUrl)
  if (known !== undefined) return known
  const { body, isHtml, markdown, url } = content
  const html = safeHtml(isHtml ? body.text : renderMarkdown(body.text, markdown), { siteUrl, postUrl: url })
  keepContentHtml(content, siteUrl, html)
  return html
}

/** What was made of it already, where that is still there. */
export function keptHtml(content: PostContent, siteUrl: string): string | undefined {
  const known = kept.get(content)
  return known?.siteUrl === siteUrl ? known.html : undefined
}

/** What another thread made, or what was made of the same post under another value. */
export function keepContentHtml(content: PostContent, siteUrl: string, html: string): void {
  kept.set(content, { siteUrl, html })
}
