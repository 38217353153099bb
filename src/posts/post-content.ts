/**
 * A post's body for those who show it: its Markdown, or the HTML of its site, and what is shown of it. Pure but for the
 * HTML that it keeps. In: an announcement. Out: content that stands in facts by a digest, so a body is read only where
 * a page or a feed is made of it. Feeds and pages ask for the same HTML; what was asked for long ago is made again
 * rather than kept.
 */
import { LazyText } from '../base/facts.js'
import { NewestCache } from '../base/newest-cache.js'
import type { MarkdownSettings } from '../config/markdown-names.js'
import { renderMarkdown } from '../markup/markdown.js'
import { safeHtml } from '../markup/sanitise.js'
import type { Announcement, BodyPart } from './announcement.js'

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
const places = new WeakMap<Announcement | PostContent, BodyPlace>()

/** One for each announcement, so that all who show it share its HTML. */
export function contentOf(announcement: Announcement): PostContent {
  const known = contents.get(announcement)
  if (known !== undefined) return known
  const content =
    announcement.rendered === undefined ? ofBody(announcement) : ofPage(announcement, announcement.rendered)
  contents.set(announcement, content)
  const place = places.get(announcement)
  if (place !== undefined && !content.isHtml) places.set(content, place)
  return content
}

/** Where a body can be read by whoever has a disk, also on another thread. */
export interface BodyPlace extends BodyPart {
  readonly file: string
  readonly digest: string
}

/** Told by whoever read it; a copy of the announcement has none. */
export function rememberBodyPlace(announcement: Announcement, place: BodyPlace): void {
  places.set(announcement, place)
}

/** Undefined where no file holds what is shown, or nobody said so. */
export function bodyPlace(content: PostContent): BodyPlace | undefined {
  return places.get(content)
}

function ofBody(announcement: Announcement): PostContent {
  const { url, digest, markdown } = announcement
  const body = new LazyText(digest, () => announcement.body)
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
