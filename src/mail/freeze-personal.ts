/**
 * Mail to one person, because of something they did, or because they run this Belfry. In: what it is about, the
 * templates, the instant. Out: frozen messages like those of a notice, or one message as bytes; the same input gives
 * the same bytes but for the placeholders.
 */
import { randomBytes } from 'node:crypto'
import type { Config, List } from '../config/schema.js'
import { compose, freeze } from './compose.js'
import type { FrozenNotice } from './freeze-notice.js'
import { type Headers, messageIdFor, personalHeaders } from './headers.js'
import {
  type OperatorNews,
  type RenderedMail,
  renderAddress,
  renderConfirmation,
  renderOperators,
  renderPreferences,
  renderWelcome,
} from './render-notice.js'
import { type Placeholders, placeholdersFor } from './slots.js'
import type { Templates } from './templates/make.js'

export interface PersonalInput {
  readonly config: Config
  readonly templates: Templates
  /** Makes the Message-ID. */
  readonly key: string
  /** At least one, in the order of the configuration. */
  readonly lists: readonly List[]
  readonly now: number
}

/** Asks a person to confirm. */
export async function freezeConfirmation(input: PersonalInput): Promise<FrozenNotice> {
  const { config } = input
  return await freezePersonal(input, async ({ confirm }) => ({
    mail: await renderConfirmation({ ...input, confirmUrl: `${config.web.url}/confirm/${confirm}` }),
    headers: personalHeaders(config, 'confirmation'),
  }))
}

/** Says what comes from now on. */
export async function freezeWelcome(input: PersonalInput): Promise<FrozenNotice> {
  return await freezePersonal(input, async (placeholders) => {
    const links = linksOf(input.config, placeholders)
    return {
      mail: await renderWelcome({ ...input, links }),
      headers: personalHeaders(input.config, 'welcome', links),
    }
  })
}

/** Brings the link to what a person gets. */
export async function freezePreferences(input: PersonalInput): Promise<FrozenNotice> {
  return await freezePersonal(input, async (placeholders) => {
    const links = linksOf(input.config, placeholders)
    return {
      mail: await renderPreferences({ ...input, links }),
      headers: personalHeaders(input.config, 'preferences', links),
    }
  })
}

/** Asks one of two mailboxes whether mail shall go from one to the other. @param about where it shall go */
export async function freezeAddress(
  input: PersonalInput,
  about: { readonly side: 'old' | 'new'; readonly address: string },
): Promise<FrozenNotice> {
  const { config } = input
  return await freezePersonal(input, async ({ address }) => ({
    mail: await renderAddress({ ...input, ...about, confirmUrl: `${config.web.url}/address/${address}` }),
    headers: personalHeaders(config, 'address'),
  }))
}

async function freezePersonal(
  { config, key, lists, now }: PersonalInput,
  make: (placeholders: Placeholders) => Promise<{ mail: RenderedMail; headers: Headers }>,
): Promise<FrozenNotice> {
  const placeholders = placeholdersFor(randomBytes(16).toString('hex'))
  const { mail, headers } = await make(placeholders)
  const { subject, html, text } = mail
  const messageId = messageIdFor(key, config.mail.domain)
  const message = { config, subject, headers, messageId, date: new Date(now), text }
  const list = lists[0]?.id ?? ''
  return {
    subject,
    messageId,
    variants: [
      { list, format: 'html', frozen: await freeze({ ...message, html }, placeholders) },
      { list, format: 'text', frozen: await freeze(message, placeholders) },
    ],
  }
}

function linksOf({ web }: Config, { unsubscribe, leave, preferences }: Placeholders) {
  return {
    unsubscribeUrl: `${web.url}/unsubscribe/${unsubscribe}`,
    leave,
    preferencesUrl: `${web.url}/preferences/${preferences}`,
  }
}

/** Tells an operator what waits. @param to the address, which gets a Message-ID of its own */
export async function composeOperators(
  input: { config: Config; templates: Templates; key: string; occasions: readonly OperatorNews[]; now: number },
  to: string,
): Promise<Buffer> {
  const { config, key, now } = input
  const { subject, html, text } = await renderOperators(input.occasions, config, input.templates)
  const bytes = await compose({
    config,
    subject,
    html,
    text,
    headers: personalHeaders(config, 'operators'),
    messageId: messageIdFor(`${key}:${to}`, config.mail.domain),
    date: new Date(now),
  })
  return Buffer.concat([Buffer.from(`To: ${to}\r\n`), bytes])
}
