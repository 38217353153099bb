/**
 * Folders that may not lie in each other: what is published is for everybody, and is cleaned up by Belfry. Pure. In:
 * the configuration, with absolute paths. Out: the keys at fault, and why.
 */

import type { Config } from './schema.js'
import { configTexts } from './texts.js'

interface Overlap {
  readonly path: readonly string[]
  readonly message: string
  /** The key that it touches: where the first has its default, this one is at fault. */
  readonly other: readonly string[]
}

export function overlapsOf(config: Config): Overlap[] {
  const { content, feeds, secrets, marks, backups, database, kept, cache, mail, inbound } = config
  const isLocal = content.git.remote === ''
  const isPublished = content.posts.some((folder) => touches(folder, feeds.folder))
  const posts = isLocal && isPublished ? [overlap(['feeds', 'folder'], POSTS)] : []
  const nested = nestedIn(content.posts) ? [overlap(['content', 'posts'], NESTED)] : []
  const ledger = database.startsWith('sqlite:') ? database.slice('sqlite:'.length) : ''
  const outbox = mail.transport.startsWith('file:') ? mail.transport.slice('file:'.length) : ''
  const inside: readonly Named[] = [
    [['content', 'register'], content.register],
    [['secrets'], secrets],
    [['marks'], marks],
    [['backups', 'folder'], backups.folder],
    [['database'], ledger],
    [['kept'], kept],
    [['cache'], cache],
    [['mail', 'transport'], outbox],
    [['inbound', 'maildir'], inbound.maildir],
    [['inbound', 'mbox'], inbound.mbox],
    [['mail', 'templates'], mail.templates],
  ]
  const isReadAgain = isLocal && kept !== '' && content.posts.some((folder) => touches(folder, kept))
  const amongPosts = isLocal ? inside.filter(([[key]]) => key !== 'kept' && key !== 'content') : []
  const beside: readonly Named[] = [
    ...inside,
    [FEEDS, feeds.folder],
    [['content', 'releases'], isLocal ? content.releases : ''],
    [['content', 'authors'], isLocal ? content.authors : ''],
  ]
  const roots = [
    ...inside,
    ...content.posts.map((folder) => [['content', 'posts'], folder] as const),
    [['feeds', 'folder'], feeds.folder] as const,
  ]
  return [
    ...roots.filter(([, path]) => /^\/+$/.test(path)).map(([key]) => overlap(key, ROOT, key)),
    ...posts,
    ...nested,
    ...amongPosts
      .filter(([, path]) => path !== '' && content.posts.some((folder) => isIn(path, folder)))
      .map(([key]) => overlap(key, key[1] === 'templates' ? TEMPLATES : AMONG_POSTS, ['content', 'posts'])),
    ...(isReadAgain ? [overlap(['kept'], KEPT)] : []),
    ...inside.filter(([, path]) => path !== '' && isIn(path, feeds.folder)).map(([key]) => overlap(key, PUBLISHED)),
    ...sharedPaths(beside),
    ...inCache(beside, cache),
  ]
}

/** A key, and the absolute path that it names; empty: none. */
type Named = readonly [readonly string[], string]

/** What one key's owner writes, or clears away, is another's. */
function sharedPaths(named: readonly Named[]): Overlap[] {
  const given = named.filter(([, path]) => path !== '')
  return given.flatMap(([key, path], index) => {
    const [other] = given.slice(0, index).find(([, before]) => whole(before) === whole(path)) ?? []
    // What lies in feeds.folder was said already.
    if (other === undefined || key === FEEDS || other === FEEDS) return []
    return [overlap(key, `and ${other.join('.')} may not be one path`, other)]
  })
}

/** It may be deleted at any time. */
function inCache(named: readonly Named[], cache: string): Overlap[] {
  // The root of the disk was said already.
  if (/^\/*$/.test(cache)) return []
  return named
    .filter(([key, path]) => path !== '' && key[0] !== 'cache' && whole(path) !== whole(cache) && isIn(path, cache))
    .map(([key]) => overlap(key, IN_CACHE, ['cache']))
}

const FEEDS = ['feeds', 'folder']
const POSTS = configTexts.overlaps.contentPostsMayNot()
const NESTED = configTexts.overlaps.namesFolderTwiceOr()
const KEPT = configTexts.overlaps.contentPostsMayNotLie()
const IN_CACHE = configTexts.overlaps.liesCacheWhichAnybody()
const ROOT = configTexts.overlaps.rootDiskWhichNo()
const AMONG_POSTS = configTexts.overlaps.liesContentPostsWhere()
const TEMPLATES = configTexts.overlaps.liesContentPostsWhereFiles()
const PUBLISHED = configTexts.overlaps.liesFeedsFolderWhich()

function overlap(path: readonly string[], message: string, other: readonly string[] = FEEDS): Overlap {
  return { path, message, other }
}

function nestedIn(folders: readonly string[]): boolean {
  return folders.some((one, at) => folders.slice(at + 1).some((other) => touches(whole(one), whole(other))))
}

/** Without slashes that say nothing. */
function whole(path: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  return `/${names.join('/')}`
}

function touches(one: string, other: string): boolean {
  return isIn(one, other) || isIn(other, one)
}

function isIn(path: string, folder: string): boolean {
  return `${path.replace(/\/+$/, '')}/`.startsWith(`${folder.replace(/\/+$/, '')}/`)
}
