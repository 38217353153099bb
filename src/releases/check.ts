/**
 * What `belfry check` finds in the releases table, and between table and posts. Pure. In: the table, the announcements,
 * how a problem names a post's file. Out: problems. What cannot be read is passed over: its own problem was told
 * already.
 */

import { type Problem, problem } from '../base/errors.js'
import { nearest } from '../base/nearest.js'
import { type Announcement, newestFirst } from '../posts/announcement.js'
import { isPrerelease } from '../posts/version.js'
import { cycleOf, type Mention, ReleaseNames } from './cycles-in-text.js'
import { TitleReader } from './end-in-title.js'
import { type StatedEnd, statedEnds } from './ends-in-posts.js'
import { cycleId, formerIds, nowNamed, renamesIn } from './former-names.js'
import { type EndField, endFields, type Product, type Release, type ReleaseTable } from './release.js'
import { releasesTexts } from './texts.js'

export interface Checked {
  readonly releases: ReleaseTable
  readonly announcements: readonly Announcement[]
  /** Announcement.path → the file as a user would type it. */
  readonly fileOf: (path: string) => string
}

export function checkReleases({ releases: table, announcements, fileOf }: Checked): Problem[] {
  const names = new ReleaseNames(table)
  return [
    ...table.products.flatMap((product) => product.releases.flatMap((release) => ofRelease(product, release, table))),
    ...announcements.flatMap((post) => ofFrontMatter(post, table, fileOf)),
    ...againstTitles(announcements, table, fileOf),
    ...withoutCycle(announcements, table, names, fileOf),
    ...otherDates(announcements, table, names, fileOf),
  ]
}

const FIELD_NAMES: Readonly<Record<EndField, string>> = {
  eoas: 'End of active support',
  eol: 'End of life',
  eoes: 'End of extended support',
}

function ofRelease(product: Product, release: Release, table: ReleaseTable): Problem[] {
  const place = { file: product.file, line: release.line }
  const name = `${product.id}/${release.cycle}`
  const early = endFields.flatMap((field) => {
    const end = release[field]
    const isEarly = typeof end === 'string' && release.releaseDate !== undefined && end < release.releaseDate
    if (!isEarly) return []
    const message = releasesTexts.check.beforeReleasedate(name, field, end, release.releaseDate)
    return [problem('RELEASES_TABLE', message, place, { fix: releasesTexts.check.correctOneTwoDates() })]
  })
  early.push(...ofFormerNames(product, release, table))
  const { successor } = release
  if (successor === undefined || isUnread(table, product.id, successor)) return early
  const others = product.releases.map((one) => one.cycle).filter((cycle) => cycle !== release.cycle)
  if (others.includes(successor)) return early
  const said = successor === release.cycle ? 'itself' : `${successor}, which ${product.id} does not have`
  const fix = pick(successor, others, releasesTexts.check.nameAnotherCycleProduct())
  return [...early, problem('RELEASES_TABLE', releasesTexts.check.successorIs(name, said), place, { fix })]
}

/** A cycle that stands in the table is what it is called; of an old name that two claim nobody knows whose it was. */
function ofFormerNames(product: Product, release: Release, table: ReleaseTable): Problem[] {
  const own = `${product.id}/${release.cycle}`
  const renames = renamesIn(table)
  const isThere = (name: string) =>
    table.products.some(({ id, releases }) => releases.some(({ cycle }) => `${id}/${cycle}` === name))
  const names = [...(release.was ?? []).map((cycle) => `${product.id}/${cycle}`), ...formerIds(product, release)]
  const wrong = names.find((name) => {
    const to = renames.get(name)
    return to === undefined || cycleId(to) !== own
  })
  if (wrong === undefined) return []
  const why = isThere(wrong) ? 'is a cycle of the table still' : 'is said of another cycle too'
  const message = releasesTexts.check.namesWhichDoesNot(own, wrong, why)
  const place = { file: product.file, line: release.line }
  return [problem('RELEASES_TABLE', message, place, { severity: 'warning', fix: releasesTexts.check.takeOutOneTwo() })]
}

function pick(word: string, known: readonly string[], otherwise: string): string {
  const near = nearest(word, known)
  return near === undefined ? otherwise : releasesTexts.check.didYouMean(near)
}

function isUnread({ unreadable }: ReleaseTable, product: string, cycle?: string): boolean {
  const names = ['*', product, ...(cycle === undefined ? [] : [`${product}/${cycle}`])]
  return names.some((name) => unreadable.includes(name))
}

function ofFrontMatter(post: Announcement, table: ReleaseTable, fileOf: Checked['fileOf']): Problem[] {
  if (post.endOfLife === undefined) return []
  const { product: stated, cycles: named } = post.endOfLife
  const fail = (message: string, fix: string, severity: Problem['severity'] = 'error') => [
    problem('POST_FIELD', `endOfLife: ${message}`, placeOf(post, fileOf, post.lines?.endOfLife), { severity, fix }),
  ]
  const ids = table.products.map((one) => one.id)
  if (ids.length === 0 && table.unreadable.length === 0)
    return fail(releasesTexts.check.noReleasesTable(), releasesTexts.check.nameTableContentReleases(), 'warning')
  if (stated === undefined && ids.length !== 1)
    return table.unreadable.includes('*')
      ? []
      : fail(releasesTexts.check.namesNoProductTable(), releasesTexts.check.addProductOne(ids.slice(0, 8).join(', ')))
  const id = stated ?? ids[0] ?? ''
  const product = table.products.find((one) => one.id === id || one.was?.includes(id) === true)
  if (product === undefined)
    return isUnread(table, id)
      ? []
      : fail(
          releasesTexts.check.tableHasNoProduct(id.slice(0, 60)),
          pick(id, ids, releasesTexts.check.writeOne(ids.slice(0, 8).join(', '))),
        )
  const cycles = product.releases.map((one) => one.cycle)
  const renames = renamesIn(table)
  return named.flatMap((cycle) => {
    if (cycles.includes(nowNamed({ product: id, cycle }, renames).cycle) || isUnread(table, id, cycle)) return []
    const fix = pick(cycle, cycles, releasesTexts.check.writeOne2(cycles.slice(0, 8).join(', ')))
    return fail(releasesTexts.check.hasNoCycle(id, cycle.slice(0, 60)), fix)
  })
}

