/**
 * Which post each entry of an old feed is: by its link, then by title and date. Pure. In: entries, posts. Out: the ids
 * that posts keep, how each was found, and what could not be.
 */

import { type Problem, problem } from '../base/errors.js'
import type { NamedEntry } from '../cms/feed-entries.js'
import type { Announcement } from '../posts/announcement.js'
import { plainTitle } from '../posts/plain-title.js'
import { adoptionTexts } from './texts.js'

export type MatchedBy = 'link' | 'title and date'

export interface Matched {
  /** Id of the post. */
  readonly post: string
  /** Of its entry. */
  readonly id: string
  readonly by: MatchedBy
}

export interface Matches {
  readonly matched: readonly Matched[]
  readonly problems: readonly Problem[]
}

type Post = Pick<Announcement, 'id' | 'url' | 'title' | 'instant' | 'redirectFrom'>

/** A feed may state the day in another zone, or an hour that the post does not. */
const SAME_DAY_MS = 36 * 3_600_000

/**
 * @param known id of a post → that of its entry, which stays
 * @param name of the feed, for problems
 */
export function matchEntries(
  entries: readonly NamedEntry[],
  posts: readonly Post[],
  known: ReadonlyMap<string, string>,
  name: string,
): Matches {
  const byLink = new Map(
    posts.flatMap((post) => [post.url, ...(post.redirectFrom ?? [])].map((url) => [linkKey(url), post])),
  )
  const byTitle = grouped(posts)
  const taken = new Map([...known].map(([post, id]) => [id, post]))
  const given = new Map(known)
  const matched: Matched[] = []
  const problems: Problem[] = []
  const say = (message: string) =>
    void problems.push(problem('FEED_IDS', message, { file: name }, { severity: 'warning' }))
  for (const entry of entries) {
    const found = find(entry, byLink, byTitle)
    const shown = `"${(entry.title ?? entry.id).slice(0, 80)}"`
    if (typeof found === 'string') say(`${shown} ${found}.`)
    else if (taken.get(entry.id) === found.post.id) continue
    else if (taken.has(entry.id)) say(adoptionTexts.matchEntries.hasIdAnotherEntry(shown, entry.id.slice(0, 200)))
    else if (given.has(found.post.id))
      say(adoptionTexts.matchEntries.whoseEntryHasId(shown, found.post.id, given.get(found.post.id)))
    else {
      taken.set(entry.id, found.post.id)
      given.set(found.post.id, entry.id)
      matched.push({ post: found.post.id, id: entry.id, by: found.by })
    }
  }
  return { matched, problems }
}

type Titles = ReadonlyMap<string, readonly Post[]>

/** @returns why it is none of them */
function find(
  entry: NamedEntry,
  byLink: ReadonlyMap<string, Post>,
  byTitle: Titles,
): { post: Post; by: MatchedBy } | string {
  for (const link of [entry.link, entry.id]) {
    const post = link === undefined ? undefined : byLink.get(linkKey(link))
    if (post !== undefined) return { post, by: 'link' }
  }
  const same = byTitle.get(titleKey(entry.title ?? '')) ?? []
  const { at } = entry
  const near = at === undefined ? same : same.filter(({ instant }) => Math.abs(instant - at) <= SAME_DAY_MS)
  const [post] = near
  if (near.length > 1) return 'is several posts by its title and date'
  return post === undefined ? 'is no post, by its link or by its title and date' : { post, by: 'title and date' }
}

/** Generators differ in the slash at the end, `index.html` and `.html`; nobody has two posts that differ in those. */
function linkKey(link: string): string {
  const url = URL.canParse(link) ? new URL(link) : undefined
  const path = url === undefined ? link : url.host.replace(/^www\./, '') + decoded(url.pathname)
  return path.replace(/\/index\.html?$|\.html?$|\/+$/, '')
}

function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch (thrown) {
    if (thrown instanceof URIError) return path
    throw thrown
  }
}

function grouped(posts: readonly Post[]): Titles {
  const groups = new Map<string, Post[]>()
  for (const post of posts) groups.set(titleKey(post.title), [...(groups.get(titleKey(post.title)) ?? []), post])
  return groups
}

function titleKey(title: string): string {
  return plainTitle(title)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
