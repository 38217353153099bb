/**
 * Amazon SES, by way of SNS: what an SNS message brings, and what is signed of it. Pure.
 * <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>,
 * <https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html>
 */
import { verify, X509Certificate } from 'node:crypto'
import { providerClass } from '../bounce-class.js'
import { BARE, fieldAt, type HookEvent, instantAt, listAt, textAt } from './event.js'

export interface SnsMessage {
  readonly type: string
  readonly id: string
  readonly at: number
  /** Where the certificate is, which is Amazon's. */
  readonly certificateUrl: string
  /** Of a SubscriptionConfirmation, which a GET of it confirms; '' of others. */
  readonly subscribeUrl: string
}

const SIGNED = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
const SIGNED_OF_CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
/** Signature versions: SHA-1 is what SNS uses where nobody set another. */
const DIGESTS: Readonly<Record<string, string>> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' }
const CERTIFICATE_PATH = /^\/SimpleNotificationService-[\w-]{1,100}\.pem$/

/** @returns the region and partition of a topic: `arn:aws:sns:REGION:ACCOUNT:NAME` */
function regionOf(topic: string): { region: string; suffix: string } | undefined {
  const [, partition = '', region] =
    /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d{1,2}):\d{12}:[\w-]{1,256}(?:\.fifo)?$/.exec(topic) ?? []
  return region === undefined ? undefined : { region, suffix: partition === 'aws-cn' ? 'com.cn' : 'com' }
}

/**
 * What a message says of itself, before it is verified, where it is for this topic and names nobody's server but
 * Amazon's of the topic's own region.
 */
export function snsMessage(json: unknown, topic: string): SnsMessage | undefined {
  const place = regionOf(topic)
  if (place === undefined || fieldAt(json, 'TopicArn') !== topic) return undefined
  const host = `sns.${place.region}.amazonaws.${place.suffix}`
  const certificate = urlAt(json, 'SigningCertURL', host)
  if (certificate === undefined || certificate.search !== '' || !CERTIFICATE_PATH.test(certificate.pathname))
    return undefined
  const type = textAt(json, 'Type')
  const subscribe = type === 'SubscriptionConfirmation' ? urlAt(json, 'SubscribeURL', host) : undefined
  if (type === 'SubscriptionConfirmation' && subscribe?.searchParams.get('TopicArn') !== topic) return undefined
  return {
    type,
    id: textAt(json, 'MessageId'),
    at: instantAt(json, 'Timestamp'),
    certificateUrl: certificate.href,
    subscribeUrl: subscribe?.href ?? '',
  }
}

/** Of that host, by https, with no name or port in it. */
function urlAt(json: unknown, name: string, host: string): URL | undefined {
  const text = fieldAt(json, name)
  if (typeof text !== 'string' || text.length > 2000 || !URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.protocol === 'https:' && url.host === host && url.username === '' && url.password === '' ? url : undefined
}

/** @param pem of a certificate that came from Amazon */
export function isSigned(json: unknown, pem: string, now: number): boolean {
  const digest = DIGESTS[textAt(json, 'SignatureVersion')]
  const signature = fieldAt(json, 'Signature')
  const text = signedText(json)
  if (digest === undefined || typeof signature !== 'string' || text === undefined) return false
  try {
    const certificate = new X509Certificate(pem)
    if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) return false
    if (certificate.publicKey.asymmetricKeyType !== 'rsa') return false
    return verify(digest, Buffer.from(text), certificate.publicKey, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

/** Names and values, a line each; what a message lacks is left out. */
export function signedText(json: unknown): string | undefined {
  const isNews = fieldAt(json, 'Type') === 'Notification'
  const names = isNews ? SIGNED : SIGNED_OF_CONFIRMATION
  const fields = names.map((name) => [name, fieldAt(json, name)] as const)
  const isWhole = fields.every(
    ([name, value]) => typeof value === 'string' || (name === 'Subject' && (value === undefined || value === null)),
  )
  if (!isWhole) return undefined
  return fields.flatMap(([name, value]) => (typeof value === 'string' ? [`${name}\n${value}\n`] : [])).join('')
}

/** @param json verified; @param message what SES wrote into it */
export function sesEvents({ id, at }: SnsMessage, message: unknown): HookEvent[] {
  const mail = fieldAt(message, 'mail')
  const link = headerIn(mail, 'list-unsubscribe')
  const of = {
    ...BARE,
    id,
    at,
    returnPaths: [textAt(mail, 'source'), headerIn(mail, 'return-path')].filter((path) => path !== ''),
    tokens: [...link.matchAll(/\/unsubscribe\/([\w-]{39})(?![\w-])/g)].map(([, token = '']) => token),
    messageId: headerIn(mail, 'message-id'),
  }
  const kind = textAt(message, 'notificationType') || textAt(message, 'eventType')
  if (kind === 'Complaint') {
    const words = textAt(message, 'complaint', 'complaintFeedbackType') || 'spam'
    if (words === 'not-spam' || words === 'auth-failure') return []
    return listAt(message, 'complaint', 'complainedRecipients').map((recipient) => {
      return { ...of, is: 'complaint' as const, address: textAt(recipient, 'emailAddress'), words }
    })
  }
  if (kind !== 'Bounce') return []
  return listAt(message, 'bounce', 'bouncedRecipients').flatMap((recipient) => {
    const said = bounceOf(message, recipient)
    return said === undefined ? [] : [{ ...of, ...said, address: textAt(recipient, 'emailAddress') }]
  })
}

type Said = Pick<HookEvent, 'is' | 'class' | 'status' | 'words'>

function bounceOf(message: unknown, recipient: unknown): Said | undefined {
  const [type, detail] = [textAt(message, 'bounce', 'bounceType'), textAt(message, 'bounce', 'bounceSubType')]
  const status = textAt(recipient, 'status')
  const words = textAt(recipient, 'diagnosticCode').replace(/^[\w-]+ ?; ?/, '')
  if (detail === 'UnsubscribedRecipient') return { is: 'leaving', class: 'hard', status: '', words: 'Amazon SES' }
  // Holiday replies come under this name, and bring no code.
  if (type !== 'Permanent' && detail === 'General' && status === '' && words === '') return undefined
  const said = type === 'Permanent' ? 'hard' : /^(?:Content|Attachment)Rejected$/.test(detail) ? 'block' : 'soft'
  return { is: 'bounce', class: providerClass(said, status, words), status, words: words || `SES: ${type} ${detail}` }
}

function headerIn(mail: unknown, name: string): string {
  const header = listAt(mail, 'headers').find((one) => textAt(one, 'name').toLowerCase() === name)
  const value = fieldAt(header, 'value')
  return typeof value === 'string' ? value.slice(0, 2000) : ''
}
