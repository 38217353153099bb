/**
 * Where mail leaves, as `mail.transport` says it. Pure. In: the configuration. Out: a folder, the sendmail program or a
 * server; nothing that sends is loaded for it.
 */
import { BelfryError } from '../base/errors.js'
import { isLoopback } from '../base/ip.js'
import type { Config } from '../config/schema.js'
import type { SmtpServer } from './smtp/open-connections.js'
import { deliveryTexts } from './texts.js'

export type WayOut = { readonly folder: string } | { readonly sendmail: string } | { readonly server: SmtpServer }

/** @throws BelfryError TRANSPORT, CONFIG_INSECURE */
export function wayOutOf(config: Config): WayOut {
  const text = config.mail.transport
  if (text.startsWith('file:')) return { folder: text.slice('file:'.length) }
  if (text.startsWith('sendmail:')) return { sendmail: text.slice('sendmail:'.length) }
  const url = smtpUrl(text)
  if (!isLoopback(url.hostname) && !config.web.url.startsWith('https://')) {
    throw new BelfryError('CONFIG_INSECURE', deliveryTexts.wayOut.mailTransportLeadsWeb(url.hostname, config.web.url))
  }
  return { server: serverOf(url, config) }
}

/** @throws BelfryError TRANSPORT, CONFIG_INSECURE */
export function refuseNoWayOut(config: Config): void {
  wayOutOf(config)
}

/** @throws BelfryError TRANSPORT where mail does not leave by a server */
export function serverOfConfig(config: Config): SmtpServer {
  return serverOf(smtpUrl(config.mail.transport), config)
}

function smtpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    throw new BelfryError('TRANSPORT', deliveryTexts.wayOut.mailTransportNoneBelfry())
  }
  return url
}

function serverOf(url: URL, config: Config): SmtpServer {
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port)
  const user = decoded(url.username)
  const options = {
    host,
    port,
    secure,
    name: config.mail.domain,
    // Links in mail are personal, and a password is never sent in the clear: whoever strips STARTTLS gets neither.
    requireTLS: !secure && !isLoopback(url.hostname) && (user !== '' || config.mail.tls === 'required'),
  }
  const auth = user === '' ? {} : { auth: { user, pass: decoded(url.password) } }
  const { perConnection } = config.delivery
  const most = perConnection === 'none' ? {} : { perConnection }
  return { name: `${url.protocol}//${host}:${port}`, options, ...auth, ...most }
}

/** @throws BelfryError TRANSPORT */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause
    const fix = deliveryTexts.wayOut.writePercentSignAs()
    throw new BelfryError('TRANSPORT', deliveryTexts.wayOut.mailTransportPercentSign(), { cause, fix })
  }
}
