/**
 * Opens the way out that `mail.transport` names. In: the configuration. Out: a Transport; nothing connects before the
 * first message. Door.
 */

import type { PeerCertificate } from 'node:tls'
import { BelfryError } from '../base/errors.js'
import { isLoopback } from '../base/ip.js'
import type { Config } from '../config/schema.js'
import { sendmailTransport } from './sendmail.js'
import { peerCertificate, smtpTransport } from './smtp/open-connections.js'
import { deliveryTexts } from './texts.js'
import type { Transport } from './transport.js'
import { outboxTransport } from './write-outbox.js'

/** @throws BelfryError TRANSPORT, CONFIG_INSECURE */
export function openTransport(config: Config): Transport {
  const text = config.mail.transport
  if (text.startsWith('file:')) return outboxTransport(text.slice('file:'.length))
  if (text.startsWith('sendmail:')) return sendmailTransport(text.slice('sendmail:'.length))
  const url = smtpUrl(text)
  if (!isLoopback(url.hostname) && !config.web.url.startsWith('https://')) {
    throw new BelfryError(
      'CONFIG_INSECURE',
      deliveryTexts.openTransport.mailTransportLeadsWeb(url.hostname, config.web.url),
    )
  }
  return smtpTransport(serverOf(url, config))
}

function smtpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    throw new BelfryError('TRANSPORT', deliveryTexts.openTransport.mailTransportNoneBelfry())
  }
  return url
}

function serverOf(url: URL, config: Config) {
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port)
  const user = decodeURIComponent(url.username)
  const options = {
    host,
    port,
    secure,
    name: config.mail.domain,
    // Links in mail are personal, and a password is never sent in the clear: whoever strips STARTTLS gets neither.
    requireTLS: !secure && !isLoopback(url.hostname) && (user !== '' || config.mail.tls === 'required'),
  }
  const auth = user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }
  const { perConnection } = config.delivery
  const most = perConnection === 'none' ? {} : { perConnection }
  return { name: `${url.protocol}//${host}:${port}`, options, ...auth, ...most }
}

/**
 * The certificate that the mail server shows, whether it holds or not; nobody logs in, and nothing is sent.
 * @returns undefined where the connection has no TLS
 */
export async function serverCertificate(config: Config, patienceMs: number): Promise<PeerCertificate | undefined> {
  const { options } = serverOf(smtpUrl(config.mail.transport), config)
  return await peerCertificate(options, patienceMs)
}
