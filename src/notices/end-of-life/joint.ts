/**
 * Cycles of one product that end alike are told in one notice. Pure. In: what is to be told of each date. Out: the
 * notices, one for all that share field, day, stage and what is said of them; those that were open and are told
 * otherwise now.
 */
import { createHash } from 'node:crypto'
import { dayIn } from '../../base/days.js'
import { groupsBy } from '../../base/group.js'
import { endOfLifeKey, occasionIn } from '../../register/notice-keys.js'
import type { Occasion } from '../../releases/release.js'
import { asOperatorSaid, isHeldByRule, isOpen, type Notice, withState } from '../notice.js'
import { reasons } from '../reasons.js'
import type { Rules } from '../rules.js'
import type { Upcoming, Wanted, Wish } from './case.js'
import type { Replaced } from './cover.js'
import { type EndOfLifeInput, endOfLifeFacts } from './facts.js'
import { endOfLifeText } from './title-and-text.js'
import { blank, countOf } from './told.js'

/** An open notice, and what it says. */
export interface JointNotice {
  readonly key: string
  readonly facts: EndOfLifeInput
  /** Where it is new, or changed. */
  readonly notice?: Notice
}

type IsCycle = (id: string) => boolean

/** PostgreSQL's indexes take 2,704 bytes; what is longer is told in parts. */
const LONGEST_KEY = 2000

/** @param wishes in the order of the table */
export function jointNotices(wishes: readonly Wish[], isCycle: IsCycle): JointNotice[] {
  return groupsBy(wishes, likeness).flatMap((group) => {
    const byCycle = new Map(group.map((wish) => [wish.one.release.cycle, wish]))
    const count = Math.max(...group.map(({ one, wanted }) => countOf(one, wanted.occasion)))
    const occasion = { ...group[0].wanted.occasion, cycles: [...byCycle.keys()], count }
    return inParts(occasion, isCycle).flatMap((part) => {
      const [first, ...others] = part.occasion.cycles.flatMap((cycle) => byCycle.get(cycle) ?? [])
      return first === undefined ? [] : [jointNotice(part, [first, ...others])]
    })
  })
}

/** Open notices of dates that are told under another key now. */
export function toldOtherwise(wishes: readonly Wish[], told: readonly JointNotice[]): Notice[] {
  const keys = new Set(told.map(({ key }) => key))
  return wishes.flatMap((wish) =>
    wish.one.own
      .filter(({ notice }) => isOpen(notice) && !keys.has(notice.key))
      .map((own) =>
        withState(own.notice, 'gone', isSame(own.occasion, wish) ? reasons.toldAnew() : reasons.laterIsTrue()),
      ),
  )
}

/**
 * Keys that tell of one cycle each, as the keys of what is told of them together: only what the same posts stand for.
 */
export function jointUpcoming(all: readonly Upcoming[], replaced: readonly Replaced[], isCycle: IsCycle): Upcoming[] {
  const posts = groupsBy(replaced, ({ notice }) => notice)
  const postsOf = new Map(posts.map((group) => [group[0].notice, group.map(({ post }) => post).sort()]))
  const likeness = ({ key, until, severity }: Upcoming) =>
    JSON.stringify([exceptCycle(key), until, severity, postsOf.get(key)])
  return groupsBy(all, likeness).flatMap((group) => {
    const [{ until, severity }] = group
    const occasions = group.flatMap(({ key }) => occasionIn(key, () => true) ?? [])
    const cycles = occasions.flatMap((one) => one.cycles)
    const [first] = occasions
    if (first === undefined) return group
    const count = Math.max(...occasions.map((one) => one.count))
    return inParts({ ...first, cycles, count }, isCycle).map(({ key }) => ({ key, until, severity }))
  })
}

/** What posts stand for, by the keys of what is told of several cycles together; each once. */
export function jointReplaced(
  all: readonly Replaced[],
  joint: readonly { readonly key: string }[],
  isCycle: IsCycle,
): Replaced[] {
  const keyOf = new Map(joint.flatMap(({ key }) => singleNames(key, isCycle).map((name) => [name, key] as const)))
  const named = all.map((one) => {
    const [name = ''] = singleNames(one.notice, () => true)
    return { ...one, notice: keyOf.get(name) ?? one.notice }
  })
  return groupsBy(named, ({ post, notice }) => `${post} ${notice}`).map(([first]) => first)
}

/** What a key tells of each of its cycles. */
function singleNames(key: string, isCycle: IsCycle): string[] {
  const occasion = occasionIn(key, isCycle)
  if (occasion === undefined) return []
  const { product, cycles, field, date, stage } = occasion
  return cycles.map((cycle) => JSON.stringify([product, cycle, field, date, stage]))
}

/** What a key says but for its cycle. */
function exceptCycle(key: string): unknown {
  const { product, field, date, stage } = occasionIn(key) ?? {}
  return product === undefined ? key : [product, field, date, stage]
}

/** Equal for what one notice can tell. */
function likeness(wish: Wish): string {
  const { one, wanted, facts } = wish
  const { product, field, date, stage } = wanted.occasion
  const { act } = endOfLifeFacts(facts)
  const settledBy = Math.max(wanted.until, one.at.instant)
  const day = wanted.until <= one.at.instant ? one.at.day : dayIn(settledBy, one.rules.timezone)
  const alone = decidedUpon(wish)?.key
  return JSON.stringify([
    product,
    field,
    date,
    stage,
    facts.before,
    facts.next,
    act,
    wanted.hold?.by,
    wanted.standIn,
    facts.isBack,
    day,
    alone,
  ])
}

