/** The settings that deciding depends on. Pure types. */
import type { SendWindows } from '../base/send-windows.js'
import type { EndOfLifeTexts } from './end-of-life/texts.js'

export interface Rules {
  /** The instant from which posts are told, or `first-run`. */
  readonly baseline: number | 'first-run'
  readonly settleMs: number
  /** A post older than this is a back-fill, unless it is newer than all that were known before it came. */
  readonly newWithinMs: number
  /** A post older than this is a back-fill in any case. */
  readonly backfillAfterMs: number
  readonly holdAbove: number
  /** Of posts dated within a day of the run that sees them, so many are one batch. */
  readonly batchAbove: number
  readonly staleAfterMs: number
  /** When mail may leave. */
  readonly sending: SendWindows
  /** More posts than this edited at once ask nothing; more than this vanishing at once is a failed read. */
  readonly massEdit: number
  /** Do doubtful edits become questions? */
  readonly askQuestions: boolean
  /** Days are days in this zone. */
  readonly timezone: string
  /** Days before a cycle's end of life at which notice is given, the largest first; 0 is the day itself. */
  readonly endOfLife: readonly number[]
  /** A date that moves by more days than this is a question. */
  readonly movedFarDays: number
  /** Minutes since midnight at which that goes out. */
  readonly endOfLifeAt: number
  /** In which people read what the releases table says. */
  readonly endOfLifeTexts: EndOfLifeTexts
}
