/**
 * The register: the small file kept with the posts that lets another machine publish the same feeds without the
 * database, and that betrays a ledger restored from an old backup. Pure. In: its text. Out: its facts, and back;
 * sections of another release stay as they were written.
 */
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
} from 'yaml'
import * as z from 'zod'
import { isoInstant } from '../base/clock.js'
import { BelfryError, problem } from '../base/errors.js'
import { yamlSentence } from '../base/yaml-sentence.js'
import { valueSentence } from '../config/value-sentence.js'
import { type Severity, severities } from '../posts/announcement.js'
import type { Day } from '../releases/release.js'
import type { ChainHead } from '../store/event-chain.js'

/** An update as it was told: an entry of its own in the feeds. */
export interface ToldUpdate {
  /** Notice key, `update:ID:DAY[#n]`. */
  readonly key: string
  /** Id of the post. */
  readonly post: string
  /** When it was told, milliseconds since the epoch. */
  readonly at: number
  readonly severity: Severity
  /** Markdown, as mailed; what is said instead where nobody gave words for a recall. */
  readonly text: string
  /** Whether what the post announced is withdrawn by it; absent where it says nothing of that. */
  readonly withdraws?: boolean | undefined
}

/** A post that was told and taken back: a tombstone in the Atom feed (RFC 6721). */
export interface Retraction {
  /** Id of the post. */
  readonly post: string
  /** The address it had. */
  readonly url: string
  readonly at: number
}

/** What the releases table said, as it was told: a page and an entry of its own. */
export interface ToldEndOfLife {
  /** Notice key, `end-of-life:PRODUCT/CYCLE:FIELD:DATE:STAGE[#n]`. */
  readonly key: string
  readonly at: number
  readonly severity: Severity
  readonly title: string
  /** Markdown, as mailed. */
  readonly text: string
  /** Key of the post that told it to all others: it has a page for those who were mailed, and no entry. */
  readonly standIn?: string | undefined
}

/** A date of the releases table, for the calendar: RFC 5545 wants to know how often it moved (§3.8.7.4). */
export interface KnownDate {
  /** `PRODUCT/CYCLE:FIELD`. */
  readonly name: string
  readonly date: Day
  /** How often it moved. */
  readonly sequence: number
  /** Since when it is this date. */
  readonly at: number
}

/** How the ids of entries are made; another way would be other entries to every reader. */
export interface FeedIdentity {
  readonly ids: 'tag' | 'url'
  /** Of tags (RFC 4151). */
  readonly authority?: string | undefined
  readonly since?: string | undefined
  /** The day on which an operator last changed it on purpose. */
  readonly changed?: string | undefined
}

export interface AcceptedCommit {
  readonly commit: string
  /** When it was accepted. */
  readonly at: number
  /** By an operator's word, wherever it comes from. */
  readonly byHand?: true | undefined
}

/** Where the text of a notice came from, for posts in a git repository. */
export interface Origin {
  readonly commit: string
  /** Inside the repository. */
  readonly path: string
  /** Who vouched for the commit, and with which key; '' where no signers are named. */
  readonly signer: string
}

export interface KeptPost extends Origin {
  /** Id of the post. */
  readonly post: string
}

/** Which ledger told it, and how far that was: a copy from before is known by it. */
export interface ToldBy {
  readonly id: string
  /** How often the ledger was claimed. */
  readonly epoch: number
  /** What all its machines had done. */
  readonly sequence: number
}

/** A notice as it was told, for anybody to compare with what they got. */
export interface LoggedNotice {
  readonly key: string
  readonly kind: LoggedKind
  readonly severity: Severity
  readonly at: number
  /** Of its subject and text, hexadecimal (digest.ts of mail). */
  readonly digest: string
  /** The same of its mail in other languages, by their tags. */
  readonly digests?: Readonly<Record<string, string>> | undefined
  /** Without angle brackets. */
  readonly messageId: string
  readonly commit?: string | undefined
  readonly path?: string | undefined
  readonly signer?: string | undefined
  /** Hash of the event that told it. */
  readonly audit: string
}

export const loggedKinds = ['announcement', 'update', 'retraction', 'end-of-life', 'manual'] as const
export type LoggedKind = (typeof loggedKinds)[number]

