/**
 * Where the cache of posts is kept. Door: disk. In: its folder. Out: its text, and back. A cache that cannot be read or
 * written costs time and nothing else.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, type Problem, problem, systemCode } from '../base/errors.js'
import { seal, unseal } from '../files/sealed.js'
import { replaceFile } from '../files/write-file.js'
import { type PostCache, postCache } from './post-cache.js'

/** Lines of JSON. */
const FILE = 'posts.json'
/** What is new since that was written. */
const MORE_FILE = 'posts.more.json'

export function openPostCache(folder: string, key: string): PostCache {
  const more = readIfThere(join(folder, MORE_FILE))
  return postCache(readIfThere(join(folder, FILE)), key, more && unseal(more)?.toString())
}

/**
 * @param at milliseconds since the epoch, by the clock of the disk
 * @returns a warning where the disk refuses
 */
export function storePostCache(folder: string, cache: PostCache, at = Date.now()): Problem[] {
  const text = cache.text(at)
  return text === undefined ? storeMorePosts(folder, cache, at) : store(folder, FILE, text)
}

/** Where not every file was asked for. */
export function storeMorePosts(folder: string, cache: PostCache, at = Date.now()): Problem[] {
  const more = cache.more(at)
  return store(folder, MORE_FILE, more === undefined ? undefined : seal(more))
}

function store(folder: string, name: string, text: string | Uint8Array | undefined): Problem[] {
  if (text === undefined) return []
  try {
    replaceFile(join(folder, name), text, { private: true })
    return []
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    const message = `What was read cannot be remembered: ${messageOf(thrown)}`
    return [problem('CACHE', message, { file: folder }, { severity: 'warning' })]
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
}
