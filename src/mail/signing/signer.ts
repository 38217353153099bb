/**
 * Signs messages with DKIM. In: keys; the bytes of one person's message. Out: the same bytes with signatures in front;
 * the same message gives the same signatures (RSASSA-PKCS1-v1_5 and Ed25519 take no dice). Node's own pool of threads
 * computes them.
 */
import { createHash, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { type Frozen, type Placeholders, personalise } from '../slots.js'
import { bodyHash, partsOf, signatureField, signedAt, signedFields, signedOctets } from './dkim.js'
import type { DkimKey } from './dkim-key.js'
import { planSigning } from './plan.js'

/** @returns the fields that stand in front of this person's message; empty without keys */
export type SignFor = (to: string, values: Partial<Placeholders>) => Promise<string>

export interface Signer {
  sign(message: Buffer): Promise<Buffer>
  /** Prepares signing one frozen message for many. */
  prepare(frozen: Frozen): SignFor
}

/** With a callback, so that the work is done by the thread pool. */
const signOnOtherThread = promisify<string | null, Buffer, KeyObject, Buffer>(sign)

/** RSA first: of two signatures some servers look at the first alone. Without keys messages stay as they are. */
export function signerWith(keys: readonly DkimKey[]): Signer {
  const sign = async (message: Buffer) => {
    if (keys.length === 0) return ''
    const parts = partsOf(message)
    const shared = { bodyHash: bodyHash(parts.body), signedAt: signedAt(parts), fields: signedFields(parts) }
    const fields = await Promise.all(
      keys.map(async (key) => {
        const tags = { ...key, ...shared }
        const signature = await signed(key, signedOctets(parts, tags))
        return `${signatureField(tags, signature.toString('base64'))}\r\n`
      }),
    )
    return fields.join('')
  }
  return {
    sign: async (message) => (keys.length === 0 ? message : Buffer.concat([Buffer.from(await sign(message)), message])),
    prepare: (frozen) => {
      if (keys.length === 0) return async () => ''
      const plan = planSigning(frozen, keys)
      if (plan === undefined) return async (to, values) => await sign(personalise(frozen, to, values))
      return async (to, values) => {
        const hash = plan.bodyHash(values)
        const octets = plan.toSign(to, values, hash)
        const signatures = await Promise.all(
          keys.map(async (key, index) => await signed(key, octets[index] ?? Buffer.alloc(0))),
        )
        return plan.fields(
          hash,
          signatures.map((signature) => signature.toString('base64')),
        )
      }
    },
  }
}

/** Ed25519 signs the SHA-256 of what RSA signs (RFC 8463 §3). */
async function signed({ algorithm, privateKey }: DkimKey, octets: Buffer): Promise<Buffer> {
  return algorithm === 'rsa-sha256'
    ? await signOnOtherThread('sha256', octets, privateKey)
    : await signOnOtherThread(null, createHash('sha256').update(octets).digest(), privateKey)
}
