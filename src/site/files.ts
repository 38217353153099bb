/**
 * The static pages as files. Pure. In: announcements, the register, configuration, the instant, and who makes a page.
 * Out: a front page, a page a year, one for each announcement, for each that was taken back and where each stood
 * before, for files/write-folder.ts to write. Each is made from its facts, and their digest says whether it is made
 * again.
 */
import { isoInstant } from '../base/clock.js'
import { dayIn } from '../base/days.js'
import { factsDigest } from '../base/facts.js'
import type { Config } from '../config/schema.js'
import { type FeedName, feedNames } from '../feeds/names.js'
import type { OutputFile } from '../files/write-folder.js'
import { type Announcement, headlineOf, newestFirst } from '../posts/announcement.js'
import { parsePostDate } from '../posts/date.js'
import { commonPath } from '../posts/permalink.js'
import { contentOf } from '../posts/post-content.js'
import { announcementKey } from '../register/notice-keys.js'
import { type Provenance, provenances } from '../register/provenance.js'
import type { Register, ToldUpdate } from '../register/register.js'
import { noReleases, type ReleaseTable } from '../releases/release.js'
import { FAVICON_FILE, favicon } from './favicon.js'
import { feedLinks } from './feed-links.js'
import type { PageMaker } from './make-page.js'
import { byYear } from './news-years.js'
import {
  type AnnouncementPageFacts,
  indexFacts,
  neighbour,
  type PageFacts,
  postFacts,
  type YearCount,
} from './page-facts.js'
import { pageUpdates, shownSeverity, toldByPost } from './page-updates.js'
import { FEEDS_PAGE, FRONT_PAGE, foldersOf, pagePath, yearPath } from './paths.js'
import { OWN_STYLE_FILE, type Site, STYLE_FILE, siteOf } from './site.js'
import { supportOverview } from './support-overview.js'

export interface SiteInput {
  readonly announcements: readonly Announcement[]
  readonly register: Register
  readonly releases?: ReleaseTable
  readonly config: Config
  /** Milliseconds since the epoch: what is dated later is not published yet. */
  readonly now: number
  /** The feeds, as the feeds room named them; absent, they are named here. */
  readonly feeds?: readonly FeedName[]
  /** How many announcements are listed of each year, where these are a part of them; absent, they are counted. */
  readonly years?: readonly YearCount[]
  /** Of page bundles, by Announcement.path. */
  readonly pictures?: ReadonlyMap<string, readonly PictureFile[]>
  /** Which program makes the pages: another one makes all of them anew. */
  readonly program?: string
}

/** A picture that stands beside a page. */
export interface PictureFile {
  /** Relative to the page, with forward slashes. */
  readonly name: string
  readonly stamp: string
  readonly bytes: () => Uint8Array | Promise<Uint8Array>
}

/** A file of the site; a page with its facts, for whoever makes it elsewhere. */
export interface SiteFile extends OutputFile {
  readonly facts?: PageFacts
  /** Of an announcement's own page: of whom it tells. */
  readonly about?: PageAbout
  /** It is made from the same as before, and nobody asked from what. */
  readonly isKnown?: true
}

/** An announcement, and those to which its page leads. */
export interface PageAbout {
  readonly post: Announcement
  readonly newer: Announcement | undefined
  readonly older: Announcement | undefined
}

/** What was planned before of the same settings, register and table, and at an instant that makes no difference. */
export interface KnownPages {
  /** @returns what the announcement's own page was made from; undefined where it may be otherwise now */
  pageInputs(path: string, about: PageAbout): string | undefined
}

/** None where the configuration wants no pages. */
export function siteFiles(input: SiteInput, make: PageMaker, known?: KnownPages): SiteFile[] {
  const { config, program = '' } = input
  if (!config.feeds.pages) return []
  const site = siteOf(config)
  const common = factsDigest({ program, site })
  const planned = pagesOf(input)
  const pages = [...planned].map(([path, one]) => fileOf(path, one, { site, common, make, known }))
  return [
    ...pages,
    ...picturesBeside(planned, input),
    ...ownStyle(config.style),
    { path: FAVICON_FILE, inputs: factsDigest({ program }), bytes: favicon, yields: true },
  ]
}

