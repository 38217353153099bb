/**
 * A notice as frozen messages, ready for any number of people. In: the announcement, its update where it is one, its
 * lists, the templates, the instant. Out: subject, Message-ID and a frozen message for each list and format; bytes are
 * the same for the same input but for the placeholders.
 */
import { randomBytes } from 'node:crypto'
import { dayIn } from '../base/days.js'
import type { Config, List } from '../config/schema.js'
import type { Announcement, Severity } from '../posts/announcement.js'
import type { Origin } from '../register/register.js'
import { compose, type MessageInput } from './compose.js'
import { mailDigest } from './digest.js'
import { listHeaders, messageIdFor, testHeaders } from './headers.js'
import { type EndOfLifeContent, endOfLifeReasons, renderEndOfLife } from './render-end-of-life.js'
import {
  NO_LINKS,
  NO_REASON,
  type PersonalLinks,
  type Reason,
  type RenderedMail,
  renderAnnouncement,
  renderFooter,
} from './render-notice.js'
import { renderUpdate, type UpdateContent } from './render-update.js'
import { putTogether, type SignContent, signedOnce, takeApart } from './signing/openpgp-content.js'
import { type Frozen, findSlots, type Placeholders, placeholdersFor } from './slots.js'
import type { Templates } from './templates/make.js'

export interface FrozenVariant {
  readonly list: string
  readonly format: 'html' | 'text'
  /** For those who get it for this reason, a word of subscribers/because.ts; absent for all others. */
  readonly because?: string
  /** For those who are spoken to in this language; absent for all others. */
  readonly language?: string
  readonly frozen: Frozen
}

export interface FrozenNotice {
  readonly subject: string
  readonly messageId: string
  /** Of subject and text above the ways out (digest.ts); absent where it goes to no list. */
  readonly digest?: string
  /** The same of its variants in other languages, by their tags. */
  readonly digests?: Readonly<Record<string, string>>
  readonly variants: readonly FrozenVariant[]
}

export interface FreezeInput {
  readonly config: Config
  readonly templates: Templates
  /** Notice key. */
  readonly key: string
  readonly announcement: Announcement
  readonly lists: readonly List[]
  /** The Date of the message, milliseconds since the epoch. */
  readonly now: number
  /** Where somebody decided on another than the post states. An update has its own. */
  readonly severity?: Severity
  /** It is withdrawn, and its text need not say so. */
  readonly isTakenBack?: boolean
  /** What it is told from; said with mail.provenance. */
  readonly origin?: Origin | undefined
  /** Signs the content with OpenPGP; what differs by person then stands below it. */
  readonly openpgp?: SignContent | undefined
  /** Message-IDs that a list was mailed before in this thread, oldest first. */
  readonly references?: (list: string) => readonly string[]
}

export interface UpdateInput extends FreezeInput, UpdateContent {}

/** `announcement` is made by endOfLifeAnnouncement, of the notice's key, title and text, told now. */
export interface EndOfLifeMailInput extends FreezeInput, EndOfLifeContent {}

type AnyInput = FreezeInput | UpdateInput | EndOfLifeMailInput

export async function freezeAnnouncement(input: FreezeInput): Promise<FrozenNotice> {
  return await freezeNotice(input)
}

export async function freezeUpdate(
  input: UpdateInput & Required<Pick<FreezeInput, 'references'>>,
): Promise<FrozenNotice> {
  return await freezeNotice(input)
}

export async function freezeEndOfLife(
  input: EndOfLifeMailInput & Required<Pick<FreezeInput, 'references'>>,
): Promise<FrozenNotice> {
  return await freezeNotice(input)
}

/** One notice, of what was frozen of it in the site's language and in others. */
export function inAllLanguages(own: FrozenNotice, others: ReadonlyMap<string, FrozenNotice>): FrozenNotice {
  if (others.size === 0) return own
  const digests = [...others].flatMap(([language, { digest }]) => (digest === undefined ? [] : [[language, digest]]))
  const spoken = [...others].flatMap(([language, { variants }]) => variants.map((one) => ({ ...one, language })))
  return { ...own, digests: Object.fromEntries(digests), variants: [...own.variants, ...spoken] }
}

