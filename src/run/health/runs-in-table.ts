/**
 * What people run beside what the releases table has. Pure. In: unknown words, what is remembered of the table. Out:
 * problems for operators, words for a reason.
 */

import { type Problem, problem } from '../../base/errors.js'
import type { Decision } from '../../notices/decide.js'
import type { KnownEnd } from '../../notices/notice.js'
import { datedBy } from '../../register/known-dates.js'
import { hasEnded } from '../../releases/support.js'
import { namesOf } from '../../subscribers/runs.js'
import type { UnknownRun } from '../../subscribers/unknown-runs.js'
import { runTexts } from '../texts.js'

/** Named one by one; more of them are a table that is not the people's. */
const NAMED = 20
const IN_REASON = 3

/** A problem for each word; the last counts those that are not named. @param file the releases table */
export function unknownRunProblems(unknown: readonly UnknownRun[], file: string): Problem[] {
  const warn = (sentence: string) => problem('RUNS_UNKNOWN', sentence, { file }, { severity: 'warning' })
  const left = unknown.length - NAMED
  return [
    ...unknown.slice(0, NAMED).map(({ run, people, nearest }) => {
      const who = people === 1 ? '1 person runs' : `${people} people run`
      const hint = nearest === undefined ? '' : runTexts.runsInTable.didYouMean(nearest)
      return warn(`${who} ${run}, which the releases table does not have${hint}`)
    }),
    ...(left > 0 ? [warn(`People run ${left} more cycles that the releases table does not have`)] : []),
  ]
}

/** `lantern/4.1 (lantern/4.1-lts?)`, of most people first. */
export function unknownRunWords(unknown: readonly UnknownRun[]): string {
  const words = unknown.slice(0, IN_REASON).map(unknownRunWord)
  return words.join(', ') + (unknown.length > IN_REASON ? ` and ${unknown.length - IN_REASON} more` : '')
}

export function unknownRunWord({ run, nearest }: Pick<UnknownRun, 'run' | 'nearest'>): string {
  return nearest === undefined ? run : `${run} (${nearest}?)`
}

const ENDS = { eoas: 'end of active support', eol: 'end of life', eoes: 'end of extended support' } as const

/** People wait for a day of which they will hear nothing. @param file the releases table */
export function goneCycleProblems({ leftTable }: Pick<Decision, 'leftTable'>, file: string): Problem[] {
  return leftTable.map(({ cycle, field, date }) => {
    const sentence = runTexts.runsInTable.leftReleasesTablePeople(cycle, ENDS[field], date)
    const fix = runTexts.runsInTable.putBackNameCycle(cycle)
    return problem('CYCLE_GONE', sentence, { file }, { severity: 'warning', fix })
  })
}

/** Words of cycles whose life was over, also of those that left the table since. */
export function endedRuns(ends: readonly KnownEnd[], today: string): ReadonlySet<string> {
  return new Set(
    ends.flatMap(({ name, value }) => {
      const { product, cycle, field } = datedBy(name)
      return field === 'eol' && hasEnded(value, today) ? namesOf({ product, cycle }) : []
    }),
  )
}
