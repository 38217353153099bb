/**
 * What is kept to spare work, with a digest of itself, so that what a disk or a hand damaged is none. Pure. In: a text
 * or bytes. Out: bytes; and back, where they are what was sealed.
 */
import { hash } from 'node:crypto'

const END_OF_LINE = 0x0a
/** SHA-256 in base64url, and the end of its line. */
const SEAL_BYTES = 44

export function seal(content: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${hash('sha256', content, 'base64url')}\n`), Buffer.from(content)])
}

/** @returns undefined where it is not what was sealed */
export function unseal(sealed: Buffer): Buffer | undefined {
  if (sealed[SEAL_BYTES - 1] !== END_OF_LINE) return undefined
  const content = sealed.subarray(SEAL_BYTES)
  const isWhole = sealed.toString('latin1', 0, SEAL_BYTES - 1) === hash('sha256', content, 'base64url')
  return isWhole ? content : undefined
}
