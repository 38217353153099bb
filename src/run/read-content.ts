/**
 * Reads all that the project says: posts, releases table, register. Door, by those of the source room. In: a read
 * context. Out: content and its problems; nothing is written.
 */

import { resolve } from 'node:path'
import { type Problem, problem } from '../base/errors.js'
import { plainLine } from '../base/plain-line.js'
import { isEntryPath, settingsOfFeed } from '../cms/feed-posts.js'
import { type PlaceOfKey, placesOfKeys } from '../config/load.js'
import type { Config } from '../config/schema.js'
import { type Accepted, laterWord } from '../git/accepted.js'
import { categoryRemarks } from '../notices/category-remarks.js'
import { originsSince } from '../notices/memory-store.js'
import { type Announcement, newestFirst } from '../posts/announcement.js'
import type { AuthorNames } from '../posts/authors-file.js'
import { bodyForm } from '../posts/file-name.js'
import { announcementKey } from '../register/notice-keys.js'
import { readRegister } from '../register/read.js'
import type { Register } from '../register/register.js'
import type { ReleaseTable } from '../releases/release.js'
import { reservedFor } from '../site/reserved-paths.js'
import { withoutPage } from '../site/without-page.js'
import { readAccepted } from '../source/accepted-store.js'
import type { Pictures } from '../source/bundle.js'
import type { KeptPosts } from '../source/kept-posts.js'
import { readKept } from '../source/open-kept.js'
import type { PostCache } from '../source/post-cache.js'
import {
  type ContentSource,
  type ReadBefore,
  type ReadOptions,
  type ReadRevision,
  type ReadSource,
  readSource,
} from '../source/read-all.js'
import { readAuthors } from '../source/read-authors.js'
import { openPostCache, storePostCache } from '../source/read-post-cache.js'
import { readReleases } from '../source/read-releases.js'
import type { AppContext } from './app-context.js'
import { withThreads } from './open-content-threads.js'
import { postSettingsOf, postsKey } from './post-settings.js'
import type { ReadContext } from './read-context.js'
import { runTexts } from './texts.js'

/** What the folder holds now. */
export interface ProjectContent {
  /** Milliseconds since the epoch: what had expired or come by then. */
  readonly readAt: number
  readonly announcements: readonly Announcement[]
  readonly unreadable: readonly string[]
  /** Of a feed: paths of posts that people know and that it holds no more. */
  readonly scrolled: readonly string[]
  /** Of a feed: ids of posts that it took back (RFC 6721). */
  readonly deleted?: ReadonlySet<string>
  /** Paths of drafts that an earlier way of reading posts took for posts (posts/reading.ts). */
  readonly newDrafts: readonly string[]
  /** Posts that are left out, because they are in other languages: how many, by language. */
  readonly otherLanguages: ReadonlyMap<string, number>
  readonly releases: ReleaseTable
  readonly register: Register
  readonly problems: readonly Problem[]
  /** Of posts in a git repository. */
  readonly revision?: ReadRevision
  /** What the ledger said was accepted, when the read began. */
  readonly acceptedBefore: readonly Accepted[]
  /** Announcement.path → the file as problems name it. */
  readonly fileOf: (path: string) => string
  /** Of page bundles, by Announcement.path. */
  readonly pictures: Pictures
  /** Announcement.path → the bytes of its file, as they are now. */
  readonly bytesOf: (path: string) => Uint8Array | undefined
  /** Posts that people know and that cannot be read now, as they last were: for pages and feeds alone. */
  readonly kept: readonly Announcement[]
  /**
   * Writes down what was read, so that the next command need not read it again where nothing changed.
   * @param at milliseconds since the epoch, by the clock of the disk
   * @returns warnings: nothing else depends on it
   */
  remember(at?: number): Problem[]
}

/** The bare clone of a repository of posts, relative to the configuration file. */
const CLONE = '../../var/content.git'

/** What may be asked beside the configuration: a ledger, where the command has one. */
type Reading = ReadContext & Partial<Pick<AppContext, 'store'>>

/**
 * Reads every post, the releases table and the register. Nothing is written.
 * @param stateOf what a look at files told already, by their absolute paths
 */
export async function read(context: Reading, stateOf?: ReadOptions['stateOf']): Promise<ProjectContent> {
  const { config } = context
  const register = readRegister(config.content.register)
  let opened: PostCache | undefined
  const cache = (authors: AuthorNames) => {
    opened = openPostCache(config.cache, postsKey(config, register, authors))
    return opened
  }
  const acceptedBefore = context.store === undefined ? [] : await readAccepted(context.store.db)
  const before = await knownBefore(context, register, acceptedBefore)
  const source: Source =
    config.content.feed === ''
      ? await withThreads(context, async ({ threads }) => {
          const how = { cache, before, threads: threads.reading, stateOf }
          return await readSource(sourceOf(config), postSettingsOf(config), register.ids, how)
        })
      : await readFromFeed(config, register)
  const now = context.clock.now()
  const publishable = withoutUnpublishable(source, config, { now, told: register.told })
  const content = config.content.render === 'site' ? await shownBySite(publishable, config, now) : publishable
  const kept = await keptIn(content, config, register)
  const sources = { lists: config.lists, placeOf: placesIn(config.file), fileOf: source.fileOf }
  const problems = [...content.problems, ...kept.problems, ...categoryRemarks(content.announcements, sources)]
  const remember = (at?: number) => (opened === undefined ? [] : storePostCache(config.cache, opened, at))
  const renamed = context.store && (await renamedIn(context.store))
  const releases = { ...content.releases, ...(renamed !== undefined && { renamed }) }
  const { announcements, scrolled } = kept
  const known = config.content.feed === '' ? register : withEntryIds(register, content.announcements)
  return {
    ...content,
    readAt: now,
    releases,
    acceptedBefore,
    problems,
    register: known,
    kept: announcements,
    scrolled,
    remember,
  }
}

