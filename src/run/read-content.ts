/**
 * Reads all that the project says: posts, releases table, register. Door, by those of the content room. In: a read
 * context. Out: content and its problems; nothing is written.
 */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { Problem } from '../base/errors.js'
import { programStamp } from '../base/read-program.js'
import type { Config } from '../config/schema.js'
import type { Announcement } from '../posts/announcement.js'
import { readRegister } from '../register/read.js'
import type { Register } from '../register/register.js'
import type { ReleaseTable } from '../releases/release.js'
import { type ContentSource, readSource } from '../source/read-all.js'
import { openPostCache, storePostCache } from '../source/read-post-cache.js'
import type { ReadContext } from './read-context.js'

/** What the folder holds now. */
export interface ProjectContent {
  readonly announcements: readonly Announcement[]
  readonly unreadable: readonly string[]
  readonly releases: ReleaseTable
  readonly register: Register
  readonly problems: readonly Problem[]
  /** Announcement.path → the file as problems name it. */
  readonly fileOf: (path: string) => string
  /** Writes down what was read, so that the next command need not read it again where nothing changed. */
  keep(): Promise<void>
}

/** The bare clone of a repository of posts, relative to the configuration file. */
const CLONE = '../../var/content.git'

/** Reads every post, the releases table and the register. Nothing is written. */
export async function read(context: ReadContext): Promise<ProjectContent> {
  const { config } = context
  const register = readRegister(config.content.register)
  const cache = openPostCache(config.cache, keyOf(config, register))
  const source = await readSource(sourceOf(config), postSettingsOf(config), register.ids, cache)
  return { ...source, register, keep: async () => await storePostCache(config.cache, cache) }
}

/** All that a parsed post depends on beside its file. */
function keyOf(config: Config, register: Register): string {
  const facts = [programStamp(), config.content.posts, postSettingsOf(config), [...register.ids]]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex')
}

/** Where posts and releases table are. */
export function sourceOf({ file, content: { posts, releases, git } }: Config): ContentSource {
  return { posts, releases, git, clone: resolve(file, CLONE) }
}

export function postSettingsOf(config: Config) {
  const { url, timezone, author } = config.site
  return { url, timezone, author, permalink: config.content.permalink }
}
