/**
 * What a person reads: subject, preview, HTML and text of an announcement's mail or of a request to confirm. Pure but
 * for the templates given. In: an announcement or lists, the configuration, links. Out: a RenderedMail; its text is
 * format=flowed. The words stand in the templates; here their values are made. render-update.ts does the same for an
 * update.
 *
 * Links and `since` may be placeholders: they come out as they went in, so that compose can find and patch them for
 * each person.
 */
import { formatDay } from '../base/format-day.js'
import { directionOf } from '../base/locale.js'
import { listSpoken, listsSpoken } from '../config/list-texts.js'
import type { Config, List } from '../config/schema.js'
import { escapeMarkdown } from '../markup/escape-markdown.js'
import { inLanguage } from '../markup/in-language.js'
import { lineIn } from '../markup/isolated.js'
import { summary } from '../markup/plain-text.js'
import type { Announcement, Severity } from '../posts/announcement.js'
import { isBulletin } from '../posts/bulletin.js'
import { contentHtml } from '../posts/content-html.js'
import { contentOf } from '../posts/post-content.js'
import { shownVersion } from '../posts/version.js'
import type { Origin } from '../register/register.js'
import { say } from '../words/words.js'
import { toFlowed } from './flowed.js'
import { fragmentHtml } from './fragment-html.js'
import { filledLines, lookValues } from './look-values.js'
import { oneLine } from './one-line.js'
import { postHtml } from './post-html.js'
import { contentValues, renderFitting } from './render-fitting.js'
import type { RenderedMail, TemplateName, Templates } from './templates/make.js'

export type { RenderedMail } from './templates/make.js'

export interface PersonalLinks {
  readonly unsubscribeUrl: string
  readonly preferencesUrl: string
  /** Day on which the subscription was confirmed, YYYY-MM-DD. */
  readonly since: string
}

/** Why a person gets the mail, beside the subscription. */
export interface Reason {
  /** They run one of the cycles, named none, or run only what has ended; empty where the mail says nothing of it. */
  readonly kind: 'runs' | 'none' | 'ended' | ''
  /** What they run, as people call it. */
  readonly runs: string
  /** It has come to its end. */
  readonly isOver: boolean
  /** They are asked what they run now. */
  readonly asks: boolean
}

export const NO_REASON: Reason = { kind: '', runs: '', isOver: false, asks: false }

/** Of content that is signed once for everybody: the links stand below it. */
export const NO_LINKS: PersonalLinks = { unsubscribeUrl: '', preferencesUrl: '', since: '' }

/** What every mail about an announcement needs. */
export interface NoticeInput {
  readonly announcement: Announcement
  readonly list: List
  readonly config: Config
  readonly links: PersonalLinks
  readonly reason?: Reason
  /** What it is told from; said with mail.provenance. */
  readonly origin?: Origin | undefined
  readonly templates: Templates
}

type Values = Readonly<Record<string, unknown>>

export const PREVIEW_LENGTH = 150
/** Shown to an operator: a flood is one mail, and one that somebody reads. */
const OCCASIONS = 20
/** Kinds that offer something to download. */
const RELEASES = new Set<Announcement['kind']>(['stable-release', 'patch-release', 'release-candidate'])

/**
 * @param input.severity where somebody decided on another than the post states
 * @param input.isTakenBack it is withdrawn, and its text need not say so
 */
export async function renderAnnouncement(
  input: NoticeInput & { readonly severity?: Severity; readonly isTakenBack?: boolean },
): Promise<RenderedMail> {
  const { announcement } = input
  const severity = input.severity ?? announcement.severity
  const whole = (input.isTakenBack === true ? withdrawalHtml(input) : '') + mailHtml(announcement, input.config)
  const values = {
    ...noticeValues(input, severity),
    ...upgradeValues(input, severity),
    first_prose: mailLine(firstProse(whole, announcement.title), input.config),
  }
  const { templates } = input
  return await renderFitting(templates, {
    template: 'announcement',
    values,
    wholes: [whole],
    valuesOf: ([content]) => contentValues(content, templates),
  })
}

