/**
 * Which posts stand in which documents, so that where the body of one changed only what holds it is planned. Pure. In:
 * a plan. Out: plain data, in which a post is a number.
 */
import type { EntryFacts } from '../../feeds/entry-facts.js'
import type { ArchivePage, FeedFiles } from '../../feeds/files.js'
import type { FeedName } from '../../feeds/names.js'
import { type Announcement, newestFirst } from '../../posts/announcement.js'
import { contentOf, type PostContent } from '../../posts/post-content.js'
import type { SiteFile } from '../../site/files.js'
import type { YearCount } from '../../site/page-facts.js'

export interface HeldPosts {
  /** The mark of the plan. */
  readonly of: string
  /** Announcement.path of all that is published, the newest first. */
  readonly posts: readonly string[]
  /** The number of that whose first lines stand on the front page; -1 for none. */
  readonly lead: number
  /** Of each document of the feeds, its folder, the numbers of the posts that it holds, and from when until when. */
  readonly documents: readonly (readonly [folder: string, posts: readonly number[], from: number, until: number])[]
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
  const numbers = new Map<PostContent, number>(sorted.map((one, number) => [contentOf(one), number]))
  const byUrl = new Map(sorted.map(({ url }, number) => [url, number]))
  const numberOf = (entry: EntryFacts) =>
    (entry.entry === 'update' ? byUrl.get(entry.postUrl) : numbers.get(entry.content)) ?? -1
  const held = ({ folder, facts: { entries } }: ArchivePage): HeldPosts['documents'][number] => {
    const [from, until] = [entries.at(-1), entries[0]].map((entry) => entry?.published ?? 0)
    return [folder, [...new Set(entries.map(numberOf))], from ?? 0, until ?? 0]
  }
  const front = files.map(({ facts }) => facts).find((facts) => facts?.page === 'index')
  return {
    of,
    posts: sorted.map(({ path }) => path),
    lead: front?.page === 'index' && front.lead !== undefined ? (numbers.get(front.lead) ?? -1) : -1,
    documents: [...feeds.documents, ...feeds.archive].map(held),
    names: feeds.names,
    pages: feeds.archive.length,
    years: front?.page === 'index' ? front.years : [],
  }
}
