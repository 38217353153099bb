/**
 * What a post stands for that is itself the notice of a cycle's end. Pure. In: the post and when it was told, the date
 * as the table says it. Out: whether it covers a notice, and the told notice that records it.
 */
import { announcementKey } from '../../register/notice-keys.js'
import { distanceOf, type Occasion } from '../../releases/release.js'
import type { Notice } from '../notice.js'
import { reasons } from '../reasons.js'
import { daysBefore, Moment, stageName, stagesOf } from './stages.js'
import { blank, type Case, type Held, isMove, occasionAt, type StandInState, toldDistance } from './told.js'

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

/** A told post is recorded as the notice that it stands for, so that what comes later knows what people were told. */
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
  const occasion = occasionAt(one, 'reached')
  const days = distanceCovered(post, occasion.date, one)
  if (!Number.isFinite(days) || toldDistance(one, occasion.date, held) <= days) return undefined
  return toldBy(post, told, one, stageName(days))
}

function toldBy({ post }: StandInState, told: number, one: Case, stage: string): Notice {
  const key = announcementKey(post)
  const state = { state: 'told' as const, toldAt: told, reason: reasons.toldByPost(key), followUpOf: key }
  return { ...blank(one, occasionAt(one, stage)), ...state, until: told }
}
