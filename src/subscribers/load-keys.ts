/**
 * The keys that links are made with. In: the `secrets` folder. Out: numbered keys; new ones are readable by their
 * owner alone. Door.
 */

import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, linkSync, readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { makeFolders } from '../files/write-file.js'
import { numberIn, type SecretName } from './known-secrets.js'
import type { Keys } from './links.js'
import { subscribersTexts } from './texts.js'

const KEY_BYTES = 32
const NAME = /^link-(\d{1,3})\.key$/
/** A number is one byte of a token. */
export const MOST_KEYS = 255
/** Every file of the folder that is a secret of Belfry's. */
export const SECRET_FILES = /^(link-\d{1,3}|hash)\.key$/

/**
 * Every key that is there, and nothing is made.
 * @returns name (`link-1`, `hash`) → key
 * @throws BelfryError SECRETS where the folder cannot be used or others may read a key
 */
export function loadSecrets(folder: string): Map<SecretName, Buffer> {
  return inFolder(folder, () => {
    const names = readdirSync(folder).filter((name) => SECRET_FILES.test(name) && !isBeyond(name))
    return new Map(names.map((name) => [name.slice(0, -'.key'.length), readKey(join(folder, name))]))
  })
}

/** Numbers beyond 255 stand in no token. */
function isBeyond(name: string): boolean {
  const number = Number(NAME.exec(name)?.[1] ?? 1)
  return number < 1 || number > MOST_KEYS
}

/**
 * Makes a key unless it is there: of two processes that start at once, both use the key of the first.
 * @throws BelfryError SECRETS
 */
export function makeSecret(folder: string, name: SecretName): Buffer {
  return inFolder(folder, () => {
    if (!existsSync(join(folder, `${name}.key`))) makeKey(folder, `${name}.key`)
    return readKey(join(folder, `${name}.key`))
  })
}

/** The keys of links among them. @returns undefined where there is none */
export function linkKeys(secrets: ReadonlyMap<SecretName, Buffer>): Keys | undefined {
  const byNumber = new Map(
    [...secrets].flatMap(([name, key]) => (numberIn(name) === undefined ? [] : [[numberIn(name) ?? 0, key] as const])),
  )
  return byNumber.size === 0 ? undefined : { current: Math.max(...byNumber.keys()), byNumber }
}

function inFolder<Result>(folder: string, work: () => Result): Result {
  try {
    makeFolders(folder, { private: true })
    return work()
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    throw new BelfryError('SECRETS', subscribersTexts.loadKeys.secretsFolderCannotUsed(folder, messageOf(cause)), {
      cause,
    })
  }
}

/**
 * Keys for the links of one ledger alone: in another, under the same secrets, numbers may mean other people.
 * @param ledger its id; undefined for a ledger that sent links before it had one
 */
export function keysOfLedger(keys: Keys, ledger: string | undefined): Keys {
  if (ledger === undefined) return keys
  const bound = [...keys.byNumber].map(([number, key]): [number, Buffer] => [
    number,
    createHmac('sha256', key).update(`belfry:ledger:${ledger}`).digest(),
  ])
  return { current: keys.current, byNumber: new Map(bound) }
}

/** Makes nothing, not the folder either. @throws BelfryError SECRETS where a key that is there cannot be used */
export function checkKeys(folder: string): void {
  if (existsSync(folder)) loadSecrets(folder)
}

/** Written aside and linked into place: of two processes that start at once, both use the key of the first. */
function makeKey(folder: string, name: string): void {
  const aside = join(folder, `.new-${process.pid}`)
  writeFileSync(aside, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600 })
  try {
    linkSync(aside, join(folder, name))
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown
  } finally {
    unlinkSync(aside)
  }
}

function readKey(file: string): Buffer {
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new BelfryError('SECRETS', subscribersTexts.loadKeys.keyCanReadOther(file), {
      fix: subscribersTexts.loadKeys.runChmod(file),
    })
  }
  const text = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new BelfryError('SECRETS', subscribersTexts.loadKeys.keyNotHexadecimalDigits(file), {
      fix: subscribersTexts.loadKeys.restoreFromBackupAnother(),
    })
  }
  return Buffer.from(text, 'hex')
}
