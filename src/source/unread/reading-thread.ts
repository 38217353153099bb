/**
 * A thread that reads and parses files of posts. In: files by message. Out: what was made of each, as JSON: one text
 * goes over faster than as many objects, and what is read from it holds on to no text of a file. What is not plainly a
 * post, or no post, is left to who asked.
 */
import { answerOrders } from '../../base/pool-thread.js'
import { keptOf } from '../post-cache.js'
import type { SentFile } from './open-post-files.js'
import { type PostFileSettings, type ReadFile, readPostFile, type UnreadFile } from './read-post-file.js'

answerOrders({
  together: 1,
  prepare: (how: PostFileSettings) => how,
  work: (files: readonly UnreadFile[], how: PostFileSettings | undefined) =>
    how && JSON.stringify(files.map((file) => sent(readPostFile(file, how)))),
})

function sent({ found, kept }: ReadFile): SentFile {
  if (kept === false && found === undefined) return false
  if (!kept || found === undefined || !('parsed' in found)) return null
  return keptOf(kept)
}
