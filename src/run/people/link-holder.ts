/**
 * Whose link it is. In: a token of a mailed link. Out: the person, the mailing it came with, its lists; undefined where
 * it is forged or its person is gone.
 */
import type { List } from '../../config/schema.js'
import { listsOfDelivery } from '../../delivery/audience/audience-store.js'
import { mailingMadeAt } from '../../delivery/mailing-store.js'
import type { Person } from '../../store/tables.js'
import { type Claim, type Purpose, readToken } from '../../subscribers/links.js'
import { movedLists, nowCalled } from '../../subscribers/moved-list-store.js'
import { findPerson, subscriptionsOf } from '../../subscribers/person-store.js'
import type { AppContext } from '../app-context.js'

/** A link that asks for a confirmation ends then. */
const CONFIRM_FOR_MS = 30 * 86_400_000

/** What a mailed link stands for. */
export interface LinkHolder {
  readonly person: Person
  /** The number of the mailing that it came with. */
  readonly mailing: number
  /** When that was made; undefined where the ledger was restored and does not know it. */
  readonly mailedAt: number | undefined
  /** The lists of the delivery that the link came with, as far as they still exist. */
  readonly lists: readonly List[]
  /** Ids of all of them. */
  readonly ids: readonly string[]
  readonly states: Awaited<ReturnType<typeof subscriptionsOf>>
}

/** Reads only. @returns undefined for a forged token, and for a person who was erased */
export async function holderOf(context: AppContext, purpose: Purpose, token: string): Promise<LinkHolder | undefined> {
  const claim = readToken(context.keys, purpose, token)
  return claim && (await holderBy(context, purpose, claim))
}

/** The same of what was read already. */
export async function holderBy(context: AppContext, purpose: Purpose, claim: Claim): Promise<LinkHolder | undefined> {
  const { db } = context.store
  const person = await findPerson(db, claim.person)
  if (person === undefined) return undefined
  const mailedAt = await mailingMadeAt(db, claim.mailing)
  const states = await subscriptionsOf(db, person.id)
  const known = await listsOfDelivery(db, claim.mailing, claim.person)
  // A restored ledger does not know for which list the mail was: leaving must end it all the same, so it ends all.
  const isForgotten = known === undefined && purpose !== 'confirm' && mailedAt === undefined
  const ids = isForgotten ? [...states.keys()] : known
  if (ids === undefined) return undefined
  const moved = await movedLists(db)
  const now = new Set(ids.map((id) => nowCalled(id, moved)))
  const lists = context.config.lists.filter((list) => now.has(list.id))
  return { person, mailing: claim.mailing, mailedAt, lists, ids, states }
}

/** The same after something was changed: what the link stands for is what it was. */
export async function holderAfter({ store }: AppContext, holder: LinkHolder): Promise<LinkHolder> {
  const person = (await findPerson(store.db, holder.person.id)) ?? holder.person
  return { ...holder, person, states: await subscriptionsOf(store.db, person.id) }
}

/**
 * Lists that a link to confirm still confirms: asked for when its mail was made, and not longer ago than 30 days. Who
 * left since and asked again gets a link of its own.
 */
export function waitingFor(holder: LinkHolder, now: number): List[] {
  const { mailedAt } = holder
  if (mailedAt === undefined || isTooOld(holder, now)) return []
  return holder.lists.filter(({ id }) => {
    const has = holder.states.get(id)
    return has?.state === 'pending' && has.since <= mailedAt
  })
}

export function isTooOld({ mailedAt }: LinkHolder, now: number): boolean {
  return mailedAt !== undefined && now > mailedAt + CONFIRM_FOR_MS
}

/** Is the token one of ours, whatever became of the person? Leaving must answer yes a second time. */
export function isGenuine(context: AppContext, purpose: Purpose, token: string): boolean {
  return readToken(context.keys, purpose, token) !== undefined
}
