/**
 * Support policies: ends that are computed because the table states none. Pure. In: the releases of one product, its
 * policy. Out: the releases with computed ends. `release`: N calendar months after the release itself. `next-minor`:
 * after the next later cycle, whose first or second number is greater; `next-major`: whose first number is. A cycle is
 * later when its number and its release date both are; one without a date is not released yet. Cycles that are no
 * numbers follow each other by date.
 */
import type { Day, EndField, Release } from './release.js'

export const policyStarts = ['next-minor', 'next-major', 'release'] as const
export type PolicyStart = (typeof policyStarts)[number]

export interface SupportPolicy {
  readonly months: number
  readonly after: PolicyStart
  /** Which end it computes. */
  readonly field: EndField
}

export function applyPolicy(releases: readonly Release[], policy: SupportPolicy): Release[] {
  const numbers = new Map(releases.map(({ cycle }) => [cycle, numbersOf(cycle)]))
  return releases.map((release) => {
    if (release[policy.field] !== undefined) return release
    const start = startOf(release, releases, numbers, policy.after)
    if (start === undefined) return release
    return { ...release, [policy.field]: monthsAfter(start, policy.months), computed: [policy.field] }
  })
}

/** True where the end of `release` is the policy's to compute and could depend on a cycle that cannot be read. */
export function dependsOn(release: Release, unread: string | undefined, { after, field }: SupportPolicy): boolean {
  if (after === 'release') return false
  if (release[field] !== undefined && !release.computed.includes(field)) return false
  return unread === undefined || isLater(numbersOf(unread), numbersOf(release.cycle), after) !== false
}

function startOf(
  release: Release,
  releases: readonly Release[],
  numbers: Numbers,
  after: PolicyStart,
): Day | undefined {
  const { releaseDate } = release
  if (after === 'release' || releaseDate === undefined) return releaseDate
  const own = numbers.get(release.cycle)
  let next: Release | undefined
  for (const one of releases) {
    if (one.releaseDate === undefined || one.releaseDate <= releaseDate) continue
    if (isLater(numbers.get(one.cycle), own, after) === false) continue
    if (next === undefined || isBefore(one, next, numbers)) next = one
  }
  return next?.releaseDate
}

/** By number where both are numbers, else by date. */
function isBefore(a: Release, b: Release, numbers: Numbers): boolean {
  const [left, right] = [numbers.get(a.cycle), numbers.get(b.cycle)]
  const order = left === undefined || right === undefined ? 0 : compare(left, right)
  return order !== 0 ? order < 0 : (a.releaseDate ?? '') < (b.releaseDate ?? '')
}

type Parts = readonly number[]
type Numbers = ReadonlyMap<string, Parts | undefined>

/** @returns undefined where the names do not say */
function isLater(a: Parts | undefined, b: Parts | undefined, after: PolicyStart): boolean | undefined {
  return a === undefined || b === undefined ? undefined : compare(a, b, after === 'next-major' ? 1 : 2) > 0
}

function compare(a: Parts, b: Parts, depth = Math.max(a.length, b.length)): number {
  for (let index = 0; index < depth; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** `4.10` is 4 and 10, so it comes after 4.9. */
function numbersOf(cycle: string): Parts | undefined {
  return /^[vr]?\d{1,9}(?:\.\d{1,9})*$/i.test(cycle) ? cycle.replace(/^[vr]/i, '').split('.').map(Number) : undefined
}

/** Calendar months; 31 August and six months is the last day of February. */
function monthsAfter(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0))
  last.setUTCDate(Math.min(date, last.getUTCDate()))
  return last.toISOString().slice(0, 10)
}
