/**
 * Whose release cycle a notice is about. Pure. In: a notice, the releases table. Out: the cycle that narrows its
 * audience under every name it had, if one does.
 */
import type { Notice } from '../notices/notice.js'
import { occasionIn } from '../register/notice-keys.js'
import { formerNames, nowNamed, renamesIn } from '../releases/former-names.js'
import type { ReleaseTable } from '../releases/release.js'
import type { RunningCycle } from '../subscribers/runs.js'

/** What the releases table says goes to who runs that cycle, and to who named none. */
export function runsOf({ kind, key }: Pick<Notice, 'kind' | 'key'>, table: ReleaseTable): { runs?: RunningCycle } {
  const occasion = kind === 'end-of-life' ? occasionIn(key) : undefined
  if (occasion === undefined) return {}
  const renames = renamesIn(table)
  const { product, cycle } = nowNamed(occasion, renames)
  return { runs: { product, cycle, was: formerNames({ product, cycle }, renames) } }
}