/** Why it is withdrawn, or what to do where nobody says why. */
function withdrawalHtml({ announcement, config }: NoticeInput): string {
  const { withdrawnBecause: because } = announcement
  if (because !== undefined) return `${fragmentHtml(because, announcement, config)}\n`
  const { title, language } = config.site
  const sentence = say(config.words, 'mail.update.unsaidRecall', { site: oneLine(title) })
  return `${fragmentHtml(escapeMarkdown(sentence), { ...announcement, language }, config)}\n`
}

export interface ConfirmationInput {
  readonly lists: readonly List[]
  readonly config: Config
  readonly confirmUrl: string
  readonly templates: Templates
}

export async function renderConfirmation({
  lists,
  config,
  confirmUrl,
  templates,
}: ConfirmationInput): Promise<RenderedMail> {
  return await renderPersonal(templates, 'confirm', config, {
    lists: listValues(lists, config),
    confirm_url: confirmUrl,
  })
}

interface SubscriberInput {
  readonly lists: readonly List[]
  readonly config: Config
  readonly links: Pick<PersonalLinks, 'unsubscribeUrl' | 'preferencesUrl'>
  readonly templates: Templates
}

/** What they get from now on; for those who just confirmed. */
export async function renderWelcome({ lists, config, links, templates }: SubscriberInput): Promise<RenderedMail> {
  const from = config.mail.from.address
  return await renderPersonal(templates, 'welcome', config, {
    lists: listValues(lists, config),
    from,
    ...linkValues(links),
  })
}

/** The link to change what they get; for those who asked and are subscribed already. */
export async function renderPreferences({ lists, config, links, templates }: SubscriberInput): Promise<RenderedMail> {
  const titles = listValues(lists, config).map(({ title }) => ({ title }))
  return await renderPersonal(templates, 'preferences', config, { lists: titles, ...linkValues(links) })
}

export interface AddressInput {
  readonly config: Config
  readonly templates: Templates
  readonly confirmUrl: string
  /** The mailbox that is asked. */
  readonly side: 'old' | 'new'
  /** Where the mail shall go. */
  readonly address: string
}

/** Asks whether mail shall go to another address; the new mailbox is told no old address. */
export async function renderAddress({
  config,
  templates,
  confirmUrl,
  side,
  address,
}: AddressInput): Promise<RenderedMail> {
  return await renderPersonal(templates, 'address', config, { side, address, confirm_url: confirmUrl })
}

/** Something that waits for an operator. */
export interface OperatorNews {
  readonly what:
    | 'held'
    | 'asked'
    | 'paused'
    | 'behind'
    | 'stopped'
    | 'source'
    | 'few'
    | 'unsaid'
    | 'expected'
    | 'remarks'
    | 'bounced'
    | 'alarm'
  readonly title: string
  readonly reason: string
  /** What it consists of, a sentence each; absent where the reason says it. */
  readonly details?: readonly string[]
  /** What shows more of it. */
  readonly command: string
  /** The page that does, below /console; absent: its first. */
  readonly path?: string
  /** Its whole address, where the console is on. */
  readonly page?: string
}

export async function renderOperators(
  occasions: readonly OperatorNews[],
  config: Config,
  templates: Templates,
): Promise<RenderedMail> {
  const shown = occasions.slice(0, OCCASIONS).map(({ what, title, reason, details = [], command, page = '' }) => ({
    what,
    title: oneLine(title),
    reason: oneLine(reason),
    details: details.map(oneLine),
    command: oneLine(command),
    page,
  }))
  // What operators read is English.
  const language = { language: 'en', direction: 'ltr' }
  return await renderPersonal(templates, 'operators', config, {
    ...language,
    occasions: shown,
    count: occasions.length,
  })
}

/** The way out, as text below a mail whose content is signed: what differs by person may not stand inside. */
export async function renderFooter({
  list,
  config,
  links,
  reason,
  templates,
}: Omit<NoticeInput, 'announcement'>): Promise<string> {
  const values = {
    ...frameValues(config),
    list: { title: oneLine(listSpoken(list, config.site.language).title) },
    ...linkValues(links),
    since: links.since,
    because: reasonValues(reason),
  }
  return toFlowed((await templates.text('membership.txt', values)).trimEnd())
}

