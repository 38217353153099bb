/** An announcement as an entry. Pure. In: its facts, the settings. Out: a FeedEntry. */
import { formatDay } from '../base/format-day.js'
import type { MarkdownSettings } from '../config/markdown-names.js'
import { renderMarkdown } from '../markup/markdown.js'
import { summary } from '../markup/plain-text.js'
import { safeHtml } from '../markup/sanitise.js'
import { contentHtml } from '../posts/post-content.js'
import { provenanceSentence } from '../register/provenance.js'
import type { FeedEntry } from './document.js'
import type { AnnouncementEntryFacts } from './entry-facts.js'
import type { EntrySettings } from './input.js'
import { escapeAttribute, escapeXml } from './xml.js'

/** Characters of a summary, at most: two or three lines in a reader's list. */
export const SUMMARY_CHARACTERS = 300

export function announcementEntry(facts: AnnouncementEntryFacts, settings: EntrySettings): FeedEntry {
  const { id, url, title, authors, categories, published, updated, externalUrl, image, inReplyTo } = facts
  const html = htmlOf(facts, settings)
  return {
    ...{ id, url, title },
    ...(settings.feeds.content === 'full' ? { html } : {}),
    summary: summary(html, SUMMARY_CHARACTERS),
    ...{ authors, categories, published, updated },
    ...(externalUrl === undefined ? {} : { externalUrl }),
    ...(image === undefined ? {} : { image }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
  }
}

function htmlOf(facts: AnnouncementEntryFacts, settings: EntrySettings): string {
  const { title, withdrawn } = facts
  const written = besideHtml(facts, settings) + bodyHtml(facts, settings)
  const said = written + toldFromHtml(facts)
  return withdrawn === undefined || saysWithdrawn(title, written) ? said : withdrawnHtml(withdrawn) + said
}

/** The last line of an entry, or empty. */
export function toldFromHtml({ provenance }: Pick<AnnouncementEntryFacts, 'provenance'>): string {
  return provenance === undefined ? '' : `<p>${escapeXml(provenanceSentence(provenance))}</p>\n`
}

function besideHtml({ beside, url, content }: AnnouncementEntryFacts, settings: EntrySettings): string {
  return beside
    .map(({ day, text }) => {
      const heading = `<p><strong>Update, ${formatDay(day, settings.site.language)}</strong></p>\n`
      return heading + withoutIds(textHtml(text, { url, markdown: content.markdown }, settings))
    })
    .join('')
}

interface Written {
  readonly url: string
  readonly markdown: MarkdownSettings | undefined
}

/** Markdown that was told, with links as the post's own. */
export function textHtml(text: string, post: Written, { site }: EntrySettings): string {
  return safeHtml(renderMarkdown(text, post.markdown), { siteUrl: site.url, postUrl: post.url })
}

/** Takes ids out, because the body below may have the same. In safe HTML only tags hold quotes and `<`. */
function withoutIds(html: string): string {
  return html.replace(/<[^>]*>/g, (tag) => tag.replace(/ id="[^"]*"/, ''))
}

/** A post that only points somewhere has no body: a reader that shows content alone still gets the link. */
function bodyHtml({ content, externalUrl }: AnnouncementEntryFacts, { site }: EntrySettings): string {
  const html = contentHtml(content, site.url)
  if (externalUrl === undefined || html.trim() !== '') return html
  const address = escapeAttribute(externalUrl)
  return `<p><a href="${address}">${address}</a></p>`
}

/** Whoever reads the title and the first lines must know. */
function saysWithdrawn(title: string, html: string): boolean {
  return /\b(?:withdrawn|recalled)\b/i.test(`${title} ${summary(html, SUMMARY_CHARACTERS)}`)
}

function withdrawnHtml({ update, because }: NonNullable<AnnouncementEntryFacts['withdrawn']>): string {
  const what = '<p><strong>Withdrawn:</strong> do not use what this announces'
  if (update === undefined && because !== undefined) return `${what}. ${escapeXml(because)}</p>\n`
  if (update === undefined) return `${what}.</p>\n`
  return `${what} before you have read <a href="${escapeAttribute(update)}">its update</a>.</p>\n`
}
