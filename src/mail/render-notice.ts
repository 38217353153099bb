/**
 * What a person reads: subject, preview, HTML and text of an announcement's mail or of a request to confirm. Pure but for the
 * templates given. In: an announcement or lists, the configuration, links. Out: a RenderedMail; its text is format=flowed.
 * The words stand in the templates; here their values are made. render-update.ts does the same for an update.
 *
 * Links and `since` may be placeholders: they come out as they went in, so that compose can find and patch them for each person.
 */

import type { Config, List } from '../config/schema.js'
import type { Announcement, Severity } from '../content/announcement.js'
import { plainText, summary, VERBATIM } from '../content/plain-text.js'
import { contentHtml } from '../content/render-post.js'
import { BelfryError } from '../errors.js'
import { toFlowed } from './flowed.js'
import { fitInto, type Shortened } from './shorten.js'
import type { RenderedMail, TemplateName, Templates } from './templates.js'
import { withoutPixels } from './without-pixels.js'

export type { RenderedMail } from './templates.js'

export interface PersonalLinks {
  readonly unsubscribeUrl: string
  readonly preferencesUrl: string
  /** Day on which the subscription was confirmed, YYYY-MM-DD. */
  readonly since: string
}

/** What every mail about an announcement needs. */
export interface NoticeInput {
  readonly announcement: Announcement
  readonly list: List
  readonly config: Config
  readonly links: PersonalLinks
  readonly templates: Templates
}

type Values = Readonly<Record<string, unknown>>

/** Gmail clips a message at about 102 KB, and with it the link to leave. */
const HTML_OCTETS = 100_000
const PREVIEW_LENGTH = 150
const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'])

/** @param input.severity where somebody decided on another than the post states */
export async function renderAnnouncement(input: NoticeInput & { readonly severity?: Severity }): Promise<RenderedMail> {
  const { announcement } = input
  const whole = mailHtml(announcement, input.config)
  const values = {
    ...noticeValues(input, input.severity ?? announcement.severity),
    first_prose: firstProse(whole, announcement.title),
  }
  return await renderFitting(input.templates, 'announcement', values, [whole], ([content]) => contentValues(content))
}

export async function renderConfirmation(input: {
  readonly lists: readonly List[]
  readonly config: Config
  readonly confirmUrl: string
  readonly templates: Templates
}): Promise<RenderedMail> {
  const { lists, config, confirmUrl, templates } = input
  const mail = await templates.render('confirm', {
    ...frameValues(config),
    lists: lists.map((list) => ({ title: oneLine(list.title), description: oneLine(list.description) })),
    confirm_url: confirmUrl,
  })
  return { ...mail, text: toFlowed(mail.text) }
}

/**
 * Renders with as much of the post as a mail may hold.
 * @param wholes HTML that may be shortened; the first is shortened first
 * @param valuesOf what the template gets of them
 * @throws BelfryError TEMPLATE
 */
export async function renderFitting(
  templates: Templates,
  name: TemplateName,
  values: Values,
  wholes: readonly string[],
  valuesOf: (parts: readonly Shortened[]) => Values,
): Promise<RenderedMail> {
  const mail = await fitInto(wholes, HTML_OCTETS, (parts) => templates.render(name, { ...values, ...valuesOf(parts) }))
  if (mail !== undefined) return { ...mail, text: toFlowed(mail.text) }
  throw new BelfryError(
    'TEMPLATE',
    `The ${name} template makes more than ${HTML_OCTETS} bytes of HTML without any content.`,
  )
}

/** The announcement itself, whole or cut. */
export function contentValues(content: Shortened | undefined) {
  const { html, shortened } = content ?? { html: '', shortened: false }
  return { content: html, text: plainText(html), shortened }
}

/** The post as HTML that a mail may carry. */
export function mailHtml(announcement: Announcement, config: Config): string {
  return withoutPixels(contentHtml(announcement, config.site.url))
}

/** What every template gets. */
function frameValues(config: Config) {
  const { language, title, url } = config.site
  return {
    language,
    direction: RIGHT_TO_LEFT.has(language.split('-')[0]?.toLowerCase() ?? '') ? 'rtl' : 'ltr',
    site: { title: oneLine(title), url },
    postal_address: config.mail.postalAddress
      .split('\n')
      .map(oneLine)
      .filter((line) => line !== ''),
  }
}

/** What every template of a mail about an announcement gets. */
export function noticeValues({ announcement, list, config, links }: NoticeInput, severity: Severity) {
  const { kind, url, downloadUrl, redirectTo } = announcement
  // A mail may tell of something else, but what was withdrawn is offered by none.
  const withdrawn = severity === 'recall' || announcement.severity === 'recall' || announcement.withdrawn
  return {
    ...frameValues(config),
    kind,
    severity,
    url,
    title: oneLine(announcement.title),
    version: oneLine(announcement.version ?? ''),
    date: longDate(announcement.instant, config, config.site.timezone),
    authors: new Intl.ListFormat(localeOf(config)).format(announcement.authors.map(oneLine)),
    download_url: withdrawn ? '' : (downloadUrl ?? ''),
    redirect_url: redirectTo ?? '',
    list: { title: oneLine(list.title) },
    unsubscribe_url: links.unsubscribeUrl,
    preferences_url: links.preferencesUrl,
    since: links.since,
  }
}

export function longDate(instant: number, config: Config, timeZone: string): string {
  return new Intl.DateTimeFormat(localeOf(config), { dateStyle: 'long', timeZone }).format(instant)
}

/** English without a country writes 21 November 2026, the order most of the world reads. */
function localeOf(config: Config): string {
  return config.site.language === 'en' ? 'en-GB' : config.site.language
}

/** For the inbox, which shows the title already: empty where there is no other prose. */
export function firstProse(html: string, title: string): string {
  const prose = oneLine(summary(html, PREVIEW_LENGTH))
  return prose === oneLine(title) ? '' : prose
}

/** Controls, line ends and marks that turn the direction of what follows have no business in a line of a mail. */
export function oneLine(text: string): string {
  return text
    .replaceAll(VERBATIM, '')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
}