export interface Register {
  /** File stem → id, for posts whose file was renamed since they were first seen. */
  readonly ids: ReadonlyMap<string, string>
  /** Id → the address it was first published at, which is its entry's id with feeds.ids: url; empty without. */
  readonly urls: ReadonlyMap<string, string>
  /** Id → addresses at which it was published before, the oldest first; absent where no post moved. */
  readonly addresses?: ReadonlyMap<string, readonly string[]> | undefined
  /** Id → the id that its entry had in the feeds of another program, whatever form it has; it stays. */
  readonly entries?: ReadonlyMap<string, string> | undefined
  /** Notice key → when it was told, milliseconds since the epoch. */
  readonly told: ReadonlyMap<string, number>
  /** Keys of notices that an operator dismissed: a ledger restored from a copy may not know of that. */
  readonly dismissed?: readonly string[] | undefined
  /** Oldest first. */
  readonly updates: readonly ToldUpdate[]
  /** Oldest first. */
  readonly retractions: readonly Retraction[]
  /** Oldest first. */
  readonly endOfLife: readonly ToldEndOfLife[]
  /** In the order of their names. */
  readonly dates: readonly KnownDate[]
  /** As the feeds were last published; absent before, and in registers of older releases. */
  readonly feeds?: FeedIdentity | undefined
  /** Absent before, and in registers of older releases. */
  readonly ledger?: ToldBy | undefined
  /** How far the chain of its events was. */
  readonly audit?: ChainHead | undefined
  /** What was told and when, as told.json says it: in the order in which it was told. */
  readonly log?: readonly LoggedNotice[] | undefined
  /** The commit that was accepted last, where signers are named; a new ledger and `build` know it from here. */
  readonly source?: AcceptedCommit | undefined
  /** Told posts that are in the history of no accepted commit any more, and what they were told from. */
  readonly kept?: readonly KeptPost[] | undefined
  /** Sections that this release does not know, in the order of the file. */
  readonly unknown: readonly UnknownSection[]
}

/** A section of another release of Belfry: kept as it was written. */
export interface UnknownSection {
  /** The known section that it stands behind; undefined for one in front of all. */
  readonly after: Section | undefined
  /** Its lines, with the comment lines above them. */
  readonly text: string
}

export const emptyRegister: Register = {
  ids: new Map(),
  urls: new Map(),
  told: new Map(),
  updates: [],
  retractions: [],
  endOfLife: [],
  dates: [],
  unknown: [],
}

const HEADER = [
  '# Kept by Belfry: commit it with the posts. It says which ids renamed posts keep and what was told when,',
  ' so that feeds\n# come out the same on another machine and nothing is told twice after a backup is restored.\n',
].join('')

/** To the second, as it is written. */
const instant = z.iso
  .datetime({ error: 'is not an instant' })
  .transform((text) => Math.floor(Date.parse(text) / 1000) * 1000)
const commit = z.string().regex(/^[0-9a-f]{40,64}$/, { error: 'is not a commit' })
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: 'is not a SHA-256 in hexadecimal' })
const schema = z.strictObject({
  ids: z.record(z.string(), z.string()).default({}),
  urls: z.record(z.string(), z.string()).default({}),
  addresses: z.record(z.string(), z.array(z.string())).optional(),
  entries: z.record(z.string(), z.string()).optional(),
  told: z.record(z.string(), instant).default({}),
  dismissed: z.array(z.string()).optional(),
  updates: z
    .array(
      z.strictObject({
        key: z.string(),
        post: z.string(),
        at: instant,
        severity: z.enum(severities),
        text: z.string(),
        withdraws: z.boolean().optional(),
      }),
    )
    .default([]),
  retractions: z.array(z.strictObject({ post: z.string(), url: z.string(), at: instant })).default([]),
  endOfLife: z
    .array(
      z.strictObject({
        key: z.string(),
        at: instant,
        severity: z.enum(severities),
        title: z.string(),
        text: z.string(),
        standIn: z.string().optional(),
      }),
    )
    .default([]),
  dates: z
    .array(z.strictObject({ name: z.string(), date: z.iso.date(), sequence: z.int().min(0), at: instant }))
    .default([]),
  feeds: z
    .strictObject({
      ids: z.enum(['tag', 'url']),
      authority: z.string().optional(),
      since: z.string().optional(),
      changed: z.iso.date().optional(),
    })
    .optional(),
  ledger: z.strictObject({ id: z.string().min(1), epoch: z.int().min(1), sequence: z.int().min(0) }).optional(),
  audit: z.strictObject({ number: z.int().min(0), hash: z.string().regex(/^([0-9a-f]{64})?$/) }).optional(),
  log: z
    .array(
      z.strictObject({
        key: z.string(),
        kind: z.enum(loggedKinds),
        severity: z.enum(severities),
        at: instant,
        digest: sha256,
        digests: z.record(z.string(), sha256).optional(),
        messageId: z.string(),
        commit: commit.optional(),
        path: z.string().optional(),
        signer: z.string().optional(),
        audit: sha256,
      }),
    )
    .optional(),
  source: z.strictObject({ commit, at: instant, byHand: z.literal(true).optional() }).optional(),
  kept: z.array(z.strictObject({ post: z.string(), commit, path: z.string(), signer: z.string() })).optional(),
})

