/**
 * The register: the small file kept with the posts that lets another machine publish the same feeds without the database, and that
 * betrays a ledger restored from an old backup. Pure. In: its text. Out: its facts, and back.
 */
import { isNode, LineCounter, parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import { isoInstant } from '../clock.js'
import { BelfryError, problem } from '../errors.js'
import { type Severity, severities } from './announcement.js'

/** An update as it was told: an entry of its own in the feeds. */
export interface ToldUpdate {
  /** Notice key, `update:ID:DAY[#n]`. */
  readonly key: string
  /** Id of the post. */
  readonly post: string
  /** When it was told, milliseconds since the epoch. */
  readonly at: number
  readonly severity: Severity
  /** Markdown, as mailed. */
  readonly text: string
}

/** A post that was told and taken back: a tombstone in the Atom feed (RFC 6721). */
export interface Retraction {
  /** Id of the post. */
  readonly post: string
  /** The address it had. */
  readonly url: string
  readonly at: number
}

export interface Register {
  /** File stem → id, for posts whose file was renamed since they were first seen. */
  readonly ids: ReadonlyMap<string, string>
  /** Notice key → when it was told, milliseconds since the epoch. */
  readonly told: ReadonlyMap<string, number>
  /** Oldest first. */
  readonly updates: readonly ToldUpdate[]
  /** Oldest first. */
  readonly retractions: readonly Retraction[]
}

export const emptyRegister: Register = { ids: new Map(), told: new Map(), updates: [], retractions: [] }

const HEADER = ` Kept by Belfry: commit it with the posts. It says which ids renamed posts keep and what was told when, so that feeds
 come out the same on another machine and nothing is told twice after a backup is restored.`

const instant = z.iso.datetime({ error: 'is not an instant' }).transform((text) => Date.parse(text))
const schema = z.strictObject({
  ids: z.record(z.string(), z.string()).default({}),
  told: z.record(z.string(), instant).default({}),
  updates: z
    .array(
      z.strictObject({
        key: z.string(),
        post: z.string(),
        at: instant,
        severity: z.enum(severities),
        text: z.string(),
      }),
    )
    .default([]),
  retractions: z.array(z.strictObject({ post: z.string(), url: z.string(), at: instant })).default([]),
})

/** @throws BelfryError REGISTER_SYNTAX with line and column */
export function parseRegister(text: string, file: string): Register {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const fault = document.errors[0]
  if (fault !== undefined) throw unreadable(file, fault.message, lines.linePos(fault.pos[0]).line)
  const result = schema.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {})
  if (result.success) {
    const { ids, told, updates, retractions } = result.data
    return { ids: new Map(Object.entries(ids)), told: new Map(Object.entries(told)), updates, retractions }
  }
  const issue = result.error.issues[0]
  const node: unknown = document.getIn(issue?.path ?? [], true)
  const line = isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1
  throw unreadable(file, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(), line)
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
  const oldestFirst = <Fact extends { at: number; post: string }>(facts: readonly Fact[]) =>
    [...facts]
      .sort((a, b) => a.at - b.at || (a.post < b.post ? -1 : 1))
      .map((fact) => ({ ...fact, at: isoInstant(fact.at) }))
  const facts = {
    ids: Object.fromEntries(sorted(register.ids)),
    told: Object.fromEntries(sorted(register.told).map(([key, at]) => [key, isoInstant(at)])),
    ...(register.updates.length > 0 && { updates: oldestFirst(register.updates) }),
    ...(register.retractions.length > 0 && { retractions: oldestFirst(register.retractions) }),
  }
  return `${HEADER.replace(/^/gm, '#')}\n${stringify(facts, { lineWidth: 0 })}`
}
