/**
 * The header fields of list mail. Pure. In: the notice's mailing, the list that a person gets it through. Out: fields
 * for the composer. RFC 2369 and 2919 (List-*), 8058 (one-click), 3834 (Auto-Submitted), 5064 (Archived-At), 3282
 * (Content-Language).
 */
import { createHash } from 'node:crypto'
import { type Config, isMailRead, type List } from '../config/schema.js'
import type { Severity } from '../posts/announcement.js'
import { kindInKey } from '../register/notice-keys.js'
import { leaveAddress } from '../subscribers/links.js'

/** How a person leaves. */
export interface WaysOut {
  readonly unsubscribeUrl: string
  /** Token of the address to leave by; offered where somebody reads what arrives there. */
  readonly leave?: string
}

export interface ListHeaderInput extends WaysOut {
  readonly config: Config
  readonly list: List
  /** Notice key. */
  readonly key: string
  readonly severity: Severity
  /** Where the same text stands on the web. */
  readonly archivedAt: string
  /** Of the post, where posts are told apart by it. */
  readonly language?: string | undefined
}

/** Characters of the phrase in List-Id. */
const PHRASE_LENGTH = 60

/** Values that are ready for the wire: nothing in them may be folded or encoded again. */
export type Headers = Readonly<Record<string, { readonly prepared: true; readonly value: string }>>

export function listHeaders(input: ListHeaderInput): Headers {
  const { config, list, key, severity, archivedAt, language } = input
  return prepare({
    'List-Id': listId(list, config),
    ...unsubscribeFields(config, input),
    'List-Subscribe': `<${config.web.url}/subscribe>`,
    'List-Help': `<${config.web.url}/help>`,
    'List-Archive': `<${config.site.url}/>`,
    'List-Post': 'NO',
    'Archived-At': `<${archivedAt}>`,
    Precedence: 'bulk',
    'Auto-Submitted': 'auto-generated',
    'Content-Language': languagesOf(config, language),
    'Feedback-ID': `${shortHash(key)}:${list.id}:${kindInKey(key)}:${config.mail.domain}`,
    ...(severity === 'recall' && { Importance: 'high' }),
  })
}

/**
 * A mail to one person, because of something they did or run: answered by nobody, and no list mail.
 * @param ways where they are subscribed: then a mail program can offer to leave
 */
export function personalHeaders(config: Config, kind: string, ways?: WaysOut): Headers {
  return prepare({
    ...(ways !== undefined && unsubscribeFields(config, ways)),
    'Auto-Submitted': 'auto-generated',
    // What operators read is English.
    'Content-Language': kind === 'operators' ? 'en' : config.site.language,
    'Feedback-ID': `${kind}:all:${kind}:${config.mail.domain}`,
  })
}

/** Of the post and of what stands around it. */
function languagesOf({ site }: Config, post = site.language): string {
  return [...new Set([post, site.language])].join(', ')
}

/** RFC 2369 §3.2: the link first, which is what one-click uses (RFC 8058 §3.2). A line each. */
function unsubscribeFields({ inbound, mail }: Config, { unsubscribeUrl, leave }: WaysOut) {
  const mailto =
    leave !== undefined && isMailRead(inbound) ? `mailto:${leaveAddress(leave, mail.domain)}?subject=unsubscribe` : ''
  return {
    'List-Unsubscribe': `<${unsubscribeUrl}>${mailto === '' ? '' : `,\r\n <${mailto}>`}`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

/** Marks a test send, so that nobody mistakes it for the mailing. */
export function testHeaders(): Headers {
  return prepare({ 'X-Belfry-Test': 'yes' })
}

/** Of a message to ourselves, which tries the way back. */
export function trialHeaders(): Headers {
  return prepare({ 'X-Belfry-Trial': 'inbound' })
}

/** One Message-ID per notice (RFC 5322 §3.6.4), the same after any restart. */
export function messageIdFor(key: string, domain: string): string {
  return `<${shortHash(key)}@${domain}>`
}

/** Folded before the id where the line would be longer than 78 characters (RFC 5322 §2.1.1). */
function listId({ id, title }: List, { site, mail }: Config): string {
  const name = phrase(`${site.title}: ${title}`)
  const last = name.split('\r\n').at(-1) ?? ''
  const isLong = 'List-Id: '.length + last.length + ` <${id}.${mail.domain}>`.length > 78
  return `${name}${isLong ? '\r\n' : ''} <${id}.${mail.domain}>`
}

/**
 * The phrase before a List-Id, for people (RFC 2919 §2): a quoted string, or encoded words where it is not ASCII.
 * Nobody encodes or folds the field again.
 */
function phrase(text: string): string {
  const line = [...text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()]
  const short = line.length > PHRASE_LENGTH ? `${line.slice(0, PHRASE_LENGTH - 3).join('')}...` : line.join('')
  if (/^[\x20-\x7e]*$/.test(short) && !short.includes('=?')) return `"${short.replace(/["\\]/g, '\\$&')}"`
  return encodedWords(short)
}

/** Each at most 75 characters (RFC 2047 §2), cut between characters; the folds are ours. */
function encodedWords(text: string): string {
  const words: string[] = []
  let word = ''
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word)
      word = ''
    }
    word += character
  }
  return [...words, word].map((one) => `=?utf-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ')
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}

function prepare(fields: Readonly<Record<string, string>>): Headers {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { prepared: true, value }]))
}