/** Where posts are shown as they stand, nothing that reads pages is loaded. */
async function shownBySite(source: Source, config: Config, now: number): Promise<Source> {
  const { withSitePages } = await import('./output/site-pages.js')
  return await withSitePages(source, config, now)
}

/** Without a ledger nothing that asks one is loaded. */
async function renamedIn({ db }: AppContext['store']): Promise<ReadonlyMap<string, string>> {
  const { renamedCycles } = await import('../subscribers/renamed-cycle-store.js')
  return await renamedCycles(db)
}

/** The clone's neighbour. */
const LAST_FEED = '../../var/content.feed.json'

async function readFromFeed(config: Config, register: Register): Promise<ReadSource> {
  const { feed, releases, authors } = config.content
  const named = readAuthors(authors)
  const source = { feed, lastGood: resolve(config.file, LAST_FEED) }
  const settings = { ...postSettingsOf(config), authors: named.names }
  const { readSourceFeed } = await import('../cms/read-source-feed.js')
  const read = await readSourceFeed(source, settings, register.ids)
  const { table, problems } = readReleases(releases, config.site.url)
  return { ...read, releases: table, problems: [...named.problems, ...read.problems, ...problems] }
}

/** The feed's own ids are those of our entries. */
function withEntryIds(register: Register, announcements: readonly Announcement[]): Register {
  const own = announcements.map(({ id }) => [id, id] as const)
  return { ...register, entries: new Map([...own, ...(register.entries ?? [])]) }
}

type Source = ReadSource & Pick<ProjectContent, 'deleted'>

/** The folder is looked into only where there is a post that cannot be read, or may have scrolled out of a feed. */
async function keptIn(
  source: Source,
  config: Config,
  register: Register,
): Promise<KeptPosts & Pick<ProjectContent, 'scrolled'>> {
  const isFeed = config.content.feed !== ''
  if (source.unreadable.length === 0 && !isFeed) return { announcements: [], problems: [], scrolled: [] }
  const { keptPosts } = await import('../source/kept-posts.js')
  const { sources, problems } = readKept(config.kept)
  const there = new Set([...source.announcements.map(({ path }) => path), ...source.unreadable])
  const scrolled = isFeed ? sources.map(({ path }) => path).filter((path) => isEntryPath(path) && !there.has(path)) : []
  const settings = isFeed ? settingsOfFeed(postSettingsOf(config)) : postSettingsOf(config)
  const found = keptPosts(source, sources, settings, register.ids)
  const announcements = [...source.announcements, ...found.announcements]
  const shown = keptPosts({ ...source, announcements, unreadable: scrolled }, sources, settings, register.ids)
  const isTakenBack = ({ id }: Announcement) => source.deleted?.has(id) === true
  const isFree = ({ url }: Announcement) => !config.feeds.pages || reservedFor(url, config.site.url) === undefined
  const kept = [...found.announcements, ...shown.announcements.filter((post) => !isTakenBack(post))].filter(isFree)
  return { announcements: kept, problems: [...problems, ...found.problems], scrolled }
}

/**
 * Does it depend on files here alone? What cannot be read is asked of what was kept of it, AsciiDoc of a program; a
 * post that moved is shown as told.
 */
export function isOfFiles({ announcements, unreadable, problems, pictures, register }: ProjectContent): boolean {
  const isMoved = (post: Announcement) => register.told.get(announcementKey(post)) === post.instant
  const files = [...announcements.map(({ path }) => path), ...problems.map(({ file }) => file)]
  return (
    unreadable.length + pictures.size === 0 &&
    !files.some((path) => bodyForm(path) === 'asciidoc') &&
    !announcements.some(isMoved)
  )
}

/** What pages and feeds are made of: posts as they are, and those that cannot be read as they last were. */
export function publishedOf({ announcements, kept }: Pick<ProjectContent, 'announcements' | 'kept'>): Announcement[] {
  return [...announcements, ...kept].sort(newestFirst)
}

