/**
 * What the releases table gives notice of. Pure. In: the table, what it said before, what was told, the posts, the
 * instant. Out: the notices that came of it, and what is to be remembered of the table. case.ts decides a single date.
 */
import { datedBy } from '../../register/known-dates.js'
import { announcementKey } from '../../register/notice-keys.js'
import { cycleId, cycleNamesIn, type Renames, renamesIn } from '../../releases/former-names.js'
import {
  type End,
  type EndField,
  endFields,
  type Product,
  type Release,
  type ReleaseTable,
} from '../../releases/release.js'
import { isOpen, type KnownEnd, laidAside, type Notice } from '../notice.js'
import { reasons } from '../reasons.js'
import type { Rules } from '../rules.js'
import { decideCase, type Upcoming, type Wish } from './case.js'
import type { Replaced } from './cover.js'
import type { EndOfLifeInput } from './facts.js'
import { jointNotices, jointReplaced, jointUpcoming, toldOtherwise } from './joint.js'
import type { StandIn } from './posts.js'
import { daysBefore, Moment, stagesOf } from './stages.js'
import { isUnreadable, type Own, ownNotices, type StandInState, whenOf } from './told.js'
import { type ToldAndGone, toldAndGone } from './told-and-gone.js'

export interface TableInput {
  readonly table: ReleaseTable
  /** As they stand after the posts were looked at. */
  readonly notices: readonly Notice[]
  /** As the last decision left it. */
  readonly known: readonly KnownEnd[]
  /** Posts that are such notices themselves. */
  readonly standIns: readonly StandIn[]
  /** The first run, or `notices.baseline`: what was due by then counts as told. */
  readonly from: number
  readonly now: number
  readonly rules: Rules
  /** `product/cycle`: all others are left as they are. Absent where every one is looked at. */
  readonly only?: ReadonlySet<string>
}

export interface EndOfLifeDecision {
  /** New ones, and those that changed. */
  readonly notices: readonly Notice[]
  /** What is to be remembered anew. */
  readonly ends: readonly KnownEnd[]
  /** By notice key: what each open one says. */
  readonly facts: ReadonlyMap<string, EndOfLifeInput>
  readonly upcoming: readonly Upcoming[]
  /** Keys of stages that the baseline passed over. */
  readonly passedOver: readonly string[]
  /** What posts stand for: notices that are due or come soon. */
  readonly replaced: readonly Replaced[]
  /** Told dates whose cycle left the table. */
  readonly left: readonly ToldAndGone[]
}

interface Moments {
  readonly at: Moment
  readonly from: Moment
  /** The table was never looked at before. */
  readonly firstLook: boolean
  readonly rules: Rules
}

export function decideEndOfLife(input: TableInput): EndOfLifeDecision {
  const { table, rules } = input
  if (table.products.length === 0 && input.known.length === 0)
    return { notices: [], ends: [], facts: new Map(), upcoming: [], passedOver: [], replaced: [], left: [] }
  const moments: Moments = {
    at: new Moment(input.now, rules),
    from: new Moment(input.from, rules),
    firstLook: input.known.length === 0,
    rules,
  }
  const own = ownNotices(input.notices, table)
  const { notices, ends, wishes, upcoming, passedOver, replaced } = decideDates(input, own, moments)
  const isCycle = cycleNamesIn(table)
  const open = jointNotices(wishes, isCycle)
  const isOpenNow = new Set(open.map(({ key }) => key))
  const isLeft = input.only !== undefined
  const closed = [...notices, ...toldOtherwise(wishes, open), ...(isLeft ? [] : orphans(own, table))].filter(
    ({ key }) => !isOpenNow.has(key),
  )
  const coming = jointUpcoming(upcoming, replaced, isCycle)
  return {
    notices: [...closed, ...open.flatMap(({ notice }) => notice ?? [])],
    ends,
    facts: new Map(open.map(({ key, facts }) => [key, facts])),
    upcoming: coming,
    passedOver,
    replaced: jointReplaced(replaced, [...open, ...coming], isCycle),
    left: isLeft ? [] : toldAndGone({ own, table, today: moments.at.day, stages: rules.endOfLife }),
  }
}

/** One date of one release cycle, as the table has it. */
interface DateInTable {
  readonly product: Product
  readonly release: Release
  readonly field: EndField
  /** `PRODUCT/CYCLE:FIELD`. */
  readonly name: string
  /** Key of the notice that mail about the cycle answers. */
  readonly root: string | null
}

/** All dates that are looked at; most tables say nothing of other support than that of the end of life. */
function* datesIn({ table, only }: TableInput, own: Map<string, Own[]>): Generator<DateInTable> {
  for (const product of table.products)
    for (const release of product.releases) {
      const cycle = `${product.id}/${release.cycle}`
      if (isUnreadable(table, product.id, cycle) || only?.has(cycle) === false) continue
      const root = rootOf(cycle, own)
      for (const field of endFields)
        if (release[field] !== undefined || field === 'eol')
          yield { product, release, field, name: `${cycle}:${field}`, root }
    }
}

/** What came of the dates one by one. */
interface Decided {
  readonly notices: Notice[]
  readonly ends: KnownEnd[]
  readonly wishes: Wish[]
  readonly upcoming: Upcoming[]
  readonly passedOver: string[]
  readonly replaced: Replaced[]
}

