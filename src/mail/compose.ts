/**
 * A message as bytes (RFC 5322, MIME), composed by nodemailer. Pure but for the composer's own promise. In: a rendered
 * mail, header fields, Message-ID and Date. Out: bytes without a To line; the same input gives the same bytes.
 */
import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Config } from '../config/schema.js'
import type { Headers } from './headers.js'
import { type Frozen, findSlots, type Placeholders } from './slots.js'

export interface MessageInput {
  readonly config: Config
  readonly subject: string
  /** text/plain; format=flowed. */
  readonly text: string
  /** Absent for people who chose text: then the message is text/plain alone. */
  readonly html?: string
  readonly headers: Headers
  /** With angle brackets. */
  readonly messageId: string
  readonly date: Date
  /** What this replies to, oldest first, with angle brackets. */
  readonly references?: readonly string[]
}

export async function compose(input: MessageInput): Promise<Buffer> {
  const { from, replyTo } = input.config.mail
  const references = input.references ?? []
  const message = new MailComposer({
    from,
    ...(replyTo !== '' && { replyTo }),
    ...(isEncodedWord(input.subject) ? {} : { subject: foldable(input.subject) }),
    messageId: input.messageId,
    date: input.date,
    ...(references.length > 0 && { inReplyTo: references.at(-1), references: [...references] }),
    headers: { ...subjectAsWords(input.subject), ...input.headers },
    // As alternatives: the composer's `text` would lose format=flowed.
    alternatives: [
      part(input.text, 'text/plain; charset=utf-8; format=flowed; delsp=no'),
      ...(input.html === undefined ? [] : [part(input.html, 'text/html; charset=utf-8')]),
    ],
    baseBoundary: createHash('sha256').update(input.messageId).update(input.subject).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return await message.compile().build()
}

/**
 * A word that fits no line (RFC 5322 §2.1.1) is cut; the ellipsis has what is left written as encoded words, which
 * fold.
 */
function foldable(subject: string): string {
  return /\S{900}/.test(subject) ? `${subject.slice(0, 200)}…` : subject
}

/** What looks like an encoded word (RFC 2047 §2) would be decoded by every program that shows it. */
function isEncodedWord(subject: string): boolean {
  return subject.includes('=?')
}

/** Encoded words of at most 75 characters, cut between characters. */
function subjectAsWords(subject: string): Headers {
  if (!isEncodedWord(subject)) return {}
  const words = ['']
  for (const character of foldable(subject)) {
    const longer = (words.at(-1) ?? '') + character
    if (Buffer.byteLength(longer) > 42) words.push(character)
    else words.splice(-1, 1, longer)
  }
  const encoded = words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`)
  return { Subject: { prepared: true, value: encoded.join('\r\n ') } }
}

/**
 * Line ends as they stand on the wire: what is signed, kept as a file and sent must be the same bytes (RFC 5322 §2.3).
 */
function part(content: string, contentType: string) {
  const lines = content.replace(/\r\n?|\n/g, '\r\n')
  return {
    content: lines.endsWith('\r\n') ? lines : `${lines}\r\n`,
    contentType,
    contentTransferEncoding: 'quoted-printable',
  }
}

/** Composed once, with the places found that differ by person. */
export async function freeze(input: MessageInput, placeholders: Placeholders): Promise<Frozen> {
  const bytes = await compose(input)
  return { bytes, slots: findSlots(bytes, placeholders) }
}
