/**
 * The static pages as files. Pure. In: announcements, the register, configuration, the instant, and who makes a page. Out: a front page, a
 * page a year, one for each announcement and for each that was taken back, for files/write-folder.ts to write. Every file says what it is made
 * from, so an unchanged one is not made again.
 */
import { createHash } from 'node:crypto'
import { isoInstant } from '../base/clock.js'
import { dayIn } from '../base/days.js'
import type { Config } from '../config/schema.js'
import { type FeedName, feedNames } from '../feeds/names.js'
import type { OutputFile } from '../files/write-folder.js'
import { type Announcement, newestFirst } from '../posts/announcement.js'
import { parsePostDate } from '../posts/date.js'
import type { Register } from '../register/register.js'
import { noReleases, type ReleaseTable } from '../releases/release.js'
import { feedLinks } from './feed-links.js'
import type { PageInput, PageMaker } from './make-page.js'
import { byYear } from './news-years.js'
import { asTold, type PageUpdates, pageUpdates, toldByPost } from './page-updates.js'
import { FEEDS_PAGE, FRONT_PAGE, pagePath, yearPath } from './paths.js'
import { type Site, STYLE_FILE, siteOf } from './site.js'
import { type SupportOverview, supportOverview } from './support-overview.js'

export interface SiteInput {
  readonly announcements: readonly Announcement[]
  readonly register: Register
  readonly releases?: ReleaseTable
  readonly config: Config
  /** Milliseconds since the epoch: what is dated later is not published yet. */
  readonly now: number
  /** The feeds, as the feeds room named them; absent, they are named here. */
  readonly feeds?: readonly FeedName[]
  /** Which program makes the pages: another one makes all of them anew. */
  readonly program?: string
}

/** What all pages of a site share. */
interface Pages {
  readonly site: Site
  readonly config: Config
  /** Of everything that every page depends on. */
  readonly digest: string
  readonly make: PageMaker
}

/** None where the configuration wants no pages. */
export function siteFiles(input: SiteInput, make: PageMaker): OutputFile[] {
  const { announcements, register, releases = noReleases, config, now, program = '' } = input
  if (!config.feeds.pages) return []
  const site = siteOf(config)
  const pages: Pages = {
    site,
    config,
    make,
    digest: digestOf(program, site, config.site, config.content.permalink, config.lists),
  }
  const told = toldByPost(register, now)
  const toldOf = ({ id }: Announcement) => told.get(id) ?? []
  const published = announcements
    .filter((announcement) => announcement.instant <= now)
    .sort(newestFirst)
    .map((announcement) => asTold(announcement, toldOf(announcement)))
  const listed = published.filter(({ unlisted }) => unlisted !== true)
  const files = [
    ...listFiles(pages, listed, supportOverview(releases, dayIn(now, config.site.timezone))),
    feedsFile(pages, listed, input),
    file(pages, '404.html', [], () => ({ page: 'not-found', site })),
    file(pages, STYLE_FILE, [], () => ({ page: 'style', site })),
  ]
  const taken = new Set([...files, ...feedLinks.map((link) => ({ path: link.file }))].map(({ path }) => path))
  const places = new Map(listed.map((announcement, index) => [announcement, index]))
  for (const announcement of published) {
    const index = places.get(announcement)
    const path = pagePath(announcement.url, config.site.url)
    if (path === undefined || taken.has(path)) continue
    taken.add(path)
    files.push(
      announcementFile(pages, path, {
        announcement,
        updates: pageUpdates(announcement, toldOf(announcement), now, config.site.timezone),
        // Nobody comes to an unlisted page from another.
        newer: index === undefined ? undefined : listed[index - 1],
        older: index === undefined ? undefined : listed[index + 1],
      }),
    )
  }
  return [...files, ...takenBackFiles(pages, taken, register, now)]
}

/** @param facts what this page depends on beside what every page does */
function file({ digest, make }: Pages, path: string, facts: readonly unknown[], input: () => PageInput): OutputFile {
  return { path, inputs: facts.length === 0 ? digest : digestOf(digest, ...facts), bytes: () => make(input()) }
}

function digestOf(...facts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 22)
}

/** What stands at such an address again is not taken back any more. */
function takenBackFiles(
  pages: Pages,
  taken: ReadonlySet<string>,
  { retractions }: Register,
  now: number,
): OutputFile[] {
  const { site, config } = pages
  const latest = new Map<string, number>()
  for (const { url, at } of retractions) {
    const path = pagePath(url, config.site.url)
    if (path !== undefined && at <= now && !taken.has(path)) latest.set(path, Math.max(at, latest.get(path) ?? at))
  }
  return [...latest].map(([path, at]) => {
    const day = parsePostDate(isoInstant(at), config.site.timezone)?.day ?? ''
    return file(pages, path, [day], () => ({ page: 'taken-back', site, path, day }))
  })
}

function listFiles(
  pages: Pages,
  published: readonly Announcement[],
  support: SupportOverview | undefined,
): OutputFile[] {
  const { site, config } = pages
  const ofYears = byYear(published)
  const years = [...ofYears].map(([year, ofYear]) => ({ year, count: ofYear.length }))
  const shown = published.slice(0, FRONT_PAGE)
  const facts = [shown[0]?.digest, years, shown.map(listed), support]
  return [
    file(pages, 'index.html', facts, () => ({
      ...{ page: 'index', site, announcements: shown, years, lists: config.lists },
      ...(support !== undefined && { support }),
    })),
    ...[...ofYears].map(([year, announcements]) =>
      file(pages, yearPath(year), [years, announcements.map(listed)], () => ({
        ...{ page: 'year', site, year, announcements, years },
      })),
    ),
  ]
}

function feedsFile(pages: Pages, announcements: readonly Announcement[], input: SiteInput): OutputFile {
  const { site, config } = pages
  const { register, releases = noReleases } = input
  const { lists } = config
  const feeds = input.feeds ?? feedNames({ announcements, releases, register, lists, siteTitle: site.title })
  const hasCalendar = releases.products.length + releases.unreadable.length > 0
  return file(pages, FEEDS_PAGE, [feeds, hasCalendar], () => ({ page: 'feeds', site, feeds, lists, hasCalendar }))
}

/** What a list shows of an announcement. */
function listed({ id, url, title, day, kind, severity }: Announcement): unknown {
  return [id, url, title, day, kind, severity]
}

/** Of a hexadecimal digest: more than anybody can make two of. */
const DIGEST_LETTERS = 32

interface InOrder {
  readonly announcement: Announcement
  readonly updates: PageUpdates
  readonly newer: Announcement | undefined
  readonly older: Announcement | undefined
}

function announcementFile(pages: Pages, path: string, { announcement, updates, newer, older }: InOrder): OutputFile {
  const { site, config, make } = pages
  const newsUrl = site.url + config.content.permalink.replace(/:.*/, '')
  const neighbours = {
    ...(newer !== undefined && { newer: { url: newer.url, title: newer.title } }),
    ...(older !== undefined && { older: { url: older.url, title: older.title } }),
  }
  // Files stand behind their digests, and settings behind that of all pages. There are too many to hash what is a hash already.
  const posts = [announcement, newer, older].map((post) => post?.digest.slice(0, DIGEST_LETTERS) ?? '')
  const { before, inBody, recall } = updates
  const told = before.length + inBody.length > 0 || recall !== undefined ? digestOf(updates) : ''
  return {
    path,
    inputs: [pages.digest, announcement.severity, ...posts, told].join(' '),
    bytes: () => make({ ...{ page: 'announcement', site, path, newsUrl, announcement, updates, ...neighbours } }),
  }
}
