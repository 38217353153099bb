/**
 * A message as it reached the other side. In: its bytes. Out: header fields and parts, read by a parser that is not
 * ours.
 */
import PostalMime from 'postal-mime'
import type { Received } from '../support/smtp-sink.js'

export interface Mail {
  readonly to: string
  /** Envelope sender. */
  readonly returnPath: string
  readonly raw: string
  /** Every value of a header field, unfolded. */
  header(name: string): string[]
  /** Content types in the order they stand, without parameters. */
  readonly types: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
}

export async function readMail({ from, to, bytes }: Received): Promise<Mail> {
  const parsed = await PostalMime.parse(bytes)
  const raw = bytes.toString('latin1')
  const fields = raw
    .slice(0, raw.indexOf('\r\n\r\n'))
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
  const header = (name: string) =>
    fields
      .filter((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map((field) => field.slice(name.length + 1).trim())
  return {
    to,
    returnPath: from,
    raw,
    header,
    types: [...raw.matchAll(/^Content-Type: ([\w/-]+)/gim)].map((match) => match[1] ?? ''),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html ?? '',
  }
}

/** The link of RFC 8058, as a mail program finds it. */
export function oneClickUrl(mail: Mail): string {
  const url = /<(https?:[^>]+)>/.exec(mail.header('List-Unsubscribe')[0] ?? '')?.[1]
  if (url === undefined) throw new Error(`no link to leave in the mail to ${mail.to}`)
  return url
}

/** The link of a request to confirm. */
export function confirmUrl(mail: Mail): string {
  const url = /https?:\/\/\S+\/confirm\/[\w-]+/.exec(mail.text)?.[0]
  if (url === undefined) throw new Error(`no link to confirm in the mail to ${mail.to}`)
  return url
}
