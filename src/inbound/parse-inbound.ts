/**
 * What a message that came back says. Pure. In: its bytes, hostile; the address that it was delivered to, where the
 * mail server says so. Out: a bounce, a complaint, a wish to leave, or why it is none of these; with the return paths,
 * addresses and links that it names, of which nothing is believed before their MAC is. Reports by RFC 3464 and 5965,
 * and what qmail, Exim and others write in their place. Never throws, and is never answered.
 */
import PostalMime, { type Email } from 'postal-mime'
import { type BounceClass, bounceClass, sentenceClass, statusOf } from './bounce-class.js'

/** One delivery's, `b-…@domain`, or a link's token. */
export interface Named {
  readonly returnPaths: readonly string[]
  /** Tokens of links to leave, in the message that a complaint is about. */
  readonly tokens: readonly string[]
}

export interface Bounce extends Named {
  readonly is: 'bounce'
  readonly class: BounceClass
  /** RFC 3463; '' where the server gave none. */
  readonly status: string
  /** On one line. */
  readonly words: string
}

export type Inbound =
  | Bounce
  | (Named & { readonly is: 'complaint'; readonly words: string })
  /** Sent to an address to leave by, `u-…@domain`. */
  | { readonly is: 'leaving'; readonly addresses: readonly string[] }
  /** A message of doctor to an address of our own. */
  | { readonly is: 'trial'; readonly returnPaths: readonly string[] }
  | { readonly is: 'nothing'; readonly why: string }

/** What is read of a message: a report stands before the copy of what it is about. */
export const INBOUND_LIMIT_BYTES = 1024 * 1024
const LONGEST_WORDS = 300
const RETURN_PATH = /(?<![\w.+-])b-[0-9a-f]{46}@[\w.-]{1,255}/gi
const LEAVE_ADDRESS = /(?<![\w.+-])u-[\w-]{39,46}@[\w.-]{1,255}/gi
/** Who a message was for, as senders and servers write it. */
const RECIPIENT_FIELDS = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']
const TOKEN = /\/unsubscribe\/([\w-]{39})(?![\w-])/g

export async function parseInbound(bytes: Uint8Array, recipient = ''): Promise<Inbound> {
  try {
    const mail = await PostalMime.parse(bytes.subarray(0, INBOUND_LIMIT_BYTES), {
      forceRfc822Attachments: true,
      maxNestingDepth: 20,
    })
    return inboundOf(mail, recipient)
  } catch (thrown) {
    return nothing(`it cannot be read: ${oneLine(String(thrown))}`)
  }
}

function inboundOf(mail: Email, recipient: string): Inbound {
  const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value ?? ''
  const parts = mail.attachments.map(({ mimeType, content }) => ({
    type: mimeType.toLowerCase(),
    text: textOf(content),
  }))
  const part = (...types: string[]) => parts.find(({ type }) => types.includes(type))?.text
  const feedback = part('message/feedback-report')
  if (feedback !== undefined) return complaintOf(feedback, part('message/rfc822', 'text/rfc822-headers') ?? '')
  const named = {
    returnPaths: returnPathsIn([recipient, ...mail.headers.map(({ value }) => value)].join('\n')),
    tokens: [],
  }
  const report = part('message/delivery-status', 'message/global-delivery-status')
  if (report !== undefined) return bounceOf(report, named)
  const isReply =
    /^(?:auto-replied|auto-notified)/i.test(header('auto-submitted')) ||
    REPLY_FIELDS.some((name) => header(name) !== '') ||
    /^(?:auto[_-]?reply|bulk|junk)/i.test(header('precedence')) ||
    isAway(mail.subject ?? '')
  const recipients = [
    recipient,
    ...mail.headers.filter(({ key }) => RECIPIENT_FIELDS.includes(key)).map(({ value }) => value),
  ].join('\n')
  if (header('x-belfry-trial') !== '') return { is: 'trial', returnPaths: returnPathsIn(recipients) }
  const addresses = leaveAddressesIn(recipients)
  if (addresses.length > 0 && !isReply) return { is: 'leaving', addresses }
  // A holiday reply has an empty return path as well (RFC 3834 §3.3).
  const isFromServer =
    /\b(?:mailer-daemon|postmaster|mdaemon|mail delivery (?:sub)?system|(?:system|mail) administrator)\b/i.test(
      header('from'),
    ) ||
    header('x-failed-recipients') !== '' ||
    (header('return-path').trim() === '<>' && !isReply)
  if (!isFromServer || isAway(mail.subject ?? '')) return nothing(isReply ? 'an automatic reply' : 'no report')
  return plainBounce(mail.text ?? '', named) ?? nothing('a server says something else than that mail failed')
}

/** Groups of fields (RFC 3464 §2.1): of the message, then of each recipient. */
function bounceOf(report: string, named: Named): Inbound {
  const groups = report
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .map(fieldsOf)
    .filter((fields) => fields.has('action') || fields.has('final-recipient') || fields.has('status'))
  const failed = groups.filter((fields) => /^failed\b/i.test(fields.get('action') ?? ''))
  if (failed.length === 0) return nothing('a report of no failure')
  const found = failed.map((fields) => {
    const words = oneLine((fields.get('diagnostic-code') ?? '').replace(/^[\w-]+\s*;\s*/, ''))
    const status = fields.get('status') ?? ''
    return { class: bounceClass(status, words), status: statusOf(status, words) ?? '', words }
  })
  const worst = found.find((one) => one.class !== 'hard') ?? found[0]
  return worst === undefined ? nothing('a report of no failure') : { is: 'bounce', ...named, ...worst }
}