async function knownBefore(
  { config, clock, store }: Reading,
  register: Register,
  ofLedger: readonly Accepted[],
): Promise<ReadBefore> {
  const now = clock.now()
  // Who names no signers accepts everything.
  if (config.content.git.allowedSigners === '') return { accepted: [], told: [], now, isLedger: false }
  const accepted = laterWord(ofLedger, register.source)
  if (store === undefined) return { accepted, told: register.kept ?? [], now, isLedger: false }
  // A new ledger knows nothing; what the register keeps is kept on.
  const ofRegister = (register.kept ?? []).map(({ post, ...origin }) => [post, origin] as const)
  const origins = await originsSince(store.db, accepted.find(({ byHand }) => byHand === true)?.at ?? 0)
  const told = [...new Map([...ofRegister, ...origins])].map(([post, origin]) => ({ post, ...origin }))
  return { accepted, told, now, isLedger: true }
}

/** Most reads ask for none. */
function placesIn(file: string): PlaceOfKey {
  let places: PlaceOfKey | undefined
  return (path) => {
    places ??= placesOfKeys(file)
    return places(path)
  }
}

/** Without posts at addresses of others; what has expired is unlisted. */
export function withoutUnpublishable<Read extends ReadSource>(
  source: Read,
  config: Config,
  { now, told }: { readonly now: number; readonly told: Register['told'] },
): Read {
  return asPeopleKnow(withoutExpired(withoutClashes(withoutReserved(source, config), config), now), { now, told })
}

/**
 * What people were told of is not taken from them by a key of front matter: a recall is listed, whatever hides the
 * post, and a date that moved ahead takes no page away.
 */
export function asPeopleKnow<Read extends Pick<ReadSource, 'announcements'>>(
  source: Read,
  { now, told }: { readonly now: number; readonly told: Register['told'] },
): Read {
  const announcements = source.announcements.map((post) => {
    const isHidden = post.unlisted === true && post.withdrawn
    // Only what is otherwise is copied: a copy reads the body.
    if (!isHidden && post.instant <= now) return post
    const toldAt = told.get(announcementKey(post))
    if (toldAt === undefined) return post
    const { unlisted: _hides, ...listed } = post
    const shown = isHidden ? listed : post
    return shown.instant > now && toldAt <= now ? { ...shown, instant: toldAt } : shown
  })
  return { ...source, announcements }
}

/**
 * A post at an address of the site or the service has no page there: it is left out and named, and what was there
 * before stays.
 */
function withoutReserved<Read extends ReadSource>(source: Read, config: Config): Read {
  // Where another program makes the pages, that program's addresses count.
  if (!config.feeds.pages) return source
  const taken = source.announcements.flatMap((post) => {
    const owner = reservedFor(post.url, config.site.url)
    return owner === undefined ? [] : [{ post, owner }]
  })
  if (taken.length === 0) return source
  const problems = taken.map(({ post, owner }) => {
    const place = { file: source.fileOf(post.path), ...(post.places?.permalink ?? { line: 1 }) }
    return problem('POST_RESERVED', runTexts.readContent.addressBelongs(post.url, owner), place)
  })
  return leftOut(source, new Set(taken.map(({ post }) => post.path)), problems)
}

/** Mail of such a post would lead nowhere, or to another post; of two pages in one place neither could be written. */
function withoutClashes<Read extends ReadSource>(source: Read, { feeds, site }: Config): Read {
  if (!feeds.pages) return source
  const found = withoutPage(source.announcements, site.url)
  if (found.length === 0) return source
  const problems = found.map(({ post, other }) => {
    const place = { file: source.fileOf(post.path), ...(post.places?.permalink ?? { line: 1 }) }
    const url = plainLine(post.url).slice(0, 200)
    return other === undefined
      ? problem('POST_FIELD', runTexts.readContent.noFileCanAnswer(url), place, { fix: SHORTER })
      : problem('POST_URL_TWICE', runTexts.readContent.pageAtWouldStand(url, other.path), place)
  })
  return leftOut(source, new Set(found.map(({ post }) => post.path)), problems)
}

const SHORTER = runTexts.readContent.givePostShorterPermalink()

function leftOut<Read extends ReadSource>(
  source: Read,
  paths: ReadonlySet<string>,
  problems: readonly Problem[],
): Read {
  return {
    ...source,
    announcements: source.announcements.filter(({ path }) => !paths.has(path)),
    unreadable: [...source.unreadable, ...paths].sort(),
    problems: [...source.problems, ...problems],
  }
}

/** What has expired keeps its page, and stands in no list, feed or mail any more. */
function withoutExpired<Read extends ReadSource>(source: Read, now: number): Read {
  const isOver = ({ expires = Number.POSITIVE_INFINITY }: Announcement) => expires <= now
  if (!source.announcements.some(isOver)) return source
  const announcements = source.announcements.map((post) => (isOver(post) ? { ...post, unlisted: true as const } : post))
  return { ...source, announcements }
}

/** Where posts and releases table are. */
export function sourceOf({ file, content: { posts, releases, authors, git } }: Config): ContentSource {
  return { posts, releases, authors, git, clone: resolve(file, CLONE) }
}

/** The releases table alone, as it stands. @throws BelfryError where it cannot be read */
export async function releasesOf(config: Config): Promise<ReleaseTable> {
  const { openReleases } = await import('../source/open-releases.js')
  return await openReleases(sourceOf(config), config.site.url).current()
}
