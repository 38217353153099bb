/** Whose release cycle a notice is about. Pure. In: a notice. Out: the cycle that narrows its audience, if one does. */
import type { Notice } from '../notices/notice.js'
import { occasionIn } from '../register/notice-keys.js'
import type { RunningCycle } from '../subscribers/runs.js'

/** What the releases table says goes to who runs that cycle, and to who named none. */
export function runsOf({ kind, key }: Pick<Notice, 'kind' | 'key'>): { runs?: RunningCycle } {
  const occasion = kind === 'end-of-life' ? occasionIn(key) : undefined
  if (occasion === undefined) return {}
  const { product, cycle } = occasion
  return { runs: { product, cycle } }
}
