/**
 * What each stopping problem stops, in one table: runs obey it, `plan` shows it, operators are mailed by it. Pure data
 * and what is asked of it. In: problems. Out: what is stopped by which.
 */
import type { Code, Problem } from '../../base/errors.js'

/**
 * `reading`: what was accepted last is read on. `telling`: nothing new is told. `publishing`: feeds and pages stay as
 * they are. `mail`: nothing is mailed, confirmations neither. What is not named goes on.
 */
export type Stopped = 'reading' | 'telling' | 'publishing' | 'mail'

const stopping: Readonly<Partial<Record<Code, readonly Stopped[]>>> = {
  LEDGER_BEHIND: ['telling', 'mail'],
  LEDGER_MOVED: ['telling', 'mail'],
  MARKS: ['telling', 'mail'],
  LIST_GONE: ['telling'],
  POSTS_GONE: ['telling', 'publishing'],
  FEED_IDS_CHANGED: ['telling', 'publishing'],
  REGISTER_SYNTAX: ['telling', 'publishing'],
  POSTS_FOLDER: ['telling', 'publishing'],
  POSTS_EMPTY: ['telling', 'publishing'],
  GIT_FETCH: ['reading'],
  GIT_SIGNATURE: ['reading'],
  GIT_REWOUND: ['reading'],
  GIT_UNVOUCHED: ['reading', 'telling', 'publishing'],
  GIT_REPOSITORY: ['telling', 'publishing'],
  GIT_MISSING: ['telling', 'publishing'],
  OUTPUT_FOLDER: ['publishing'],
}

/** A fact that stops something. */
export interface StoppingFact {
  readonly code: Code
  readonly stops: readonly Stopped[]
  readonly message: string
  readonly fix: string
}

/** One for each code, with the first sentence of several. Warnings stop nothing. */
export function stoppingFacts(problems: readonly Problem[]): StoppingFact[] {
  const errors = problems.filter(({ severity, code }) => severity === 'error' && stopsOfCode(code).length > 0)
  const codes = [...new Set(errors.map(({ code }) => code))]
  return codes.flatMap((code): StoppingFact[] => {
    const [first, ...others] = errors.filter((one) => one.code === code)
    if (first === undefined) return []
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`
    return [{ code, stops: stopsOfCode(code), message: `${first.message}${more}`, fix: first.fix }]
  })
}

export function stopsOfCode(code: Code): readonly Stopped[] {
  return stopping[code] ?? []
}

/** May it go on? */
export function isGoing(what: Stopped, problems: readonly Problem[]): boolean {
  return !stoppingFacts(problems).some(({ stops }) => stops.includes(what))
}
