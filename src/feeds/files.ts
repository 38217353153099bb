/**
 * The feeds as files: all of them in all formats, the pages of the archive, the list of feeds. Pure. In: announcements,
 * the register, the releases table, configuration, the instant. Out: files for files/write-folder.ts to write. Each is
 * made from its facts, and their digest says whether it is made again: what did not change is not rendered.
 */
import { factsDigest } from '../base/facts.js'
import type { OutputFile } from '../files/write-folder.js'
import { noReleases } from '../releases/release.js'
import { archiveFiles, archiveFolder, archivePages, archiveUrls } from './archive.js'
import { feedStylesheet, styleFrom } from './browser-style.js'
import { candidatesOf, type FeedCandidates } from './candidates.js'
import type { EntryFacts } from './entry-facts.js'
import { fitting, formats } from './fit-to-bytes.js'
import { written } from './format.js'
import { type FeedInput, feedSettings } from './input.js'
import { type DocumentFacts, emptyFeed, type FeedOrigin, feedUrls, makeDocument } from './make-document.js'
import { type EntryMaker, entryMaker } from './make-entry.js'
import { FEED_STYLE_FILE, type FeedFileName, type FeedName, feedNames, OPML_ALL_FILE, OPML_FILE } from './names.js'
import { opml } from './opml.js'
import { feedSet } from './sets.js'

/** A feed in one of its formats. */
export interface FeedFile {
  readonly path: string
  /** How many entries it holds. */
  readonly entries: () => number
}

export interface FeedFiles {
  readonly names: readonly FeedName[]
  readonly files: readonly OutputFile[]
  /** Without the pages of the archive, which are parts of the main feed. */
  readonly feeds: readonly FeedFile[]
  /** One for each name; `files` holds theirs as well, and those of the archive. */
  readonly documents: readonly ArchivePage[]
  /** From the oldest to the newest. */
  readonly archive: readonly ArchivePage[]
}

/** A feed, or a page of the archive, for whoever makes it elsewhere. */
export interface ArchivePage {
  readonly folder: string
  readonly facts: DocumentFacts
  /** One in each format that it stands in. */
  readonly files: readonly OutputFile[]
}

/** What all feeds share; `common` is the digest of the program and of the settings. */
interface Making extends FeedOrigin {
  readonly common: string
  readonly entryOf: EntryMaker
  /** The formats of the archive. */
  readonly archived: ReadonlySet<FeedFileName>
}

export function feedFiles(input: FeedInput): FeedFiles {
  const { config, register, releases = noReleases } = input
  const making = makingOf(input)
  const { settings, common } = making
  const candidates = candidatesOf(input)
  const { entries } = candidates
  const names = feedNames({
    announcements: [...new Set(entries.map(({ announcement }) => announcement))],
    ...{ releases, register, siteTitle: config.site.title, lists: config.lists, words: settings.words },
  })
  const feeds = feedsOf(names, candidates, input, making)
  const all = entries.map(({ facts }) => facts)
  const held = archiveEntries(feeds[0], all, making)
  const archive = held.map((ofPage, index) =>
    documentOf(archivePage(feeds[0], ofPage, { page: index + 1, of: held.length }, making), making),
  )
  const documents = feeds.map((feed, index) =>
    documentOf(index === 0 ? withArchive(feed, held.length, making) : feed, making),
  )
  return {
    files: [
      ...[...documents, ...archive].flatMap((document) => document.files),
      { path: OPML_FILE, inputs: common, bytes: () => opml(names.slice(0, 1), settings) },
      { path: OPML_ALL_FILE, inputs: factsDigest(names, common), bytes: () => opml(names, settings) },
      {
        path: FEED_STYLE_FILE,
        inputs: factsDigest(config.look, common),
        bytes: () => feedStylesheet(settings.words, config.look),
      },
    ],
    names,
    documents,
    archive,
    feeds: feeds.flatMap(({ folder, count }) => formats.map(({ file }) => ({ path: folder + file, entries: count }))),
  }
}

/** Some documents of the feeds, planned from the announcements that stand in them. */
export interface FeedPart {
  /** Of all feeds. */
  readonly names: readonly FeedName[]
  /** How many pages the archive has. */
  readonly pages: number
  /** By the folders of those that are wanted: of which posts each holds entries, published from when until when. */
  readonly wanted: ReadonlyMap<
    string,
    { readonly paths: ReadonlySet<string>; readonly from: number; readonly until: number }
  >
}

