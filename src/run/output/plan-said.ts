/**
 * What is kept in mind of a plan, as text and back. Pure. In: a mark and what was planned. Out: which files are feeds,
 * which are left out where somebody else's stand, and for how long it holds.
 */
import { factsDigest } from '../../base/facts.js'
import type { Manifest } from '../../files/read-manifest.js'
import type { OutputFile } from '../../files/write-folder.js'
import type { PlanMark } from './plan-mark.js'

export interface PlannedFeed {
  readonly path: string
  readonly entries: () => number
}

export interface Planned {
  readonly files: readonly OutputFile[]
  readonly feeds: readonly PlannedFeed[]
}

export interface PlanSaid extends PlanMark {
  readonly feeds: readonly string[]
  /** Files that are left out where somebody else's stand. */
  readonly yielding: readonly string[]
  /** The plan whose posts stand where they stood, as `planName` names it; absent where it is this one. */
  readonly held?: string
  /** Posts whose bodies changed since then, by their numbers there. */
  readonly otherwise?: readonly number[]
}

/** Of the same facts more may come at another instant. */
export function planName({ of, from }: Pick<PlanMark, 'of' | 'from'>): string {
  return `${of} ${from}`
}

export function saidOf({ of, beside, from, until }: PlanMark, { files, feeds }: Planned): string {
  const yielding = files.filter(({ yields }) => yields).map(({ path }) => path)
  const paths = feeds.map(({ path }) => path)
  return JSON.stringify({ of, beside, from, until, feeds: paths, yielding } satisfies PlanSaid)
}

/**
 * The same, where nothing changed but the bodies of a few posts.
 * @param changed their numbers, and what they are now
 */
export function saidOfOthers(said: PlanSaid, changed: ReadonlyMap<number, string>): string {
  const { of, held = planName(said), otherwise = [], ...others } = said
  const digest = factsDigest([...changed.values()], of)
  const numbers = [...new Set([...otherwise, ...changed.keys()])]
  return JSON.stringify({ of: digest, ...others, held, otherwise: numbers } satisfies PlanSaid)
}

/** It was written by this program. */
export function planSaid(text: string): PlanSaid {
  return JSON.parse(text) as PlanSaid
}

/** How many entries each held when it was made. */
export function feedsSaid({ feeds }: PlanSaid, before: Pick<Manifest['files'], 'get'>): PlannedFeed[] {
  return feeds.map((path) => ({ path, entries: () => before.get(path)?.entries ?? 0 }))
}
