/** The feeds as files. Pure. In: announcements, the register, configuration, the instant. Out: one file a format, for write-files.ts to write. */
import type { OutputFile } from '../write-files.js'
import { atom } from './atom.js'
import { ATOM_FILE, JSON_FILE, RSS_FILE } from './entry-ids.js'
import { type FeedDocument, type FeedInput, feedOf } from './feed.js'
import { jsonFeed } from './json-feed.js'
import { rss } from './rss.js'

export interface FeedFiles {
  readonly files: readonly OutputFile[]
  /** How many entries each of them holds. */
  readonly entries: number
}

export function feedFiles(input: FeedInput): FeedFiles {
  const document = feedOf(input)
  const file = (path: string, write: (document: FeedDocument) => string): OutputFile => ({
    path,
    bytes: () => write(document),
  })
  return {
    files: [file(ATOM_FILE, atom), file(RSS_FILE, rss), file(JSON_FILE, jsonFeed)],
    entries: document.entries.length,
  }
}
