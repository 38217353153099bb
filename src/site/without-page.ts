/**
 * Posts whose page nobody could open: no file can answer their address, or the file or a folder of it is another post's
 * page. Pure. In: posts in order of path, the site's address. Out: for each of them why, and of which post the other
 * page is.
 */
import type { Announcement } from '../posts/announcement.js'
import { foldersOf, pagePath } from './paths.js'

type Addressed = Pick<Announcement, 'url' | 'path'>

export interface WithoutPage<Post> {
  readonly post: Post
  /** The post that has the place; absent where no file has such a name. */
  readonly other?: Post
}

export function withoutPage<Post extends Addressed>(posts: readonly Post[], siteUrl: string): WithoutPage<Post>[] {
  const byPath = new Map<string, Post>()
  const found: WithoutPage<Post>[] = []
  for (const post of posts) {
    // Posts of a content management system may be there at an address with a query, and have no page here.
    if (!post.url.startsWith(`${siteUrl}/`) || /[?#]/.test(post.url)) continue
    const path = pagePath(post.url, siteUrl)
    const other = path === undefined ? undefined : byPath.get(path)
    if (path === undefined || other !== undefined) found.push({ post, ...(other !== undefined && { other }) })
    else byPath.set(path, post)
  }
  // Below the page of another, whichever of the two comes first.
  for (const [path, post] of byPath) {
    const other = foldersOf(path).flatMap((folder) => byPath.get(folder) ?? [])[0]
    if (other !== undefined) found.push({ post, other })
  }
  return found
}
