/**
 * Opens the way out that `mail.transport` names. In: the configuration. Out: a Transport; nothing connects before the
 * first message. What speaks on that way, and on no other, is loaded here: by the first who connects it would take its
 * time out of a lease. Door.
 */

import type { PeerCertificate } from 'node:tls'
import type { Config } from '../config/schema.js'
import type { Transport } from './transport.js'
import { serverOfConfig, wayOutOf } from './way-out.js'

/** @throws BelfryError TRANSPORT, CONFIG_INSECURE */
export async function openTransport(config: Config): Promise<Transport> {
  const way = wayOutOf(config)
  if ('folder' in way) return (await import('./write-outbox.js')).outboxTransport(way.folder)
  if ('sendmail' in way) return (await import('./sendmail.js')).sendmailTransport(way.sendmail)
  return (await import('./smtp/open-connections.js')).smtpTransport(way.server)
}

/**
 * The certificate that the mail server shows, whether it holds or not; nobody logs in, and nothing is sent.
 * @returns undefined where the connection has no TLS
 */
export async function serverCertificate(config: Config, patienceMs: number): Promise<PeerCertificate | undefined> {
  const { peerCertificate } = await import('./smtp/open-connections.js')
  return await peerCertificate(serverOfConfig(config).options, patienceMs)
}
