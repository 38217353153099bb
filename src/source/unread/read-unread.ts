/**
 * What a thread does that reads and parses files of posts. Door, by read-post-file.ts. In: files. Out: what was made of
 * each, as JSON: one text goes over faster than as many objects, and what is read from it holds on to no text of a
 * file. What is not plainly a post, or no post, is left to who asked.
 */
import type { ThreadWork } from '../../base/pool-thread.js'
import { openPost } from '../open-post.js'
import { keptJson } from '../post-cache.js'
import { type PostFileSettings, type ReadFile, readPostFile, type UnreadFile } from './read-post-file.js'

export const readingWork: ThreadWork<readonly UnreadFile[], string, PostFileSettings, PostFileSettings> = {
  together: 1,
  prepare: (how) => how,
  work: (files, how) => how && `[${files.map((file) => sent(readPostFile(file, how, openPost))).join(',')}]`,
}

/** JSON of a SentFile (open-post-files.ts). */
function sent({ found, kept }: ReadFile): string {
  if (kept === false && found === undefined) return 'false'
  if (!kept || found === undefined || !('parsed' in found)) return 'null'
  return keptJson(kept)
}
