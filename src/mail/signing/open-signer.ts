/**
 * Opens the DKIM keys that the configuration names. In: the configuration. Out: a signer with these keys; keys in
 * order. Door.
 */

import type { KeyObject } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { BelfryError, messageOf } from '../../base/errors.js'
import { isKeyText } from '../../base/secrets.js'
import { signingDomain } from '../../config/dkim-faults.js'
import type { Config } from '../../config/schema.js'
import { mailTexts } from '../texts.js'
import type { Algorithm } from './dkim.js'
import { type DkimKey, parseDkimKey } from './dkim-key.js'
import { signerOnThreads } from './open-threads.js'
import { type Signer, signerWith } from './signer.js'

/** @throws BelfryError DKIM_KEY where a key cannot be used */
export function openSigner(config: Config): Signer {
  const keys = loadDkimKeys(config)
  return signerOnThreads(keys, signerWith(keys))
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
  const isText = isKeyText(key)
  const parsed = parseDkimKey(isText ? key : readKey(key, name), algorithm)
  if ('privateKey' in parsed) return parsed.privateKey
  const place = isText ? name : `${name}, ${key},`
  throw new BelfryError('DKIM_KEY', `${place} ${parsed.fault}.`, { fix: parsed.fix })
}

function readKey(file: string, name: string): string {
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o007) !== 0)
      throw new BelfryError('DKIM_KEY', mailTexts.openSigner.canReadOrWritten(name, file), {
        fix: mailTexts.openSigner.runChmodIfSo(file),
      })
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    throw new BelfryError('DKIM_KEY', mailTexts.openSigner.cannotRead(name, messageOf(cause)), { cause })
  }
}