/** A mail that no announcement is in. */
async function renderPersonal(
  templates: Templates,
  name: TemplateName,
  config: Config,
  values: Values,
): Promise<RenderedMail> {
  const mail = await templates.render(name, { ...frameValues(config), ...values })
  return { ...mail, text: toFlowed(mail.text) }
}

/** As the mail's language calls them. */
function listValues(lists: readonly List[], { site }: Config) {
  return listsSpoken(lists, site.language).map((list) => ({
    title: oneLine(list.title),
    description: oneLine(list.description),
  }))
}

function reasonValues({ kind, runs, isOver, asks }: Reason = NO_REASON) {
  return { kind, runs: oneLine(runs), is_over: isOver, asks }
}

function linkValues(links: Pick<PersonalLinks, 'unsubscribeUrl' | 'preferencesUrl'>) {
  return { unsubscribe_url: links.unsubscribeUrl, preferences_url: links.preferencesUrl }
}

/** The post as HTML that a mail may carry. */
export function mailHtml(announcement: Announcement, config: Config): string {
  const html = postHtml(contentHtml(contentOf(announcement), config.site.url))
  return inLanguage(html, announcement.language, config.site.language)
}

/** What every template gets. */
export function frameValues(config: Config) {
  const { language, title, url } = config.site
  return {
    language,
    direction: directionOf(language),
    site: { title: oneLine(title), url },
    provenance: '',
    postal_address: filledLines(config.mail.postalAddress),
    look: lookValues(config),
  }
}

/** A title or the first words of a post; from right to left its versions are kept apart, in the subject as well. */
export function mailLine(text: string, { site }: Config): string {
  return lineIn(site.language, oneLine(text))
}

/** A mail may tell of something else, but what was withdrawn is offered by none. */
function isWithdrawn(announcement: Announcement, severity: Severity): boolean {
  return severity === 'recall' || announcement.severity === 'recall' || announcement.withdrawn
}

/** What users of earlier versions have to do, where the post says it. */
export function upgradeValues({ announcement, config, templates }: NoticeInput, severity: Severity) {
  const isSaid = announcement.upgrade !== undefined && !isWithdrawn(announcement, severity)
  const upgrade = isSaid ? fragmentHtml(announcement.upgrade, announcement, config) : ''
  return { upgrade, upgrade_text: templates.plainText(upgrade) }
}

/** Of what the releases table says there is no path: the table's own name says where it stands. */
function provenanceOf({ config, origin }: NoticeInput) {
  if (!config.mail.provenance || origin === undefined) return ''
  const { commit, path, signer } = origin
  return { commit, path: oneLine(path || config.content.releases), signer: oneLine(signer) }
}

/** What every template of a mail about an announcement gets. */
export function noticeValues(input: NoticeInput, severity: Severity) {
  const { announcement, list, config, links, reason } = input
  const { kind, url, downloadUrl, redirectTo } = announcement
  const withdrawn = isWithdrawn(announcement, severity)
  return {
    ...frameValues(config),
    provenance: provenanceOf(input),
    kind: kind === 'security' && !isBulletin(announcement, config.content.bulletins) ? 'about-security' : kind,
    severity,
    url,
    title: mailLine(announcement.title, config),
    version: oneLine(shownVersion(announcement)),
    date: formatDay(announcement.day, config.site.language),
    authors: new Intl.ListFormat(localeOf(config)).format(announcement.authors.map(oneLine)),
    download_url: withdrawn ? '' : (downloadUrl ?? ''),
    verify_url: !withdrawn && RELEASES.has(kind) ? config.mail.verify : '',
    redirect_url: redirectTo ?? '',
    list: { title: oneLine(listSpoken(list, config.site.language).title) },
    unsubscribe_url: links.unsubscribeUrl,
    preferences_url: links.preferencesUrl,
    since: links.since,
    because: reasonValues(reason),
  }
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
