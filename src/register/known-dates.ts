/**
 * What is known of the dates of the releases table: each as it stands now, how often it moved, and since when. Pure.
 * In: what was known, the table, the instant. Out: the same facts brought up to date, in the order of their names.
 * Calling it again changes nothing.
 */

import { type Day, endFields, type Product, type Release, type ReleaseTable } from '../releases/release.js'
import type { KnownDate } from './register.js'

/** What a cycle has a day for: its ends, and what comes before and beside them. */
export const dateFields = ['releaseDate', 'lts', 'discontinued', ...endFields] as const
export type DateField = (typeof dateFields)[number]
/** Known only where they are to come, or were known then: the table of an old project is full of release dates. */
const AHEAD_ALONE: readonly DateField[] = ['releaseDate', 'lts', 'discontinued']
const DAY_MS = 86_400_000

/**
 * A date that moved is known since `now`; one seen for the first time since its cycle's release, or since itself where
 * that is earlier or unknown: so that without a register the same table gives the same facts on any day. A date that
 * became a boolean is remembered while its cycle stands, so that its number goes on when it comes back.
 */
export function knownDates(before: readonly KnownDate[], table: ReleaseTable, now: number): KnownDate[] {
  const known = new Map<string, KnownDate>()
  const cycles = new Set(table.products.flatMap(({ id, releases }) => releases.map(({ cycle }) => `${id}/${cycle}`)))
  for (const date of before) {
    if (cycles.has(datedBy(date.name).id) || isUnread(table, date.name)) known.set(date.name, date)
  }
  const stated = new Set<string>()
  for (const { product, release, field, date } of statedDates(table)) {
    const name = dateName(product.id, release.cycle, field)
    const isOver = Date.parse(date) + 2 * DAY_MS < now
    if (stated.has(name) || (isOver && AHEAD_ALONE.includes(field) && !known.has(name))) continue
    stated.add(name)
    known.set(name, asStated({ name, date, release }, known.get(name), now))
  }
  return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

interface NamedDate {
  readonly name: string
  readonly date: Day
  readonly release: Release
}

function asStated({ name, date, release }: NamedDate, before: KnownDate | undefined, now: number): KnownDate {
  if (before === undefined) {
    const { releaseDate } = release
    const since = releaseDate !== undefined && releaseDate < date ? releaseDate : date
    return { name, date, sequence: 0, at: Date.parse(`${since}T00:00:00Z`) }
  }
  // Whole seconds, as the register writes them.
  const at = Math.floor(now / 1000) * 1000
  return before.date === date ? before : { name, date, sequence: before.sequence + 1, at }
}

export interface StatedDate {
  readonly product: Product
  readonly release: Release
  readonly field: DateField
  readonly date: Day
}

/** Every day that the table states, in its order. */
export function statedDates(table: ReleaseTable): StatedDate[] {
  return table.products.flatMap((product) =>
    product.releases.flatMap((release) =>
      dateFields.flatMap((field) => {
        const date = release[field]
        return typeof date === 'string' ? [{ product, release, field, date }] : []
      }),
    ),
  )
}

/** `PRODUCT/CYCLE:FIELD` */
export function dateName(product: string, cycle: string, field: DateField): string {
  return `${product}/${cycle}:${field}`
}

/** What a name names: a product never holds a slash and a field never a colon; a cycle may hold both. */
export function datedBy(name: string): { id: string; product: string; cycle: string; field: string } {
  const slash = name.indexOf('/')
  const colon = name.lastIndexOf(':')
  return {
    id: name.slice(0, colon),
    product: name.slice(0, slash),
    cycle: name.slice(slash + 1, colon),
    field: name.slice(colon + 1),
  }
}

/** True where the table holds that cycle in a part that cannot be read, so that nobody can say what it states now. */
export function isUnread(table: ReleaseTable, name: string): boolean {
  const { id, product } = datedBy(name)
  return table.unreadable.some((part) => part === '*' || part === product || part === id)
}
