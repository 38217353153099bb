/**
 * Takes over people from a file. In: what is read of it, person by person. Out: counts, and for each line that was
 * refused its number and why. What people decided elsewhere holds: who left or was suppressed there is never written
 * to, and nobody who left here comes back. Whoever is done is found done when the file is imported again: an import
 * that was broken off goes on, and nobody is asked twice.
 */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { BelfryError } from '../../base/errors.js'
import { offeredLanguages } from '../../config/spoken.js'
import { EVERY_LIST } from '../../marks/left-log.js'
import { consentsOf } from '../../subscribers/consent-store.js'
import { recordEvent, type Word } from '../../subscribers/event-store.js'
import {
  type Import,
  type ImportedPerson,
  type ImportFile,
  type ImportRules,
  importFile,
  type Skipped,
} from '../../subscribers/import-csv.js'
import { endUnknown, findByAddress } from '../../subscribers/person-store.js'
import type { Ask } from '../../subscribers/subscription.js'
import { suppress } from '../../subscribers/suppression-store.js'
import type { AppContext } from '../app-context.js'
import { endAndRemember, type InLedger, inLedger } from '../in-ledger.js'
import { releasesOf } from '../read-content.js'
import { runTexts } from '../texts.js'
import { type ImportOutcome, importPlain, sinceOf, type WantedPerson, wantedOf } from './import-plain.js'
import { mailConfirmation } from './mail-person.js'
import { subscribeWithin } from './membership.js'

export interface Imported extends Omit<Import, 'lines'> {
  readonly added: number
  readonly changed: number
  /** People who are not as they were, by what they are now. */
  readonly become: Readonly<Record<Become, number>>
  readonly skipped: Skipped[]
}

/** `confirmed` gets mail, `pending` is asked. */
export type Become = 'confirmed' | 'pending' | 'ended' | 'suppressed'

export interface ImportOptions {
  /** An operator vouches that all who subscribed have confirmed elsewhere. */
  readonly confirmed: boolean
  /** Ids of lists that people come to whom the file names none for; absent: all. */
  readonly lists?: readonly string[] | undefined
  /** Says what would happen and changes nothing. */
  readonly dryRun: boolean
  readonly word: Word
  /** Called now and then with how many rows of the file are done, of how many. */
  readonly onProgress?: (done: number, all: number) => void
  /** Called with each line that was not skipped, in their order. */
  readonly onLine?: (line: ImportedLine) => void
  /** Rows that are taken from one file; absent without end. */
  readonly most?: number
}

export interface ImportedLine {
  readonly line: number
  readonly address: string
  readonly done: 'added' | 'changed' | 'as it was'
  /** Absent where they are as they were. */
  readonly become?: Become
  /** Ids of lists that they are asked to confirm; who is as they were was asked before. */
  readonly asked: readonly string[]
}

/** People written in one transaction: a durable one each would take most of the time. */
const TOGETHER = 500

/**
 * From a file, by what the project knows of lists, releases and languages.
 * @param text the file's, from its beginning each time it is called
 * @param map our column → theirs, where the names do not say it
 * @throws BelfryError IMPORT_FORMAT
 */
export async function importFrom(
  context: AppContext,
  text: Parameters<typeof importFile>[0],
  map: NonNullable<ImportRules['map']>,
  options: ImportOptions,
): Promise<Imported> {
  const { config } = context
  const lists = config.lists.map((list) => list.id)
  const rules = { lists, releases: await releasesOf(config), map, languages: offeredLanguages(config) }
  return await importPeople(context, importFile(text, rules), options)
}

/**
 * A file that cannot be read to its end changes nothing: it is read once before anybody is added.
 * @throws BelfryError IMPORT_FORMAT
 */
export async function importPeople(context: AppContext, file: ImportFile, options: ImportOptions): Promise<Imported> {
  const all = await file.check()
  if (options.most !== undefined && all > options.most)
    throw new BelfryError('IMPORT_FORMAT', runTexts.importPeople.fileHasRowsAt(all, options.most), {
      fix: runTexts.importPeople.takeServerBelfrySubscribers(),
    })
  const sum = { added: 0, changed: 0 }
  const become = { confirmed: 0, pending: 0, ended: 0, suppressed: 0 }
  const skipped: Skipped[] = []
  let done = 0
  const { lines, ...head } = await file.open()
  await writingMuch(context, options.dryRun, async () => {
    for await (const people of batches(lines, skipped)) {
      const byLine = new Map(people.map((one) => [one.line, one]))
      for (const outcome of inOrder(await importSome(context, people, options))) {
        const said = lineOf(outcome, byLine.get(outcome.line))
        if (said.done !== 'as it was') sum[said.done] += 1
        if (said.become !== undefined) become[said.become] += 1
        const { line, address, refused } = outcome
        if (refused === undefined) options.onLine?.(said)
        else skipped.push({ line, reason: `${address} ${refused}` })
      }
      // SQLite answers at once: whoever else asks something of this process has a turn.
      await nextTurn()
      done += people.length
      options.onProgress?.(done + skipped.length, all)
    }
  })
  return { ...head, ...sum, become, skipped: inOrder(skipped) }
}

