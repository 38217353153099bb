/** An announcement as an entry. Pure. In: its facts, the settings. Out: a FeedEntry. */
import { formatDay } from '../base/format-day.js'
import type { MarkdownSettings } from '../config/markdown-names.js'
import { inLanguage } from '../markup/in-language.js'
import { lineIn, sayApart, valueApart } from '../markup/isolated.js'
import { renderMarkdown } from '../markup/markdown.js'
import { summary } from '../markup/plain-text.js'
import { safeHtml } from '../markup/sanitise.js'
import { contentHtml } from '../posts/content-html.js'
import type { Provenance } from '../register/provenance.js'
import { markedUp, say, type Words } from '../words/words.js'
import type { FeedEntry } from './document.js'
import type { AnnouncementEntryFacts } from './entry-facts.js'
import type { EntrySettings } from './input.js'
import { escapeAttribute, escapeXml } from './xml.js'

/** Characters of a summary, at most: two or three lines in a reader's list. */
export const SUMMARY_CHARACTERS = 300

export function announcementEntry(facts: AnnouncementEntryFacts, settings: EntrySettings): FeedEntry {
  const { id, url, title, authors, categories, published, updated, externalUrl, image, inReplyTo } = facts
  const html = htmlOf(facts, settings)
  const language = facts.language ?? settings.site.language
  return {
    ...{ id, url, title: lineIn(language, title) },
    ...(facts.language !== undefined && { language: facts.language }),
    ...(settings.feeds.content === 'full' ? { html } : {}),
    summary: lineIn(language, summary(html, SUMMARY_CHARACTERS)),
    ...{ authors, categories, published, updated },
    ...(externalUrl === undefined ? {} : { externalUrl }),
    ...(image === undefined ? {} : { image }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
  }
}

/** What Belfry says is in the language of the site, what the post says in its own. */
function htmlOf(facts: AnnouncementEntryFacts, settings: EntrySettings): string {
  const { title, withdrawn, language } = facts
  const { words } = settings
  const body = inLanguage(bodyHtml(facts, settings), language, settings.site.language)
  const written = besideHtml(facts, settings) + body
  const whole = written + toldFromHtml(facts, words)
  return withdrawn === undefined || saysWithdrawn(title, written, words)
    ? whole
    : withdrawnHtml(withdrawn, words) + whole
}

/** The last line of an entry, or empty. */
export function toldFromHtml({ provenance }: { readonly provenance?: Provenance }, words: Words): string {
  if (provenance === undefined) return ''
  const { commit, path, signer } = provenance
  const origin = [
    sayApart(words, 'feeds.commit', { commit }),
    ...(path === undefined ? [] : [path]),
    ...(signer === undefined ? [] : [sayApart(words, 'feeds.signedBy', { signer })]),
  ].join(', ')
  return `<p>${escapeXml(sayApart(words, 'feeds.toldFromAll', { origin }))}</p>\n`
}

function besideHtml({ beside, url, content, language }: AnnouncementEntryFacts, settings: EntrySettings): string {
  return beside
    .map(({ day, text }) => {
      const title = say(settings.words, 'feeds.updateOn', { day: formatDay(day, settings.site.language) })
      const heading = `<p><strong>${escapeXml(title)}</strong></p>\n`
      const html = withoutIds(textHtml(text, { url, markdown: content.markdown }, settings))
      return heading + inLanguage(html, language, settings.site.language)
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
function saysWithdrawn(title: string, html: string, words: Words): boolean {
  const text = `${title} ${summary(html, SUMMARY_CHARACTERS)}`.toLowerCase()
  return /\b(?:withdrawn|recalled)\b/.test(text) || text.includes(say(words, 'severity.withdrawn').toLowerCase())
}

function withdrawnHtml({ update, because }: NonNullable<AnnouncementEntryFacts['withdrawn']>, words: Words): string {
  const html = (key: string, values: Readonly<Record<string, string>>, link = '') => {
    const tag = (name: string, isEnd: boolean) => markupOf(name, isEnd, escapeAttribute(link))
    const value = (text: string) => valueApart(words, text, escapeXml)
    return `<p>${markedUp(words, `feeds.${key}`, values, { escape: escapeXml, value, tag })}</p>\n`
  }
  if (update !== undefined) return html('recallUpdate', {}, update)
  return because === undefined ? html('recall', {}) : html('recallBecause', { reason: because })
}

function markupOf(tag: string, isEnd: boolean, link: string): string {
  if (tag === 'b') return isEnd ? '</strong>' : '<strong>'
  return isEnd ? '</a>' : `<a href="${link}">`
}