/** @param own loses each date that is decided: what is left is in no table any more */
function decideDates(input: TableInput, own: Map<string, Own[]>, moments: Moments): Decided {
  const known = knownEnds(input.known, renamesIn(input.table))
  const stored = new Set(input.known.map(({ name }) => name))
  const posts = statesOfStandIns(input)
  const all: Decided = { notices: [], ends: [], wishes: [], upcoming: [], passedOver: [], replaced: [] }
  for (const { product, release, field, name, root } of datesIn(input, own)) {
    const before = known.get(name)
    if (isMoot(release, field, before, moments.at)) {
      // One that ends later was there, and is not new then.
      if (release[field] === false && before === undefined) all.ends.push(endBefore(name, moments))
      continue
    }
    const stages = stagesOf(release, field, moments.rules)
    const end = endNow({ name, value: release[field] ?? false, before }, stages, moments)
    if (end !== before || !stored.has(name)) all.ends.push(end)
    const about = { product, release, field, end, isNew: before === undefined && !moments.firstLook, root }
    const standIns = posts.get(name) ?? []
    const decided = decideCase({ ...moments, ...about, own: own.get(name) ?? [], standIns })
    all.notices.push(...decided.notices)
    if (decided.wish !== undefined) all.wishes.push(decided.wish)
    all.upcoming.push(...(decided.upcoming ?? []))
    if (decided.passedOver !== undefined) all.passedOver.push(decided.passedOver)
    all.replaced.push(...(decided.replaced ?? []))
    own.delete(name)
  }
  return all
}

/**
 * The key of the notice that mail about this cycle answers: the post that stood in for the first one, or the generated
 * one.
 */
export function rootsByCycle(notices: readonly Notice[], table: ReleaseTable): (cycle: string) => string | null {
  const own = ownNotices(notices, table)
  return (cycle) => rootOf(cycle, own)
}

/**
 * Nothing to say: no date was ever stated, or the end of other support falls on the end of life or behind it, or life
 * is over.
 */
function isMoot(release: Release, field: EndField, before: KnownEnd | undefined, at: Moment): boolean {
  const value = release[field]
  if (field === 'eol') return value === undefined && before === undefined
  if (value === undefined || value === release.eol) return true
  if (field === 'eoes') return false
  const { eol } = release
  if (eol === true || (typeof eol === 'string' && eol < at.day)) return true
  return typeof value === 'string' && typeof eol === 'string' && value > eol
}

/** By name; of a cycle that got another name under that one. */
function knownEnds(known: readonly KnownEnd[], renames: Renames): Map<string, KnownEnd> {
  const byName = new Map(known.map((end) => [end.name, end]))
  if (renames.size === 0) return byName
  for (const end of known) {
    const { product, cycle, field } = datedBy(end.name)
    const to = renames.get(cycleId({ product, cycle }))
    const name = to === undefined ? end.name : `${cycleId(to)}:${field}`
    if (!byName.has(name)) byName.set(name, { ...end, name })
  }
  return byName
}

/** What the table does not hold any more tells nothing; what was told stays told. */
function orphans(own: ReadonlyMap<string, readonly Own[]>, table: ReleaseTable): Notice[] {
  return [...own].flatMap(([name, about]) => {
    const { product, cycle } = datedBy(name)
    if (isUnreadable(table, product, `${product}/${cycle}`)) return []
    return about.filter(({ notice }) => isOpen(notice)).map(({ notice }) => laidAside(notice, reasons.notInTable()))
  })
}

/** Posts that stand in, by cycle and field, and whether they were told; a dismissed one stands for nothing. */
function statesOfStandIns({ standIns: found, notices }: TableInput): Map<string, StandInState[]> {
  const states = new Map<string, StandInState[]>()
  if (found.length === 0) return states
  const byKey = new Map(notices.map((notice) => [notice.key, notice]))
  for (const one of found) {
    const notice = byKey.get(announcementKey(one.post))
    if (notice?.state === 'dismissed' || notice?.state === 'gone') continue
    // Known from the beginning: told by its author, on its date.
    const told = notice === undefined ? one.post.instant : (notice.toldAt ?? undefined)
    const name = `${one.product}/${one.cycle}:${one.field}`
    const mailed = notice?.state === 'told' && notice.cameBy !== 'register'
    states.set(name, [...(states.get(name) ?? []), { ...one, told, mailed }])
  }
  return states
}

/** The first notice of the cycle that people were mailed. */
function rootOf(cycle: string, own: ReadonlyMap<string, readonly Own[]>): string | null {
  const [first] = endFields
    .flatMap((field) => own.get(`${cycle}:${field}`) ?? [])
    .map(({ notice }) => notice)
    .filter((notice) => notice.state === 'told' && (notice.text !== '' || notice.followUpOf !== null))
    .sort((a, b) => whenOf(a) - whenOf(b))
  if (first === undefined) return null
  return first.text === '' ? first.followUpOf : first.key
}

function endBefore(name: string, { at }: Moments): KnownEnd {
  return { name, value: false, since: at.instant, assumed: null }
}

interface StatedEnd {
  readonly name: string
  readonly value: End
  readonly before: KnownEnd | undefined
}

function endNow(
  { name, value, before }: StatedEnd,
  stages: readonly number[],
  { at, from, firstLook }: Moments,
): KnownEnd {
  if (before?.value === value) return before
  const wasDue =
    typeof value === 'string' ? stages.some((days) => from.reached(daysBefore(value, days))) : value && firstLook
  const assumed = before === undefined ? (wasDue ? value : null) : before.assumed
  return { name, value, since: at.instant, assumed }
}