/** An operator's word, or that it is due, is of the notice as it stands: nothing joins it. */
function decidedUpon(wish: Wish): Notice | undefined {
  return wish.one.own.find(({ notice, occasion }) => isSame(occasion, wish) && isDecided(notice))?.notice
}

function isDecided({ state, heldBy, approved }: Notice): boolean {
  return state === 'due' || (state === 'held' && heldBy === 'operator') || (state === 'settling' && approved !== null)
}

function isSame({ date, stage }: Occasion, { wanted }: Wish): boolean {
  return date === wanted.occasion.date && stage === wanted.occasion.stage
}

interface Part {
  readonly key: string
  readonly occasion: Occasion
}

/** As few keys as can be read again; names joined that are one cycle's own name stand each for itself. */
function inParts(occasion: Occasion, isCycle: IsCycle): Part[] {
  const parts: Part[] = []
  for (const cycle of occasion.cycles) {
    const last = parts.at(-1)
    const joined = part({ ...occasion, cycles: [...(last?.occasion.cycles ?? []), cycle] })
    if (last !== undefined && isReadable(joined, isCycle)) parts[parts.length - 1] = joined
    else parts.push(part({ ...occasion, cycles: [cycle] }))
  }
  return parts
}

function part(occasion: Occasion): Part {
  return { key: endOfLifeKey(occasion), occasion }
}

function isReadable({ key, occasion }: Part, isCycle: IsCycle): boolean {
  return Buffer.byteLength(key) <= LONGEST_KEY && occasionIn(key, isCycle)?.cycles.length === occasion.cycles.length
}

/** @param group in the order of the table */
function jointNotice({ key, occasion }: Part, group: readonly [Wish, ...Wish[]]): JointNotice {
  const [first, ...others] = group
  const { one, wanted } = first
  const further = others.map(({ one: { release } }) => release)
  const facts = { ...first.facts, occasion, ...(further.length > 0 && { further }) }
  const until = Math.max(...group.map(({ wanted }) => wanted.until))
  const joint: Wanted = { ...wanted, until }
  const root = group.map(({ one }) => one.root).find((key) => key !== null) ?? null
  const since = Math.max(...group.map(({ one }) => one.end.since))
  const fresh = {
    ...blank(one, occasion),
    key,
    since,
    standIn: wanted.standIn ?? null,
    notBefore: notBeforeOf(group),
    followUpOf: root ?? wanted.standIn ?? null,
    ...textsOf(facts, one.rules),
    ...stateFor(joint),
  }
  const known = knownAs(key, group)
  const notice = known === undefined ? fresh : changed(known, fresh, joint)
  return { key, facts, ...(notice !== undefined && { notice }) }
}

/** A date that moves again before it was told is one change: none is told before the instant that an operator named. */
function notBeforeOf(group: readonly Wish[]): number | null {
  const named = group.flatMap(({ one, wanted }) =>
    one.own.flatMap(({ notice, occasion }) => {
      const isChange = wanted.occasion.stage === 'date-changed' && occasion.stage === 'date-changed'
      return isChange && isOpen(notice) ? (notice.notBefore ?? []) : []
    }),
  )
  return named.length === 0 ? null : Math.max(...named)
}

/** The notice with this key; else the one that somebody decided upon, which goes on under this key. */
function knownAs(key: string, group: readonly Wish[]): Notice | undefined {
  const own = group.flatMap(({ one }) => one.own.map(({ notice }) => notice))
  const named = own.find((notice) => notice.key === key)
  if (named !== undefined && isOpen(named)) return named
  return group.map(decidedUpon).find((notice) => notice !== undefined) ?? named
}

/** @returns undefined where the open notice stays as it is */
function changed(known: Notice, fresh: Notice, wanted: Wanted): Notice | undefined {
  const open = isOpen(known) ? known : asOperatorSaid(known)
  if (open === undefined) return { ...fresh, revision: known.revision + 1 }
  const { key, title, text, digest, standIn, followUpOf } = fresh
  const revision = known.digest === digest ? known.revision : known.revision + 1
  const next = { ...open, key, title, text, digest, standIn, followUpOf, revision, ...stateOf(open, wanted) }
  return JSON.stringify(next) === JSON.stringify(known) ? undefined : next
}

function stateFor({ until, hold }: Wanted): Pick<Notice, 'state' | 'heldBy' | 'until' | 'reason'> {
  if (hold !== undefined) return { state: 'held', heldBy: hold.by, until, reason: hold.reason }
  return { state: 'settling', heldBy: null, until, reason: reasons.settles(until) }
}

/** Only what waits is judged anew, whom it would reach, and a move; an operator's word and another hold stay. */
function stateOf(known: Notice, wanted: Wanted): Partial<Notice> {
  if (known.state === 'settling' || known.heldBy === 'audience' || known.heldBy === 'moved') return stateFor(wanted)
  const { hold } = wanted
  return isHeldByRule(known) && hold !== undefined ? { heldBy: hold.by, reason: hold.reason } : {}
}

function textsOf(facts: EndOfLifeInput, { endOfLifeTexts }: Rules): Pick<Notice, 'title' | 'text' | 'digest'> {
  const { product, release, further = [], before, isBack } = facts
  const back = isBack === true ? ['back'] : []
  const said = [product.title, { ...release, line: 0 }, before, ...back, ...further.map((one) => ({ ...one, line: 0 }))]
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('hex')
  return { ...endOfLifeText({ ...facts, texts: endOfLifeTexts }), digest }
}