function ownStyle(style: string | undefined): OutputFile[] {
  if (style === undefined) return []
  return [{ path: OWN_STYLE_FILE, inputs: factsDigest({ style }), bytes: () => style }]
}

/** What all pages of a site share; `common` is the digest of it. */
interface Pages {
  readonly site: Site
  readonly common: string
  readonly make: PageMaker
  readonly known: KnownPages | undefined
}

/** The facts of a page, or how they are made: of most pages nobody asks for them. */
type PlannedPage = PageFacts | OwnPage

interface OwnPage {
  readonly about: PageAbout
  readonly facts: () => AnnouncementPageFacts
}

/** The one place where a page is made: of the facts that were hashed, and of the site, which was hashed before. */
function fileOf(path: string, planned: PlannedPage, { site, common, make, known }: Pages): SiteFile {
  if (!('about' in planned))
    return { path, facts: planned, inputs: factsDigest(planned, common), bytes: () => make(site, planned) }
  const { about, facts: factsOf } = planned
  const inputs = known?.pageInputs(path, about)
  if (inputs !== undefined) return { path, about, isKnown: true, inputs, bytes: () => make(site, factsOf()) }
  const facts = factsOf()
  return { path, about, facts, inputs: factsDigest(facts, common), bytes: () => make(site, facts) }
}

/** Where relative links of the post lead: beside its page. Nothing takes the place of a page. */
function picturesBeside(pages: ReadonlyMap<string, PlannedPage>, { pictures }: SiteInput): OutputFile[] {
  if (pictures === undefined || pictures.size === 0) return []
  const files = new Map<string, OutputFile>()
  for (const [page, planned] of pages) {
    if (!('about' in planned)) continue
    for (const { name, stamp, bytes } of pictures.get(planned.about.post.path) ?? []) {
      const path = page.slice(0, page.lastIndexOf('/') + 1) + name
      if (!pages.has(path) && !files.has(path)) files.set(path, { path, inputs: factsDigest({ stamp }), bytes })
    }
  }
  if (files.size === 0) return []
  // A page may stand in a folder that is named like a picture.
  const folders = new Set([...pages.keys(), ...files.keys()].flatMap(foldersOf))
  return [...files.values()].filter(({ path }) => !folders.has(path))
}

