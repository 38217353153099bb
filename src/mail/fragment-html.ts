/**
 * A piece of Markdown that stands beside a post, such as the text of an update, as HTML that a mail may carry. Pure.
 * In: the piece, the announcement it belongs to, the configuration. Out: sanitised HTML without ids: the announcement
 * has the same, and no id may stand twice.
 */
import type { Config } from '../config/schema.js'
import { inLanguage } from '../markup/in-language.js'
import { renderMarkdown } from '../markup/markdown.js'
import { safeHtml } from '../markup/sanitise.js'
import type { Announcement } from '../posts/announcement.js'
import { postHtml } from './post-html.js'

/** An update's text brings the link definitions that it needs along. */
export function fragmentHtml(markdown: string, announcement: Announcement, config: Config): string {
  const { url, language, markdown: settings } = announcement
  const html = safeHtml(renderMarkdown(markdown, settings), { siteUrl: config.site.url, postUrl: url })
  return inLanguage(postHtml(withoutIds(html)).trim(), language, config.site.language)
}

function withoutIds(html: string): string {
  return html.replace(/<[a-z](?:"[^"]*"|[^">])*>/gi, (tag) => tag.replace(/\sid="[^"]*"/i, ''))
}
