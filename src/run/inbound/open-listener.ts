/**
 * The listener for mail that comes in (`inbound.listen`), with the ledger behind it. In: the app context. Out: it, or
 * undefined where none is configured. Mail is taken for addresses of ours that their MAC proves, and for
 * `complaints@`, where what is proved stands in the report. What is answered with 250 is committed. One line of the log
 * for each message, without addresses. Door.
 */

import { readFileSync } from 'node:fs'
import { BelfryError, formatProblem, messageOf } from '../../base/errors.js'
import type { Config } from '../../config/schema.js'
import {
  defaultLimits,
  type InboundLimits,
  type ListenAt,
  type MailServer,
  openMailServer,
} from '../../inbound/open-mail-server.js'
import { sendgridKey } from '../../inbound/webhooks/sendgrid.js'
import { type Keys, readLeaveAddress, readReturnPath } from '../../subscribers/links.js'
import type { AppContext } from '../app-context.js'
import { runTexts } from '../texts.js'
import { takeInbound } from './take-mail.js'

const COMPLAINTS = 'complaints'

/** @throws BelfryError LISTEN, CONFIG_VALUE where a certificate or a key cannot be read */
export async function openInbound(
  context: AppContext,
  limits: InboundLimits = defaultLimits,
): Promise<MailServer | undefined> {
  refuseNoSendgridKey(context.config)
  const at = listenAt(context.config)
  if (at === undefined) return undefined
  const { log } = context
  const taking = {
    isFor: (recipient: string) => isOurs(context.keys, context.config.mail.domain, recipient),
    take: async (bytes: Uint8Array, recipient: string) => {
      const { outcome, problems } = await takeInbound(context, bytes, recipient)
      log.info(`mail that came in: ${outcome}`)
      for (const one of problems) log.warn(formatProblem(one))
    },
    failed: (thrown: unknown) => log.error(`mail that came in cannot be taken now: ${messageOf(thrown)}`),
  }
  return await openMailServer(at, taking, limits)
}

function listenAt({ inbound, mail }: Config): ListenAt | undefined {
  const { listen, cert, key } = inbound
  if (listen === undefined) return undefined
  if (cert === '' || key === '') return { ...listen, name: mail.domain }
  return { ...listen, name: mail.domain, tls: { cert: readInboundPem('cert', cert), key: readInboundPem('key', key) } }
}

/** @throws BelfryError CONFIG_VALUE */
export function readInboundPem(name: 'cert' | 'key', file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new BelfryError('CONFIG_VALUE', runTexts.openListener.inboundCannotRead(name, messageOf(cause)), { cause })
  }
}

/** @throws BelfryError CONFIG_VALUE: what it signs could never be verified */
export function refuseNoSendgridKey({ inbound }: Config): void {
  const { sendgrid } = inbound.webhooks
  if (sendgrid === '' || sendgridKey(sendgrid) !== undefined) return
  const what = 'is no verification key: copy the one that SendGrid shows under Mail Settings, Signed Event Webhook'
  throw new BelfryError('CONFIG_VALUE', `inbound.webhooks.sendgrid ${what}.`)
}

function isOurs(keys: Keys, domain: string, recipient: string): boolean {
  const at = recipient.lastIndexOf('@')
  if (recipient.slice(at + 1).toLowerCase() !== domain.toLowerCase()) return false
  if (recipient.slice(0, at).toLowerCase() === COMPLAINTS) return true
  return (readReturnPath(keys, recipient) ?? readLeaveAddress(keys, recipient)) !== undefined
}
