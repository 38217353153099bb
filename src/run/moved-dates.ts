/**
 * Dates whose move is a question to an operator. In: notices, the releases table; or a ledger, and what was read. Out:
 * a problem for each, at the line of its release.
 */

import { type Problem, problem } from '../base/errors.js'
import { decideEndOfLife } from '../notices/end-of-life/decide.js'
import { endingPosts } from '../notices/end-of-life/posts.js'
import { endOfLifeTextsOf } from '../notices/end-of-life/texts.js'
import { loadMemory } from '../notices/memory-store.js'
import type { Notice } from '../notices/notice.js'
import { occasionIn } from '../register/notice-keys.js'
import { cycleNamesIn, nowNamed, renamesIn } from '../releases/former-names.js'
import type { ReleaseTable } from '../releases/release.js'
import type { Queries } from '../store/open.js'
import { renamedCycles } from '../subscribers/renamed-cycle-store.js'
import type { ProjectContent } from './read-content.js'
import type { ReadContext } from './read-context.js'
import { rulesOf } from './rules-of.js'
import { runTexts } from './texts.js'

/** Pure. */
export function movedDateProblems(notices: readonly Notice[], table: ReleaseTable): Problem[] {
  const renames = renamesIn(table)
  const isCycle = cycleNamesIn(table)
  return notices.flatMap(({ key, state, heldBy, reason }) => {
    const occasion = state === 'held' && heldBy === 'moved' ? occasionIn(key, isCycle) : undefined
    if (occasion === undefined) return []
    const [cycle = ''] = occasion.cycles
    const name = nowNamed({ product: occasion.product, cycle }, renames)
    const product = table.products.find(({ id }) => id === name.product)
    const line = product?.releases.find(({ cycle }) => cycle === name.cycle)?.line
    const place = { file: product?.file ?? '', ...(line !== undefined && { line }) }
    const fix = runTexts.movedDates.seeBelfryNoticesShow(key)
    return [problem('DATE_MOVED', runTexts.movedDates.isHeld(key, reason), place, { severity: 'warning', fix })]
  })
}

/** What a run would find now; nothing where there was no run yet. */
export async function movedDatesNow(
  { config, clock }: ReadContext,
  { announcements, releases: read }: Pick<ProjectContent, 'announcements' | 'releases'>,
  queries: Queries,
): Promise<Problem[]> {
  const memory = await loadMemory(queries, announcements)
  if (memory.baselineAt === null) return []
  const releases = { ...read, renamed: await renamedCycles(queries) }
  const endOfLifeTexts = endOfLifeTextsOf(config.words)
  const rules = rulesOf(config, endOfLifeTexts)
  const { notices } = decideEndOfLife({
    table: releases,
    notices: memory.notices,
    known: memory.ends,
    standIns: endingPosts(announcements, releases).standing,
    from: rules.baseline === 'first-run' ? memory.baselineAt : rules.baseline,
    now: clock.now(),
    rules,
  })
  const byKey = new Map([...memory.notices, ...notices].map((notice) => [notice.key, notice]))
  return movedDateProblems([...byKey.values()], releases)
}