/** As `feedFiles` plans them, where nothing but the contents of these announcements is otherwise. */
export function someFeedDocuments(input: FeedInput, { names, pages, wanted }: FeedPart): ArchivePage[] {
  const making = makingOf(input)
  const candidates = candidatesOf(input)
  const asked = names.filter(({ kind, folder }) => kind === 'main' || wanted.has(folder))
  const feeds = feedsOf(asked, candidates, input, making)
  const documents = feeds.map((feed, index) => (index === 0 ? withArchive(feed, pages, making) : feed))
  const archive = Array.from({ length: pages }, (_none, index) => index + 1).flatMap((page) => {
    const held = wanted.get(archiveFolder(page))
    if (held === undefined) return []
    const { paths, from, until } = held
    const facts = candidates.entries
      .filter(({ announcement }) => paths.has(announcement.path))
      .map((candidate) => candidate.facts)
      .filter(({ published }) => from <= published && published <= until)
    return archivePage(feeds[0], facts, { page, of: pages }, making)
  })
  return [...documents.filter(({ folder }) => wanted.has(folder)), ...archive].map((one) => documentOf(one, making))
}

function makingOf({ config, register, program = '' }: FeedInput): Making {
  const settings = feedSettings(config)
  const common = factsDigest({ program, settings })
  return { settings, register, common, entryOf: entryMaker(settings), archived: archiveFiles(settings.feeds) }
}

/** Those of the names, in their order; the first without the way to its archive. */
function feedsOf(
  names: readonly FeedName[],
  { entries, takenBack }: FeedCandidates,
  { config, releases = noReleases }: FeedInput,
  making: Making,
): PlannedFeed[] {
  const held = feedSet(names, entries, releases, config)
  return names.map((name) => {
    const empty = emptyFeed(name, making, name.kind === 'main' ? takenBack : [])
    const facts = (held.get(name) ?? []).slice(0, config.feeds.entries).map((candidate) => candidate.facts)
    return bounded(name.folder, { ...empty, entries: facts }, making)
  })
}

/** A document that is made when one of its formats is written, and once. */
interface PlannedFeed {
  readonly folder: string
  readonly facts: DocumentFacts
  /** How many of its entries it holds; by the facts alone. */
  readonly count: () => number
}

function bounded(folder: string, facts: DocumentFacts, { settings, entryOf }: Making): PlannedFeed {
  return { folder, facts, count: once(() => fitting(facts, settings.feeds, entryOf)) }
}

/** Of each page of the archive; none where the main feed holds all there is. */
function archiveEntries(
  main: PlannedFeed | undefined,
  entries: readonly EntryFacts[],
  { settings, archived }: Making,
): EntryFacts[][] {
  if (main === undefined || archived.size === 0) return []
  return archivePages(entries, settings.feeds.entries, main.count)
}

function archivePage(
  main: PlannedFeed | undefined,
  held: readonly EntryFacts[],
  { page, of }: { readonly page: number; readonly of: number },
  { settings, archived }: Making,
): PlannedFeed {
  if (main === undefined) throw new RangeError('an archive is of a feed')
  const urlsOf = (one: number) => feedUrls(archiveFolder(one), settings)
  const linked = (one: number) => archiveUrls(urlsOf(one), archived)
  const folder = archiveFolder(page)
  const facts: DocumentFacts = {
    ...main.facts,
    ...{ urls: urlsOf(page), style: styleFrom(folder), hubs: [], entries: held, tombstones: [] },
    ...{ archive: 'page', current: main.facts.urls },
    ...(page > 1 && { prevArchive: linked(page - 1) }),
    ...(page < of && { nextArchive: linked(page + 1) }),
  }
  return { folder, facts, count: () => held.length }
}

function withArchive(main: PlannedFeed, pages: number, { settings, archived }: Making): PlannedFeed {
  if (pages === 0) return main
  return {
    ...main,
    facts: { ...main.facts, prevArchive: archiveUrls(feedUrls(archiveFolder(pages), settings), archived) },
  }
}

function documentOf(feed: PlannedFeed, making: Making): ArchivePage {
  return { folder: feed.folder, facts: feed.facts, files: filesOf(feed, making) }
}

/** The one place where a feed is made: of the facts that were hashed, and of the settings, which were hashed before. */
function filesOf({ folder, facts, count }: PlannedFeed, { common, entryOf, archived }: Making): OutputFile[] {
  const wanted = facts.archive === undefined ? formats : formats.filter(({ file }) => archived.has(file))
  const document = forEach(wanted.length, () => makeDocument(facts, entryOf, count()))
  const inputs = factsDigest(facts, common)
  return wanted.map((format) => ({
    path: folder + format.file,
    inputs,
    bytes: () => written(format, document()),
    entries: count,
  }))
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Made once for so many uses and then let go: the pages of an archive would stand in memory as a whole. */
function forEach<Value>(uses: number, make: () => Value): () => Value {
  let made: { readonly value: Value; readonly left: number } | undefined
  return () => {
    const { value, left } = made ?? { value: make(), left: uses }
    made = left > 1 ? { value, left: left - 1 } : undefined
    return value
  }
}
