/**
 * DKIM (RFC 6376) but for the signing itself: relaxed canonicalisation and the DKIM-Signature field. Pure. In: the
 * bytes of a message with CRLF line ends. Out: its body hash, what is to be signed, the field that carries the
 * signature.
 */
import { createHash } from 'node:crypto'

export type Algorithm = 'rsa-sha256' | 'ed25519-sha256'

/** Tags of one signature (RFC 6376 §3.5). */
export interface SignatureTags {
  readonly algorithm: Algorithm
  readonly domain: string
  readonly selector: string
  /** Seconds since the epoch: the Date of the message, so that a retry has the same. */
  readonly signedAt: number
  readonly bodyHash: string
  /** Names as in h=, in the order in which they are signed. */
  readonly fields: readonly string[]
}

/** Signed where they stand. From once more than it stands (§5.4, §8.15): nobody can put a second one in front. */
const SIGNED = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Reply-To',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Auto-Submitted',
  'In-Reply-To',
  'References',
]

const [TAB, LF, CR, SPACE] = [9, 10, 13, 32]
const LINE = 78

/**
 * Head and body; the line that parts them belongs to neither. Octets of the head are characters, so nothing is lost.
 */
export interface Parts {
  /** Raw fields, folded as they stand, without the last line end; lower-case names. */
  readonly fields: ReadonlyMap<string, readonly string[]>
  readonly body: Buffer
}

export function partsOf(message: Buffer): Parts {
  const end = message.indexOf('\r\n\r\n')
  const head = message.toString('latin1', 0, end < 0 ? message.length : end)
  const fields = new Map<string, string[]>()
  for (const field of head.split(/\r\n(?![ \t])/)) {
    const name = field
      .slice(0, Math.max(0, field.indexOf(':')))
      .trim()
      .toLowerCase()
    if (name !== '') fields.set(name, [...(fields.get(name) ?? []), field.replace(/\r\n$/, '')])
  }
  return { fields, body: end < 0 ? Buffer.alloc(0) : message.subarray(end + 4) }
}

/** §3.4.2: name in lower case, unfolded, white space as one space, none at the ends. Without a line end. */
export function relaxedField(field: string): string {
  const colon = field.indexOf(':')
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '')
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`
}

/**
 * §3.4.4: white space as one space, none at the end of a line, no empty lines at the end; what is not empty ends with
 * CRLF.
 */
export function relaxedBody(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length + 2)
  let length = 0
  /** Up to the last line that is not empty. */
  let kept = 0
  let isSpace = false
  for (let at = 0; at < body.length; at += 1) {
    const octet = body[at] ?? 0
    if (octet === SPACE || octet === TAB) {
      isSpace = true
    } else if (octet === CR && body[at + 1] === LF) {
      out[length] = CR
      out[length + 1] = LF
      length += 2
      at += 1
      isSpace = false
    } else {
      if (isSpace) {
        out[length] = SPACE
        length += 1
        isSpace = false
      }
      out[length] = octet
      length += 1
      kept = length
    }
  }
  if (kept === 0) return out.subarray(0, 0)
  out[kept] = CR
  out[kept + 1] = LF
  return out.subarray(0, kept + 2)
}

export function bodyHash(body: Buffer): string {
  return createHash('sha256').update(relaxedBody(body)).digest('base64')
}

/** h= of this message. */
export function signedFields({ fields }: Parts): string[] {
  return ['From', ...SIGNED.flatMap((name) => Array<string>(fields.get(name.toLowerCase())?.length ?? 0).fill(name))]
}

/** The instant of the Date field, in seconds. @throws RangeError where there is none: such a message is not Belfry's */
export function signedAt({ fields }: Parts): number {
  const date = Date.parse(fields.get('date')?.[0]?.slice('date:'.length) ?? '')
  if (Number.isNaN(date)) throw new RangeError('a message without a Date cannot be signed')
  return Math.floor(date / 1000)
}

/**
 * What the signature is over (§3.7): the fields that h= names, last first of each name, then its own field with an
 * empty b=.
 */
export function signedOctets({ fields }: Parts, tags: SignatureTags): Buffer {
  const left = new Map<string, string[]>()
  const lines = tags.fields.flatMap((written) => {
    const name = written.toLowerCase()
    const those = left.get(name) ?? [...(fields.get(name) ?? [])]
    left.set(name, those)
    const field = those.pop()
    return field === undefined ? [] : [`${relaxedField(field)}\r\n`]
  })
  return Buffer.from(lines.join('') + relaxedField(signatureField(tags, '')), 'latin1')
}

/** The DKIM-Signature field, folded, without its line end. @param signature base64; empty while it is to be made */
export function signatureField(tags: SignatureTags, signature: string): string {
  const { algorithm, domain, selector, signedAt, fields } = tags
  const words = [
    'v=1;',
    `a=${algorithm};`,
    'c=relaxed/relaxed;',
    `d=${domain};`,
    `s=${selector};`,
    `t=${signedAt};`,
    ...fields.map((name, index) => (index === 0 ? `h=${name}` : `:${name}`)).map(closed),
    `bh=${tags.bodyHash};`,
    'b=',
  ]
  const field = words.reduce(
    ({ text, width }, word) => {
      // Inside h= names follow each other without a space; white space may stand at its colons (§3.5).
      const gap = word.startsWith(':') ? '' : ' '
      return width + gap.length + word.length > LINE
        ? { text: `${text}\r\n ${word}`, width: 1 + word.length }
        : { text: text + gap + word, width: width + gap.length + word.length }
    },
    { text: 'DKIM-Signature:', width: 'DKIM-Signature:'.length },
  )
  return field.text + (signature.match(/.{1,76}/g) ?? []).map((piece) => `\r\n ${piece}`).join('')
}

function closed(word: string, index: number, all: readonly string[]): string {
  return index === all.length - 1 ? `${word};` : word
}
