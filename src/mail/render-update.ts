/**
 * What a person reads of an update: what changed first, then the announcement as it reads now. Pure but for the templates given.
 * In: the announcement, the update's own text, the subject that people know. Out: a RenderedMail, made with the means of
 * render-notice.ts.
 */
import type { Severity } from '../posts/announcement.js'
import { fragmentHtml } from './fragment-html.js'
import {
  contentValues,
  firstProse,
  longDate,
  mailHtml,
  type NoticeInput,
  noticeValues,
  oneLine,
  type RenderedMail,
  renderFitting,
  upgradeValues,
} from './render-notice.js'

export interface MailedUpdate {
  /** Markdown; empty where only a field of the post says it, and then a plain sentence stands in. */
  readonly text: string
  /** YYYY-MM-DD, where one is stated. */
  readonly day: string | null
  readonly severity: Severity
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
    first_subject: oneLine(input.firstSubject),
    first_prose: firstProse(news, announcement.title),
    update_date: update.day === null ? '' : longDate(Date.parse(update.day), config, 'UTC'),
  }
  const wholes = [mailHtml(announcement, config), news]
  return await renderFitting(templates, 'update', values, wholes, ([content, shown]) => ({
    ...contentValues(content, templates),
    news: shown?.html ?? '',
    news_text: templates.plainText(shown?.html ?? ''),
    news_shortened: shown?.shortened ?? false,
  }))
}
