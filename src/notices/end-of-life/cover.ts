/**
 * What a post stands for that is itself the notice of a cycle's end. Pure. In: the post and when it was told, the date
 * as the table says it. Out: whether it covers a notice; the told notice that records it, where nobody else is to have
 * mail of it.
 */
import { announcementKey } from '../../register/notice-keys.js'
import { distanceOf, type Occasion } from '../../releases/release.js'
import { type Notice, withState } from '../notice.js'
import { reasons } from '../reasons.js'
import { daysBefore, Moment, mailInstant, stageName, stagesOf } from './stages.js'
import { blank, type Case, type Held, isMove, keyOf, occasionAt, type StandInState, toldDistance } from './told.js'

/** A post stands for a stage that comes so soon after it; what was said a year ahead is forgotten by then. */
const AHEAD_OF_STAGE_DAYS = 30

export function isCovered({ stage, date }: Omit<Occasion, 'count'>, post: StandInState, one: Case): boolean {
  const days = distanceOf(stage)
  if (post.stage === 'date-changed' || days === undefined) return post.stage === stage
  return days >= distanceCovered(post, date, one)
}

/** The smallest distance that a post stands for: that of the next stage due when it was written. */
function distanceCovered({ stage, post }: StandInState, date: string, { release, field, rules }: Case): number {
  if (stage !== 'approaching') return distanceOf(stage) ?? Number.POSITIVE_INFINITY
  const ahead = stagesOf(release, field, rules).filter((days) => days > 0)
  if (date === 'none') return Math.min(...ahead)
  const written = new Moment(post.instant, rules)
  const horizon = daysBefore(written.day, -AHEAD_OF_STAGE_DAYS)
  // Of the stages that come later, the next one soon.
  const next = ahead.find((days) => !written.reached(daysBefore(date, days)))
  if (next !== undefined && daysBefore(date, next) <= horizon) return next
  return Math.min(...ahead.filter((days) => written.reached(daysBefore(date, days))))
}

/** A notice that a post stands for. */
export interface Replaced {
  /** Keys. */
  readonly post: string
  readonly notice: string
  /** When the notice would go out. */
  readonly until: number
}

/** Something to be told, by its own name and by that of the stage that came. */
export interface Coming {
  readonly occasion: Omit<Occasion, 'count'>
  readonly stage?: string
  /** Not before. */
  readonly until: number
}

/** Of what is wanted now, and of the stages to come; a notice for each post that stands for it. */
export function replacedBy(one: Case, held: Held, wanted: Coming | undefined): Replaced[] {
  const { at, end, release, field, rules } = one
  const date = end.value
  const days =
    typeof date !== 'string' || isMove(date, held, at)
      ? []
      : stagesOf(release, field, rules).filter((stage) => {
          return stage < toldDistance(one, date, held) && !at.reached(daysBefore(date, stage))
        })
  const stages = days.map((stage): Coming => {
    return { occasion: occasionAt(one, stageName(stage)), until: mailInstant(daysBefore(String(date), stage), rules) }
  })
  return [...(wanted === undefined ? [] : [wanted]), ...stages].flatMap(({ occasion, stage, until }) => {
    const notice = keyOf(one, occasion)
    const came = { ...occasion, stage: stage ?? occasion.stage }
    const standing = one.standIns.filter((post) => isCovered(came, post, one))
    return standing.map(({ post }) => ({ post: announcementKey(post), notice, until }))
  })
}

/**
 * A told post is recorded as the notice that it stands for, so that what comes later knows what people were told; no
 * stage before it has come.
 */
export function stoodForBy(post: StandInState, one: Case, held: Held): Notice | undefined {
  const { told } = post
  const { end, rules } = one
  if (told === undefined || end.value === false) return undefined
  const moves = isMove(end.value, held, one.at)
  if (post.stage === 'date-changed') {
    // Posts and table are edited one after the other.
    if (!moves || told < end.since - rules.newWithinMs || told < held.movedAt) return undefined
    return toldBy(post, told, one, 'date-changed')
  }
  // Written of the date before.
  if (told < held.movedAt || (moves && told < end.since)) return undefined
  const { date } = occasionAt(one, 'reached')
  const days = comeBy(distanceCovered(post, date, one), date, one)
  if (!Number.isFinite(days) || toldDistance(one, date, held) <= days) return undefined
  return toldBy(post, told, one, stageName(days))
}

/** Of the stages at this distance and before it, the nearest to the date that has come. */
function comeBy(days: number, date: string, { release, field, rules, at }: Case): number {
  if (date === 'none' || !Number.isFinite(days) || at.reached(daysBefore(date, days))) return days
  return Math.min(...stagesOf(release, field, rules).filter((one) => one > days && at.reached(daysBefore(date, one))))
}

function toldBy({ post }: StandInState, told: number, one: Case, stage: string): Notice {
  const key = announcementKey(post)
  const state = { state: 'told' as const, toldAt: told, reason: reasons.toldByPost(key), followUpOf: key }
  return { ...blank(one, occasionAt(one, stage)), ...state, until: told }
}

/** What a post told to everybody who was to hear it: nobody is mailed it, and it has no page. */
export function toldByPostAlone(notice: Notice, post: string, now: number): Notice {
  const told = withState(notice, 'told', reasons.toldByPost(post))
  return { ...told, toldAt: now, title: '', text: '', followUpOf: post }
}
