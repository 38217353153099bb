/**
 * What the ledger remembers of its secrets, so that others in their place are noticed. In: an instance, a transaction.
 * Out: facts, statements. Door.
 */
import type { Queries } from '../store/open.js'
import { checkOf, type KnownSecrets, type SecretName } from './known-secrets.js'

const PREFIX = 'secret:'

export async function knownSecrets(queries: Queries): Promise<KnownSecrets> {
  const facts = await queries.selectFrom('meta').select(['name', 'value']).where('name', 'like', `${PREFIX}%`).execute()
  const checks = new Map(facts.map(({ name, value }) => [name.slice(PREFIX.length), value]))
  const underWay = queries.selectFrom('mailings').where('state', 'in', ['queued', 'sending', 'paused'])
  const used = await underWay.select('link_key').distinct().execute()
  const last = await queries.selectFrom('mailings').select('link_key').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return { checks, used: used.map((row) => row.link_key), last: last?.link_key ?? 0 }
}

/** Of two processes that see a key for the first time, the first one's counts. */
export async function rememberSecrets(queries: Queries, keys: ReadonlyMap<SecretName, Uint8Array>): Promise<void> {
  if (keys.size === 0) return
  await queries
    .insertInto('meta')
    .values([...keys].map(([name, key]) => ({ name: PREFIX + name, value: checkOf(key) })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Whatever comes in their place is taken, the lost ones too where somebody finds them. */
export async function giveUpSecrets(queries: Queries, names: readonly SecretName[]): Promise<void> {
  for (const name of names)
    await queries
      .insertInto('meta')
      .values({ name: PREFIX + name, value: '' })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: '' }))
      .execute()
}
