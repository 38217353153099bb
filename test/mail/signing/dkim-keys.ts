/**
 * Keys for tests, made once, and mailauth as the stranger who verifies. In: a signed message. Out: what it found of
 * each signature.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { type DkimKey, dkimRecord, recordName } from '../../../src/mail/signing/dkim-key.js'

const domain = 'lantern.example'

export const rsaKey: DkimKey = {
  algorithm: 'rsa-sha256',
  domain,
  selector: 'rsa',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
}

export const ed25519Key: DkimKey = {
  algorithm: 'ed25519-sha256',
  domain,
  selector: 'ed',
  privateKey: generateKeyPairSync('ed25519').privateKey,
}

export const bothKeys = [rsaKey, ed25519Key]

export function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** A DNS that holds these records, each split as real ones are. */
export function dnsWith(records: Readonly<Record<string, readonly string[]>>) {
  return {
    resolveTxt: async (name: string): Promise<string[][]> => {
      const found = records[name]
      if (found === undefined) throw Object.assign(new Error(`queryTxt ENOTFOUND ${name}`), { code: 'ENOTFOUND' })
      return found.map((text) => text.match(/.{1,255}/g) ?? [])
    },
  }
}

export const dns = dnsWith(Object.fromEntries(bothKeys.map((key) => [recordName(key), [dkimRecord(key).value]])))

/** `a= result` of each signature, in their order. */
export async function verdicts(message: Buffer, resolver = dns): Promise<string[]> {
  const { results } = await dkimVerify(message, { resolver: async (name) => await resolver.resolveTxt(name) })
  return results.map(({ info, status }) => `${/header\.a=([\w-]+)/.exec(info)?.[1]} ${status.result}`)
}

export const BOTH_PASS = ['rsa-sha256 pass', 'ed25519-sha256 pass']
