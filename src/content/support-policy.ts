/**
 * Support policies: ends that are computed because the table states none. Pure. In: the releases of one product, its policy. Out: the
 * releases with computed ends. `release`: N calendar months after the release itself. `next-minor`: after the next later cycle, whose
 * first or second number is greater; `next-major`: whose first number is. A cycle is later when its number and its release date both are;
 * one without a date is not released yet. Cycles that are no numbers follow each other by date.
 */
import { Temporal } from 'temporal-polyfill'
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
  return releases.map((release) => {
    if (release[policy.field] !== undefined) return release
    const start = startOf(release, releases, policy.after)
    if (start === undefined) return release
    return { ...release, [policy.field]: monthsAfter(start, policy.months), computed: [policy.field] }
  })
}

/** True where the end of `release` is the policy's to compute and could depend on a cycle that cannot be read. */
export function dependsOn(release: Release, unread: string | undefined, { after, field }: SupportPolicy): boolean {
  if (after === 'release') return false
  if (release[field] !== undefined && !release.computed.includes(field)) return false
  return unread === undefined || isLaterCycle(unread, release.cycle, after) !== false
}

function startOf(release: Release, releases: readonly Release[], after: PolicyStart): Day | undefined {
  const { releaseDate } = release
  if (after === 'release' || releaseDate === undefined) return releaseDate
  let next: Release | undefined
  for (const one of releases) {
    if (one.releaseDate === undefined || one.releaseDate <= releaseDate) continue
    if (isLaterCycle(one.cycle, release.cycle, after) === false) continue
    if (next === undefined || isBefore(one, next)) next = one
  }
  return next?.releaseDate
}

/** By number where both are numbers, else by date. */
function isBefore(a: Release, b: Release): boolean {
  const order = compareNumbers(a.cycle, b.cycle)
  if (order !== undefined && order !== 0) return order < 0
  return (a.releaseDate ?? '') < (b.releaseDate ?? '')
}

/** @returns undefined where the names do not say */
function isLaterCycle(cycle: string, than: string, after: PolicyStart): boolean | undefined {
  const [a, b] = [numbersOf(cycle), numbersOf(than)]
  if (a === undefined || b === undefined) return undefined
  const depth = after === 'next-major' ? 1 : 2
  return compareLists(a.slice(0, depth), b.slice(0, depth)) > 0
}

function compareNumbers(a: string, b: string): number | undefined {
  const [left, right] = [numbersOf(a), numbersOf(b)]
  return left === undefined || right === undefined ? undefined : compareLists(left, right)
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** `4.10` is 4 and 10, so it comes after 4.9. */
function numbersOf(cycle: string): number[] | undefined {
  return /^[vr]?\d{1,9}(?:\.\d{1,9})*$/i.test(cycle) ? cycle.replace(/^[vr]/i, '').split('.').map(Number) : undefined
}

/** Calendar months; 31 August and six months is the last day of February. */
function monthsAfter(day: Day, months: number): Day {
  return Temporal.PlainDate.from(day).add({ months }).toString()
}
