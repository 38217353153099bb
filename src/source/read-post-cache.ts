/**
 * Where the cache of posts is kept. Door: disk. In: its folder. Out: its text, and back. A cache that cannot be read or
 * written costs time and nothing else.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '../base/errors.js'
import { writeAtomically } from '../files/write-folder.js'
import { type PostCache, postCache } from './post-cache.js'

const FILE = 'posts.json'

export function openPostCache(folder: string, key: string): PostCache {
  return postCache(readText(join(folder, FILE)), key)
}

export async function storePostCache(folder: string, cache: PostCache): Promise<void> {
  const text = cache.text(Date.now())
  if (text !== undefined) await writeAtomically(join(folder, FILE), text, { private: true })
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
}
