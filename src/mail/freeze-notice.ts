/**
 * A notice as frozen messages, ready for any number of people. In: the announcement, its update where it is one, its lists, the
 * templates, the instant. Out: subject, Message-ID and a frozen message for each list and format; bytes are the same for the same
 * input but for the placeholders.
 */
import { randomBytes } from 'node:crypto'
import type { Config, List } from '../config/schema.js'
import type { Announcement, Severity } from '../content/announcement.js'
import { compose, freeze } from './compose.js'
import { confirmationHeaders, listHeaders, messageIdFor, testHeaders } from './headers.js'
import { type EndOfLifeContent, renderEndOfLife } from './render-end-of-life.js'
import { type PersonalLinks, type RenderedMail, renderAnnouncement, renderConfirmation } from './render-notice.js'
import { renderUpdate, type UpdateContent } from './render-update.js'
import { type Frozen, type Placeholders, placeholdersFor } from './slots.js'
import type { Templates } from './templates.js'

export interface FrozenVariant {
  readonly list: string
  readonly format: 'html' | 'text'
  readonly frozen: Frozen
}

export interface FrozenNotice {
  readonly subject: string
  readonly messageId: string
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

async function freezeNotice(input: AnyInput): Promise<FrozenNotice> {
  const placeholders = placeholdersFor(randomBytes(16).toString('hex'))
  const messageId = messageIdFor(input.key, input.config.mail.domain)
  const variants: FrozenVariant[] = []
  let subject = input.announcement.title
  for (const list of input.lists) {
    const { html, text, message } = await listMessage(input, list, placeholders, messageId)
    subject = message.subject
    variants.push({ list: list.id, format: 'html', frozen: await freeze({ ...message, text, html }, placeholders) })
    variants.push({ list: list.id, format: 'text', frozen: await freeze({ ...message, text }, placeholders) })
  }
  return { subject, messageId, variants }
}

/** The same mail for trying it: `[Test]` in the subject and a Message-ID of its own, or the reader's program would hide the real one. */
export async function composeTest(input: AnyInput, list: List, format: 'html' | 'text', to: string): Promise<Buffer> {
  const values = {
    unsubscribe: '0'.repeat(39),
    preferences: '0'.repeat(39),
    confirm: '0'.repeat(39),
    since: '0000-00-00',
  }
  const messageId = messageIdFor(`test:${randomBytes(16).toString('hex')}`, input.config.mail.domain)
  const { html, text, message } = await listMessage(input, list, values, messageId)
  const marked = {
    ...message,
    subject: `[Test] ${message.subject}`,
    headers: { ...message.headers, ...testHeaders() },
    text,
  }
  return Buffer.concat([Buffer.from(`To: ${to}\r\n`), await compose(format === 'html' ? { ...marked, html } : marked)])
}

async function listMessage(input: AnyInput, list: List, placeholders: Placeholders, messageId: string) {
  const { config, announcement, key, now } = input
  const links: PersonalLinks = {
    unsubscribeUrl: `${config.web.url}/unsubscribe/${placeholders.unsubscribe}`,
    preferencesUrl: `${config.web.url}/preferences/${placeholders.preferences}`,
    since: placeholders.since,
  }
  const { subject, html, text } = await renderOne(input, { list, links })
  const headers = listHeaders({
    config,
    list,
    key,
    severity: 'update' in input ? input.update.severity : (input.severity ?? announcement.severity),
    archivedAt: announcement.url,
    unsubscribeUrl: links.unsubscribeUrl,
  })
  const references = input.references?.(list.id) ?? []
  return { html, text, message: { config, subject, headers, messageId, references, date: new Date(now) } }
}

async function renderOne(input: AnyInput, to: { list: List; links: PersonalLinks }): Promise<RenderedMail> {
  if ('update' in input) return await renderUpdate({ ...input, ...to })
  if ('endOfLife' in input) return await renderEndOfLife({ ...input, ...to })
  return await renderAnnouncement({ ...input, ...to })
}

/** The mail that asks a person to confirm. `key` makes its Message-ID. */
export async function freezeConfirmation(input: {
  config: Config
  templates: Templates
  key: string
  lists: readonly List[]
  now: number
}): Promise<FrozenNotice> {
  const { config, key } = input
  const placeholders = placeholdersFor(randomBytes(16).toString('hex'))
  const { subject, html, text } = await renderConfirmation({
    lists: input.lists,
    config,
    confirmUrl: `${config.web.url}/confirm/${placeholders.confirm}`,
    templates: input.templates,
  })
  const messageId = messageIdFor(key, config.mail.domain)
  const message = { config, subject, headers: confirmationHeaders(config), messageId, date: new Date(input.now), text }
  const list = input.lists[0]?.id ?? ''
  return {
    subject,
    messageId,
    variants: [
      { list, format: 'html', frozen: await freeze({ ...message, html }, placeholders) },
      { list, format: 'text', frozen: await freeze(message, placeholders) },
    ],
  }
}
