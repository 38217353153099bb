/**
 * Requests as mail providers write them, made from their documentation's fields with addresses of our own. In: keys
 * made for the test. Out: requests, signed.
 */
import { createHmac, createSign, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { HookRequest } from '../../src/inbound/webhooks/event.js'
import { signedText } from '../../src/inbound/webhooks/ses.js'

export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:bounces'
export const CERTIFICATE_URL = `https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-${'a'.repeat(32)}.pem`

export function hookRequest(body: string, headers: Record<string, string> = {}, secret = ''): HookRequest {
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { body: Buffer.from(body), header: (name) => named.get(name.toLowerCase()) ?? '', secret }
}

/** An SNS message, signed. */
export function sns(fields: Record<string, string>, key: KeyObject, version: '1' | '2' = '2'): Record<string, string> {
  const message = { Type: 'Notification', TopicArn: TOPIC, SigningCertURL: CERTIFICATE_URL, ...fields }
  const signer = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(signedText(message) ?? '')
  return { ...message, SignatureVersion: version, Signature: signer.sign(key, 'base64') }
}

export function mailgunBody(key: string, token: string, at: number, event: unknown): string {
  const timestamp = String(Math.round(at / 1000))
  const signature = createHmac('sha256', key).update(`${timestamp}${token}`).digest('hex')
  return JSON.stringify({ signature: { timestamp, token, signature }, 'event-data': event })
}

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const SENDGRID_KEY = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

export function sendgridRequest(body: string, at: number): HookRequest {
  const timestamp = String(Math.round(at / 1000))
  return hookRequest(body, {
    'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
    'X-Twilio-Email-Event-Webhook-Signature': sign('sha256', Buffer.from(timestamp + body), pair.privateKey).toString(
      'base64',
    ),
  })
}
