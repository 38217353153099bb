/**
 * Keys for DKIM: what a PEM text holds, and the DNS record that belongs to it (RFC 6376 §3.6.1, RFC 8463 §4). Pure. In:
 * text. Out: a private key that can sign, or why it cannot; the record; how a record that was found fits the key.
 */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { messageOf } from '../../base/errors.js'
import { mailTexts } from '../texts.js'
import type { Algorithm } from './dkim.js'

export const RSA_BITS = 2048

export interface DkimKey {
  readonly algorithm: Algorithm
  readonly domain: string
  readonly selector: string
  readonly privateKey: KeyObject
}

export type ParsedKey = { readonly privateKey: KeyObject } | { readonly fault: string; readonly fix: string }

const MAKE: Readonly<Record<Algorithm, string>> = {
  'rsa-sha256': 'belfry keys dkim',
  'ed25519-sha256': 'belfry keys dkim --ed25519',
}

/** @param text of the PEM file; a fault never repeats any of it */
export function parseDkimKey(text: string, algorithm: Algorithm): ParsedKey {
  const fix = mailTexts.dkimKey.makeKeyPublishRecord(MAKE[algorithm])
  if (/-----BEGIN [A-Z ]*PUBLIC KEY-----|-----BEGIN CERTIFICATE-----/.test(text) && !/PRIVATE KEY-----/.test(text))
    return { fault: 'holds a public key', fix: mailTexts.dkimKey.nameFilePrivateKey() }
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text)) {
    const kind = algorithm === 'rsa-sha256' ? 'openssl rsa' : 'openssl pkey'
    return {
      fault: 'is encrypted with a passphrase',
      fix: mailTexts.dkimKey.writeWithoutOneOld(kind),
    }
  }
  if (text.includes('-----BEGIN OPENSSH PRIVATE KEY-----')) return { fault: 'is a key for ssh', fix }
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return { fault: 'holds no private key in PEM', fix }
  try {
    const privateKey = createPrivateKey(text)
    const fault = unfit(privateKey, algorithm)
    return fault === undefined ? { privateKey } : { fault, fix }
  } catch (thrown) {
    return { fault: `holds a private key that cannot be read (${messageOf(thrown)})`, fix }
  }
}

function unfit(key: KeyObject, algorithm: Algorithm): string | undefined {
  const type = key.asymmetricKeyType ?? 'unknown'
  const wanted = algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519'
  if (type !== wanted) return `holds a key of type ${type}, and ${wanted} is wanted here`
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  return wanted === 'rsa' && bits < RSA_BITS
    ? `is an RSA key of ${bits} bits, and ${RSA_BITS} are the least`
    : undefined
}

export interface DkimRecord {
  /** Of the TXT record, without a dot at the end. */
  readonly name: string
  readonly value: string
}

/** What DNS has to hold for this key. */
export function dkimRecord({ domain, selector, algorithm, privateKey }: DkimKey): DkimRecord {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const isRsa = algorithm === 'rsa-sha256'
  const published = (isRsa ? spki : spki.subarray(-32)).toString('base64')
  return { name: recordName({ domain, selector }), value: `v=DKIM1; k=${isRsa ? 'rsa' : 'ed25519'}; p=${published}` }
}

export function recordName({ domain, selector }: Pick<DkimKey, 'domain' | 'selector'>): string {
  return `${selector}._domainkey.${domain}`
}

/** A string of a TXT record holds 255 octets at most (RFC 1035 §3.3.14); readers join them. */
export function recordStrings({ value }: DkimRecord): string[] {
  return value.match(/.{1,255}/g) ?? []
}

/** As in a zone file. */
export function zoneLine(record: DkimRecord): string {
  const strings = recordStrings(record).map((text) => `"${text}"`)
  const data = strings.length === 1 ? strings.join('') : `( ${strings.join('\n    ')} )`
  return `${record.name}. IN TXT ${data}`
}

/**
 * Does what DNS holds let others verify what this key signs?
 * @param found the TXT records there, each with its strings joined
 * @returns what is wrong, as the end of a sentence; undefined where nothing is
 */
export function recordFault(key: DkimKey, found: readonly string[]): string | undefined {
  const candidates = found.filter((text) => /(^|;)\s*p\s*=/.test(text))
  const [text] = candidates
  if (text === undefined) return found.length === 0 ? 'is not there' : 'holds no DKIM key'
  if (candidates.length > 1) return `is there ${candidates.length} times, and which counts nobody can know`
  const tags = tagsOf(text)
  const version = tags.get('v')
  if (version !== undefined && (version !== 'DKIM1' || !/^\s*v\s*=/.test(text))) return 'does not begin with v=DKIM1'
  const published = (tags.get('p') ?? '').replace(/\s+/g, '')
  if (published === '') return 'says that the key was revoked (an empty p=)'
  const hashes = tags.get('h')?.split(/\s*:\s*/)
  if (hashes !== undefined && !hashes.includes('sha256')) return 'does not allow sha256 (h=)'
  const services = tags.get('s')?.split(/\s*:\s*/)
  if (services !== undefined && !services.includes('*') && !services.includes('email')) return 'is not for mail (s=)'
  const own = tagsOf(dkimRecord(key).value)
  const type = tags.get('k') ?? 'rsa'
  if (type !== own.get('k')) return `is for a key of type ${type}`
  return published.replace(/=+$/, '') === own.get('p')?.replace(/=+$/, '') ? undefined : 'holds another key'
}

function tagsOf(text: string): Map<string, string> {
  return new Map(
    text.split(';').flatMap((part): [string, string][] => {
      const equals = part.indexOf('=')
      return equals < 0 ? [] : [[part.slice(0, equals).trim(), part.slice(equals + 1).trim()]]
    }),
  )
}
