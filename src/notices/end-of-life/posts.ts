/**
 * Which posts are themselves the notice of a cycle's end. Pure. In: announcements, the releases table. Out: which
 * cycle, support and stage each stands for; and those that say of it what the table does not, which is a question. A
 * post says so in front matter, or its title does; a title that only mentions a cycle says nothing, because what it
 * would stand for is then never told.
 */

import { type Problem, problem } from '../../base/errors.js'
import type { Announcement } from '../../posts/announcement.js'
import type { Checked } from '../../releases/check.js'
import { ReleaseNames } from '../../releases/cycles-in-text.js'
import { type TitledEnd, TitleReader, wordsIn } from '../../releases/end-in-title.js'
import { type StatedEnd, statedEnds } from '../../releases/ends-in-posts.js'
import { nowNamed, renamesIn } from '../../releases/former-names.js'
import { type EndField, endFields, type Product, type Release, type ReleaseTable } from '../../releases/release.js'
import { releaseName } from '../../releases/release-name.js'
import { reasons } from '../reasons.js'
import { noticesTexts } from '../texts.js'

export interface StandIn {
  readonly post: Announcement
  readonly product: string
  readonly cycle: string
  readonly field: EndField
  /** `approaching` is the next such stage due. */
  readonly stage: 'approaching' | 'reached' | 'date-changed' | `approaching-${number}d`
}

/** A post that the table does not bear out stands for nothing. */
export interface DeniedPost {
  readonly post: Announcement
  /** What differs, for people. */
  readonly reason: string
  readonly by: Saying
}

/** What of a post says it. */
type Saying = 'title' | 'text' | 'front matter'

export interface EndingPosts {
  readonly standing: readonly StandIn[]
  readonly denied: readonly DeniedPost[]
}

export function endingPosts(announcements: readonly Announcement[], table: ReleaseTable): EndingPosts {
  if (table.products.length === 0) return { standing: [], denied: [] }
  const reader = readerOf(table)
  let names: ReleaseNames | undefined
  const found = announcements.flatMap((post) => {
    const read = reader.read(post.title)
    if (post.endOfLife === undefined) return titled(post, read)
    names ??= new ReleaseNames(table)
    return stated(post, table, read, statedEnds(post, names))
  })
  return {
    standing: found.filter((one) => 'stage' in one),
    denied: found.filter((one) => 'reason' in one),
  }
}

const readers = new WeakMap<ReleaseTable, TitleReader>()

function readerOf(table: ReleaseTable): TitleReader {
  const reader = readers.get(table) ?? new TitleReader(table)
  readers.set(table, reader)
  return reader
}

/**
 * Posts whose own front matter says what the table denies. What a title says is remarked on when it would be told (an
 * old title stays, and the table moves on), and a day in a text is compared with the table by its own check.
 */
export function deniedFrontMatter({ announcements, releases, fileOf }: Checked): Problem[] {
  return endingPosts(announcements, releases).denied.flatMap(({ post, reason, by }) => {
    if (by !== 'front matter') return []
    const line = post.lines?.endOfLife
    const place = { file: fileOf(post.path), ...(line !== undefined && { line }) }
    const message = noticesTexts.posts.postStandsForNo(reason)
    return [
      problem('RELEASES_TABLE', message, place, {
        severity: 'warning',
        fix: noticesTexts.posts.seeWhatBecomesBelfry(),
      }),
    ]
  })
}

