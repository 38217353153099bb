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
