/** The settings that deciding depends on. Pure types. */
import type { EndOfLifeTexts } from './end-of-life/texts.js'

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
  /** Days before a cycle's end of life at which notice is given, the largest first; 0 is the day itself. */
  readonly endOfLife: readonly number[]
  /** Minutes since midnight at which that goes out. */
  readonly endOfLifeAt: number
  /** In which people read what the releases table says. */
  readonly endOfLifeTexts: EndOfLifeTexts
}
