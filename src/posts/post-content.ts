/**
 * A post's body for those who show it: its Markdown and its HTML. Pure but for the HTML that it keeps. In: an
 * announcement. Out: content that stands in facts by the digest of the post's file, so a body is read only where a page
 * or a feed is made of it. Feeds and pages ask for the same HTML; what was asked for long ago is made again rather than
 * kept.
 */
import { LazyText } from '../base/facts.js'
import { NewestCache } from '../base/newest-cache.js'
import type { MarkdownSettings } from '../config/markdown-names.js'
import { renderMarkdown } from '../markup/markdown.js'
import { safeHtml } from '../markup/sanitise.js'
import type { Announcement } from './announcement.js'

export interface PostContent {
  /** Absolute address of the post, against which its links are resolved. */
  readonly url: string
  /** Markdown. */
  readonly body: LazyText
  /** How it is written, where the site says so. */
  readonly markdown?: MarkdownSettings
}

const contents = new WeakMap<Announcement, PostContent>()

/** One for each announcement, so that all who show it share its HTML. */
export function contentOf(announcement: Announcement): PostContent {
  const known = contents.get(announcement)
  if (known !== undefined) return known
  const { url, digest, markdown } = announcement
  const body = new LazyText(digest, () => announcement.body)
  const content = { url, body, ...(markdown !== undefined && { markdown }) }
  contents.set(announcement, content)
  return content
}

const kept = new NewestCache<PostContent, { readonly siteUrl: string; readonly html: string }>({ most: 400 })

/**
 * HTML that is safe to show, with absolute addresses.
 * @param siteUrl what root-relative links are resolved against, without a slash at the end
 */
export function contentHtml(content: PostContent, siteUrl: string): string {
  const known = kept.get(content)
  if (known?.siteUrl === siteUrl) return known.html
  const html = safeHtml(renderMarkdown(content.body.text, content.markdown), { siteUrl, postUrl: content.url })
  keepContentHtml(content, siteUrl, html)
  return html
}

/** What another thread made. */
export function keepContentHtml(content: PostContent, siteUrl: string, html: string): void {
  kept.set(content, { siteUrl, html })
}
