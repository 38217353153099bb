/**
 * How posts of one push hang together: which one follows up another, and which one tells what an edit of another says. Pure.
 */
import type { Announcement } from '../content/announcement.js'
import { announcementKey } from './notice.js'

/** What this needs to know of a post that may be followed. */
export interface Followed {
  readonly id: string
  readonly path: string
  readonly slug: string
  readonly url: string
  readonly title: string
}

/** Titles that say so: "Update for …", "Follow-up to …", "Correction: …". */
const SAYS_SO = /\b(updates?|follow[- ]?ups?|corrections?|errat(um|a)|addend(um|a))\b/i
/** Words that two titles share without being about the same thing. */
const COMMON =
  /^(the|a|an|of|for|to|on|in|and|is|are|has|have|been|with|from|its|update[ds]?|release[ds]?|follow|up|new|now|no)$/

/** Key of the announcement that this post follows up, stated or said in its title and linked. */
export function followUpOf(post: Announcement, others: readonly Followed[]): string | null {
  const found =
    post.follows === undefined
      ? linkedFollowed(post, others)
      : others.find((other) => isNamed(other, post.follows ?? ''))
  return found === undefined || found.id === post.id ? null : announcementKey(found.id)
}

function isNamed(other: Followed, name: string): boolean {
  const stem = (path: string) => path.replace(/^.*\//, '').replace(/\.(md|markdown)$/i, '')
  return (
    [other.id, other.path, other.url, other.slug].includes(name) ||
    stem(other.path) === stem(name) ||
    linksTo(name, other)
  )
}

function linkedFollowed(post: Announcement, others: readonly Followed[]): Followed | undefined {
  if (!SAYS_SO.test(post.title)) return undefined
  return others.find(
    (other) => other.id !== post.id && linksTo(post.body, other) && sharesName(post.title, other.title),
  )
}

/** The title names what the other is about: a word that is not everybody's, numbers among them. */
function sharesName(title: string, other: string): boolean {
  const words = (text: string) =>
    new Set(
      (text.toLowerCase().match(/[\p{L}\p{N}.]+/gu) ?? [])
        .map((word) => word.replace(/^0+(?=\d)|\.+$/g, ''))
        .filter((word) => !COMMON.test(word)),
    )
  const shared = [...words(title)].filter((word) => words(other).has(word))
  return shared.some((word) => /\d/.test(word)) || shared.length >= 2
}

/** Does the text link to the post's page? Slashes and hosts are written in many ways; the path is not. */
function linksTo(text: string, other: Followed): boolean {
  const path = new URL(other.url).pathname.replace(/\/$/, '')
  const at = text.indexOf(path)
  return path !== '' && at >= 0 && !/[\w-]/.test(text[at + path.length] ?? '')
}

/** Key of a new post that links to this one: it tells the news itself, and a second mail would say the same. */
export function coveredBy(post: Announcement, fresh: readonly Announcement[]): string | undefined {
  const covering = fresh.find((other) => other.id !== post.id && linksTo(other.body, post))
  return covering === undefined ? undefined : announcementKey(covering)
}