/** By path; of two that want one path the first has it. */
function pagesOf(input: SiteInput): Map<string, PlannedPage> {
  const { announcements, register, config, now } = input
  const told = toldByPost(register, now)
  const published = announcements.filter(({ instant }) => instant <= now).sort(newestFirst)
  const listed = published.filter(({ unlisted }) => unlisted !== true)
  const pages = new Map<string, PlannedPage>(listPages(listed, told, input))
  const feeds = new Set(feedLinks.map(({ file }) => file))
  // Nothing can be written below a file, and no file where a folder is.
  const folders = new Set([...pages.keys()].flatMap(foldersOf))
  const isFree = (path: string) =>
    !pages.has(path) && !feeds.has(path) && !folders.has(path) && !foldersOf(path).some((folder) => pages.has(folder))
  const add = (path: string, planned: PlannedPage) => {
    pages.set(path, planned)
    // Where a folder is known, those above it are.
    for (let end = path.lastIndexOf('/'); end !== -1; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end)
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  const newsUrl = config.site.url + commonPath(config.content.permalink)
  const toldFrom = config.feeds.provenance ? provenances(register) : new Map<string, Provenance>()
  const places = new Map(listed.map((post, index) => [post, index]))
  for (const post of published) {
    const path = pagePath(post.url, config.site.url)
    if (path === undefined || !isFree(path)) continue
    // Nobody comes to an unlisted page from another.
    const index = places.get(post)
    const [newer, older] = index === undefined ? [] : [listed[index - 1], listed[index + 1]]
    const about = { post, newer, older }
    const facts = () => ownFacts(path, about, { newsUrl, told: told.get(post.id) ?? [], toldFrom, now, config })
    add(path, { about, facts })
  }
  const taken = takenBack(register, config, now)
  for (const [path, day] of taken) if (isFree(path)) add(path, { page: 'taken-back', path, day })
  for (const { post, path } of formerPages(published, input))
    if (isFree(path)) add(path, { page: 'moved', path, to: neighbour(post) })
  return pages
}

interface AroundPage extends Pick<SiteInput, 'now' | 'config'> {
  readonly newsUrl: string
  readonly told: readonly ToldUpdate[]
  readonly toldFrom: ReadonlyMap<string, Provenance>
}

function ownFacts(
  path: string,
  { post, newer, older }: PageAbout,
  { newsUrl, told, toldFrom, now, config }: AroundPage,
): AnnouncementPageFacts {
  const provenance = toldFrom.get(announcementKey(post))
  return {
    page: 'announcement',
    path,
    newsUrl,
    content: contentOf(post),
    post: postFacts(post, shownSeverity(post, told)),
    updates: pageUpdates(post, told, now, config.site.timezone),
    ...(provenance !== undefined && { provenance }),
    ...(newer !== undefined && { newer: neighbour(newer) }),
    ...(older !== undefined && { older: neighbour(older) }),
  }
}

function listPages(
  published: readonly Announcement[],
  told: ReadonlyMap<string, readonly ToldUpdate[]>,
  input: SiteInput,
): [string, PageFacts][] {
  const { register, releases = noReleases, config, now } = input
  const { lists, site } = config
  const headlines = published.map((post) => ({
    ...headlineOf(post),
    severity: shownSeverity(post, told.get(post.id) ?? []),
  }))
  const ofYears = byYear(headlines)
  const years = input.years ?? [...ofYears].map(([year, ofYear]) => ({ year, count: ofYear.length }))
  const support = supportOverview(releases, dayIn(now, site.timezone))
  const feeds =
    input.feeds ??
    feedNames({ announcements: published, releases, register, lists, siteTitle: site.title, words: config.words })
  const hasCalendar = releases.products.length + releases.unreadable.length > 0
  return [
    ['index.html', indexFacts(published, headlines.slice(0, FRONT_PAGE), { years, lists, support })],
    ...[...ofYears].map(([year, ofYear]): [string, PageFacts] => [
      yearPath(year),
      { page: 'year', year, headlines: ofYear, years },
    ]),
    [FEEDS_PAGE, { page: 'feeds', feeds, lists, hasCalendar }],
    ['404.html', { page: 'not-found' }],
    [STYLE_FILE, { page: 'style' }],
  ]
}

/** Where each stood before: as the register knows, and as the post itself says. */
function* formerPages(
  published: readonly Announcement[],
  { register: { addresses }, config: { site } }: SiteInput,
): Generator<{ readonly post: Announcement; readonly path: string }> {
  for (const post of published) {
    for (const url of [...(addresses?.get(post.id) ?? []), ...(post.redirectFrom ?? [])]) {
      const path = formerPath(url, site.url)
      if (path !== undefined) yield { post, path }
    }
  }
}

/** A domain that moved is led on path by path, so that what stood there is asked for here. */
function formerPath(url: string, siteUrl: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { pathname, search, hash } = new URL(url)
  return pagePath(new URL(siteUrl).origin + pathname + search + hash, siteUrl)
}

/** The day on which each was taken back last, by path. */
function takenBack({ retractions, addresses }: Register, { site }: Config, now: number): Map<string, string> {
  const latest = new Map<string, number>()
  for (const { post, url, at } of retractions) {
    for (const address of [url, ...(addresses?.get(post) ?? [])]) {
      const path = formerPath(address, site.url)
      if (path !== undefined && at <= now) latest.set(path, Math.max(at, latest.get(path) ?? at))
    }
  }
  return new Map([...latest].map(([path, at]) => [path, parsePostDate(isoInstant(at), site.timezone)?.day ?? '']))
}
