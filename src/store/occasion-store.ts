/**
 * Which occasions operators were told, in the ledger: each once, whoever runs. In: keys of what is the case now. Out:
 * those that nobody told yet, claimed for the caller. Door.
 */
import type { Transaction } from 'kysely'
import type { Queries } from './open.js'
import type { Tables } from './tables.js'

const PREFIX = 'occasion:'
/** A claim that is older than this was made by a run that died. */
const CLAIM_MS = 10 * 60_000

/** What is new and is to be told; titles of what is over, of those that were told with one. */
export interface Claimed {
  readonly keys: string[]
  readonly over: string[]
}

/** Forgets what is over, so that it is told when it comes again: where all that is the case is known. */
export async function claimOccasions(
  transaction: Transaction<Tables>,
  { keys, known }: { readonly keys: readonly string[]; readonly known: 'all' | 'some' },
  now: number,
): Promise<Claimed> {
  const rows = await transaction.selectFrom('meta').selectAll().where('name', 'like', `${PREFIX}%`).execute()
  const names = new Set(keys.map((key) => PREFIX + key))
  const over = known === 'some' ? [] : rows.filter(({ name }) => !names.has(name))
  if (over.length > 0)
    await transaction
      .deleteFrom('meta')
      .where(
        'name',
        'in',
        over.map(({ name }) => name),
      )
      .execute()
  const abandoned = rows.filter(({ name, value }) => names.has(name) && isAbandoned(value, now)).map(({ name }) => name)
  if (abandoned.length > 0) await transaction.deleteFrom('meta').where('name', 'in', abandoned).execute()
  const claimed: string[] = []
  for (const name of names) {
    const row = await transaction
      .insertInto('meta')
      .values({ name, value: `claimed ${now}` })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('name')
      .executeTakeFirst()
    if (row !== undefined) claimed.push(name.slice(PREFIX.length))
  }
  return { keys: claimed, over: over.flatMap(({ value }) => /^told \d+ (.+)$/s.exec(value)?.[1] ?? []) }
}

function isAbandoned(value: string, now: number): boolean {
  const at = /^claimed (\d+)$/.exec(value)?.[1]
  return at !== undefined && Number(at) <= now - CLAIM_MS
}

/** After the mail: it was told, or another run may try. With a title its end is told too. */
export async function settleOccasions(
  queries: Queries,
  occasions: readonly { readonly key: string; readonly title?: string }[],
  told: boolean,
  now: number,
): Promise<void> {
  if (occasions.length === 0) return
  const names = occasions.map(({ key }) => PREFIX + key)
  if (told)
    for (const { key, title } of occasions)
      await queries
        .updateTable('meta')
        .set({ value: title === undefined ? `told ${now}` : `told ${now} ${title}` })
        .where('name', '=', PREFIX + key)
        .execute()
  else await queries.deleteFrom('meta').where('name', 'in', names).execute()
}
