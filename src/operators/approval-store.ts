/**
 * Who agreed to what, where two have to. In: what is to be done, as a name and a digest of all that it says. Out:
 * whether enough have agreed. Another revision has another digest, so that it begins anew. Door.
 */
import type { Transaction } from 'kysely'
import type { Queries } from '../store/open.js'
import type { Tables } from '../store/tables.js'

/** What is agreed to. */
export interface Agreed {
  /** `approve:KEY`, `send:KEY`, `resume:N`, `retry:N`. */
  readonly about: string
  /** Of all that it says: revision, words, severity, lists. */
  readonly digest: string
  /** What an operator said beside what it is, as JSON. */
  readonly said?: string
}

export interface AgreedWord {
  readonly operator: string
  /** As it was agreed to. */
  readonly digest: string
  readonly said: string
}

/** Nobody's word counts longer. */
const AGREED_FOR_MS = 24 * 3_600_000

/**
 * Keeps an operator's word, and forgets all of them once they are enough.
 * @param need how many different operators have to agree
 * @returns how many agreed, this one among them
 */
export async function agree(
  transaction: Transaction<Tables>,
  { about, digest, said = '' }: Agreed,
  { by, need }: { readonly by: string; readonly need: number },
  now: number,
): Promise<number> {
  await transaction
    .deleteFrom('approvals')
    .where('about', '=', about)
    .where((e) => e.or([e('digest', '<>', digest), e('at', '<', now - AGREED_FOR_MS), e('operator', '=', by)]))
    .execute()
  await transaction.insertInto('approvals').values({ about, digest, said, operator: by, at: now }).execute()
  const rows = await transaction.selectFrom('approvals').select('operator').where('about', '=', about).execute()
  if (rows.length >= need) await transaction.deleteFrom('approvals').where('about', '=', about).execute()
  return rows.length
}

/** Words that were said of this and are not enough yet, the first first; of an earlier revision too. */
export async function wordsOn(queries: Queries, about: string, now: number): Promise<AgreedWord[]> {
  return await queries
    .selectFrom('approvals')
    .select(['operator', 'digest', 'said'])
    .where('about', '=', about)
    .where('at', '>=', now - AGREED_FOR_MS)
    .orderBy('at')
    .execute()
}
