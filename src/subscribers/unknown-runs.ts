/**
 * Release cycles that people run and the releases table does not have: of a cycle that was renamed they would hear
 * nothing, in silence. Pure. In: how many people run what, the table. Out: those words with the nearest cycle; how many
 * a notice reaches and how many it may miss.
 */
import { cycleFrom, renamesIn } from '../releases/former-names.js'
import type { ReleaseTable } from '../releases/release.js'
import { isUnknowable, namesOf, nearestRun, type RunningCycle, telling } from './runs.js'

/** People who say the same of what they run; nothing where they named none. */
export interface SameRuns {
  readonly runs: readonly string[]
  readonly people: number
}

export interface UnknownRun {
  /** As it is kept with the people: `product/cycle`, or a bare cycle from before. */
  readonly run: string
  readonly people: number
  /** The cycle that is probably meant; absent where none is near. */
  readonly nearest?: string
}

/** Those of most people first. */
export function unknownRuns(all: readonly SameRuns[], table: ReleaseTable): UnknownRun[] {
  const unknownOf = unknownIn(table)
  const found = new Map<string, UnknownRun>()
  for (const { runs, people } of all)
    for (const one of unknownOf(runs))
      found.set(one.run, { ...one, people: (found.get(one.run)?.people ?? 0) + people })
  return [...found.values()].sort((a, b) => b.people - a.people || (a.run < b.run ? -1 : 1))
}

/** What of the words of one person the table does not have; each word is looked for once. */
export function unknownIn(table: ReleaseTable): (runs: readonly string[]) => Omit<UnknownRun, 'people'>[] {
  const isKnown = knowing(table)
  const found = new Map<string, Omit<UnknownRun, 'people'> | undefined>()
  const look = (run: string) => {
    if (isKnown(run)) return undefined
    const near = nearestRun(run, table)
    return { run, ...(near !== undefined && { nearest: near }) }
  }
  return (runs) =>
    [...new Set(runs)].flatMap((run) => {
      if (!found.has(run)) found.set(run, look(run))
      return found.get(run) ?? []
    })
}

export interface Reach {
  readonly reached: number
  /** Who is not reached, and runs what may be this cycle under another name. */
  readonly missed: number
  /** What they run. */
  readonly unknown: readonly UnknownRun[]
}

/** @param ended words of cycles that are known to have ended: whoever runs these misses nothing */
export function reachAmong(
  all: readonly SameRuns[],
  about: RunningCycle,
  table: ReleaseTable,
  ended: ReadonlySet<string>,
): Reach {
  const isTold = telling(about)
  const isReached = ({ runs }: SameRuns) => isTold(runs)
  const unknown = unknownRuns(
    all.filter((one) => !isReached(one)),
    table,
  ).filter((one) => !ended.has(one.run) && mayMean(one, about.product))
  const words = new Set(unknown.map(({ run }) => run))
  const missed = all.filter((one) => !isReached(one) && one.runs.some((run) => words.has(run)))
  return { reached: sum(all.filter(isReached)), missed: sum(missed), unknown }
}

/** A cycle of this product, or of one that is not there and that no other product's cycle is near to. */
function mayMean({ run, nearest }: UnknownRun, product: string): boolean {
  const isOf = (word: string) => word.split('/')[0] === product
  return isOf(run) || nearest === undefined || isOf(nearest)
}

function sum(all: readonly SameRuns[]): number {
  return all.reduce((count, { people }) => count + people, 0)
}

/** Of what cannot be read nobody can say that it is not there. */
function knowing(table: ReleaseTable): (run: string) => boolean {
  const old = [...renamesIn(table).keys()].flatMap((name) => namesOf(cycleFrom(name)))
  const own = table.products.flatMap(({ id, releases }) =>
    releases.flatMap(({ cycle }) => namesOf({ product: id, cycle })),
  )
  const names = new Set([...own, ...old])
  return (run) => names.has(run) || isUnknowable(run, table)
}
