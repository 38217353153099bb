/**
 * Which posts stand in which documents, so that where the body of one changed only what holds it is planned, and where
 * others did not change nobody asks what theirs are made from (known-plan.ts). Pure. In: a plan. Out: plain data, in
 * which a post is a number.
 */
import type { ArchivePage, FeedFiles } from '../../feeds/files.js'
import type { FeedName } from '../../feeds/names.js'
import { type Announcement, newestFirst } from '../../posts/announcement.js'
import { knownDigest } from '../../posts/known-digest.js'
import { contentOf } from '../../posts/post-content.js'
import type { SiteFile } from '../../site/files.js'
import type { YearCount } from '../../site/page-facts.js'

/** No other post, and no page of its own. */
export const NONE = -1
const NO_PAGE = -2

export interface HeldPosts {
  /** The plan, as `planName` names it. */
  readonly of: string
  /** Announcement.path of all that is published, the newest first. */
  readonly posts: readonly string[]
  /** All that is known of each (posts/known-digest.ts). */
  readonly digests: readonly string[]
  /** Of each the numbers of the two to which its own page leads, NONE, or NO_PAGE. */
  readonly newer: readonly number[]
  readonly older: readonly number[]
  /** The number of that whose first lines stand on the front page; -1 for none. */
  readonly lead: number
  /** Of each document of the feeds, its folder, the numbers of the posts that it holds, and from when until when. */
  readonly documents: readonly (readonly [folder: string, posts: readonly number[], from: number, until: number])[]
  /** Folders of those that hold posts alone, each once, and no update that was told. */
  readonly plain: readonly string[]
  readonly names: readonly FeedName[]
  /** How many pages the archive has. */
  readonly pages: number
  readonly years: readonly YearCount[]
}

export function heldPosts(
  of: string,
  announcements: readonly Announcement[],
  feeds: Pick<FeedFiles, 'documents' | 'archive' | 'names'>,
  files: readonly SiteFile[],
): HeldPosts {
  const sorted = [...announcements].sort(newestFirst)
  const numbers = new Map(sorted.map((one, number) => [one, number]))
  const numberOf = (one: Announcement | undefined) => (one === undefined ? NONE : (numbers.get(one) ?? NONE))
  const documents = [...feeds.documents, ...feeds.archive]
  const front = files.map(({ facts }) => facts).find((facts) => facts?.page === 'index')
  const lead = front?.page === 'index' ? front.lead : undefined
  return {
    of,
    posts: sorted.map(({ path }) => path),
    digests: sorted.map(knownDigest),
    ...besidePages(sorted.length, files, numberOf),
    lead: lead === undefined ? NONE : sorted.findIndex((one) => contentOf(one) === lead),
    documents: documents.map(({ folder, held }) => {
      const [from = 0, until = 0] = [held.at(-1), held[0]].map((entry) => entry?.published)
      return [folder, [...new Set(held.map(({ announcement }) => numberOf(announcement)))], from, until]
    }),
    plain: documents.filter(holdsPostsAlone).map(({ folder }) => folder),
    names: feeds.names,
    pages: feeds.archive.length,
    years: front?.page === 'index' ? front.years : [],
  }
}

/** What the table said stands in no file, and answers what it said before. */
export function holdsPostsAlone({ held }: Pick<ArchivePage, 'held'>): boolean {
  return held.every(({ entry, announcement }) => entry === 'announcement' && announcement.path !== '')
}

function besidePages(
  count: number,
  files: readonly SiteFile[],
  numberOf: (one: Announcement | undefined) => number,
): Pick<HeldPosts, 'newer' | 'older'> {
  const newer = Array.from({ length: count }, () => NO_PAGE)
  const older = [...newer]
  for (const { about } of files) {
    if (about === undefined) continue
    const number = numberOf(about.post)
    newer[number] = numberOf(about.newer)
    older[number] = numberOf(about.older)
  }
  return { newer, older }
}
