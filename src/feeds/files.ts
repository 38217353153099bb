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
import { candidatesOf } from './candidates.js'
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
  /** From the oldest to the newest; `files` holds theirs as well. */
  readonly archive: readonly ArchivePage[]
}

/** A page of the archive, for whoever makes it elsewhere. */
export interface ArchivePage {
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
  const { config, register, releases = noReleases, program = '' } = input
  const settings = feedSettings(config)
  const common = factsDigest({ program, settings })
  const archived = archiveFiles(settings.feeds)
  const making: Making = { settings, register, common, entryOf: entryMaker(settings), archived }
  const { entries, takenBack } = candidatesOf(input)
  const names = feedNames({
    announcements: [...new Set(entries.map(({ announcement }) => announcement))],
    ...{ releases, register, siteTitle: config.site.title, lists: config.lists, words: settings.words },
  })
  const held = feedSet(names, entries, releases, config)
  const feeds = names.map((name) => {
    const empty = emptyFeed(name, making, name.kind === 'main' ? takenBack : [])
    const facts = (held.get(name) ?? []).slice(0, config.feeds.entries).map((candidate) => candidate.facts)
    return bounded(name.folder, { ...empty, entries: facts }, making)
  })
  const all = entries.map(({ facts }) => facts)
  const pages = archiveOf(feeds[0], all, making)
  const archive = pages.map((page) => ({ facts: page.facts, files: filesOf(page, making) }))
  const files = feeds.flatMap((feed, index) =>
    filesOf(index === 0 ? withArchive(feed, pages.length, making) : feed, making),
  )
  return {
    files: [
      ...files,
      ...archive.flatMap((page) => page.files),
      { path: OPML_FILE, inputs: common, bytes: () => opml(names.slice(0, 1), settings) },
      { path: OPML_ALL_FILE, inputs: factsDigest(names, common), bytes: () => opml(names, settings) },
      {
        path: FEED_STYLE_FILE,
        inputs: factsDigest(config.look, common),
        bytes: () => feedStylesheet(settings.words, config.look),
      },
    ],
    names,
    archive,
    feeds: feeds.flatMap(({ folder, count }) => formats.map(({ file }) => ({ path: folder + file, entries: count }))),
  }
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

/** None where the main feed holds all there is. */
function archiveOf(main: PlannedFeed | undefined, entries: readonly EntryFacts[], making: Making): PlannedFeed[] {
  const { settings, archived } = making
  if (main === undefined || archived.size === 0) return []
  const urlsOf = (page: number) => feedUrls(archiveFolder(page), settings)
  const linked = (page: number) => archiveUrls(urlsOf(page), archived)
  const pages = archivePages(entries, settings.feeds.entries, main.count)
  return pages.map((held, index) => {
    const page = index + 1
    const folder = archiveFolder(page)
    const facts: DocumentFacts = {
      ...main.facts,
      ...{ urls: urlsOf(page), style: styleFrom(folder), hubs: [], entries: held, tombstones: [] },
      ...{ archive: 'page', current: main.facts.urls },
      ...(index > 0 && { prevArchive: linked(page - 1) }),
      ...(page < pages.length && { nextArchive: linked(page + 1) }),
    }
    return { folder, facts, count: () => held.length }
  })
}

function withArchive(main: PlannedFeed, pages: number, { settings, archived }: Making): PlannedFeed {
  if (pages === 0) return main
  return {
    ...main,
    facts: { ...main.facts, prevArchive: archiveUrls(feedUrls(archiveFolder(pages), settings), archived) },
  }
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