type Section = keyof z.input<typeof schema>

/** In the order in which they are written. */
const SECTIONS = Object.keys(schema.shape) as readonly Section[]

/** @throws BelfryError REGISTER_SYNTAX with line and column */
export function parseRegister(text: string, file: string): Register {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const fault = document.errors[0]
  if (fault !== undefined) throw unreadable(file, `No YAML: ${yamlSentence(fault)}.`, lines.linePos(fault.pos[0]).line)
  const nameless = isMap(document.contents) && document.contents.items.find((pair) => !isName(pair))
  if (nameless) throw unreadable(file, 'it has a section that no word names', 1)
  const unknown = takeUnknown(document.contents, text)
  const result = schema.safeParse(valuesOf(document, file), { error: valueSentence })
  if (result.success) {
    const { ids, urls, addresses, entries, told, ...facts } = result.data
    const named = { ids: new Map(Object.entries(ids)), urls: new Map(Object.entries(urls)) }
    const former = addresses === undefined ? {} : { addresses: new Map(Object.entries(addresses)) }
    const inherited = entries === undefined ? {} : { entries: new Map(Object.entries(entries)) }
    return { ...named, ...former, ...inherited, told: new Map(Object.entries(told)), ...facts, unknown }
  }
  const issue = result.error.issues[0]
  const node: unknown = document.getIn(issue?.path ?? [], true)
  const line = isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1
  throw unreadable(file, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(), line)
}

/** @throws BelfryError where an alias stands, which is not followed */
function valuesOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {}
  } catch (fault) {
    if (fault instanceof ReferenceError) throw unreadable(file, 'it has a YAML alias, which is not followed', 1)
    throw fault
  }
}

/** Takes the sections that this release does not know out of the document. */
function takeUnknown(contents: unknown, text: string): UnknownSection[] {
  if (!isMap(contents)) return []
  const isKnown = (pair: Pair) => SECTIONS.some((section) => section === keyOf(pair))
  const unknown = contents.items.flatMap((pair, index): UnknownSection[] => {
    if (isKnown(pair)) return []
    const before = contents.items.slice(0, index).findLast(isKnown)
    const after = SECTIONS.find((section) => before !== undefined && section === keyOf(before))
    const isAsItStands = !contents.flow && beginsLine(pair, text)
    const lines = isAsItStands ? linesOf(contents, index, text) : stringify(new Map([[pair.key, pair.value]]))
    return [{ after, text: lines }]
  })
  contents.items = contents.items.filter(isKnown)
  return unknown
}

/** A word alone: what YAML can make of a key beside that could not be written again as it was. */
function isName({ key }: Pair): boolean {
  return isScalar(key) && typeof key.value === 'string' && key.value !== '' && key.anchor === undefined
}

function keyOf({ key }: Pair): unknown {
  return isScalar(key) ? key.value : undefined
}

/** What is indented cannot stand beside what is not. */
function beginsLine({ key }: Pair, text: string): boolean {
  const at = isNode(key) ? key.range?.[0] : undefined
  return at === 0 || (at !== undefined && text[at - 1] === '\n')
}

