/**
 * Of the people of an import those whom nobody knew, and those of whom all is known already: nearly all of a file, in
 * a few statements. In: what is wanted of each. Out: what became of these, as importOne would have it, one by one; and
 * the others, which it is to do.
 */

import type { Person } from '../../store/tables.js'
import { hashOf } from '../../subscribers/erase-store.js'
import type { ImportedPerson } from '../../subscribers/import-csv.js'
import {
  addNewcomers,
  type KnownOfMany,
  type KnownPerson,
  knownOfMany,
  type Newcomer,
} from '../../subscribers/newcomer-store.js'
import type { PersonDetails } from '../../subscribers/person-store.js'
import { type Ask, afterAsk, type SubscriptionState } from '../../subscribers/subscription.js'
import type { AppContext } from '../app-context.js'
import { type InLedger, listsLeft } from '../in-ledger.js'
import { type AskedFor, languageOfLists } from './membership.js'

/** What became of one person of a file. */
export interface ImportOutcome extends Pick<AskedFor, 'changed' | 'isNew' | 'refused'> {
  readonly line: number
  readonly address: string
  /** Who is to be asked to confirm, and which lists. */
  readonly ask?: { readonly person: Person; readonly lists: readonly string[] }
}

/** What a file wants of one person. */
export interface WantedPerson {
  readonly imported: ImportedPerson
  /** Ids by what the person wants of each. */
  readonly wishes: {
    readonly lists: readonly string[]
    readonly pending: readonly string[]
    readonly ended: readonly string[]
  }
  readonly details: PersonDetails
  /** How they come to `wishes.lists`. */
  readonly ask: Ask
}

/** What an operator says of all people of a file. */
export interface SaidOfAll {
  /** They vouch for who subscribed. */
  readonly confirmed: boolean
  /** Ids of lists that people come to whom the file names none for; absent: all. */
  readonly lists?: readonly string[] | undefined
}

/** Nearly all people of a file want the same: they have one value for it, and what comes of it is found out once. */
export function wantedOf(
  context: AppContext,
  people: readonly ImportedPerson[],
  said: SaidOfAll,
): readonly WantedPerson[] {
  const all = said.lists ?? context.config.lists.map((list) => list.id)
  const ask = said.confirmed ? 'vouch' : 'request'
  const known = new Map<string, WantedPerson['wishes']>()
  return people.map((imported) => {
    const { lists, pending, ended, standing = '' } = imported
    const key = [standing, lists.join(' '), pending?.join(' '), ended?.join(' ')].join('|')
    const wishes = known.get(key) ?? wishesOf(imported, all)
    known.set(key, wishes)
    return { imported, wishes, details: detailsOf(imported), ask }
  })
}

const NO_DETAILS: PersonDetails = {}

function detailsOf({ format, runs, language }: ImportedPerson): PersonDetails {
  if (format === undefined && runs === undefined && language === undefined) return NO_DETAILS
  return {
    ...(format !== undefined && { format }),
    ...(runs !== undefined && { runs }),
    ...(language !== undefined && { language }),
  }
}

/** Since when somebody whom nobody knew is on lists, or left them: no day that is to come. */
export function sinceOf({ since }: ImportedPerson, now: number): number {
  return Math.min(since ?? now, now)
}

/** One that the file does not name is as the file says of the person. */
function wishesOf({ lists, pending = [], ended = [], standing }: ImportedPerson, all: readonly string[]) {
  const named = [...lists, ...pending, ...ended]
  // Who is never mailed is on the lists that the file names: so an export has them.
  if (standing === 'suppressed') return { lists: [...lists], pending: [...pending], ended: [...ended] }
  const meant = [...(named.length === 0 ? all : lists)]
  if (standing === 'ended') return { lists: [], pending: [], ended: [...new Set([...meant, ...pending, ...ended])] }
  if (standing === 'pending') return { lists: [], pending: [...new Set([...meant, ...pending])], ended: [...ended] }
  return { lists: meant, pending: [...pending], ended: [...ended] }
}

export async function importPlain(
  context: AppContext,
  { transaction, left }: InLedger,
  people: readonly WantedPerson[],
): Promise<{ done: ImportOutcome[]; others: WantedPerson[] }> {
  const { store } = context
  const now = context.clock.now()
  const known = await knownOfMany(
    store,
    transaction,
    people.map(({ imported }) => imported.address),
    (address) => hashOf(address, context.hashKey()),
  )
  const someLeft = context.marks.knowsLeavings()
  const alike = newcomersAlike(context, now)
  const plans = people.map((wanted) => {
    return {
      wanted,
      plan: someLeft && hasLeft(context, wanted) ? undefined : planOf(context, wanted, { known, alike, now }),
    }
  })
  const newcomers = plans.flatMap(({ plan }) => plan?.newcomer ?? [])
  const made = await addNewcomers(store, transaction, newcomers, now)
  const [done, others]: [ImportOutcome[], WantedPerson[]] = [[], []]
  for (const { wanted, plan } of plans) {
    const { line, address } = wanted.imported
    const person = plan?.person ?? made.get(address.key)
    if (plan === undefined || person === undefined) {
      others.push(wanted)
      continue
    }
    left.push(...(plan.newcomer === undefined ? [] : leavingsOf(plan.newcomer, now)))
    const ask = plan.pending.length > 0 && { ask: { person, lists: plan.pending } }
    done.push({ line, address: address.address, changed: plan.isNews, isNew: plan.newcomer !== undefined, ...ask })
  }
  return { done, others }
}

