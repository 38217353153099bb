/**
 * The header fields of list mail. Pure. In: the notice's mailing, the list that a person gets it through. Out: fields for the
 * composer. RFC 2369 and 2919 (List-*), 8058 (one-click), 3834 (Auto-Submitted), 5064 (Archived-At).
 */
import { createHash } from 'node:crypto'
import type { Config, List } from '../config/schema.js'
import type { Severity } from '../posts/announcement.js'
import { kindInKey } from '../register/notice-keys.js'

export interface ListHeaderInput {
  readonly config: Config
  readonly list: List
  /** Notice key. */
  readonly key: string
  readonly severity: Severity
  /** Where the same text stands on the web. */
  readonly archivedAt: string
  readonly unsubscribeUrl: string
}

/** Values that are ready for the wire: nothing in them may be folded or encoded again. */
export type Headers = Readonly<Record<string, { readonly prepared: true; readonly value: string }>>

export function listHeaders({ config, list, key, severity, archivedAt, unsubscribeUrl }: ListHeaderInput): Headers {
  return prepare({
    'List-Id': `<${list.id}.${config.mail.domain}>`,
    'List-Unsubscribe': `<${unsubscribeUrl}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'List-Subscribe': `<${config.web.url}/subscribe>`,
    'List-Help': `<${config.web.url}/help>`,
    'List-Archive': `<${config.site.url}/>`,
    'List-Post': 'NO',
    'Archived-At': `<${archivedAt}>`,
    Precedence: 'bulk',
    'Auto-Submitted': 'auto-generated',
    'Feedback-ID': `${shortHash(key)}:${list.id}:${kindInKey(key)}:${config.mail.domain}`,
    ...(severity === 'recall' && { Importance: 'high' }),
  })
}

/**
 * A mail to one person, because of something they did or run: answered by nobody, and no list mail.
 * @param unsubscribeUrl where they are subscribed: then a mail program can offer to leave
 */
export function personalHeaders(config: Config, kind: string, unsubscribeUrl?: string): Headers {
  return prepare({
    ...(unsubscribeUrl !== undefined && {
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
    'Auto-Submitted': 'auto-generated',
    'Feedback-ID': `${kind}:all:${kind}:${config.mail.domain}`,
  })
}

/** Marks a test send, so that nobody mistakes it for the mailing. */
export function testHeaders(): Headers {
  return prepare({ 'X-Belfry-Test': 'yes' })
}

/** One Message-ID per notice (RFC 5322 §3.6.4), the same after any restart. */
export function messageIdFor(key: string, domain: string): string {
  return `<${shortHash(key)}@${domain}>`
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}

function prepare(fields: Readonly<Record<string, string>>): Headers {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { prepared: true, value }]))
}
