/**
 * Which post is which: the same announcement through a rename, a new date or a move. Pure. In: the posts as they are, the posts as
 * the ledger knows them. Out: pairs, posts never seen before, and known posts that are gone.
 */
import { createHash } from 'node:crypto'
import type { Announcement } from '../content/announcement.js'
import { versionIn } from '../content/version.js'
import type { KnownPost } from './notice.js'

export interface Pair {
  /** With the id that the post was first known by. */
  readonly announcement: Announcement
  readonly known: KnownPost
}

export interface Identities {
  readonly pairs: readonly Pair[]
  readonly fresh: readonly Announcement[]
  readonly vanished: readonly KnownPost[]
}

/** SHA-256 of a body with its white space folded: what a rename leaves as it is. */
export function bodyDigest(body: string): string {
  return createHash('sha256').update(body.replace(/\s+/g, ' ').trim()).digest('hex')
}

/**
 * Id first, then path; a post that matches neither is held against known posts whose file is gone: by slug, then by equal body.
 * A different version in the title is never a rename: rc2 is not an edited rc1.
 */
export function matchPosts(
  announcements: readonly Announcement[],
  posts: readonly KnownPost[],
  unreadable: ReadonlySet<string>,
): Identities {
  const byId = new Map(posts.map((post) => [post.id, post]))
  const byPath = new Map(posts.map((post) => [post.path, post]))
  const taken = new Set<string>()
  const pairs: Pair[] = []
  const pair = (announcement: Announcement, known: KnownPost) => {
    taken.add(known.id)
    pairs.push({ announcement: { ...announcement, id: known.id }, known })
  }
  const passes: ((post: Announcement) => KnownPost | undefined)[] = [
    (post) => byId.get(post.id),
    (post) => byPath.get(post.path),
  ]
  let rest = [...announcements]
  for (const find of passes) {
    rest = rest.filter((post) => {
      const known = find(post)
      if (known === undefined || taken.has(known.id)) return true
      pair(post, known)
      return false
    })
  }
  const present = new Set([...announcements.map((post) => post.path), ...unreadable])
  const lost = () => posts.filter((post) => !taken.has(post.id) && !present.has(post.path))
  const fresh = rest.filter((post) => {
    const known = renamedFrom(post, lost())
    if (known === undefined) return true
    pair(post, known)
    return false
  })
  return { pairs, fresh, vanished: lost() }
}

function renamedFrom(post: Announcement, lost: readonly KnownPost[]): KnownPost | undefined {
  if (lost.length === 0) return undefined
  const possible = lost.filter((known) => versionIn(known.title) === versionIn(post.title))
  const sameSlug = possible.filter((known) => known.slug === post.slug)
  if (sameSlug.length === 1) return sameSlug[0]
  // Posts that only redirect have no body to compare.
  if (post.body.trim() === '') return undefined
  const digest = bodyDigest(post.body)
  return possible.find((known) => known.bodyDigest === digest)
}
