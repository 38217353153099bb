/**
 * The feeds as files: all of them in all formats, the pages of the archive, the list of feeds. Pure. In: announcements,
 * the register, the releases table, configuration, the instant. Out: files for files/write-folder.ts to write. Each is
 * made from its facts, and their digest says whether it is made again: what did not change is not rendered.
 */
import { factsDigest } from '../base/facts.js'
import type { OutputFile } from '../files/write-folder.js'
import { noReleases } from '../releases/release.js'
import { ARCHIVE_FOLDER, archiveFiles, archiveFolder, archivePages, archiveUrls } from './archive.js'
import { feedStylesheet, styleFrom } from './browser-style.js'
import { type Candidate, candidatesOf, type FeedCandidates } from './candidates.js'
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
  /** Those that it may hold, newest first. */
  readonly held: readonly Candidate[]
  readonly facts: DocumentFacts
  /** It is made from the same as before, and nobody asked from what. */
  readonly isKnown?: true
  /** One in each format that it stands in. */
  readonly files: readonly OutputFile[]
}

/** What was planned before of the same settings, register and table, and at an instant that makes no difference. */
export interface KnownDocuments {
  /**
   * @param page of the archive
   * @returns by path what each of its files was made from; undefined where it may be otherwise now
   */
  documentInputs(page: Pick<ArchivePage, 'folder' | 'held'> & { readonly isLast: boolean }): InputsOf | undefined
}

type InputsOf = (path: string) => string | undefined

/** What all feeds share; `common` is the digest of the program and of the settings. */
interface Making extends FeedOrigin {
  readonly common: string
  readonly entryOf: EntryMaker
  /** The formats of the archive. */
  readonly archived: ReadonlySet<FeedFileName>
}

export function feedFiles(input: FeedInput, known?: KnownDocuments): FeedFiles {
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
  const held = archiveEntries(feeds[0], entries, making)
  const archive = held.map((ofPage, index) => {
    const planned = archivePage(feeds[0], ofPage, { page: index + 1, of: held.length }, making)
    const inputsOf = known?.documentInputs({ ...planned, isLast: index + 1 === held.length })
    return documentOf(planned, making, inputsOf)
  })
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
    const ofPage = candidates.entries
      .filter(({ announcement }) => paths.has(announcement.path))
      .filter(({ published }) => from <= published && published <= until)
    return archivePage(feeds[0], ofPage, { page, of: pages }, making)
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
    return bounded(name.folder, empty, (held.get(name) ?? []).slice(0, config.feeds.entries), making)
  })
}

/** A document that is made when one of its formats is written, and once. */
interface PlannedFeed extends Pick<ArchivePage, 'folder' | 'held'> {
  readonly facts: () => DocumentFacts
  /** How many of its entries it holds; by the facts alone. */
  readonly count: () => number
}

function bounded(
  folder: string,
  empty: DocumentFacts,
  held: readonly Candidate[],
  { settings, entryOf }: Making,
): PlannedFeed {
  const facts = { ...empty, entries: factsOf(held) }
  return { folder, held, facts: () => facts, count: once(() => fitting(facts, settings.feeds, entryOf)) }
}

function factsOf(held: readonly Candidate[]): EntryFacts[] {
  return held.map(({ facts }) => facts)
}

/** Of each page of the archive; none where the main feed holds all there is. */
function archiveEntries(
  main: PlannedFeed | undefined,
  entries: readonly Candidate[],
  { settings, archived }: Making,
): Candidate[][] {
  if (main === undefined || archived.size === 0) return []
  return archivePages(entries, settings.feeds.entries, main.count)
}

function archivePage(
  main: PlannedFeed | undefined,
  held: readonly Candidate[],
  { page, of }: { readonly page: number; readonly of: number },
  { settings, archived }: Making,
): PlannedFeed {
  if (main === undefined) throw new RangeError('an archive is of a feed')
  const urlsOf = (one: number) => feedUrls(archiveFolder(one), settings)
  const linked = (one: number) => archiveUrls(urlsOf(one), archived)
  const folder = archiveFolder(page)
  const around = main.facts()
  const facts = once(
    (): DocumentFacts => ({
      ...around,
      ...{ urls: urlsOf(page), style: styleFrom(folder), hubs: [], entries: factsOf(held), tombstones: [] },
      ...{ archive: 'page', current: around.urls },
      ...(page > 1 && { prevArchive: linked(page - 1) }),
      ...(page < of && { nextArchive: linked(page + 1) }),
    }),
  )
  return { folder, held, facts, count: () => held.length }
}

function withArchive(main: PlannedFeed, pages: number, { settings, archived }: Making): PlannedFeed {
  if (pages === 0) return main
  const prevArchive = archiveUrls(feedUrls(archiveFolder(pages), settings), archived)
  return { ...main, facts: once(() => ({ ...main.facts(), prevArchive })) }
}

/** @param inputsOf of what is known to be as before */
function documentOf(feed: PlannedFeed, making: Making, inputsOf?: InputsOf): ArchivePage {
  const { folder, held } = feed
  const document = { folder, held, files: filesOf(feed, making, inputsOf) }
  if (inputsOf === undefined) return { ...document, facts: feed.facts() }
  return {
    ...document,
    isKnown: true,
    get facts() {
      return feed.facts()
    },
  }
}

/** The one place where a feed is made: of the facts that were hashed, and of the settings, which were hashed before. */
function filesOf(
  { folder, facts, count }: PlannedFeed,
  { common, entryOf, archived }: Making,
  inputsOf?: InputsOf,
): OutputFile[] {
  const isPage = folder.startsWith(ARCHIVE_FOLDER)
  const wanted = isPage ? formats.filter(({ file }) => archived.has(file)) : formats
  const document = forEach(wanted.length, () => makeDocument(facts(), entryOf, count()))
  const inputs = once(() => factsDigest(facts(), common))
  return wanted.map((format) => {
    const path = folder + format.file
    const bytes = () => written(format, document())
    return { path, inputs: inputsOf?.(path) ?? inputs(), bytes, entries: count }
  })
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