function leavingsOf({ address, states }: Newcomer, at: number) {
  return [...states].flatMap(([list, state]) => (state === 'ended' ? [{ address: address.key, list, at }] : []))
}

/** One of the two: somebody who is to be made, or who has all that is wanted. */
interface Plan {
  readonly newcomer?: Newcomer
  readonly person?: Person
  /** Lists that wait for their word. */
  readonly pending: string[]
  readonly isNews: boolean
}

/** What is the same for all who are planned together; `now` in milliseconds since the epoch. */
interface Planning {
  readonly known: KnownOfMany
  readonly alike: ReturnType<typeof newcomersAlike>
  readonly now: number
}

/** @returns undefined for who is neither: suppressed, erased, or to be changed */
function planOf(context: AppContext, wanted: WantedPerson, { known, alike, now }: Planning): Plan | undefined {
  const { imported, wishes, ask } = wanted
  const { address, standing } = imported
  if (standing === 'suppressed' || imported.again === true || known.closed.has(address.key)) return undefined
  const has = known.people.get(address.key)
  if (has === undefined) {
    const what = alike(wanted)
    if (what === undefined) return undefined
    const { details, states, pending, isNews } = what
    const { format = 'html', runs = [], language = '' } = details
    return { newcomer: { address, format, runs, language, states, since: sinceOf(imported, now) }, pending, isNews }
  }
  const after = statesAfter(wishes, ask, has.states, now)
  if (after === undefined) return undefined
  const { pending, states } = after
  const details = spokenTo(context, wanted, has.person.language)
  const isSame = [...states].every(([list, state]) => has.states.get(list)?.state === state)
  return isSame && !changes(details, has.person) ? { person: has.person, pending, isNews: false } : undefined
}

/** What nobody knew and a file says nothing of but their lists is found out once for all who want the same. */
function newcomersAlike(context: AppContext, now: number) {
  const known = new Map<WantedPerson['wishes'], ReturnType<typeof made>>()
  const made = (wanted: WantedPerson) => {
    const after = statesAfter(wanted.wishes, wanted.ask, NO_STATES, now)
    if (after === undefined) return undefined
    const details = spokenTo(context, wanted, '')
    return { ...after, details, isNews: after.states.size > 0 || changes(details, NOBODY) }
  }
  return (wanted: WantedPerson) => {
    if (wanted.details !== NO_DETAILS) return made(wanted)
    const what = known.get(wanted.wishes) ?? made(wanted)
    known.set(wanted.wishes, what)
    return what
  }
}

const NO_STATES: KnownPerson['states'] = new Map()
const NOBODY = { format: 'html', runs: '', language: '' } as const

function changes(
  { format, runs, language }: PersonDetails,
  has: Pick<Person, 'format' | 'runs' | 'language'>,
): boolean {
  const isOther = (said: string | undefined, had: string) => said !== undefined && said !== had
  return isOther(format, has.format) || isOther(runs?.join(' '), has.runs) || isOther(language, has.language)
}

function hasLeft(context: AppContext, { imported, wishes, ask }: WantedPerson): boolean {
  return ask === 'vouch' && listsLeft(context, imported.address, wishes.lists, () => undefined).length > 0
}

/** Details with the language that comes of their lists. */
function spokenTo(context: AppContext, { wishes, details }: WantedPerson, language: string): PersonDetails {
  const byLists = languageOfLists(context, language, { lists: wishes.lists, details })
  const waiting = wishes.pending.length > 0 && languageOfLists(context, language, { lists: wishes.pending, details })
  return { ...details, ...waiting, ...byLists }
}

/** @returns undefined where the word is not enough, or one waits since later than now */
function statesAfter(wishes: WantedPerson['wishes'], word: Ask, had: KnownPerson['states'], now: number) {
  const states = new Map<string, SubscriptionState>([...had].map(([list, { state }]) => [list, state]))
  const pending: string[] = []
  const asked = [
    ...wishes.lists.map((list) => ({ list, ask: word })),
    ...wishes.pending.map((list) => ({ list, ask: 'request' as const })),
  ]
  for (const { list, ask } of asked) {
    const { state, refused } = afterAsk(states.get(list), ask)
    if (refused !== undefined || (state === 'pending' && (had.get(list)?.since ?? now) > now)) return undefined
    states.set(list, state)
    if (state === 'pending') pending.push(list)
  }
  for (const list of wishes.ended) if (!states.has(list)) states.set(list, 'ended')
  return { states, pending }
}