/** Nobody is answered before its end: then the machine remembers what it did. */
async function writingMuch({ store, marks }: AppContext, dryRun: boolean, work: () => Promise<void>): Promise<void> {
  for (const setting of store.dialect.writingMuch(true)) await setting.execute(store.db)
  try {
    await work()
  } finally {
    for (const setting of store.dialect.writingMuch(false)) await setting.execute(store.db)
    if (!dryRun) await marks.settle()
  }
}

const inOrder = <T extends { readonly line: number }>(lines: T[]): T[] => lines.sort((a, b) => a.line - b.line)

function lineOf(outcome: ImportOutcome, person: ImportedPerson | undefined): ImportedLine {
  const { line, address, changed, isNew, ask } = outcome
  if (!changed) return { line, address, done: 'as it was', asked: [] }
  const asked = ask?.lists ?? []
  const become = asked.length > 0 ? 'pending' : becomeOf(person)
  return { line, address, done: isNew ? 'added' : 'changed', become, asked }
}

/** Of who is asked nothing. */
function becomeOf({ standing, lists, pending = [], ended = [] }: Partial<ImportedPerson> = {}): Become {
  if (standing === 'suppressed') return 'suppressed'
  const hasLeft = (lists ?? []).length === 0 && pending.length === 0 && ended.length > 0
  return standing === 'ended' || hasLeft ? 'ended' : 'confirmed'
}

function isSkipped(line: ImportedPerson | Skipped): line is Skipped {
  return 'reason' in line
}

async function* batches(lines: Import['lines'], skipped: Skipped[]): AsyncGenerator<ImportedPerson[]> {
  let people: ImportedPerson[] = []
  for await (const some of lines)
    for (const line of some) {
      if (isSkipped(line)) skipped.push(line)
      else if (people.push(line) === TOGETHER) {
        yield people
        people = []
      }
    }
  if (people.length > 0) yield people
}

/** Ends the transaction of a trial. */
class Undone extends Error {}

async function importSome(
  context: AppContext,
  people: readonly ImportedPerson[],
  { confirmed, lists, dryRun, word }: ImportOptions,
): Promise<ImportOutcome[]> {
  const now = context.clock.now()
  const outcomes: ImportOutcome[] = []
  try {
    const work = async (within: InLedger) => {
      outcomes.length = 0
      const { done, others } = await importPlain(context, within, wantedOf(context, people, { confirmed, lists }))
      outcomes.push(...done)
      for (const one of others) outcomes.push(await importOne(context, within, one))
      if (dryRun) throw new Undone()
      const changed = outcomes.filter((one) => one.changed).length
      const event = { action: 'import', details: { people: outcomes.length, changed, confirmed } } as const
      if (changed > 0) await recordEvent(within.transaction, event, word, now)
    }
    await inLedger(context, work, { isPart: true })
  } catch (thrown) {
    if (!(thrown instanceof Undone)) throw thrown
    return outcomes
  }
  for (const { ask } of outcomes)
    if (ask !== undefined) await mailConfirmation(context, { person: ask.person, ids: ask.lists, now, isFirst: true })
  return outcomes
}

async function importOne(context: AppContext, within: InLedger, wanted: WantedPerson): Promise<ImportOutcome> {
  const { imported, wishes } = wanted
  const { address, standing, line } = imported
  if (standing !== 'suppressed') {
    const hasEnded = imported.again === true && (await endVouched(context, within, wanted))
    const outcome = await importLists(context, within, wanted)
    return { ...outcome, changed: outcome.changed || hasEnded }
  }
  const { transaction, left } = within
  const now = context.clock.now()
  const names = Object.values(wishes).some((lists) => lists.length > 0)
  // Nobody is asked: it would never be mailed.
  const {
    ask: _nobody,
    refused: _why,
    ...known
  } = names
    ? await importLists(context, within, wanted)
    : { line, address: address.address, changed: false, isNew: false }
  left.push({ address: address.key, list: EVERY_LIST, at: now })
  const isNews = await suppress(transaction, address, 'the imported file says so', now)
  return { ...known, changed: known.changed || isNews }
}

/**
 * An earlier line of the file, or an operator before it, said that they subscribed; what they said here stays.
 * @returns whether something ended
 */
async function endVouched(context: AppContext, within: InLedger, { imported, wishes }: WantedPerson): Promise<boolean> {
  const { address } = imported
  const person = await findByAddress(within.transaction, address)
  if (person === undefined) return false
  const own = (await consentsOf(within.transaction, person.id)).filter(({ confirmed }) => confirmed !== null)
  const lists = wishes.ended.filter((list) => !own.some((consent) => consent.list === list))
  return (await endAndRemember(context, within, { person: person.id, lists }, address.key)).length > 0
}

async function importLists(
  context: AppContext,
  { transaction, left: remembered }: InLedger,
  { imported, wishes, details, ask: word }: WantedPerson,
): Promise<ImportOutcome> {
  const { address, line } = imported
  const now = context.clock.now()
  const of = { line, address: address.address }
  const since = sinceOf(imported, now)
  const gets = async (ids: readonly string[], ask: Ask) =>
    await subscribeWithin(context, transaction, { address, lists: ids, details, ask, byOperator: true, since }, now)
  const first = await gets(wishes.lists, word)
  const { person } = first
  if (person === undefined) return { ...of, ...first }
  const waits = wishes.pending.length === 0 ? undefined : await gets(wishes.pending, 'request')
  const left = await endUnknown(transaction, { person: person.id, lists: wishes.ended }, first.isNew ? since : now)
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
