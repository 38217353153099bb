/** A mail as the outbox shows it. Pure. In: the bytes of a message, or of its header fields alone. Out: what a reader sees. */
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

export async function parseMail(bytes: Uint8Array): Promise<OutboxMail> {
  const email = await PostalMime.parse(bytes)
  const sentAt = Date.parse(email.date ?? '')
  return {
    from: email.from === undefined ? '' : addressText(email.from),
    to: (email.to ?? []).map(addressText).join(', '),
    subject: email.subject || '(no subject)',
    sentAt: Number.isNaN(sentAt) ? undefined : sentAt,
    headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    html: email.html,
    text: email.text,
  }
}

/** Links in the HTML part lead the whole window on; inside the frame nothing but the mail may be shown. */
export function framedHtml(html: string): string {
  const base = '<base target="_top">'
  const head = /<head(\s[^>]*)?>/i.exec(html)
  if (head === null) return base + html
  const at = head.index + head[0].length
  return html.slice(0, at) + base + html.slice(at)
}

function addressText(address: Address): string {
  if (address.group !== undefined) return address.group.map(addressText).join(', ')
  return address.name === '' ? address.address : `${address.name} <${address.address}>`
}
