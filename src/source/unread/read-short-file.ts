/**
 * Reads one file here and now, unless it holds a long post. Door, by read-post-file.ts. In: where it is, the site's
 * settings. Out: what was found in it, with its body where it stands, or that its post is long.
 */
import { shortPost } from '../short-post.js'
import { bodyInFile } from './body-in-file.js'
import { type PostFileSettings, type ReadFile, readPostFile, type UnreadFile } from './read-post-file.js'

export function readShortFile(unread: UnreadFile, how: PostFileSettings): ReadFile {
  return bodyInFile(readPostFile(unread, how, shortPost), unread.file)
}
