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

/** What was told, and is not so any more. */
export interface Over {
  readonly key: string
  /** Absent of what older releases told. */
  readonly title?: string
  /** Its end is mailed too. */
  readonly saysOver: boolean
}

/** What is new and is to be told; what is over. */
export interface Claimed {
  readonly keys: string[]
  readonly over: Over[]
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
  const stems = new Set(keys.map(stemOf))
  const ended = over.flatMap(({ name, value }) => overOf(name.slice(PREFIX.length), value))
  return { keys: claimed, over: ended.filter(({ key, saysOver }) => !saysOver || !stems.has(stemOf(key))) }
}

/** Of what it is: a disk that is fuller, or a certificate that ended, is another occasion and no end of the first. */
function stemOf(key: string): string {
  return key.split(':', 2).join(':')
}

function overOf(key: string, value: string): Over[] {
  const [, word, title] = /^(told|seen) \d+(?: (.+))?$/s.exec(value) ?? []
  if (word === undefined) return []
  return [{ key, ...(title !== undefined && { title }), saysOver: word === 'told' && title !== undefined }]
}

function isAbandoned(value: string, now: number): boolean {
  const at = /^claimed (\d+)$/.exec(value)?.[1]
  return at !== undefined && Number(at) <= now - CLAIM_MS
}

/** After the mail: it was told, or another run may try. */
export async function settleOccasions(
  queries: Queries,
  occasions: readonly { readonly key: string; readonly title: string; readonly saysOver?: boolean }[],
  told: boolean,
  now: number,
): Promise<void> {
  if (occasions.length === 0) return
  const names = occasions.map(({ key }) => PREFIX + key)
  if (told)
    for (const { key, title, saysOver } of occasions)
      await queries
        .updateTable('meta')
        .set({ value: `${saysOver === true ? 'told' : 'seen'} ${now} ${title}` })
        .where('name', '=', PREFIX + key)
        .execute()
  else await queries.deleteFrom('meta').where('name', 'in', names).execute()
}
