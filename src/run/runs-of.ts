/**
 * Whose release cycles a notice is about. Pure. In: a notice, the releases table. Out: the cycles that narrow its
 * audience under every name they had, if any do.
 */
import type { Notice } from '../notices/notice.js'
import { occasionIn } from '../register/notice-keys.js'
import { cycleNamesIn, formerNames, nowNamed, renamesIn } from '../releases/former-names.js'
import type { Day, ReleaseTable } from '../releases/release.js'
import { supportOf } from '../releases/support.js'
import { namesOf, type RunningCycle } from '../subscribers/runs.js'

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

/** A bare cycle is one of every product: it has ended where each of them has. */
function overIn(table: ReleaseTable, today: Day): ReadonlySet<string> {
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
