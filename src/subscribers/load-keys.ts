/**
 * The keys that links are made with. In: the `secrets` folder. Out: numbered keys; the first is made on first use,
 * readable by its owner alone. Door.
 */
import { createHmac, randomBytes } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import type { Keys } from './links.js'

const KEY_BYTES = 32
const NAME = /^link-(\d{1,3})\.key$/
/** Every file of the folder that is a secret of Belfry's. */
export const SECRET_FILES = /^(link-\d{1,3}|hash)\.key$/

/** @throws BelfryError SECRETS where the folder cannot be used or others may read a key */
export function loadKeys(folder: string): Keys {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (keyNumbers(folder).length === 0) makeKey(folder, 'link-1.key')
    const byNumber = readKeys(folder)
    return { current: Math.max(...byNumber.keys()), byNumber }
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    throw new BelfryError('SECRETS', `The secrets folder ${folder} cannot be used: ${messageOf(cause)}.`, { cause })
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

const HASH_KEY = 'hash.key'

/**
 * The key of hashes that stand for what was erased; made on first use and never changed.
 * @throws BelfryError SECRETS
 */
export function loadHashKey(folder: string): Buffer {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!existsSync(join(folder, HASH_KEY))) makeKey(folder, HASH_KEY)
    return readKey(join(folder, HASH_KEY))
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    throw new BelfryError('SECRETS', `The secrets folder ${folder} cannot be used: ${messageOf(cause)}.`, { cause })
  }
}

/** Makes nothing. @throws BelfryError SECRETS where a key that is there cannot be used */
export function checkKeys(folder: string): void {
  try {
    readKeys(folder)
  } catch (cause) {
    if (cause instanceof BelfryError) throw cause
    if (systemCode(cause) === 'ENOENT') return
    throw new BelfryError('SECRETS', `The secrets folder ${folder} cannot be used: ${messageOf(cause)}.`, { cause })
  }
}

function readKeys(folder: string): Map<number, Buffer> {
  return new Map(keyNumbers(folder).map((number) => [number, readKey(join(folder, `link-${number}.key`))]))
}

function keyNumbers(folder: string): number[] {
  return readdirSync(folder)
    .map((name) => Number(NAME.exec(name)?.[1]))
    .filter((number) => number >= 1 && number <= 255)
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
    throw new BelfryError('SECRETS', `The key ${file} can be read by other users.`, { fix: `Run chmod 600 ${file}.` })
  }
  const text = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new BelfryError('SECRETS', `The key ${file} is not 64 hexadecimal digits.`, {
      fix: 'Restore it from a backup; with another key, links in mail already sent stop working.',
    })
  }
  return Buffer.from(text, 'hex')
}
