/**
 * Takes over people from a file. In: what was read of it. Out: counts, and for each line that was refused its number
 * and why. What people decided elsewhere holds: who left or was suppressed there is never written to, and nobody who
 * left here comes back.
 */
import { BelfryError } from '../base/errors.js'
import { offeredLanguages } from '../config/spoken.js'
import { EVERY_LIST } from '../marks/left-log.js'
import type { Person } from '../store/tables.js'
import { recordEvent, type Word } from '../subscribers/event-store.js'
import {
  type Import,
  type ImportedPerson,
  type ImportRules,
  parseImport,
  type Skipped,
} from '../subscribers/import-csv.js'
import { endUnknown } from '../subscribers/person-store.js'
import { suppress } from '../subscribers/suppression-store.js'
import type { AppContext } from './app-context.js'
import { type InLedger, inLedger } from './in-ledger.js'
import { mailConfirmation } from './mail-person.js'
import { type AskedFor, subscribeWithin } from './membership.js'
import { releasesOf } from './read-content.js'

export interface Imported {
  readonly added: number
  readonly changed: number
  readonly skipped: Skipped[]
  /** What became of each line that was not skipped, in order. */
  readonly lines: readonly ImportedLine[]
}

export interface ImportedLine {
  readonly line: number
  readonly address: string
  readonly done: 'added' | 'changed' | 'as it was'
  /** Ids of lists that they are asked to confirm. */
  readonly asked: readonly string[]
}

/** As Imported, and how the file was read. */
export type ImportedText = Imported & Pick<Import, 'columns' | 'unused' | 'from'>

export interface ImportOptions {
  /** An operator vouches that all who subscribed have confirmed elsewhere. */
  readonly confirmed: boolean
  /** Says what would happen and changes nothing. */
  readonly dryRun: boolean
  readonly word: Word
  /** People that are taken from one file; absent without end. */
  readonly most?: number
}

/** People written in one transaction: a durable one each would take most of the time. */
const TOGETHER = 500

/**
 * From the text of a file. @param map our column → theirs, where the names do not say it
 * @throws BelfryError IMPORT_FORMAT
 */
export async function importText(
  context: AppContext,
  text: string,
  map: NonNullable<ImportRules['map']>,
  options: ImportOptions,
): Promise<ImportedText> {
  const { config } = context
  const lists = config.lists.map((list) => list.id)
  const rules = { lists, releases: await releasesOf(config), map, languages: offeredLanguages(config) }
  const read = parseImport(text, rules)
  if (read.people.length > (options.most ?? read.people.length))
    throw new BelfryError(
      'IMPORT_FORMAT',
      `The file has ${read.people.length} people; ${options.most} at most are taken here.`,
      {
        fix: 'Take it in on the server: belfry subscribers import FILE.',
      },
    )
  const { columns, unused, from } = read
  return { ...(await importPeople(context, read, options)), columns, unused, from }
}

async function importPeople(context: AppContext, file: Import, options: ImportOptions): Promise<Imported> {
  const outcomes: Outcome[] = []
  for (let at = 0; at < file.people.length; at += TOGETHER)
    outcomes.push(...(await importSome(context, file.people.slice(at, at + TOGETHER), options)))
  const refused = outcomes.flatMap(({ line, address, refused: why }) =>
    why === undefined ? [] : [{ line, reason: `${address} ${why}` }],
  )
  return {
    added: outcomes.filter(({ changed, isNew }) => changed && isNew).length,
    changed: outcomes.filter(({ changed, isNew }) => changed && !isNew).length,
    skipped: [...file.skipped, ...refused].sort((a, b) => a.line - b.line),
    lines: outcomes.flatMap(lineOf),
  }
}

interface Outcome extends Pick<AskedFor, 'changed' | 'isNew' | 'refused'> {
  readonly line: number
  readonly address: string
  /** Who is to be asked to confirm, and which lists. */
  readonly ask?: { readonly person: Person; readonly lists: readonly string[] }
}

function lineOf({ line, address, changed, isNew, refused, ask }: Outcome): ImportedLine[] {
  if (refused !== undefined) return []
  return [{ line, address, done: !changed ? 'as it was' : isNew ? 'added' : 'changed', asked: ask?.lists ?? [] }]
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
