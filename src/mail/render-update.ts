/**
 * What a person reads of an update: what changed first, then the announcement as it reads now. Pure but for the templates given.
 * In: the announcement, the update's own text, the subject that people know. Out: a RenderedMail, made with the means of
 * render-notice.ts.
 */
import type { Config } from '../config/schema.js'
import type { Announcement, Severity } from '../content/announcement.js'
import { renderMarkdown } from '../content/markdown.js'
import { plainText } from '../content/plain-text.js'
import { safeHtml } from '../content/sanitise.js'
import {
  contentValues,
  firstProse,
  longDate,
  mailHtml,
  type NoticeInput,
  noticeValues,
  oneLine,
  PREVIEW_LENGTH,
  type RenderedMail,
  renderFitting,
} from './render-notice.js'
import { withoutPixels } from './without-pixels.js'

export interface Update {
  /** Markdown; empty where only a field of the post says it, and then a plain sentence stands in. */
  readonly text: string
  /** YYYY-MM-DD, where one is stated. */
  readonly day: string | null
  readonly severity: Severity
}

export interface UpdateContent {
  readonly update: Update
  /** The subject of the announcement's own mail. */
  readonly firstSubject: string
}

export async function renderUpdate(input: NoticeInput & UpdateContent): Promise<RenderedMail> {
  const { announcement, update, config } = input
  const news = updateHtml(update.text, announcement, config)
  const values = {
    ...noticeValues(input, update.severity),
    first_subject: oneLine(input.firstSubject),
    first_prose: withoutLabel(firstProse(news, announcement.title) || firstLine(news, announcement.title)),
    update_date: update.day === null ? '' : longDate(Date.parse(update.day), config, 'UTC'),
  }
  const wholes = [mailHtml(announcement, config), news]
  return await renderFitting(input.templates, 'update', values, wholes, ([content, shown]) => ({
    ...contentValues(content),
    news: shown?.html ?? '',
    news_text: plainText(shown?.html ?? ''),
    news_shortened: shown?.shortened ?? false,
  }))
}

/** A block taken out of a post leaves its link definitions and footnotes behind; they are looked up there. */
function updateHtml(text: string, { body, url }: Announcement, config: Config): string {
  if (text.trim() === '') return ''
  const own = new Set(definitionsIn(text).map(({ label }) => label))
  const lent = definitionsIn(body).filter(({ label }) => !own.has(label))
  // In front, where code that is never closed cannot swallow them; the comment ends a footnote.
  const whole = [...lent.map(({ definition }) => definition), '<!-- -->', text].join('\n\n')
  const html = safeHtml(renderMarkdown(whole), { siteUrl: config.site.url, postUrl: url })
  return withoutPixels(withoutIds(html)).trim()
}

const LINK =
  /^ {0,3}\[(?<label>[^\]^][^\]\n]*)\]:[ \t]+(?:<[^<>\n]*>|[^\s<]\S*)(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$/gm
const FOOTNOTE = /^ {0,3}\[(?<label>\^[^\]\n]+)\]:[^\n]*(?:\n(?! {0,3}\[)[^\n]*\S[^\n]*)*/gm

function definitionsIn(body: string): { label: string; definition: string }[] {
  return [FOOTNOTE, LINK].flatMap((pattern) =>
    [...body.replace(/\r\n?/g, '\n').matchAll(pattern)].map((match) => ({
      label: (match.groups?.label ?? '').toLowerCase(),
      definition: match[0],
    })),
  )
}

/** The announcement below has the same ids, and no id may stand twice. */
function withoutIds(html: string): string {
  return html.replace(/<[a-z](?:"[^"]*"|[^">])*>/gi, (tag) => tag.replace(/\sid="[^"]*"/i, ''))
}

/** Of an update that is a list, a table or code. */
function firstLine(html: string, title: string): string {
  const lines = plainText(html)
    .split('\n')
    .map((line) => oneLine(line).replace(/^[-*•] /, ''))
  const line = lines.find((candidate) => /\p{L}/u.test(candidate) && candidate !== oneLine(title)) ?? ''
  const characters = [...line]
  return characters.length <= PREVIEW_LENGTH ? line : `${characters.slice(0, PREVIEW_LENGTH - 1).join('')}…`
}

/** "Update (2020-01-15): The bug is mended" says in an inbox what the subject and the date beside it say. */
function withoutLabel(prose: string): string {
  return prose.replace(/^[^:.]{0,24}\b\d{4}-\d\d-\d\d[^\w\s:]{0,4}:\s*/, '')
}
