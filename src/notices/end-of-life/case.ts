/**
 * One date of one release cycle: what is to be told of it now, if anything. Pure. In: the date as the table says it,
 * what was told of it, the posts that stand in. Out: what is to be told; notices that a post told, or that are gone.
 *
 * At most one notice of a date is open: the nearest stage that has come and was not told, or that the date moved. A
 * told stage stands for those before it, and a told move for the stages of the new date that had passed by then.
 */

import { dayIn } from '../../base/days.js'
import { announcementKey } from '../../register/notice-keys.js'
import type { Day, End, Occasion } from '../../releases/release.js'
import { daysBetween } from '../../releases/support.js'
import { type Hold, isOpen, laidAside, type Notice } from '../notice.js'
import { reasons } from '../reasons.js'
import { isCovered, type Replaced, replacedBy, stoodForBy } from './cover.js'
import { doubtOfMove } from './doubtful-moves.js'
import type { EndOfLifeInput } from './facts.js'
import { afterSettling, daysBefore, Moment, mailInstant, stageName, stagesOf } from './stages.js'
import {
  blank,
  type Case,
  countOf,
  type Held,
  heldTrue,
  isMended,
  isMove,
  type Own,
  occasionAt,
  type StandInState,
  toldDistance,
} from './told.js'

/** What is to be told. */
export interface Wanted {
  readonly occasion: Omit<Occasion, 'count'>
  /** Not before. */
  readonly until: number
  readonly hold?: Hold | undefined
  /** The stage that came, where the notice is called by another distance. */
  readonly stage?: string
  /** Key of the post that told it to those whom it reached. */
  readonly standIn?: string
}

/** What is to be told of one date, before it is a notice. */
export interface Wish {
  readonly one: Case
  readonly wanted: Wanted
  readonly facts: EndOfLifeInput
}

export interface CaseDecision {
  /** Told by a post, and those that are gone. */
  readonly notices: readonly Notice[]
  /** What is to be told: joint.ts makes a notice of it. */
  readonly wish?: Wish
  /** Stages that come within two weeks. */
  readonly upcoming?: readonly Upcoming[]
  /**
   * Key of the nearest stage of a date to come that the baseline passed over: nobody was told it, and nobody will be.
   */
  readonly passedOver?: string
  readonly replaced?: readonly Replaced[]
}

/** A notice to come, if the table stays as it is. */
export interface Upcoming {
  readonly key: string
  readonly until: number
  readonly severity: Notice['severity']
}

const AHEAD_DAYS = 14

export function decideCase(one: Case): CaseDecision {
  const held = heldTrue(one)
  const wanted = wantedOf(one, held)
  const came = wanted && { ...wanted.occasion, ...(wanted.stage !== undefined && { stage: wanted.stage }) }
  const replaced = one.standIns.length === 0 ? {} : { replaced: replacedBy(one, held, wanted) }
  const waits = came && one.standIns.find((post) => post.told === undefined && isCovered(came, post, one))
  if (waits !== undefined)
    return { notices: closed(one, '', reasons.postWillTell(announcementKey(waits.post))), ...replaced }
  for (const post of one.standIns) {
    const stoodFor = stoodForBy(post, one, held)
    if (stoodFor === undefined) continue
    if (wanted !== undefined && came !== undefined && post.mailed && isCovered(came, post, one))
      return { ...wishFor(one, forOthers(wanted, post), held), ...replaced }
    const others = closed(one, stoodFor.key, stoodFor.reason)
    return { notices: [stoodFor, ...others], upcoming: upcomingOf(one, held), ...replaced }
  }
  if (wanted === undefined)
    return {
      notices: closed(one, '', reasons.otherwiseNow()),
      upcoming: upcomingOf(one, held),
      ...passedOver(one, held),
      ...replaced,
    }
  return { ...wishFor(one, wanted, held), ...replaced }
}

/** Who did not get the post gets what the table says; that the date moved is no question any more. */
function forOthers(wanted: Wanted, { post }: StandInState): Wanted {
  const { hold, ...about } = wanted
  return { ...about, ...(hold?.by !== 'moved' && { hold }), standIn: announcementKey(post) }
}

function wishFor(one: Case, wanted: Wanted, held: Held): CaseDecision {
  return { notices: [], wish: { one, wanted, facts: factsOf(one, wanted, held) } }
}

/** What is open and not wanted any more. */
function closed({ own }: Case, key: string, reason: string): Notice[] {
  return own.filter(({ notice }) => isOpen(notice) && notice.key !== key).map(({ notice }) => laidAside(notice, reason))
}

/** A move that is in doubt waits for an operator, whatever stage would tell it. */
function wantedOf(one: Case, held: Held): Wanted | undefined {
  const wanted = foundIn(one, held)
  if (wanted === undefined) return wanted
  const hold = doubtOfMove(one, held, wanted.occasion)
  return hold === undefined ? wanted : { ...wanted, hold }
}

function foundIn(one: Case, held: Held): Wanted | undefined {
  const { end, at } = one
  if (isMove(end.value, held, at) && !(hasStage(one, 0) && isOver(end.value, at))) return moved(one)
  if (end.value === false || isMended(end.value, held, at)) return undefined
  return end.value === true ? ended(one, held) : nearest(one, end.value, held)
}

