/** The settings that deciding depends on. Pure types. */

export interface Rules {
  /** The instant from which posts are told, or `first-run`. */
  readonly baseline: number | 'first-run'
  readonly settleMs: number
  readonly newWithinMs: number
  readonly holdAbove: number
  readonly staleAfterMs: number
  /** More posts than this edited at once ask nothing; more than this vanishing at once is a failed read. */
  readonly massEdit: number
  /** Do doubtful edits become questions? */
  readonly askQuestions: boolean
  /** Days are days in this zone. */
  readonly timezone: string
}