/** @param days that title and text state */
function stated(
  post: Announcement,
  table: ReleaseTable,
  read: TitledEnd | undefined,
  days: readonly StatedEnd[],
): (StandIn | DeniedPost)[] {
  const { product, cycles = [], field, stage } = post.endOfLife ?? {}
  const only = table.products.length === 1 ? table.products[0]?.id : undefined
  const renames = renamesIn(table)
  const words = read ?? wordsIn(post.title)
  return cycles.flatMap((written): (StandIn | DeniedPost)[] => {
    const { product: id, cycle } = nowNamed({ product: product ?? only ?? '', cycle: written }, renames)
    const about = table.products.find((one) => one.id === id)
    const release = about?.releases.find((one) => one.cycle === cycle)
    if (about === undefined || release === undefined) return []
    const known = endFields.find((one) => one === field) ?? fieldOf(words, release)
    const value = stageFrom(stage) ?? stageOf(words, post, release[known])
    const said = { post, product: about, release, field: known, stage: value }
    const day = dayAgainst(
      release[known],
      days.filter((one) => one.release === release && (one.field === 'support' || one.field === known)),
    )
    const by = day === undefined ? 'front matter' : 'text'
    const reason = denialOf({ ...said, day, by })
    if (reason !== undefined) return [{ post, reason, by }]
    return [{ post, product: about.id, cycle, field: known, stage: value }]
  })
}

/** The first day that is stated, where the table has none of those that are. */
function dayAgainst(value: Release['eol'], days: readonly StatedEnd[]): string | undefined {
  return value === undefined || days.some(({ day }) => agrees(value, day)) ? undefined : days[0]?.day
}

function stageFrom(stage: string | undefined): StandIn['stage'] | undefined {
  if (stage === 'approaching' || stage === 'reached' || stage === 'date-changed') return stage
  const days = /^approaching-(\d+)d$/.exec(stage ?? '')?.[1]
  return days === undefined ? undefined : `approaching-${Number(days)}d`
}

function titled(post: Announcement, read: TitledEnd | undefined): (StandIn | DeniedPost)[] {
  if (read === undefined) return []
  return read.cycles.flatMap(({ product, release }): (StandIn | DeniedPost)[] => {
    const field = fieldOf(read, release)
    if (release[field] === undefined) return []
    const stage = stageOf(read, post, release[field])
    const reason = denialOf({ day: read.day, by: 'title', post, product, release, field, stage })
    if (reason !== undefined) return [{ post, reason, by: 'title' }]
    return [{ post, product: product.id, cycle: release.cycle, field, stage }]
  })
}

/** `Support ends on 1 July 2026` is about the support that the table ends on that day, else about all of it. */
function fieldOf({ field, day }: Pick<TitledEnd, 'field' | 'day'>, release: Release): EndField {
  if (field !== 'support') return field
  const ofDay = day === undefined ? [] : (['eol', 'eoas', 'eoes'] as const).filter((one) => agrees(release[one], day))
  return ofDay[0] ?? 'eol'
}

function agrees(value: Release['eol'], day: string): boolean {
  return typeof value === 'string' && value.startsWith(day)
}

function stageOf({ when, day }: Pick<TitledEnd, 'when' | 'day'>, post: Announcement, value: Release['eol']) {
  if (when === 'moved') return 'date-changed'
  // As far as it is stated: a month or a year is the table's day in it.
  const end = day === undefined || agrees(value, day) ? value : day
  const isAhead = typeof end === 'string' && post.day < end
  if (day !== undefined || when === 'open') return isAhead ? 'approaching' : 'reached'
  return when === 'coming' ? 'approaching' : 'reached'
}

interface Said {
  /** As far as it is stated: a day, a month or a year. */
  readonly day: string | undefined
  readonly by: Saying
  readonly post: Announcement
  readonly product: Product
  readonly release: Release
  readonly field: EndField
  readonly stage: StandIn['stage']
}

/** @returns what differs; undefined where post and table agree, as far as both say something */
function denialOf({ day, by, post, product, release, field, stage }: Said): string | undefined {
  const value = release[field]
  const name = releaseName(product, release)
  if (day !== undefined && value !== true && !agrees(value, day))
    return reasons.otherDayThanTable({ by, name, field, table: value ?? false }, day)
  const isToCome = value === false || (typeof value === 'string' && post.day < value)
  return stage === 'reached' && isToCome ? reasons.tooEarlyForTable({ by, name, field, table: value }) : undefined
}
