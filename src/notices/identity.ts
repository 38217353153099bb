/**
 * Which post is which: the same announcement through a rename, a new date or a move. Pure. In: the posts as they are,
 * the posts as the ledger knows them. Out: pairs, posts never seen before, and known posts that are gone.
 */
import { createHash } from 'node:crypto'
import type { Announcement } from '../posts/announcement.js'
import { versionIn } from '../posts/version.js'
import type { KnownPost } from './notice.js'

export interface Pair {
  /** With the id that the post was first known by. */
  readonly announcement: Announcement
  readonly known: KnownPost
}

export interface Fresh {
  readonly announcement: Announcement
  /** A post that is gone and has so much in common with this one that a person must say whether it is the same. */
  readonly perhaps?: KnownPost
}

export interface Identities {
  readonly pairs: readonly Pair[]
  readonly fresh: readonly Fresh[]
  readonly vanished: readonly KnownPost[]
}

/** SHA-256 of a body with its white space folded: what a rename leaves as it is. */
export function bodyDigest(body: string): string {
  return createHash('sha256').update(body.replace(/\s+/g, ' ').trim()).digest('hex')
}

/**
 * Id first, then path; a post that matches neither is held against known posts whose file is gone: by slug, then by
 * equal body. A different version in the title is never a rename: rc2 is not an edited rc1.
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
    // Most keep their id, and a copy would read the body of a post that nobody looks at.
    const named = announcement.id === known.id ? announcement : { ...announcement, id: known.id }
    pairs.push({ announcement: named, known })
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
  const fresh: Fresh[] = []
  for (const post of rest) {
    const { same, perhaps } = renamedFrom(post, lost())
    if (same !== undefined) pair(post, same)
    else fresh.push(perhaps === undefined ? { announcement: post } : { announcement: post, perhaps })
  }
  return { pairs, fresh, vanished: lost() }
}

/** Share of common words from which two texts are one post, and from which a person is asked. */
const SAME_WORDS = 0.6
const PERHAPS_WORDS = 0.4

function renamedFrom(post: Announcement, lost: readonly KnownPost[]): { same?: KnownPost; perhaps?: KnownPost } {
  if (lost.length === 0) return {}
  const possible = lost.filter((known) => versionIn(known.title) === versionIn(post.title))
  const sameSlug = possible.filter((known) => known.slug === post.slug)
  if (sameSlug.length === 1 && sameSlug[0] !== undefined) return { same: sameSlug[0] }
  // Posts that only redirect have no body to compare.
  if (post.body.trim() === '') return {}
  const digest = bodyDigest(post.body)
  const equal = possible.find((known) => known.bodyDigest === digest)
  if (equal !== undefined) return { same: equal }
  return mostAlike(post, possible)
}

function mostAlike(post: Announcement, possible: readonly KnownPost[]): { same?: KnownPost; perhaps?: KnownPost } {
  const words = wordsOf(post.body)
  const ranked = possible
    .map((known) => ({ known, share: commonShare(words, wordsOf(known.seen?.body ?? '')) }))
    .sort((a, b) => b.share - a.share)
  const best = ranked[0]
  if (best === undefined || best.share < PERHAPS_WORDS) return {}
  return best.share >= SAME_WORDS ? { same: best.known } : { perhaps: best.known }
}

function wordsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** Words that both texts have, by the words of the longer one. */
function commonShare(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const size = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0)
  const common = [...a].reduce((sum, [word, count]) => sum + Math.min(count, b.get(word) ?? 0), 0)
  return common / Math.max(1, size(a), size(b))
}
