/**
 * Which files of a new plan are made from the same as before, so that nobody need make a digest of that. Pure. In: the
 * plan before, of which nothing but posts is otherwise now, what the manifest says of its files, the posts as they are.
 * Out: what pages of posts and pages of the archive are made from, where no post that they show is otherwise.
 */
import type { KnownDocuments } from '../../feeds/files.js'
import type { Manifest } from '../../files/read-manifest.js'
import type { Announcement } from '../../posts/announcement.js'
import { knownDigest } from '../../posts/known-digest.js'
import type { KnownPages } from '../../site/files.js'
import { type HeldPosts, holdsPostsAlone, NONE } from './held-posts.js'

export interface PlanBefore {
  readonly held: HeldPosts
  /** Numbers of posts that changed since then, by a plan of them alone. */
  readonly otherwise: readonly number[]
  /** What the folder holds now. */
  readonly files: Pick<Manifest['files'], 'get'>
}

export function knownPlan(
  { held, otherwise, files }: PlanBefore,
  announcements: readonly Announcement[],
  ids: 'tag' | 'url',
): KnownPages & KnownDocuments {
  const numbers = sameNumbers({ held, otherwise }, announcements)
  const isStill = (one: Announcement | undefined, number: number | undefined) =>
    one === undefined ? number === NONE : number !== undefined && numbers.get(one) === number
  const documents = new Map(held.documents.map(([folder, posts]) => [folder, posts]))
  const plain = new Set(held.plain)
  const last = held.documents.at(-1)?.[0]
  const inputsOf = (path: string) => files.get(path)?.inputs
  return {
    pageInputs: (path, { post, newer, older }) => {
      const number = numbers.get(post)
      if (number === undefined) return undefined
      // Of one without a page neither is anybody's number, nor NONE.
      return isStill(newer, held.newer[number]) && isStill(older, held.older[number]) ? inputsOf(path) : undefined
    },
    documentInputs: (page) => {
      const before = plain.has(page.folder) ? documents.get(page.folder) : undefined
      // The address that is an entry's id depends on the addresses of all.
      if (ids === 'url' || before?.length !== page.held.length || page.isLast !== (page.folder === last))
        return undefined
      const isSame = page.held.every(({ announcement }, at) => isStill(announcement, before[at]))
      return isSame && holdsPostsAlone(page) ? inputsOf : undefined
    },
  }
}

/** Those that are as they were, by their numbers then. */
function sameNumbers(
  { held, otherwise }: Pick<PlanBefore, 'held' | 'otherwise'>,
  announcements: readonly Announcement[],
): Map<Announcement, number> {
  const byDigest = new Map(held.digests.map((digest, number) => [digest, number]))
  const changed = new Set(otherwise)
  const numbers = new Map<Announcement, number>()
  for (const one of announcements) {
    const number = byDigest.get(knownDigest(one))
    if (number !== undefined && !changed.has(number)) numbers.set(one, number)
  }
  return numbers
}
