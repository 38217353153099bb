/**
 * Whose release cycles a notice is about, and whom it is for. Pure. In: a notice, the releases table, a decision. Out:
 * the cycles that narrow its audience under every name they had, if any do; the audience.
 */
import type { Audience } from '../../delivery/audience/audience-store.js'
import type { ByHand } from '../../notices/by-hand.js'
import type { Notice } from '../../notices/notice.js'
import { occasionIn } from '../../register/notice-keys.js'
import { cycleNamesIn, formerNames, nowNamed, renamesIn } from '../../releases/former-names.js'
import type { Day, ReleaseTable } from '../../releases/release.js'
import { supportOf } from '../../releases/support.js'
import { namesOf, type RunningCycle } from '../../subscribers/runs.js'

/**
 * What the releases table says goes to who runs that cycle, or one of several, and to who named none or runs only what
 * has ended.
 */
export function runsOf(
  { kind, key }: Pick<Notice, 'kind' | 'key'>,
  table: ReleaseTable,
  today: Day,
): { runs?: RunningCycle } {
  const occasion = kind === 'end-of-life' ? occasionIn(key, cycleNamesIn(table)) : undefined
  if (occasion === undefined) return {}
  const renames = renamesIn(table)
  const names = occasion.cycles.map((cycle) => nowNamed({ product: occasion.product, cycle }, renames))
  const each = names.map((name) => ({ ...name, also: formerNames(name, renames) }))
  const [first, ...others] = each.flatMap((name) => [name, ...name.also])
  if (first === undefined) return {}
  const { product, cycle } = first
  return { runs: { product, cycle, also: others, each: each.map(namesOf), ended: overIn(table, today) } }
}

interface Over {
  readonly today: Day
  readonly words: ReadonlySet<string>
}

/** Of each table those of the day that was asked for last: many notices are about one day. */
const kept = new WeakMap<ReleaseTable, Over>()

function overIn(table: ReleaseTable, today: Day): ReadonlySet<string> {
  const last = kept.get(table)
  if (last?.today === today) return last.words
  const words = wordsOver(table, today)
  kept.set(table, { today, words })
  return words
}

/** A bare cycle is one of every product: it has ended where each of them has. */
function wordsOver(table: ReleaseTable, today: Day): ReadonlySet<string> {
  const renames = renamesIn(table)
  const ended = new Set<string>()
  const others = new Set<string>()
  for (const { id, releases } of table.products)
    for (const release of releases) {
      const name = { product: id, cycle: release.cycle }
      const isOver = supportOf(release, today).phase === 'ended'
      for (const word of namesOf({ ...name, also: formerNames(name, renames) })) (isOver ? ended : others).add(word)
    }
  return new Set([...ended].filter((word) => !others.has(word)))
}

/** Whom a notice is for, on the lists that it goes to. */
export function audienceOf(notice: Notice, lists: readonly string[], about: AudienceFacts): Audience {
  const { decision, releases, today } = about
  const without = decision.without ?? withoutOf(notice, decision)
  return { lists, ...(without.length > 0 && { without }), ...runsOf(notice, releases, today) }
}

export interface AudienceFacts {
  readonly decision: ByHand
  readonly releases: ReleaseTable
  readonly today: Day
}

/** Who got a post that stands for the notice, or got it repeated by hand, has it. */
function withoutOf({ key, standIn }: Notice, { notices, replaced }: ByHand): string[] {
  if (standIn === null) return []
  const posts = new Set([standIn, ...replaced.filter(({ notice }) => notice === key).map(({ post }) => post)])
  const ids = new Set(notices.filter((one) => posts.has(one.key)).map(({ post }) => post))
  const repeated = notices.filter((one) => one.kind === 'manual' && one.post !== null && ids.has(one.post))
  return [...posts, ...repeated.map((one) => one.key)]
}