/** Front matter counts; a title that says another cycle, support or stage misleads who reads it. */
function againstTitles(
  announcements: readonly Announcement[],
  table: ReleaseTable,
  fileOf: Checked['fileOf'],
): Problem[] {
  const stating = announcements.filter((post) => post.endOfLife !== undefined)
  if (stating.length === 0) return []
  const reader = new TitleReader(table)
  return stating.flatMap((post) => {
    const { cycles = [], field, stage } = post.endOfLife ?? {}
    const read = reader.read(post.title)
    if (read === undefined) return []
    const titled = read.cycles.map(({ release }) => release.cycle)
    const other = [
      ...(titled.every((one) => cycles.includes(one)) ? [] : [[cycles.join(', '), titled.join(', ')] as const]),
      ...(field === undefined || read.field === 'support' || field === read.field
        ? []
        : [[field, read.field] as const]),
      ...(stage === undefined || fits(stage, read.when) ? [] : [[stage, STAGES[read.when]] as const]),
    ]
    return other.map(([stated, said]) =>
      problem(
        'POST_FIELD',
        releasesTexts.check.endoflifeNotWhatTitle(stated.slice(0, 60), said.slice(0, 60)),
        placeOf(post, fileOf, post.lines?.endOfLife),
        { severity: 'warning', fix: releasesTexts.check.correctOneTwo() },
      ),
    )
  })
}

const STAGES = { coming: 'approaching', come: 'reached', moved: 'date-changed', open: 'an end' } as const

function fits(stage: string, when: keyof typeof STAGES): boolean {
  return when === 'open' ? stage !== 'date-changed' : stage.startsWith(STAGES[when])
}

function placeOf({ path }: Announcement, fileOf: Checked['fileOf'], line: number | undefined) {
  return { file: fileOf(path), ...(line === undefined ? {} : { line }) }
}

/** Posts older than the table's oldest release are about what the table left behind long ago. */
function withoutCycle(
  announcements: readonly Announcement[],
  table: ReleaseTable,
  names: ReleaseNames,
  fileOf: Checked['fileOf'],
): Problem[] {
  const oldest = new Map(
    table.products.map(({ id, releases }) => [id, releases.flatMap((one) => one.releaseDate ?? []).sort()[0] ?? '']),
  )
  return announcements.flatMap((post) => {
    if (post.kind !== 'stable-release' && post.kind !== 'patch-release') return []
    const version = post.version?.replace(/^[vr]/i, '')
    if (version === undefined || isPrerelease(version)) return []
    const product = names.in(post.title).find((one: Mention) => one.version === version)?.product
    if (product === undefined || post.day < (oldest.get(product.id) ?? '')) return []
    const isUnsure = table.unreadable.some((name) => name === '*' || name.split('/')[0] === product.id)
    if (isUnsure || cycleOf(product, version) !== undefined) return []
    const message = releasesTexts.check.releasesTableHasNo(product.title, version)
    const fix = releasesTexts.check.addCycle(product.file)
    return [problem('RELEASES_TABLE', message, placeOf(post, fileOf, post.lines?.title), { severity: 'warning', fix })]
  })
}

/**
 * Of each cycle the newest post that states a day is the one that counts: dates move, and old posts stay as they were.
 */
function otherDates(
  announcements: readonly Announcement[],
  table: ReleaseTable,
  names: ReleaseNames,
  fileOf: Checked['fileOf'],
): Problem[] {
  if (table.products.length === 0) return []
  const judged = new Set<string>()
  return [...announcements].sort(newestFirst).flatMap((post) => {
    const groups = new Map<string, StatedEnd[]>()
    for (const end of statedEnds(post, names)) {
      const key = [end.product.id, end.release.cycle, end.field].join('\0')
      groups.set(key, [...(groups.get(key) ?? []), end])
    }
    return [...groups].flatMap(([key, ends]) => {
      if (judged.has(key)) return []
      judged.add(key)
      const wrong = ends.filter((end) => tableSays(end) !== undefined)
      const [first] = wrong
      return first === undefined || wrong.length < ends.length ? [] : [difference(post, first, fileOf)]
    })
  })
}

/** @returns undefined where the table agrees, or says nothing to compare with */
function tableSays({ release, field, day }: StatedEnd): string | undefined {
  if (field === 'support') {
    const ends = [release.eoas, release.eol, release.eoes].filter((end) => typeof end === 'string')
    return ends.includes(day) || ends.length === 0 ? undefined : ends.join(' and ')
  }
  const end = release[field]
  return end === undefined || end === true || end === day ? undefined : String(end)
}

function difference(post: Announcement, end: StatedEnd, fileOf: Checked['fileOf']): Problem {
  const { product, release, field, day, line } = end
  const what = field === 'support' ? 'End of support' : FIELD_NAMES[field]
  const says = releasesTexts.check.postSaysTableSays(day, tableSays(end), product.file, release.line)
  const message = `${what} of ${product.title} ${release.cycle}: ${says}.`
  const fix = releasesTexts.check.correctOneWrongOr()
  return problem('RELEASES_TABLE', message, placeOf(post, fileOf, line), { severity: 'warning', fix })
}