/** RFC 5965: what somebody marked as spam, or asked their provider to end. */
function complaintOf(feedback: string, original: string): Inbound {
  const fields = fieldsOf(feedback.replace(/\r\n?/g, '\n'))
  const type = oneLine(fields.get('feedback-type') ?? '').toLowerCase()
  if (!/^(?:abuse|fraud|virus|other|opt-out(?:-list)?)$/.test(type))
    return nothing(`feedback of the kind ${type || 'none'}`)
  const all = `${fields.get('original-mail-from') ?? ''}\n${original.slice(0, original.search(/\r?\n\r?\n|$/))}`
  // A header field may be folded within a link.
  const tokens = [...all.replace(/\r?\n[ \t]+/g, '').matchAll(TOKEN)].map(([, token = '']) => token)
  return { is: 'complaint', returnPaths: returnPathsIn(all), tokens: [...new Set(tokens)], words: type }
}

/** Fields that programs which answer by themselves set, beside RFC 3834's. */
const REPLY_FIELDS = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply-from', 'x-mail-autoreply']

/** How subjects of holiday replies begin. */
const AWAY = [
  /auto(?:matic|mated)?[- ]?(?:reply|response|responder|answer)/,
  /(?:out of|away from) (?:the |my )?office/,
  /(?:i am |i'm )?(?:away|on (?:vacation|holiday|leave))\b|vacation (?:reply|message|notice)/,
  /automatische (?:antwort|abwesenheit)|abwesen(?:d|heit)|nicht im (?:büro|haus)|urlaub/,
  /réponse automatique|absen(?:ce|t)|message d['’ ]absence|en congés?/,
  /respuesta autom[aá]tica|fuera de (?:la )?oficina|ausen(?:cia|te)/,
  /risposta automatica|fuori (?:sede|ufficio)|assen(?:za|te)/,
  /resposta autom[aá]tica|fora do escrit[oó]rio|aus[eê]n(?:cia|te)/,
  /automatisch antwoord|afwezig|niet (?:op kantoor|aanwezig)|buiten kantoor/,
  /auto(?:matiskt? )?svar|frånvaro|ej på kontoret|fravær|ikke (?:til stede|på kontoret)|automaattinen vastaus|poissa/,
  /automatyczna odpowied[zź]|poza biurem|nieobecno[sś][cć]|automatick[aá] odpov[eěe]|mimo kancel/,
  /automatikus v[aá]lasz|házon kívül|răspuns automat|otomatik (?:yan[ıi]t|cevap)|ofis d[ıi]ş[ıi]nda/,
  /автоматический ответ|автоответ|нет на месте|вне офиса|отсутству|автоматична відповідь|автовідповід/,
  /αυτόματη απάντηση|εκτός γραφείου|תשובה אוטומטית|מענה אוטומטי|(?:ال)?رد (?:ال)?تلقائي/,
  /自動(?:応答|返信|回覆)|不在|自动(?:回复|答复)|外出|자동 ?(?:회신|응답|답장)|부재/,
].map((words) => new RegExp(`^(?:(?:re|aw|antw|sv|vs|rif|odp|tr|auto)\\s*:\\s*)*(?:${words.source})`, 'iu'))

function isAway(subject: string): boolean {
  const plain = subject.normalize('NFC').replace(/^[\s\p{P}]+/u, '')
  return AWAY.some((words) => words.test(plain))
}

const COPY =
  /^-{2,}.{0,40}\b(?:copy of|original message|below this line|returned message|unsent message|message header)/im
const REFUSED = /(?<![\d.#])5\d\d[ _-](?:#?5\.\d{1,3}\.\d{1,3})?[^\n]*/
const PERMANENT = new RegExp(
  [
    String.raw`\bpermanent(?:ly)? (?:fatal )?(?:error|fail)|\bundeliver(?:able|ed)\b|\bcould not be delivered\b|`,
    String.raw`\bdelivery (?:has )?fail(?:ed|ure)\b|\bfatal delivery errors?\b|\bnot (?:be )?able to deliver\b`,
  ].join(''),
  'i',
)
const DELAYED = new RegExp(
  [
    String.raw`\bdelayed\b|\bwill (?:be )?(?:retr|keep trying|continue)|\bstill trying\b|`,
    String.raw`\bwarning\b.{0,60}\bnot (?:yet )?been delivered\b`,
  ].join(''),
  'i',
)

/** Sentences of servers that write no report. */
function plainBounce(text: string, named: Named): Bounce | undefined {
  const copy = text.search(COPY)
  const own = (copy === -1 ? text : text.slice(0, copy)).slice(0, 20_000).replace(/_/g, ' ')
  const refused = REFUSED.exec(own)?.[0]
  if (refused === undefined && (DELAYED.test(own) || !PERMANENT.test(own))) return undefined
  const words = oneLine(refused ?? own)
  return { is: 'bounce', ...named, class: sentenceClass(words), status: statusOf('', words) ?? '', words }
}

/** Unfolded, names in lower case; of a field that stands twice the first. */
function fieldsOf(group: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const line of group.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value] = /^([\w-]{1,60}):\s*(.*)$/.exec(line) ?? []
    if (name !== undefined && value !== undefined && !found.has(name.toLowerCase()))
      found.set(name.toLowerCase(), value.trim())
  }
  return found
}

function returnPathsIn(text: string): string[] {
  return [...new Set([...text.matchAll(RETURN_PATH)].map(([path]) => path.toLowerCase()))].slice(0, 10)
}

function leaveAddressesIn(text: string): string[] {
  return [...new Set([...text.matchAll(LEAVE_ADDRESS)].map(([address]) => address))].slice(0, 10)
}

function textOf(content: ArrayBuffer | Uint8Array | string): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content)
}

function nothing(why: string): Inbound {
  return { is: 'nothing', why }
}

function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_WORDS)
}
