/**
 * Reads all that the project says: posts, releases table, register. Door, by those of the content room. In: a desk. Out: content and its
 * problems; nothing is written.
 */
import { resolve } from 'node:path'
import type { Config } from './config/schema.js'
import type { Announcement } from './content/announcement.js'
import { readRegister } from './content/read-register.js'
import { type ContentSource, readSource } from './content/read-source.js'
import type { Register } from './content/register.js'
import type { ReleaseTable } from './content/release.js'
import type { Desk } from './desk.js'
import type { Problem } from './errors.js'

/** What the folder holds now. */
export interface Content {
  readonly announcements: readonly Announcement[]
  readonly unreadable: readonly string[]
  readonly releases: ReleaseTable
  readonly register: Register
  readonly problems: readonly Problem[]
  /** Announcement.path → the file as problems name it. */
  readonly fileOf: (path: string) => string
}

/** The bare clone of a repository of posts, relative to the configuration file. */
const CLONE = '../../var/content.git'

/** Reads every post, the releases table and the register. Nothing is written. */
export async function read(desk: Desk): Promise<Content> {
  const register = readRegister(desk.config.content.register)
  return { ...(await readSource(sourceOf(desk.config), siteOf(desk.config), register.ids)), register }
}

/** Where posts and releases table are. */
export function sourceOf({ file, content: { posts, releases, git } }: Config): ContentSource {
  return { posts, releases, git, clone: resolve(file, CLONE) }
}

export function siteOf(config: Config) {
  const { url, timezone, author } = config.site
  return { url, timezone, author, permalink: config.content.permalink }
}
