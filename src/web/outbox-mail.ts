/**
 * A mail as the outbox shows it. Pure. In: the bytes of a message, or of its header fields alone. Out: what a reader
 * sees.
 */
import PostalMime, { type Address } from 'postal-mime'

export interface OutboxMail {
  readonly from: string
  readonly to: string
  readonly subject: string
  /** Milliseconds since the epoch; undefined where the Date cannot be read. */
  readonly sentAt: number | undefined
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly html: string | undefined
  readonly text: string | undefined
}

/** Of one length. postal-mime puts flowed lines together with the quote marks of each still inside. */
const FLOWED = 'format=flowed'
const AS_LINES = 'format=fl0wed'

export async function parseMail(bytes: Uint8Array): Promise<OutboxMail> {
  const source = Buffer.from(bytes).toString('latin1')
  const isFlowed = source.includes(FLOWED)
  const restored = (text: string) => (isFlowed ? text.replaceAll(AS_LINES, FLOWED) : text)
  const email = await PostalMime.parse(isFlowed ? Buffer.from(source.replaceAll(FLOWED, AS_LINES), 'latin1') : bytes)
  const text = email.text === undefined ? undefined : restored(email.text)
  const sentAt = Date.parse(email.date ?? '')
  return {
    from: email.from === undefined ? '' : addressText(email.from),
    to: (email.to ?? []).map(addressText).join(', '),
    subject: email.subject || '(no subject)',
    sentAt: Number.isNaN(sentAt) ? undefined : sentAt,
    headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value: restored(value) })),
    html: email.html === undefined ? undefined : restored(email.html),
    text: text === undefined || !isFlowed ? text : unflowed(text),
  }
}

/**
 * RFC 3676 §4 (DelSp=no): a line that ends in a space goes on in the next one of the same quote depth; marks and
 * stuffed spaces are the wire's. Out: one line for each paragraph, quotes behind `> ` for each depth.
 */
function unflowed(text: string): string {
  const lines: { readonly depth: number; text: string }[] = []
  for (const line of text.split(/\r?\n/)) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0
    const content = line.slice(depth).replace(/^ /, '')
    const last = lines.at(-1)
    const goesOn = last !== undefined && last.depth === depth && last.text.endsWith(' ') && last.text !== '-- '
    if (goesOn) last.text += content
    else lines.push({ depth, text: content })
  }
  return lines.map((line) => `${'> '.repeat(line.depth)}${line.text}`.trimEnd()).join('\n')
}

/**
 * Links in the HTML part lead the whole window on: inside the frame nothing but the mail may be shown, and a new window
 * (MJML's buttons ask for one) would stay in the frame's sandbox, where no form can be sent.
 */
export function framedHtml(html: string): string {
  const base = '<base target="_top">'
  const retargeted = html.replace(/(<a\b[^>]*?)\starget=("[^"]*"|'[^']*'|[^\s>]+)/gi, '$1')
  const head = /<head(\s[^>]*)?>/i.exec(retargeted)
  if (head === null) return base + retargeted
  const at = head.index + head[0].length
  return retargeted.slice(0, at) + base + retargeted.slice(at)
}

function addressText(address: Address): string {
  if (address.group !== undefined) return address.group.map(addressText).join(', ')
  return address.name === '' ? address.address : `${address.name} <${address.address}>`
}
