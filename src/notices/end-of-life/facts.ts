/**
 * What is true of a cycle's end on a day: when, what it was told as before, how it moved, whether its users have to
 * act. Pure. In: product, release, occasion, the day. Out: facts that title-and-text.ts and the mail put into words.
 */
import {
  type Day,
  distanceOf,
  type End,
  type EndField,
  type Occasion,
  type Product,
  type Release,
} from '../../releases/release.js'
import { releaseName } from '../../releases/release-name.js'
import { type Successor, somethingLasts, successorOf } from '../../releases/successor.js'
import { daysBetween, hasCome, hasEnded } from '../../releases/support.js'

export interface EndOfLifeInput {
  readonly product: Product
  readonly release: Release
  /** Those that end alike and are told with it, in the order of the table. */
  readonly further?: readonly Release[]
  readonly occasion: Occasion
  /** What people were told before: for a date that moved, or one that was reached on another day. */
  readonly before?: End | undefined
  /** Its date is the one that people were told first, and another one since. */
  readonly isBack?: boolean
  /** In the site's zone. */
  readonly today: Day
  /** Of a date that moved: the day of its next notice, if there is to be one. */
  readonly next?: Day | undefined
}

/** What somebody who runs the cycle has to do: something now, something before its date, or nothing. */
export type Act = 'now' | 'before' | 'nothing'

/**
 * How it differs from what was told: `again` where it had ended and is supported anew, `stated` where no date was told
 * before, `withdrawn` where there is none any more.
 */
export type DateChange = 'later' | 'earlier' | 'again' | 'stated' | 'withdrawn'

export interface EndOfLifeFacts {
  /** Product and cycle as people call it, on one line: `Lantern OS 2.1`. */
  readonly name: string
  readonly field: EndField
  /** True where it ended on a day nobody states, false where it has not and no day is known. */
  readonly end: End
  /** Not on the day itself: support lasts through the end of it. */
  readonly ended: boolean
  /** Of a day to come; from 1. */
  readonly daysLeft?: number
  readonly before?: End | undefined
  readonly change?: DateChange
  readonly act: Act
  /** Ahead of its date, which did not move. */
  readonly isCountdown: boolean
  /** What to move to; absent where the table names none that is still supported. */
  readonly successor?: NamedSuccessor
  /** Where there is none to move to: something of the product is supported once this is not. */
  readonly somethingLasts: boolean
}

export interface NamedSuccessor extends Omit<Successor, 'release'> {
  readonly name: string
}

export function endOfLifeFacts({ product, release, occasion, before, today }: EndOfLifeInput): EndOfLifeFacts {
  const { field } = occasion
  const end = endOf(release, occasion)
  const ended = hasEnded(end, today)
  const change = occasion.stage === 'date-changed' ? changeOf(end, before, today) : undefined
  const daysLeft = typeof end === 'string' && end > today ? daysBetween(today, end) : undefined
  return {
    name: releaseName(product, release),
    field,
    end,
    ended,
    ...(daysLeft !== undefined && { daysLeft }),
    isCountdown: daysLeft !== undefined && (distanceOf(occasion.stage) ?? 0) > 0,
    before: before === end ? undefined : before,
    ...(change !== undefined && { change }),
    act: actOf(release, field, end, today),
    somethingLasts: somethingLasts(product, release, field, today),
    ...namedSuccessor({ product, release, occasion, today }),
  }
}

function namedSuccessor({ product, release, occasion: { field }, today }: EndOfLifeInput) {
  const found = successorOf(product, release, field, today)
  if (found === undefined) return {}
  const { release: next, ...about } = found
  return { successor: { name: releaseName(product, next), ...about } }
}

/**
 * The occasion's own date, for the table may have moved on since; a boolean is told by its stage or stands in the
 * table.
 */
function endOf(release: Release, { field, date, stage }: Occasion): End {
  if (date !== 'none') return date
  return stage === 'reached' || release[field] === true
}

/** Active support may end without anybody having to do anything, as long as security updates go on. */
function actOf(release: Release, field: EndField, end: End, today: Day): Act {
  if (field === 'eoas') return hasCome(release.eol, today) ? 'now' : 'nothing'
  if (end === false) return 'nothing'
  return hasCome(end, today) ? 'now' : 'before'
}

function changeOf(end: End, before: End | undefined, today: Day): DateChange | undefined {
  // On its last day a cycle is not yet said to be back: that day may have been told or not.
  const hadEnded = before === true || (typeof before === 'string' && before < today)
  if (!hasCome(end, today)) {
    if (hadEnded) return 'again'
    if (end === false) return 'withdrawn'
    if (typeof before !== 'string') return 'stated'
  }
  if (typeof before !== 'string' || before === end) return undefined
  if (typeof end === 'string') return end > before ? 'later' : 'earlier'
  return before > today ? 'earlier' : undefined
}
