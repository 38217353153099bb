/**
 * An announcement's body as HTML that is safe to show, with absolute addresses. Pure, and done once for each
 * announcement: feeds, pages and mail ask for the same HTML.
 */

import { renderMarkdown } from '../markup/markdown.js'
import { safeHtml } from '../markup/sanitise.js'
import type { Announcement } from './announcement.js'
import { keepContentHtml, keptContentHtml } from './kept-html.js'

/** @param siteUrl what root-relative links are resolved against, without a slash at the end */
export function contentHtml(announcement: Announcement, siteUrl: string): string {
  const known = keptContentHtml(announcement, siteUrl)
  if (known !== undefined) return known
  const html = safeHtml(renderMarkdown(announcement.body), { siteUrl, postUrl: announcement.url })
  keepContentHtml(announcement, siteUrl, html)
  return html
}
