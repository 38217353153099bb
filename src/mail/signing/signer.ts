/**
 * Signs messages with DKIM. In: the keys that the configuration names; the bytes of one person's message. Out: the same
 * bytes with signatures in front; the same message gives the same signatures (RSASSA-PKCS1-v1_5 and Ed25519 take no
 * dice). Door: reads the key files, signs on other threads.
 */
import { createHash, type KeyObject, sign } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { promisify } from 'node:util'
import { BelfryError, messageOf } from '../../base/errors.js'
import { signingDomain } from '../../config/dkim-faults.js'
import type { Config } from '../../config/schema.js'
import { type Frozen, type Placeholders, personalise } from '../slots.js'
import { type Algorithm, bodyHash, partsOf, signatureField, signedAt, signedFields, signedOctets } from './dkim.js'
import { type DkimKey, parseDkimKey } from './dkim-key.js'
import { signerOnThreads } from './open-threads.js'
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

/** @throws BelfryError DKIM_KEY where a key cannot be used */
export function openSigner(config: Config): Signer {
  const keys = loadDkimKeys(config)
  return signerOnThreads(keys, signerWith(keys))
}

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

/** The keys of the configuration, RSA first; none where it names none. @throws BelfryError DKIM_KEY */
export function loadDkimKeys({ mail }: Config): DkimKey[] {
  const { dkim, from } = mail
  const named = [
    { ...dkim, algorithm: 'rsa-sha256', name: 'mail.dkim.key' },
    { ...dkim.ed25519, algorithm: 'ed25519-sha256', name: 'mail.dkim.ed25519.key' },
  ] as const
  return named.flatMap(({ selector, key, algorithm, name }) => {
    const domain = signingDomain(from.address)
    if (key === '' || domain === undefined) return []
    return [{ algorithm, domain, selector, privateKey: loadKey(key, algorithm, name) }]
  })
}

function loadKey(key: string, algorithm: Algorithm, name: string): KeyObject {
  const isText = key.startsWith('-----BEGIN')
  const parsed = parseDkimKey(isText ? key : readKey(key, name), algorithm)
  if ('privateKey' in parsed) return parsed.privateKey
  const place = isText ? name : `${name}, ${key},`
  throw new BelfryError('DKIM_KEY', `${place} ${parsed.fault}.`, { fix: parsed.fix })
}

function readKey(file: string, name: string): string {
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o007) !== 0)
      throw new BelfryError('DKIM_KEY', `${name}, ${file}, can be read or written by everybody on this machine.`, {
        fix: `Run chmod 600 ${file}; if it was so for long, make a new key under a new selector.`,
      })
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    throw new BelfryError('DKIM_KEY', `${name} cannot be read: ${messageOf(cause)}.`, { cause })
  }
}