async function freezeNotice(input: AnyInput): Promise<FrozenNotice> {
  const placeholders = placeholdersFor(randomBytes(16).toString('hex'))
  const messageId = messageIdFor(input.key, input.config.mail.domain)
  const variants: FrozenVariant[] = []
  const openpgp = input.openpgp && signedOnce(input.openpgp)
  let subject = input.announcement.title
  let digest: string | undefined
  for (const list of input.lists)
    for (const { because, reason } of reasonsOf(input)) {
      const mail = await listMessage({ ...input, openpgp }, { list, reason }, placeholders, messageId)
      subject = mail.message.subject
      digest ??= mailDigest(subject, mail.text)
      for (const format of ['html', 'text'] as const) {
        const bytes = await bytesOf(mail, format, openpgp)
        const frozen = { bytes, slots: findSlots(bytes, placeholders) }
        variants.push({ list: list.id, format, ...(because !== undefined && { because }), frozen })
      }
    }
  return { subject, messageId, ...(digest !== undefined && { digest }), variants }
}

/** What the mail says of why a person gets it, by the word that their delivery keeps. */
function reasonsOf(input: AnyInput): { readonly because?: string; readonly reason: Reason }[] {
  const reasons = 'endOfLife' in input ? endOfLifeReasons(input) : []
  return [{ reason: NO_REASON }, ...reasons]
}

/**
 * The same mail for trying it: marked in the subject and a Message-ID of its own, or the reader's program would hide
 * the real one.
 */
export async function composeTest(input: AnyInput, list: List, format: 'html' | 'text', to: string): Promise<Buffer> {
  const values = {
    unsubscribe: '0'.repeat(39),
    leave: '0'.repeat(46),
    preferences: '0'.repeat(39),
    confirm: '0'.repeat(39),
    address: '0'.repeat(39),
    since: dayIn(input.now, 'UTC'),
  }
  const messageId = messageIdFor(`test:${randomBytes(16).toString('hex')}`, input.config.mail.domain)
  // Of an end of life it says what is said to who runs all of it.
  const reason = reasonsOf(input).findLast((one) => one.reason.kind === 'runs')?.reason ?? NO_REASON
  const mail = await listMessage(input, { list, reason }, values, messageId)
  const { subject, headers } = mail.message
  const marked = input.templates.line('test.subject.txt', { subject })
  const message = { ...mail.message, subject: marked, headers: { ...headers, ...testHeaders() } }
  return Buffer.concat([Buffer.from(`To: ${to}\r\n`), await bytesOf({ ...mail, message }, format, input.openpgp)])
}

/** A notice to one list, before it is bytes. */
interface ListMail {
  readonly message: Omit<MessageInput, 'text' | 'html'>
  readonly html: string
  readonly text: string
  /** What differs by person, where it may not stand in the parts themselves. */
  readonly footer?: string
}

async function bytesOf(
  { message, html, text, footer }: ListMail,
  format: 'html' | 'text',
  openpgp: SignContent | undefined,
): Promise<Buffer> {
  const bytes = await compose({ ...message, text, ...(format === 'html' && { html }) })
  if (openpgp === undefined || footer === undefined) return bytes
  const taken = takeApart(bytes)
  const below = takeApart(await compose({ ...message, text: footer })).entity
  return putTogether(taken, await openpgp(taken.entity), below)
}

async function listMessage(
  input: AnyInput,
  { list, reason }: { readonly list: List; readonly reason: Reason },
  placeholders: Placeholders,
  messageId: string,
): Promise<ListMail> {
  const { config, announcement, key, now } = input
  const links: PersonalLinks = {
    unsubscribeUrl: `${config.web.url}/unsubscribe/${placeholders.unsubscribe}`,
    preferencesUrl: `${config.web.url}/preferences/${placeholders.preferences}`,
    since: placeholders.since,
  }
  const isSigned = input.openpgp !== undefined
  const within = isSigned ? { links: NO_LINKS, reason: NO_REASON } : { links, reason }
  const { subject, html, text } = await renderOne(input, { list, ...within })
  const headers = listHeaders({
    config,
    list,
    key,
    severity: 'update' in input ? input.update.severity : (input.severity ?? announcement.severity),
    archivedAt: announcement.url,
    language: announcement.language,
    unsubscribeUrl: links.unsubscribeUrl,
    leave: placeholders.leave,
  })
  const references = input.references?.(list.id) ?? []
  const message = { config, subject, headers, messageId, references, date: new Date(now) }
  if (!isSigned) return { html, text, message }
  return {
    html,
    text,
    message,
    footer: await renderFooter({ list, config, links, reason, templates: input.templates }),
  }
}

async function renderOne(
  input: AnyInput,
  to: { list: List; links: PersonalLinks; reason: Reason },
): Promise<RenderedMail> {
  if ('update' in input) return await renderUpdate({ ...input, ...to })
  if ('endOfLife' in input) return await renderEndOfLife({ ...input, ...to })
  return await renderAnnouncement({ ...input, ...to })
}
