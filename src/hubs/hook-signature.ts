/**
 * Signatures of Standard Webhooks (<https://www.standardwebhooks.com>), by a shared secret. Pure. In: a secret, a
 * message. Out: its header field.
 */
import { createHmac } from 'node:crypto'

const PREFIX = 'whsec_'
/** Of a secret, in octets. */
const SHORTEST = 24
const LONGEST = 64

/** @param text of the file, as services show it: `whsec_` and base64 @returns undefined where it is no secret */
export function hookSecret(text: string): Buffer | undefined {
  const base64 = text.trim().slice(PREFIX.length)
  if (!text.trim().startsWith(PREFIX) || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  const secret = Buffer.from(base64, 'base64')
  return secret.length >= SHORTEST && secret.length <= LONGEST ? secret : undefined
}

export interface HookMessage {
  readonly id: string
  /** Seconds since the epoch: when it is sent. */
  readonly timestamp: number
  readonly body: string
}

/** @returns value of `webhook-signature` */
export function hookSignature(secret: Buffer, { id, timestamp, body }: HookMessage): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
