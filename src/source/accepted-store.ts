/**
 * Which commits of the posts were believed, in the ledger. In: what came of a read. Out: what was known before, newest
 * first. Door.
 */
import * as z from 'zod'
import type { Accepted } from '../git/accepted.js'
import { readFact, replaceFact } from '../store/meta-store.js'
import type { Queries } from '../store/open.js'

const FACT = 'accepted-commits'
const facts = z.array(z.object({ commit: z.string(), at: z.number(), byHand: z.literal(true).optional() }))

export async function readAccepted(queries: Queries): Promise<readonly Accepted[]> {
  const text = await readFact(queries, FACT)
  return text === undefined ? [] : facts.parse(JSON.parse(text))
}

export async function writeAccepted(queries: Queries, accepted: readonly Accepted[]): Promise<void> {
  await replaceFact(queries, FACT, JSON.stringify(accepted))
}

/**
 * What came of a read, unless somebody said something else since it began: an operator's word is not overwritten.
 * @param before what the read began with
 */
export async function recordAccepted(
  queries: Queries,
  before: readonly Accepted[],
  accepted: readonly Accepted[],
): Promise<void> {
  const isAsBefore = JSON.stringify(await readAccepted(queries)) === JSON.stringify(before)
  if (isAsBefore && JSON.stringify(accepted) !== JSON.stringify(before)) await writeAccepted(queries, accepted)
}
