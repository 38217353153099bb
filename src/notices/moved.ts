/**
 * Posts that stand elsewhere than before: a new file name, date, `permalink:` or configuration moves them, and mail
 * that was sent leads to where they stood. Pure. In: posts as they are and as they were known. Out: their former
 * addresses.
 */
import type { Pair } from './identity.js'

export interface MovedPost {
  /** Id of the post. */
  readonly post: string
  /** Where it stood. */
  readonly url: string
}

/** What was to come was at no address, and no page of ours answers for another host. */
export function movedPosts(pairs: readonly Pair[], now: number): MovedPost[] {
  return pairs.flatMap(({ announcement, known: { id, url, instant } }) => {
    const isMoved = url !== announcement.url && instant <= now && isOfOneHost(url, announcement.url)
    return isMoved ? [{ post: id, url }] : []
  })
}

function isOfOneHost(before: string, after: string): boolean {
  return URL.canParse(before) && URL.canParse(after) && new URL(before).host === new URL(after).host
}

/** Of each post, the oldest: what changes with each run is no address. */
const MOST_ADDRESSES = 20

/** The register's former addresses, and those that the ledger knows beside them. */
export function withFormer(
  before: ReadonlyMap<string, readonly string[]> | undefined,
  moved: readonly MovedPost[],
): ReadonlyMap<string, readonly string[]> {
  const addresses = new Map(before)
  for (const { post, url } of moved) {
    const known = addresses.get(post) ?? []
    if (!known.includes(url) && known.length < MOST_ADDRESSES) addresses.set(post, [...known, url])
  }
  return addresses
}
