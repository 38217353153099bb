/**
 * The feeds as files: all of them in all formats, the pages of the archive, the list of feeds. Pure. In: announcements,
 * the register, the releases table, configuration, the instant. Out: files for files/write-folder.ts to write, which
 * say what they were made from: what did not change is not rendered.
 */
import type { Config } from '../config/schema.js'
import type { OutputFile } from '../files/write-folder.js'
import { noReleases } from '../releases/release.js'
import { archiveFolder, archivePages } from './archive.js'
import { feedStylesheet, styleFrom } from './browser-style.js'
import { type Candidate, candidatesOf } from './candidates.js'
import { FEEDS_KEY } from './entry-urls.js'
import { type Bearings, documentOf, type FeedDocument, type FeedInput, feedUrls } from './feed.js'
import { fitting, formats } from './fit-to-bytes.js'
import { written } from './format.js'
import { feedsDigest, inputsDigest } from './inputs.js'
import { FEED_STYLE_FILE, type FeedName, feedNames, OPML_ALL_FILE, OPML_FILE } from './names.js'
import { opml } from './opml.js'
import { feedSet } from './sets.js'
import type { Tombstone } from './tombstones.js'

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
}

export function feedFiles(input: FeedInput): FeedFiles {
  const { config, register, releases = noReleases } = input
  const { entries, takenBack } = candidatesOf(input)
  const names = feedNames({
    announcements: [...new Set(entries.map(({ announcement }) => announcement))],
    ...{ releases, register, siteTitle: config.site.title, lists: config.lists },
  })
  const digest = feedsDigest(input.program ?? '', config)
  const held = feedSet(names, entries, releases, config)
  const documents = names.map((name) =>
    bounded(name, held.get(name) ?? [], name.kind === 'main' ? takenBack : [], input),
  )
  const pages = archiveOf(documents[0], entries, input)
  const files = [...documents, ...pages].flatMap((document, index) =>
    filesOf(index === 0 ? withArchive(document, pages.length, config) : document, digest, input),
  )
  return {
    files: [
      ...files,
      { path: OPML_FILE, inputs: digest, bytes: () => opml(names.slice(0, 1), config) },
      { path: OPML_ALL_FILE, inputs: inputsDigest(digest, names), bytes: () => opml(names, config) },
      { path: FEED_STYLE_FILE, inputs: digest, bytes: () => feedStylesheet },
    ],
    names,
    feeds: documents.flatMap(({ folder, count }) =>
      formats.map(({ file }) => ({ path: folder + file, entries: count })),
    ),
  }
}

/** A document that is made when one of its formats is written, and once. */
interface Planned {
  readonly folder: string
  readonly title: string
  /** Those it may hold, newest first. */
  readonly candidates: readonly Candidate[]
  /** How many of them it holds. */
  readonly count: () => number
  readonly takenBack: readonly Tombstone[]
  readonly bearings: Bearings
}

function bounded(
  { folder, title }: FeedName,
  all: readonly Candidate[],
  takenBack: readonly Tombstone[],
  input: FeedInput,
): Planned {
  const { config } = input
  const candidates = all.slice(0, config.feeds.entries)
  const empty = () => documentOf({ folder, title }, input, [], takenBack)
  const count = once(() => fitting(candidates, config.feeds, empty))
  return { folder, title, candidates, count, takenBack, bearings: {} }
}

/** None where the main feed holds all there is. */
function archiveOf(main: Planned | undefined, entries: readonly Candidate[], input: FeedInput): Planned[] {
  const { config } = input
  if (main === undefined) return []
  const { title } = main
  const pages = archivePages(entries, config.feeds.entries, main.count)
  return pages.map((candidates, index) => {
    const page = index + 1
    return {
      ...{ folder: archiveFolder(page), title, candidates, takenBack: [] },
      count: () => candidates.length,
      bearings: {
        archive: 'page',
        current: feedUrls('', config),
        ...(index > 0 && { prevArchive: feedUrls(archiveFolder(page - 1), config) }),
        ...(page < pages.length && { nextArchive: feedUrls(archiveFolder(page + 1), config) }),
      },
    }
  })
}

function withArchive(main: Planned, pages: number, config: Config): Planned {
  return pages === 0 ? main : { ...main, bearings: { prevArchive: feedUrls(archiveFolder(pages), config) } }
}

function filesOf(planned: Planned, digest: string, input: FeedInput): OutputFile[] {
  const { config, register } = input
  const { folder, title, candidates, count, takenBack, bearings } = planned
  const feed = { folder: bearings.archive === 'page' ? '' : folder, title }
  const place = { urls: feedUrls(folder, config), style: styleFrom(folder) }
  const document = forEach(
    formats.length,
    (): FeedDocument => documentOf(feed, input, candidates.slice(0, count()), takenBack, { ...bearings, ...place }),
  )
  const inputs = inputsDigest(
    digest,
    register.urls.get(FEEDS_KEY),
    folder,
    title,
    takenBack,
    bearings,
    candidates.map(({ facts }) => facts()),
  )
  return formats.map((format) => ({
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
