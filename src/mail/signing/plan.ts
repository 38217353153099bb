/**
 * Signing one frozen message for many people: what of its canonical form is the same for all is made once. Pure. In:
 * frozen bytes with slots, the tags of each key. Out: for each person what is to be signed, and the fields that carry
 * the signatures; octet for octet what canonicalising that person's message would give.
 */
import { createHash } from 'node:crypto'
import { type Frozen, type Placeholders, type Slot, valueAt } from '../slots.js'
import {
  partsOf,
  relaxedBody,
  type SignatureTags,
  signatureField,
  signedAt,
  signedFields,
  signedOctets,
} from './dkim.js'

export type KeyTags = Pick<SignatureTags, 'algorithm' | 'domain' | 'selector'>

export interface SigningPlan {
  bodyHash(values: Partial<Placeholders>): string
  /** What each key is to sign, in their order. */
  toSign(to: string, values: Partial<Placeholders>, bodyHash: string): Buffer[]
  /** The fields, with line ends. @param signatures base64, in the order of the keys */
  fields(bodyHash: string, signatures: readonly string[]): string
}

/** Stand-ins that no message of ours contains: control characters. */
const TO = '\0'
const IN_BODY = 0x01
const BODY_HASH = '\x02'.repeat(44)
const IN_HEAD = 0x0e
const MOST_IN_HEAD = 0x20 - IN_HEAD

/** A text that is made of fixed stretches, with what differs between them. */
type Piece = { readonly fixed: string } | Slot | 'to' | 'bodyHash'

/**
 * @returns undefined where the message holds control characters of its own, or more slots in its head than can be told
 * apart
 */
export function planSigning({ bytes, slots }: Frozen, keys: readonly KeyTags[]): SigningPlan | undefined {
  const bodyAt = bytes.indexOf('\r\n\r\n') + 4
  const inHead = slots.filter((slot) => slot.at < bodyAt)
  const inBody = slots.filter((slot) => slot.at >= bodyAt).sort((a, b) => a.at - b.at)
  if (bodyAt < 4 || inHead.length > MOST_IN_HEAD || hasControls(bytes)) return undefined
  const marked = Buffer.from(bytes)
  for (const [index, { at, length }] of inHead.entries()) marked.fill(IN_HEAD + index, at, at + length)
  for (const { at, length } of inBody) marked.fill(IN_BODY, at, at + length)
  const parts = partsOf(Buffer.concat([Buffer.from(`To: ${TO}\r\n`), marked]))
  const shared = { bodyHash: BODY_HASH, signedAt: signedAt(parts), fields: signedFields(parts) }
  const texts = keys.map((key) => ({ ...key, ...shared }))
  const heads = texts.map((tags) => piecesOf(signedOctets(parts, tags).toString('latin1'), inHead))
  const fields = texts.map((tags) => (signature: string) => `${signatureField(tags, signature)}\r\n`)
  const body = relaxedBody(parts.body)
  const places = placesIn(body, inBody)
  const bodyHash = (values: Partial<Placeholders>) => {
    // Every slot is written over for every person, so one copy serves all.
    for (const { slot, at } of places) body.write(valueAt(slot, values), at, 'latin1')
    return createHash('sha256').update(body).digest('base64')
  }
  return {
    bodyHash,
    toSign: (to, values, hash) =>
      heads.map((pieces) => Buffer.from(pieces.map((piece) => textOf(piece, to, values, hash)).join(''), 'latin1')),
    fields: (hash, signatures) =>
      fields.map((field, index) => field(signatures[index] ?? '').replace(BODY_HASH, hash)).join(''),
  }
}

/** Other than tab and line ends. */
function hasControls(bytes: Buffer): boolean {
  return bytes.some((octet) => octet < 0x20 && octet !== 0x09 && octet !== 0x0a && octet !== 0x0d)
}

function piecesOf(text: string, inHead: readonly Slot[]): Piece[] {
  return [...text.matchAll(/\0|\x02+|([\x0e-\x1f])\1*|[^\0\x02\x0e-\x1f]+/g)].map(([piece]): Piece => {
    if (piece === TO) return 'to'
    if (piece === BODY_HASH) return 'bodyHash'
    return inHead[piece.charCodeAt(0) - IN_HEAD] ?? { fixed: piece }
  })
}

function textOf(piece: Piece, to: string, values: Partial<Placeholders>, bodyHash: string): string {
  // As octets, like all of it: an address may be in UTF-8.
  if (piece === 'to') return Buffer.from(to).toString('latin1')
  if (piece === 'bodyHash') return bodyHash
  return 'fixed' in piece ? piece.fixed : valueAt(piece, values)
}

/** Canonicalising takes white space alone, so the slots stand in the same order. */
function placesIn(body: Buffer, slots: readonly Slot[]): { slot: Slot; at: number }[] {
  let from = 0
  return slots.map((slot) => {
    const at = body.indexOf(IN_BODY, from)
    from = at + slot.length
    return { slot, at }
  })
}