function linesOf({ items }: YAMLMap, index: number, text: string): string {
  const header = text.startsWith(HEADER) ? HEADER.length : 0
  const start = Math.max(header, startOf(items[index], text))
  const lines = text.slice(start, startOf(items[index + 1], text)).replace(/^\.\.\.(?:\s[\s\S]*)?$/m, '')
  const whole = lines.endsWith('\n') ? lines : `${lines}\n`
  // Comments at its end would be those of the section that comes next, once it is written above another.
  return whole.replace(/(?<=\n)(?:#.*\n)+$/, '')
}

/** Where a section begins: at the first of the comment lines above its key. */
function startOf(pair: Pair | undefined, text: string): number {
  const key = pair !== undefined && isNode(pair.key) ? pair.key.range?.[0] : undefined
  if (key === undefined) return text.length
  let start = text.lastIndexOf('\n', key - 1) + 1
  for (;;) {
    const above = start === 0 ? 0 : text.lastIndexOf('\n', start - 2) + 1
    if (above === start || text[above] !== '#') return start
    start = above
  }
}

function unreadable(file: string, why: string, line: number): BelfryError {
  const sentence = why.split('\n')[0] ?? why
  return new BelfryError('REGISTER_SYNTAX', `The register ${file} cannot be read.`, {
    problems: [problem('REGISTER_SYNTAX', sentence, { file, line })],
  })
}

/** Keys in order, so that the same facts are the same bytes. */
export function formatRegister(register: Register): string {
  const sorted = <Value>(map: ReadonlyMap<string, Value>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  const asFacts = <Fact extends { at: number }>(facts: readonly Fact[], name: (fact: Fact) => string) =>
    [...facts]
      .sort((a, b) => a.at - b.at || (name(a) < name(b) ? -1 : 1))
      .map((fact) => ({ ...fact, at: isoInstant(fact.at) }))
  const {
    updates,
    retractions,
    endOfLife,
    dismissed = [],
    kept = [],
    log = [],
    addresses = new Map<string, readonly string[]>(),
    entries = new Map<string, string>(),
  } = register
  const dates = [...register.dates].sort((a, b) => (a.name < b.name ? -1 : 1))
  const facts: Partial<Record<Section, object>> = {
    ids: Object.fromEntries(sorted(register.ids)),
    ...(register.urls.size > 0 && { urls: Object.fromEntries(sorted(register.urls)) }),
    ...(addresses.size > 0 && { addresses: Object.fromEntries(sorted(addresses)) }),
    ...(entries.size > 0 && { entries: Object.fromEntries(sorted(entries)) }),
    told: Object.fromEntries(sorted(register.told).map(([key, at]) => [key, isoInstant(at)])),
    ...(dismissed.length > 0 && { dismissed: [...dismissed].sort() }),
    ...(updates.length > 0 && { updates: asFacts(updates, ({ post }) => post) }),
    ...(retractions.length > 0 && { retractions: asFacts(retractions, ({ post }) => post) }),
    ...(endOfLife.length > 0 && { endOfLife: asFacts(endOfLife, ({ key }) => key) }),
    ...(dates.length > 0 && { dates: dates.map((date) => ({ ...date, at: isoInstant(date.at) })) }),
    ...(register.feeds !== undefined && { feeds: register.feeds }),
    ...(register.ledger !== undefined && { ledger: register.ledger }),
    ...(register.audit !== undefined && { audit: register.audit }),
    ...(log.length > 0 && { log: log.map((entry) => ({ ...entry, at: isoInstant(entry.at) })) }),
    ...(register.source !== undefined && { source: { ...register.source, at: isoInstant(register.source.at) } }),
    ...(kept.length > 0 && { kept }),
  }
  const unknownAfter = (section: Section | undefined) =>
    register.unknown.filter(({ after }) => after === section).map(({ text }) => text)
  const written = SECTIONS.flatMap((section) => {
    const fact = facts[section]
    return [...(fact === undefined ? [] : [stringify({ [section]: fact }, { lineWidth: 0 })]), ...unknownAfter(section)]
  })
  return [HEADER, ...unknownAfter(undefined), ...written].join('')
}
