/**
 * What is shown of a post's body. Pure but for the HTML that it keeps: feeds and pages ask for the same, and what was
 * asked for long ago is made again rather than kept. In: content of posts. Out: HTML that is safe to show.
 */
import { NewestCache } from '../base/newest-cache.js'
import { renderMarkdown } from '../markup/markdown.js'
import { safeHtml } from '../markup/sanitise.js'
import type { PostContent } from './post-content.js'

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

/** Whoever is done with many posts, and asks for none of them again. */
export function forgetContentHtml(): void {
  kept.clear()
}

/** What another thread made, or what was made of the same post under another value. */
export function keepContentHtml(content: PostContent, siteUrl: string, html: string): void {
  kept.set(content, { siteUrl, html })
}
