/**
 * Links in mail: tokens that prove what they say, so that nothing needs to be stored and a retry has the same bytes.
 * Pure. In: the secret keys, a purpose, a person, a mailing. Out: a token of fixed length; and back, or undefined where
 * it is forged.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a link may do. A token for one purpose is worth nothing for another. */
export type Purpose = 'confirm' | 'unsubscribe' | 'preferences' | 'return-path'

export interface Keys {
  /** Number of the key that new tokens are made with. */
  readonly current: number
  /** Older ones stay valid until they are deleted, at the earliest a year after they were replaced. */
  readonly byNumber: ReadonlyMap<number, Buffer>
}

export interface Claim {
  readonly person: number
  readonly mailing: number
}

/** Characters of a token in a URL: 1 byte key number, 6 + 6 bytes ids, 16 bytes HMAC, in base64url (RFC 4648 §5). */
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

/**
 * The delivery that a return path was made for; letter case does not matter. Awaits inbound mail, which comes to these
 * paths. Named in knip.json.
 */
export function readReturnPath(keys: Keys, address: string): Claim | undefined {
  const hex = /^b-([0-9a-f]{46})@/.exec(address.toLowerCase())?.[1]
  return hex === undefined ? undefined : opened(keys, 'return-path', Buffer.from(hex, 'hex'), PATH_MAC_BYTES)
}

function sealed(keys: Keys, purpose: Purpose, claim: Claim, macBytes: number): Buffer {
  const head = Buffer.alloc(CLAIM_BYTES)
  head.writeUInt8(keys.current, 0)
  head.writeUIntBE(claim.person, 1, ID_BYTES)
  head.writeUIntBE(claim.mailing, 1 + ID_BYTES, ID_BYTES)
  const key = keys.byNumber.get(keys.current)
  if (key === undefined) throw new RangeError(`key ${keys.current} is not there`)
  return Buffer.concat([head, mac(key, purpose, head, macBytes)])
}

function opened(keys: Keys, purpose: Purpose, bytes: Buffer, macBytes: number): Claim | undefined {
  if (bytes.length !== CLAIM_BYTES + macBytes) return undefined
  const head = bytes.subarray(0, CLAIM_BYTES)
  const key = keys.byNumber.get(head.readUInt8(0))
  if (key === undefined || !timingSafeEqual(mac(key, purpose, head, macBytes), bytes.subarray(CLAIM_BYTES)))
    return undefined
  return { person: head.readUIntBE(1, ID_BYTES), mailing: head.readUIntBE(1 + ID_BYTES, ID_BYTES) }
}

function mac(key: Buffer, purpose: Purpose, head: Buffer, length: number): Buffer {
  return createHmac('sha256', key).update(`belfry:${purpose}:`).update(head).digest().subarray(0, length)
}