function isOver(value: End, at: Moment): boolean {
  return value === true || (value !== false && value <= at.day)
}

function hasStage({ release, field, rules }: Case, days: number): boolean {
  return stagesOf(release, field, rules).includes(days)
}

function moved(one: Case): Wanted {
  return { occasion: occasionAt(one, 'date-changed'), until: afterSettling(one.end.since, one.rules) }
}

/** Ended, on a day that nobody states. */
function ended(one: Case, held: Held): Wanted | undefined {
  if (held.ended || !hasStage(one, 0)) return undefined
  const isUndated = one.isNew || one.own.some(isHeldUndated)
  const until = afterSettling(one.end.since, one.rules)
  const hold = { by: 'age', reason: reasons.undated() } as const
  return { occasion: occasionAt(one, 'reached'), until, ...(isUndated && { hold }) }
}

/** Of a notice without a day nothing but its unknown age can have been held. */
function isHeldUndated({ notice, occasion }: Own): boolean {
  return notice.heldBy === 'age' && occasion.date === 'none'
}

/** The nearest stage that has come and was not told. */
function nearest(one: Case, date: string, held: Held): Wanted | undefined {
  const { at, end, rules } = one
  // Of a date that people were not told, no stage was stood for.
  const isNews = isMove(date, held, at)
  const passed = held.movedAt > one.from.instant ? new Moment(held.movedAt, rules) : one.from
  const come = stagesOf(one.release, one.field, rules).filter((days) => {
    const day = daysBefore(date, days)
    return (days === 0 || at.day < date) && at.reached(day) && (isNews || !passed.reached(day))
  })
  const days = Math.min(...come)
  if (come.length === 0 || toldDistance(one, date, held) <= days) return undefined
  const due = mailInstant(daysBefore(date, days), rules)
  const isLate = end.since + rules.settleMs > due
  const until = isLate ? Math.max(due, afterSettling(end.since, rules)) : due
  return {
    occasion: occasionAt(one, isLate ? lateStage(one, date, days, until) : stageName(days)),
    until,
    stage: stageName(days),
    hold: days === 0 ? tooLate(end.since, due, until, one) : undefined,
  }
}

/** Called by how far the date is when it is told, unless a notice of the stage that passed waits already. */
function lateStage({ own, rules }: Case, date: string, days: number, until: number): string {
  const stage = stageName(days)
  const waits = own.some(({ notice, occasion }) => {
    return isOpen(notice) && occasion.date === date && occasion.stage === stage
  })
  const left = daysBetween(dayIn(until, rules.timezone), date)
  return days === 0 || waits || left <= 0 ? stage : stageName(left)
}

/** What is told first of a date that moved is that it moved: no stage of it is promised before. */
function upcomingOf(one: Case, held: Held): Upcoming[] {
  const { at, end, rules } = one
  const date = end.value
  if (typeof date !== 'string' || date <= at.day) return []
  const told = toldDistance(one, date, held)
  return stagesOf(one.release, one.field, rules).flatMap((days) => {
    const day = daysBefore(date, days)
    if (days >= told || day > daysBefore(at.day, -AHEAD_DAYS) || at.reached(day)) return []
    const { key, severity } = blank(one, occasionAt(one, stageName(days)))
    return [{ key, severity, until: mailInstant(day, rules) }]
  })
}

function passedOver(one: Case, held: Held): { passedOver?: string } {
  const { at, end, from, rules } = one
  const date = end.value
  if (typeof date !== 'string' || date < at.day) return {}
  const passed = stagesOf(one.release, one.field, rules).filter((days) => from.reached(daysBefore(date, days)))
  const days = Math.min(...passed)
  if (passed.length === 0 || toldDistance(one, date, held) <= days) return {}
  return { passedOver: blank(one, occasionAt(one, stageName(days))).key }
}

/** A notice ahead of the date is worth having until the date; one of the date itself grows old. */
function tooLate(since: number, due: number, until: number, { at, rules }: Case): Hold | undefined {
  if (since - due > rules.newWithinMs) return { by: 'age', reason: reasons.statedLate(rules.newWithinMs) }
  if (at.instant - until > rules.staleAfterMs) return { by: 'stale', reason: reasons.stale(until, rules.staleAfterMs) }
  return undefined
}

function factsOf(one: Case, { occasion }: Wanted, held: Held): EndOfLifeInput {
  const { product, release, at, end } = one
  const before = held.value === null || held.value === end.value ? undefined : held.value
  const next = occasion.stage === 'date-changed' ? nextDay(one) : undefined
  const isBack = before !== undefined && held.first !== undefined && held.first === end.value
  const about = { product, release, before, today: at.day, next, ...(isBack && { isBack }) }
  return { ...about, occasion: { ...occasion, count: countOf(one, occasion) } }
}

/** The day of the first stage that is still to come once people know that the date moved. */
function nextDay({ release, field, rules, end, at }: Case): Day | undefined {
  const date = end.value
  if (typeof date !== 'string') return undefined
  return stagesOf(release, field, rules)
    .map((days) => daysBefore(date, days))
    .find((day) => day > at.day)
}
