/**
 * Which release cycles an announcement belongs to ("only 4.2"). Pure. In: the releases table, then announcements. Out:
 * product and cycle as the table names them; a version that has no entry there belongs to the cycle of its first
 * numbers, as many as the table's cycles have. Without a table nothing says whose version a number is, and there are no
 * cycles.
 */
import type { Announcement } from '../posts/announcement.js'
import { cycleOf, ReleaseNames } from '../releases/cycles-in-text.js'
import type { Product, ReleaseTable } from '../releases/release.js'

export interface Cycle {
  /** Id of the product. */
  readonly product: string
  readonly cycle: string
}

type CyclesOf = (announcement: Announcement) => readonly Cycle[]

/** Asked for the names of feeds and for what they hold: looked for once. */
const known = new WeakMap<ReleaseTable, CyclesOf>()

export function feedCycles(releases: ReleaseTable): CyclesOf {
  const made = known.get(releases) ?? cyclesOf(releases)
  known.set(releases, made)
  return made
}

function cyclesOf(releases: ReleaseTable): CyclesOf {
  if (releases.products.length === 0) return () => []
  const names = new ReleaseNames(releases)
  const found = new WeakMap<Announcement, readonly Cycle[]>()
  return (announcement) => {
    const cycles = found.get(announcement) ?? distinct(cyclesIn(announcement, releases, names))
    found.set(announcement, cycles)
    return cycles
  }
}

/**
 * Its title says so, or its front matter where the title does not. What the table itself said is not asked here: its
 * address says it.
 */
function cyclesIn(
  { title, version, kind, path, endOfLife }: Announcement,
  { products }: ReleaseTable,
  names: ReleaseNames,
): Cycle[] {
  if (kind === 'end-of-life' && path === '') return []
  const [only] = products.length === 1 ? products : []
  const found = names.in(title).map(({ product, release, version: named }) => ({
    product: product.id,
    cycle: release?.cycle ?? prefix(product, named),
  }))
  const about = products.find(({ id }) => id === (endOfLife?.product ?? only?.id))
  if (endOfLife !== undefined && about !== undefined)
    found.push(...endOfLife.cycles.map((cycle) => ({ product: about.id, cycle })))
  if (found.length === 0 && only !== undefined && version !== undefined && !title.includes(version))
    found.push({ product: only.id, cycle: cycleOf(only, version)?.cycle ?? prefix(only, version) })
  return found
}

/** `2.1.9` is of `2.1` where the table's cycles have two numbers, and of `2` where they have one. */
function prefix({ releases }: Product, version: string): string {
  const depths = releases.map(({ cycle }) => cycle.split('.').length)
  const depth = Math.max(1, ...depths.filter((one) => one <= 2))
  const numbers = /\d+(?:\.\d+)*/.exec(version)?.[0] ?? version
  return numbers.split('.').slice(0, depth).join('.')
}

function distinct(cycles: readonly Cycle[]): Cycle[] {
  return [...new Map(cycles.map((one) => [`${one.product}/${one.cycle}`, one])).values()]
}
