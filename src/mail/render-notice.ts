/**
 * What a person reads: subject, preview, HTML and text of an announcement's mail or of a request to confirm. Pure but for the
 * templates given. In: an announcement or lists, the configuration, links. Out: a RenderedMail; its text is format=flowed.
 *
 * Links and `since` may be placeholders: they come out as they went in, so that compose can find and patch them for each person.
 */

import type { Config, List } from '../config/schema.js'
import type { Announcement } from '../content/announcement.js'
import { plainText, summary, VERBATIM } from '../content/plain-text.js'
import { contentHtml } from '../content/render-post.js'
import { BelfryError } from '../errors.js'
import { toFlowed } from './flowed.js'
import { shorten } from './shorten.js'
import type { Templates } from './templates.js'
import { withoutPixels } from './without-pixels.js'

export interface PersonalLinks {
  readonly unsubscribeUrl: string
  readonly preferencesUrl: string
  /** Day on which the subscription was confirmed, YYYY-MM-DD. */
  readonly since: string
}

export interface RenderedMail {
  readonly subject: string
  /** What an inbox shows beside the subject. */
  readonly preview: string
  readonly html: string
  readonly text: string
}

/** Gmail clips a message at about 102 KB, and with it the link to leave. */
const HTML_OCTETS = 100_000
const PREVIEW_LENGTH = 150
const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi'])

export async function renderAnnouncement(input: {
  readonly announcement: Announcement
  readonly list: List
  readonly config: Config
  readonly links: PersonalLinks
  readonly templates: Templates
}): Promise<RenderedMail> {
  const { announcement, list, config, links, templates } = input
  const whole = withoutPixels(contentHtml(announcement, config.site.url))
  const context = {
    ...frame(config, announcementSubject(announcement), previewOf(announcement, whole, config)),
    ...announcementValues(announcement, config),
    list: { title: oneLine(list.title) },
    unsubscribe_url: links.unsubscribeUrl,
    preferences_url: links.preferencesUrl,
    since: links.since,
  }
  let octets = HTML_OCTETS
  // Styles written into the elements make the mail longer than its parts by a factor that only rendering tells.
  while (octets > 0) {
    const content = shorten(whole, octets)
    const { html, text } = await templates.render('announcement', {
      ...context,
      content: content.html,
      text: plainText(content.html),
      shortened: content.shortened,
    })
    const size = Buffer.byteLength(html)
    if (size < HTML_OCTETS) return { subject: context.subject, preview: context.preview, html, text: toFlowed(text) }
    octets = Math.floor(Math.min(octets, Buffer.byteLength(content.html)) * (HTML_OCTETS / size) * 0.97) - 100
  }
  throw new BelfryError(
    'TEMPLATE',
    `The announcement template makes more than ${HTML_OCTETS} bytes of HTML without any content.`,
  )
}

export async function renderConfirmation(input: {
  readonly lists: readonly List[]
  readonly config: Config
  readonly confirmUrl: string
  readonly templates: Templates
}): Promise<RenderedMail> {
  const { lists, config, confirmUrl, templates } = input
  const titles = lists.map((list) => oneLine(list.title))
  const context = {
    ...frame(
      config,
      `Confirm your subscription to ${oneLine(config.site.title)}`,
      `Nothing is sent until you do: ${titles.join(', ')}.`,
    ),
    lists: lists.map((list) => ({ title: oneLine(list.title), description: oneLine(list.description) })),
    confirm_url: confirmUrl,
  }
  const { html, text } = await templates.render('confirm', context)
  return { subject: context.subject, preview: context.preview, html, text: toFlowed(text) }
}

/** What every template gets. */
function frame(config: Config, subject: string, preview: string) {
  const { language, title, url } = config.site
  return {
    language,
    direction: RIGHT_TO_LEFT.has(language.split('-')[0]?.toLowerCase() ?? '') ? 'rtl' : 'ltr',
    site: { title: oneLine(title), url },
    subject,
    preview,
    postal_address: config.mail.postalAddress
      .split('\n')
      .map(oneLine)
      .filter((line) => line !== ''),
  }
}

function announcementValues(announcement: Announcement, config: Config) {
  const { kind, severity, url } = announcement
  const locale = localeOf(config)
  return {
    kind,
    severity,
    url,
    title: oneLine(announcement.title),
    version: oneLine(announcement.version ?? ''),
    date: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: config.site.timezone }).format(
      announcement.instant,
    ),
    authors: new Intl.ListFormat(locale).format(announcement.authors.map(oneLine)),
    download_url: announcement.downloadUrl ?? '',
    redirect_url: announcement.redirectTo ?? '',
  }
}

/** English without a country writes 21 November 2026, the order most of the world reads. */
function localeOf(config: Config): string {
  return config.site.language === 'en' ? 'en-GB' : config.site.language
}

function announcementSubject(announcement: Announcement): string {
  const title = oneLine(announcement.title)
  return announcement.severity === 'recall' ? `Withdrawn: ${title}` : title
}

/** The first prose of the post; the inbox shows the title already. */
function previewOf(announcement: Announcement, html: string, config: Config): string {
  const title = oneLine(announcement.title)
  const prose = oneLine(summary(html, PREVIEW_LENGTH))
  return prose === '' || prose === title
    ? `${config.site.title}: ${announcement.redirectTo ?? announcement.url}`
    : prose
}

/** Controls, line ends and marks that turn the direction of what follows have no business in a line of a mail. */
function oneLine(text: string): string {
  return text
    .replaceAll(VERBATIM, '')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
}
