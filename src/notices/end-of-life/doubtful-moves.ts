/**
 * Moves of a date that nobody is told without an operator's word: further than people believe, or back to what they
 * were told just before. Pure. In: the date as the table says it, what people hold, the notices that wait. Out: what
 * holds the notice of it.
 */
import { dayIn } from '../../base/days.js'
import type { Day, End, Occasion } from '../../releases/release.js'
import { daysBetween } from '../../releases/support.js'
import { type Hold, isOpen } from '../notice.js'
import { reasons } from '../reasons.js'
import { type Case, type Held, isMove } from './told.js'

/** @param occasion what the notice is to tell */
export function doubtOfMove(one: Case, held: Held, occasion: Pick<Occasion, 'date'>): Hold | undefined {
  if (!isMove(one.end.value, held, one.at)) return undefined
  return holdBefore(one, occasion) ?? movedBack(one, held) ?? movedFar(one, held)
}

/** A date that moves again before it was told is one change: what held the notice of it holds the one in its place. */
function holdBefore({ own }: Case, { date }: Pick<Occasion, 'date'>): Hold | undefined {
  const kept = own.find(({ notice, occasion }) => {
    const isKept = notice.heldBy === 'operator' || notice.heldBy === 'flood'
    return isKept && occasion.stage === 'date-changed' && isOpen(notice) && occasion.date !== date
  })?.notice
  return kept?.heldBy == null ? undefined : { by: kept.heldBy, reason: kept.reason }
}

/** Soon after they were told that it moved: that was a mistake, or this is one. */
function movedBack({ end, rules }: Case, { value, change }: Held): Hold | undefined {
  if (change === undefined || change.before !== end.value || value === null) return undefined
  if (end.since - change.at > rules.newWithinMs) return undefined
  return { by: 'moved', reason: reasons.movedBack(value, end.value, dayIn(change.at, rules.timezone)) }
}

function movedFar({ end, rules }: Case, { value }: Held): Hold | undefined {
  if (typeof value !== 'string') return undefined
  const to = dayOf(end.value, dayIn(end.since, rules.timezone))
  if (to === undefined || Math.abs(daysBetween(value, to)) <= rules.movedFarDays) return undefined
  return { by: 'moved', reason: reasons.movedFar(value, end.value, rules.movedFarDays) }
}

/** What has ended on a day that nobody states has ended by the day on which that was seen. */
function dayOf(value: End, seen: Day): Day | undefined {
  return typeof value === 'string' ? value : value ? seen : undefined
}
