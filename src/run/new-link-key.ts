/**
 * A new key of links. In: the context, the ledger. Out: its number; what was lost is given up, and mail that waits for
 * a lost key waits for an operator's word, with links of the new one.
 */

import { BelfryError } from '../base/errors.js'
import { withoutKeys } from '../delivery/link-key-store.js'
import type { Store } from '../store/open.js'
import { recordEvent, type Word } from '../subscribers/event-store.js'
import { linkName, lostSecrets, nextNumber, numberIn } from '../subscribers/known-secrets.js'
import { loadSecrets, MOST_KEYS, makeSecret } from '../subscribers/load-keys.js'
import { giveUpSecrets, knownSecrets, rememberSecrets } from '../subscribers/secret-store.js'
import type { ReadContext } from './read-context.js'
import { runTexts } from './texts.js'

/** As `keys links --new --json` prints it. */
export interface NewLinkKey {
  readonly key: number
  /** Names of keys that are lost: links made with them are refused from now on. */
  readonly lost: string[]
  /** Numbers of mailings that were under way with a lost key, and are paused. */
  readonly mailings: number[]
}

/** @throws BelfryError SECRETS */
export async function newLinkKey(
  { config, clock }: Pick<ReadContext, 'config' | 'clock'>,
  store: Store,
  word: Word,
): Promise<NewLinkKey> {
  return await store.transaction(async (transaction) => {
    await store.dialect.lockDecisions(transaction)
    const known = await knownSecrets(transaction)
    const found = loadSecrets(config.secrets)
    const lost = lostSecrets(found, known)
    const key = nextNumber(found, known)
    if (key > MOST_KEYS) throw new BelfryError('SECRETS', runTexts.newLinkKey.canNoMoreThan(MOST_KEYS))
    await giveUpSecrets(transaction, lost)
    await rememberSecrets(transaction, new Map([[linkName(key), makeSecret(config.secrets, linkName(key))]]))
    const usable = [...found.keys()].filter((name) => !lost.includes(name)).flatMap((name) => numberIn(name) ?? [])
    const mailings = await withoutKeys({ dialect: store.dialect, transaction }, usable, key)
    await recordEvent(transaction, { action: 'new-link-key', details: { key, lost, mailings } }, word, clock.now())
    return { key, lost, mailings }
  })
}
