/**
 * Takes over people from a file. In: what was read of it. Out: counts, and for each line that was refused its number
 * and why. What people decided elsewhere holds: who left or was suppressed there is never written to, and nobody who
 * left here comes back.
 */

import { EVERY_LIST } from '../marks/left-log.js'
import type { Person } from '../store/tables.js'
import { recordEvent, type Word } from '../subscribers/event-store.js'
import type { Import, ImportedPerson, Skipped } from '../subscribers/import-csv.js'
import { endUnknown } from '../subscribers/person-store.js'
import { suppress } from '../subscribers/suppression-store.js'
import type { AppContext } from './app-context.js'
import { type InLedger, inLedger } from './in-ledger.js'
import { mailConfirmation } from './mail-person.js'
import { type AskedFor, subscribeWithin } from './membership.js'

export interface Imported {
  readonly added: number
  readonly changed: number
  readonly skipped: Skipped[]
}

export interface ImportOptions {
  /** An operator vouches that all who subscribed have confirmed elsewhere. */
  readonly confirmed: boolean
  /** Says what would happen and changes nothing. */
  readonly dryRun: boolean
  readonly word: Word
  readonly onPeople?: (done: number, of: number) => void
}

/** People written in one transaction: a durable one each would take most of the time. */
const TOGETHER = 500

export async function importPeople(context: AppContext, file: Import, options: ImportOptions): Promise<Imported> {
  const outcomes: Outcome[] = []
  for (let at = 0; at < file.people.length; at += TOGETHER) {
    outcomes.push(...(await importSome(context, file.people.slice(at, at + TOGETHER), options)))
    options.onPeople?.(outcomes.length, file.people.length)
  }
  const refused = outcomes.flatMap(({ line, address, refused: why }) =>
    why === undefined ? [] : [{ line, reason: `${address} ${why}` }],
  )
  return {
    added: outcomes.filter(({ changed, isNew }) => changed && isNew).length,
    changed: outcomes.filter(({ changed, isNew }) => changed && !isNew).length,
    skipped: [...file.skipped, ...refused].sort((a, b) => a.line - b.line),
  }
}

interface Outcome extends Pick<AskedFor, 'changed' | 'isNew' | 'refused'> {
  readonly line: number
  readonly address: string
  /** Who is to be asked to confirm, and which lists. */
  readonly ask?: { readonly person: Person; readonly lists: readonly string[] }
}

/** Ends the transaction of a trial. */
class Undone extends Error {}

async function importSome(
  context: AppContext,
  people: readonly ImportedPerson[],
  { confirmed, dryRun, word }: ImportOptions,
): Promise<Outcome[]> {
  const now = context.clock.now()
  const outcomes: Outcome[] = []
  try {
    await inLedger(context, async (within) => {
      outcomes.length = 0
      for (const person of people) outcomes.push(await importOne(context, within, person, confirmed))
      if (dryRun) throw new Undone()
      const changed = outcomes.filter((one) => one.changed).length
      const event = { action: 'import', details: { people: outcomes.length, changed, confirmed } } as const
      if (changed > 0) await recordEvent(within.transaction, event, word, now)
    })
  } catch (thrown) {
    if (!(thrown instanceof Undone)) throw thrown
    return outcomes
  }
  for (const { ask } of outcomes)
    if (ask !== undefined) await mailConfirmation(context, { person: ask.person, ids: ask.lists, now })
  return outcomes
}

async function importOne(
  context: AppContext,
  { transaction, left: remembered }: InLedger,
  imported: ImportedPerson,
  confirmed: boolean,
): Promise<Outcome> {
  const { address, standing, line } = imported
  const now = context.clock.now()
  const of = { line, address: address.address }
  if (standing === 'suppressed') {
    remembered.push({ address: address.key, list: EVERY_LIST, at: now })
    return { ...of, changed: await suppress(transaction, address, 'the imported file says so', now), isNew: false }
  }
  const all = context.config.lists.map((list) => list.id)
  const { lists, pending, ended } = wishesOf(imported, all)
  const details = detailsOf(imported)
  const gets = async (ids: readonly string[], ask: 'vouch' | 'request') =>
    await subscribeWithin(context, transaction, { address, lists: ids, details, ask, byOperator: true }, now)
  const first = await gets(lists, confirmed ? 'vouch' : 'request')
  const { person } = first
  if (person === undefined) return { ...of, ...first }
  const waits = pending.length === 0 ? undefined : await gets(pending, 'request')
  const left = await endUnknown(transaction, { person: person.id, lists: ended }, now)
  remembered.push(...left.map((list) => ({ address: address.key, list, at: now })))
  const ask = [...first.pending, ...(waits?.pending ?? [])]
  return {
    ...of,
    changed: first.changed || waits?.changed === true || left.length > 0,
    isNew: first.isNew,
    ...(first.refused !== undefined && { refused: first.refused }),
    ...(ask.length > 0 && { ask: { person, lists: ask } }),
  }
}

/** Lists by what the person wants of each; one that the file does not name is as the file says of the person. */
function wishesOf({ lists, pending = [], ended = [], standing }: ImportedPerson, all: readonly string[]) {
  const named = [...lists, ...pending, ...ended]
  const meant = named.length === 0 ? all : lists
  if (standing === 'ended') return { lists: [], pending: [], ended: [...new Set([...meant, ...pending, ...ended])] }
  if (standing === 'pending') return { lists: [], pending: [...new Set([...meant, ...pending])], ended }
  return { lists: meant, pending, ended }
}

function detailsOf({ format, runs, language }: ImportedPerson) {
  return {
    ...(format !== undefined && { format }),
    ...(runs !== undefined && { runs }),
    ...(language !== undefined && { language }),
  }
}
