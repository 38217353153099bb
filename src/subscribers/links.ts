/**
 * Links in mail: tokens that prove what they say, so that nothing needs to be stored and a retry has the same bytes.
 * Pure. In: the secret keys, a purpose, a person, a mailing. Out: a token of fixed length; and back, or undefined where
 * it is forged.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a link may do. A token for one purpose is worth nothing for another. */
export type Purpose = 'confirm' | 'unsubscribe' | 'undo' | 'preferences' | 'address' | 'return-path'

export interface Keys {
  /** Number of the key that new tokens are made with. */
  readonly current: number
  /** Older ones stay valid until they are deleted, at the earliest a year after they were replaced. */
  readonly byNumber: ReadonlyMap<number, Buffer>
  /** What the ledger puts into its links: nobody else's links are honoured. Absent in a ledger older than that. */
  readonly ledger?: string
  /** Of new tokens; masked where it is absent. */
  readonly form?: TokenForm
}

/** How ids stand in a token: as they are, as in mail of older releases, or unreadable without the key. */
export type TokenForm = 'open' | 'masked'

export interface Claim {
  readonly person: number
  readonly mailing: number
}

/**
 * Characters of a token in a URL: 1 byte key number, 6 + 6 bytes ids, 16 bytes HMAC, in base64url (RFC 4648 §5). The
 * ids are masked by what the HMAC gives (as in SIV, RFC 5297): a token tells no numbers, and is made again alike.
 */
export const TOKEN_LENGTH = 39

const ID_BYTES = 6
const CLAIM_BYTES = 1 + 2 * ID_BYTES
const URL_MAC_BYTES = 16
/** A return path must fit 64 octets (RFC 5321 §4.5.3.1.1) and survive lower-casing: hex, with a shorter MAC. */
const PATH_MAC_BYTES = 10

export function makeToken(keys: Keys, purpose: Purpose, claim: Claim): string {
  return sealed(keys, purpose, claim, URL_MAC_BYTES).toString('base64url')
}

/** Constant time in the MAC; anything but the one canonical spelling is refused. */
export function readToken(keys: Keys, purpose: Purpose, token: string): Claim | undefined {
  const bytes = Buffer.from(token, 'base64url')
  return token.length === TOKEN_LENGTH && bytes.toString('base64url') === token
    ? opened(keys, purpose, bytes, URL_MAC_BYTES)
    : undefined
}

/** Envelope sender of one delivery (VERP): `b-<hex>@domain`. */
export function makeReturnPath(keys: Keys, claim: Claim, domain: string): string {
  return `b-${sealed(keys, 'return-path', claim, PATH_MAC_BYTES).toString('hex')}@${domain}`
}

/** The delivery that a return path was made for; letter case does not matter. */
export function readReturnPath(keys: Keys, address: string): Claim | undefined {
  const hex = /^b-([0-9a-f]{46})@/.exec(address.toLowerCase())?.[1]
  return hex === undefined ? undefined : opened(keys, 'return-path', Buffer.from(hex, 'hex'), PATH_MAC_BYTES)
}

/** Octets of the token in an address to leave by: it survives lower-casing, as a return path does. */
export const LEAVE_TOKEN_LENGTH = 46

/** What stands between `u-` and `@domain`. */
export function makeLeaveToken(keys: Keys, claim: Claim): string {
  return sealed(keys, 'unsubscribe', claim, PATH_MAC_BYTES).toString('hex')
}

/** The address whose mail ends what the link to leave ends. */
export function leaveAddress(token: string, domain: string): string {
  return `u-${token}@${domain}`
}

/** The delivery that an address to leave by was made for; the token of its link is as good there. */
export function readLeaveAddress(keys: Keys, address: string): Claim | undefined {
  const token = /^u-([\w-]{1,64})@/i.exec(address)?.[1] ?? ''
  return /^[0-9a-f]{46}$/i.test(token)
    ? opened(keys, 'unsubscribe', Buffer.from(token, 'hex'), PATH_MAC_BYTES)
    : readToken(keys, 'unsubscribe', token)
}

const LINKED = ['confirm', 'unsubscribe', 'undo', 'preferences', 'address'] as const

/**
 * Mailings whose mail holds these links, addresses to leave by or return paths, as far as they were not forged. They
 * may stand anywhere in the text.
 */
export function mailingsInLinks(keys: Keys, text: string): number[] {
  const words = (text.match(/[\w-]{39,60}(?:@[\w.-]+)?/g) ?? []).slice(0, 50)
  const claims = words.flatMap((word) => [
    ...LINKED.map((purpose) => readToken(keys, purpose, word)),
    readReturnPath(keys, word),
    readLeaveAddress(keys, word),
  ])
  return claims.flatMap((claim) => (claim === undefined || claim.mailing === 0 ? [] : [claim.mailing]))
}

function sealed(keys: Keys, purpose: Purpose, claim: Claim, macBytes: number): Buffer {
  const head = Buffer.alloc(CLAIM_BYTES)
  head.writeUInt8(keys.current, 0)
  head.writeUIntBE(claim.person, 1, ID_BYTES)
  head.writeUIntBE(claim.mailing, 1 + ID_BYTES, ID_BYTES)
  const key = keys.byNumber.get(keys.current)
  if (key === undefined) throw new RangeError(`key ${keys.current} is not there`)
  const form = keys.form ?? 'masked'
  const tag = mac(key, labelOf(form, purpose, keys), head, macBytes)
  return Buffer.concat([form === 'masked' ? masked(key, head, tag) : head, tag])
}

function opened(keys: Keys, purpose: Purpose, bytes: Buffer, macBytes: number): Claim | undefined {
  if (bytes.length !== CLAIM_BYTES + macBytes) return undefined
  const [head, tag] = [bytes.subarray(0, CLAIM_BYTES), bytes.subarray(CLAIM_BYTES)]
  const key = keys.byNumber.get(head.readUInt8(0))
  if (key === undefined) return undefined
  const isMade = (form: TokenForm, plain: Buffer) =>
    timingSafeEqual(mac(key, labelOf(form, purpose, keys), plain, macBytes), tag)
  const unmasked = masked(key, head, tag)
  if (isMade('masked', unmasked)) return claimOf(unmasked)
  // Whoever has a ledger of today never mailed an open one.
  return (keys.ledger ?? '') === '' && isMade('open', head) ? claimOf(head) : undefined
}

function claimOf(head: Buffer): Claim {
  return { person: head.readUIntBE(1, ID_BYTES), mailing: head.readUIntBE(1 + ID_BYTES, ID_BYTES) }
}

/** What a MAC is of, in front of the ids: no token of one kind is one of another. */
function labelOf(form: TokenForm, purpose: Purpose, { ledger = '' }: Keys): string {
  return form === 'masked' ? `belfry:masked:${purpose}:${ledger}:` : `belfry:${purpose}:`
}

/** Masks the ids of a head, or takes the mask off: all but the number of the key. */
function masked(key: Buffer, head: Buffer, tag: Buffer): Buffer {
  const mask = mac(key, 'belfry:mask:', tag, CLAIM_BYTES - 1)
  return Buffer.from(head.map((byte, at) => (at === 0 ? byte : byte ^ (mask[at - 1] ?? 0))))
}

function mac(key: Buffer, label: string, bytes: Buffer, length: number): Buffer {
  return createHmac('sha256', key).update(label).update(bytes).digest().subarray(0, length)
}
