/**
 * Opens the way out that `mail.transport` names. In: the configuration. Out: a Transport; nothing connects before the
 * first message. Door.
 */

import type { PeerCertificate } from 'node:tls'
import type { Config } from '../config/schema.js'
import { sendmailTransport } from './sendmail.js'
import { peerCertificate, smtpTransport } from './smtp/open-connections.js'
import type { Transport } from './transport.js'
import { serverOfConfig, wayOutOf } from './way-out.js'
import { outboxTransport } from './write-outbox.js'

/** @throws BelfryError TRANSPORT, CONFIG_INSECURE */
export function openTransport(config: Config): Transport {
  const way = wayOutOf(config)
  if ('folder' in way) return outboxTransport(way.folder)
  if ('sendmail' in way) return sendmailTransport(way.sendmail)
  return smtpTransport(way.server)
}

/**
 * The certificate that the mail server shows, whether it holds or not; nobody logs in, and nothing is sent.
 * @returns undefined where the connection has no TLS
 */
export async function serverCertificate(config: Config, patienceMs: number): Promise<PeerCertificate | undefined> {
  return await peerCertificate(serverOfConfig(config).options, patienceMs)
}
