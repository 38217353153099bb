/**
 * What a person reads of an update: what changed first, then the announcement as it reads now. Pure but for the
 * templates given. In: the announcement, the update's own text, the subject that people know. Out: a RenderedMail, made
 * with the means of render-notice.ts; its own subject is worded in emails/update.subject.txt.
 */
import { formatDay } from '../base/format-day.js'
import type { Severity } from '../posts/announcement.js'
import { fragmentHtml } from './fragment-html.js'
import { oneLine } from './one-line.js'
import { contentValues, renderFitting } from './render-fitting.js'
import {
  firstProse,
  mailHtml,
  mailLine,
  type NoticeInput,
  noticeValues,
  PREVIEW_LENGTH,
  type RenderedMail,
  upgradeValues,
} from './render-notice.js'
import type { Shortened } from './shorten.js'
import type { Templates } from './templates/make.js'

export interface MailedUpdate {
  /** Markdown; empty where only a field of the post says it, and then a plain sentence stands in. */
  readonly text: string
  /** YYYY-MM-DD, where one is stated. */
  readonly day: string | null
  readonly severity: Severity
  /** It takes a withdrawal back. */
  readonly reinstates?: boolean
}

export interface UpdateContent {
  readonly update: MailedUpdate
  /** The subject of the announcement's own mail. */
  readonly firstSubject: string
}

export async function renderUpdate(input: NoticeInput & UpdateContent): Promise<RenderedMail> {
  const { announcement, update, config, templates } = input
  const news = fragmentHtml(update.text, announcement, config)
  const values = {
    ...noticeValues(input, update.severity),
    ...upgradeValues(input, update.severity),
    reinstates: update.reinstates === true,
    first_subject: mailLine(input.firstSubject, config),
    first_prose: mailLine(
      firstProse(news, announcement.title) || firstWords(news, announcement.title, templates),
      config,
    ),
    update_date: update.day === null ? '' : formatDay(update.day, config.site.language),
  }
  return await renderFitting(templates, {
    template: 'update',
    values,
    wholes: [mailHtml(announcement, config), news],
    valuesOf: ([content, shown]) => ({ ...contentValues(content, templates), ...newsValues(shown, templates) }),
  })
}

/** Of a text without prose, such as a command: the preview is the update's own words, not the announcement's. */
function firstWords(news: string, title: string, templates: Templates): string {
  const words = oneLine(contentValues({ html: news, shortened: false }, templates).text_body)
  if (words === oneLine(title)) return ''
  const characters = [...words]
  return characters.length > PREVIEW_LENGTH
    ? `${characters
        .slice(0, PREVIEW_LENGTH - 1)
        .join('')
        .trimEnd()}…`
    : words
}

function newsValues(shown: Shortened | undefined, templates: Templates) {
  const { content, text, text_body, text_links, shortened } = contentValues(shown, templates)
  return { news: content, news_text: text, news_body: text_body, news_links: text_links, news_shortened: shortened }
}
