/**
 * The secrets of a ledger, opened. In: the folder, the ledger. Out: keys of links, the key of hashes; or which of them
 * are lost. Door.
 */

import { BelfryError } from '../base/errors.js'
import type { Queries } from '../store/open.js'
import { linkName, lostSecrets, type SecretName } from '../subscribers/known-secrets.js'
import type { Keys } from '../subscribers/links.js'
import { linkKeys, loadSecrets, makeSecret } from '../subscribers/load-keys.js'
import { knownSecrets, rememberSecrets } from '../subscribers/secret-store.js'
import { runTexts } from './texts.js'

const HASH = 'hash'

export interface Secrets {
  readonly keys: Keys
  /** Of hashes that stand for what was erased; made when it is first asked for, and never changed. */
  readonly hashKey: () => Buffer
}

/**
 * The first keys of a ledger are made; later ones are those that it knows.
 * @throws BelfryError SECRETS, SECRETS_LOST
 */
export async function openSecrets(folder: string, queries: Queries): Promise<Secrets> {
  const known = await knownSecrets(queries)
  const found = loadSecrets(folder)
  const lost = lostSecrets(found, known)
  if (lost.length > 0) throw secretsLost(folder, lost)
  const there = linkKeys(found) === undefined ? withFirst(folder, found) : found
  const keys = linkKeys(there)
  if (keys === undefined) throw new Error('a key was made and is not there')
  const fresh = new Map([...there].filter(([name]) => !known.checks.has(name)))
  if (fresh.size > 0) await rememberAll(folder, queries, there, fresh)
  let hashKey = there.get(HASH)
  return {
    keys,
    hashKey: () => {
      hashKey ??= makeSecret(folder, HASH)
      return hashKey
    },
  }
}

/** Both at once: who copies the folder to another machine has all that it will need. */
function withFirst(folder: string, found: ReadonlyMap<SecretName, Buffer>): Map<SecretName, Buffer> {
  return new Map([...found, ...[linkName(1), HASH].map((name) => [name, makeSecret(folder, name)] as const)])
}

/** Another machine, with secrets of its own, may have been the first. */
async function rememberAll(
  folder: string,
  queries: Queries,
  now: ReadonlyMap<SecretName, Buffer>,
  fresh: ReadonlyMap<SecretName, Buffer>,
): Promise<void> {
  await rememberSecrets(queries, fresh)
  const { checks } = await knownSecrets(queries)
  const lost = lostSecrets(now, { checks, used: [], last: 0 })
  if (lost.length > 0) throw secretsLost(folder, lost)
}

function secretsLost(folder: string, lost: readonly SecretName[]): BelfryError {
  const files = lost.map((name) => `${name}.key`).join(', ')
  const sentence = runTexts.openKeys.doesNotHoldKeys(folder, files)
  return new BelfryError('SECRETS_LOST', sentence, { exitCode: 3 })
}
