/**
 * What is known of one date of one release cycle: what was told of it, and what people hold to be true. Pure. In: the
 * date as the table says it and its notices. Out: facts that case.ts and cover.ts decide by.
 */
import { endOfLifeKey, occasionIn } from '../../register/notice-keys.js'
import { cycleId, cycleNamesIn, nowNamed, renamesIn } from '../../releases/former-names.js'
import {
  type Day,
  distanceOf,
  type End,
  type EndField,
  type Occasion,
  type Product,
  type Release,
  type ReleaseTable,
} from '../../releases/release.js'
import { freshNotice, type KnownEnd, type Notice } from '../notice.js'
import type { Rules } from '../rules.js'
import type { StandIn } from './posts.js'
import { type Moment, stagesOf } from './stages.js'

export interface Own {
  readonly notice: Notice
  readonly occasion: Occasion
}

export interface StandInState extends StandIn {
  /** When the post was told; undefined while that is still to come. */
  readonly told: number | undefined
  /** Belfry mailed it, and knows to whom. */
  readonly mailed: boolean
}

export interface Case {
  readonly product: Product
  readonly release: Release
  readonly field: EndField
  readonly end: KnownEnd
  /** The cycle was not there when the table was last looked at. */
  readonly isNew: boolean
  /** Notices of this date, in any state. */
  readonly own: readonly Own[]
  readonly standIns: readonly StandInState[]
  /** What later notices of the cycle answer. */
  readonly root: string | null
  readonly at: Moment
  /** What was due by then counts as told. */
  readonly from: Moment
  readonly rules: Rules
}

/** What people hold to be true of the date. */
export interface Held {
  /** Null where they were told nothing. */
  readonly value: End | null
  /** They were told that it has ended, and not only that it will. */
  readonly ended: boolean
  /** When they were told that the date moved, the last time; stages before that are of another date. */
  readonly movedAt: number
  /** The day that they were told first; undefined where they were told none. */
  readonly first: Day | undefined
  /** The last time that they were told something else than before, and what that was before. */
  readonly change: { readonly at: number; readonly before: End } | undefined
}

/** One that was dismissed counts from when it would have gone out. */
export function whenOf(notice: Notice): number {
  return notice.toldAt ?? notice.until
}

/** An operator who dismisses a notice has told people otherwise, or means to tell nobody: it counts as told. */
export function settled({ own }: Case): Own[] {
  return own
    .filter(({ notice }) => notice.state === 'told' || notice.state === 'dismissed')
    .sort((a, b) => whenOf(a.notice) - whenOf(b.notice))
}

export function heldTrue(one: Case): Held {
  const all = settled(one)
  const move = all.findLast(({ occasion }) => occasion.stage === 'date-changed')
  const movedAt = move === undefined ? Number.NEGATIVE_INFINITY : whenOf(move.notice)
  const { assumed } = one.end
  const first = [assumed, ...all.filter(({ notice }) => notice.state === 'told').map(valueTold)].find(isDay)
  const about = { movedAt, first, change: lastChange(all, assumed) }
  const last = all.at(-1)
  if (last === undefined) {
    const ended = assumed === true || (typeof assumed === 'string' && one.from.reached(assumed))
    return { value: assumed, ended, ...about }
  }
  const value = valueTold(last)
  // Who is never told of the day itself knows it when it has passed.
  const passed =
    !stagesOf(one.release, one.field, one.rules).includes(0) && typeof value === 'string' && value < one.at.day
  return { value, ended: last.occasion.stage === 'reached' || passed, ...about }
}

function valueTold({ occasion: { date, stage } }: Own): End {
  return date === 'none' ? stage !== 'date-changed' : date
}

function isDay(value: End | null): value is Day {
  return typeof value === 'string'
}

function lastChange(all: readonly Own[], assumed: End | null): Held['change'] {
  const values = [assumed, ...all.map(valueTold)]
  const index = values.findLastIndex((value, at) => at > 0 && values[at - 1] !== null && value !== values[at - 1])
  const [before, told] = [values[index - 1], all[index - 1]]
  return told === undefined || before === undefined || before === null ? undefined : { at: whenOf(told.notice), before }
}

export function isMove(value: End, held: Held, at: Moment): boolean {
  return held.value !== null && held.value !== value && !isMended(value, held, at)
}

/** People were told that it ended. A day that is unknown now, or another past day, tells them nothing new. */
export function isMended(value: End, held: Held, at: Moment): boolean {
  return held.value !== value && held.ended && (value === true || (value !== false && value < at.day))
}

export function occasionAt({ product, release, field, end }: Case, stage: string): Omit<Occasion, 'count'> {
  const date = typeof end.value === 'string' ? end.value : 'none'
  return { product: product.id, cycles: [release.cycle], field, date, stage }
}

/** The smallest distance told of this date; a date that came back begins anew. */
export function toldDistance(one: Case, date: string, { movedAt }: Held): number {
  const told = settled(one).filter(({ notice, occasion }) => occasion.date === date && whenOf(notice) >= movedAt)
  return Math.min(...told.flatMap(({ occasion }) => distanceOf(occasion.stage) ?? []))
}

export function keyOf(one: Case, occasion: Omit<Occasion, 'count'>): string {
  return endOfLifeKey({ ...occasion, count: countOf(one, occasion) })
}

/** A date may come back, and its stages with it. */
export function countOf(one: Case, { date, stage }: Omit<Occasion, 'count'>): number {
  return settled(one).filter(({ occasion }) => occasion.date === date && occasion.stage === stage).length + 1
}

export function blank(one: Case, occasion: Omit<Occasion, 'count'>): Notice {
  const { since } = one.end
  return {
    ...freshNotice,
    key: keyOf(one, occasion),
    kind: 'end-of-life',
    state: 'settling',
    // As its act line says: whoever runs it has to act now.
    severity: occasion.stage === 'reached' && occasion.field !== 'eoas' ? 'important' : 'info',
    post: null,
    since,
    until: since,
    reason: '',
    followUpOf: one.root,
  }
}

/**
 * By cycle and field; of a cycle that got another name under that one, with the keys that they have. A notice of
 * several cycles is one of each.
 */
export function ownNotices(notices: readonly Notice[], table: ReleaseTable): Map<string, Own[]> {
  const renames = renamesIn(table)
  const isCycle = cycleNamesIn(table)
  const own = new Map<string, Own[]>()
  for (const notice of notices) {
    const occasion = notice.kind === 'end-of-life' ? occasionIn(notice.key, isCycle) : undefined
    if (occasion === undefined) continue
    const { product, cycles, field } = occasion
    for (const id of new Set(cycles.map((cycle) => cycleId(nowNamed({ product, cycle }, renames))))) {
      const name = `${id}:${field}`
      const group = own.get(name)
      if (group === undefined) own.set(name, [{ notice, occasion }])
      else group.push({ notice, occasion })
    }
  }
  return own
}

export function isUnreadable({ unreadable }: ReleaseTable, product: string, cycle: string): boolean {
  return unreadable.length > 0 && ['*', product, cycle].some((name) => unreadable.includes(name))
}
