/**
 * Reads one file that holds a long post. Door, by read-post-file.ts. In: where it is, the site's settings. Out: what
 * was found in it, with its body where it stands; what was shown of it, to see whether that ends, stays known.
 */
import type { Announcement } from '../../posts/announcement.js'
import { keepContentHtml, keptHtml } from '../../posts/content-html.js'
import { contentOf } from '../../posts/post-content.js'
import { openPost } from '../open-post.js'
import { bodyInFile } from './body-in-file.js'
import { type PostFileSettings, type ReadFile, readPostFile, type UnreadFile } from './read-post-file.js'

export function readLongFile(unread: UnreadFile, how: PostFileSettings): ReadFile {
  const { url } = how.settings
  const read = readPostFile(unread, how, openPost)
  const left = bodyInFile(read, unread.file)
  const [shown, lazy] = [announcementIn(read), announcementIn(left)]
  const html = shown && keptHtml(contentOf(shown), url)
  if (html !== undefined && lazy !== undefined) keepContentHtml(contentOf(lazy), url, html)
  return left
}

function announcementIn({ found }: ReadFile): Announcement | undefined {
  return found !== undefined && 'parsed' in found ? found.parsed.announcement : undefined
}
