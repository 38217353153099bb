/**
 * How posts of one push hang together: which one follows up another, and which one tells what an edit of another says.
 * Pure.
 */

import type { Announcement } from '../posts/announcement.js'
import { announcementKey } from '../register/notice-keys.js'
import {
  type Addition,
  additionIn,
  comparableTitle,
  isOriginal,
  namesSubject,
  type Subject,
  sameSubject,
  subjectOf,
} from './title-subject.js'

/** What this needs to know of a post that may be followed. */
export type Followed = Pick<Announcement, 'id' | 'path' | 'slug' | 'url' | 'title' | 'kind' | 'day'>

/**
 * Key of the announcement that this post follows up: stated in front matter, said in its title, or the earlier stage of
 * the same end of life. To thread wrongly is worse than not at all: what could be two posts is none.
 */
export function followUpOf(post: Announcement, others: readonly Followed[]): string | null {
  const found =
    post.follows === undefined ? inferred(post, others) : others.find((one) => isNamed(one, post.follows ?? ''))
  return found === undefined || found.id === post.id ? null : announcementKey(found.id)
}

function inferred(post: Announcement, others: readonly Followed[]): Followed | undefined {
  const earlier = others.filter((other) => other.id !== post.id && other.day <= post.day)
  const addition = additionIn(post.title)
  return addition === undefined ? earlierStage(post, earlier) : addedTo(post, addition, earlier)
}

/** The one post that has what the title names as its own subject or title; or the one that is linked and names it. */
function addedTo(post: Announcement, addition: Addition, earlier: readonly Followed[]): Followed | undefined {
  const { rest, subject, alone, certain } = addition
  const originals = earlier.filter((other) => isOriginal(other.title))
  const whole = comparableTitle(rest)
  const sameTitle = sole(originals.filter((other) => whole.includes(' ') && comparableTitle(other.title) === whole))
  if (subject === undefined) return sameTitle
  const own = originals.filter((other) => sameSubject(subjectOf(other.title), subject))
  // An update for a version may be a program, of which there are many.
  const isEnough = alone && (subject.counts || certain)
  const linked = originals.filter((other) => linksTo(post.body, other))
  const ownLinked = own.filter((other) => linked.includes(other))
  const named = ownLinked.length > 0 ? ownLinked : linked.filter((other) => namesSubject(other.title, subject))
  return (isEnough ? sole(own) : undefined) ?? sameTitle ?? sole(named)
}

const ENDS =
  /^\s+(?:(?:is|are|has|have|will|be|now|about to)\s+)*(?:approach|reach|near|end|goes|eol\b|no longer|out of)/i

/**
 * "Lantern OS 2.0 has reached its end of life" comes after what said that it approaches. The first of several is the
 * thread.
 */
function earlierStage(post: Announcement, earlier: readonly Followed[]): Followed | undefined {
  const subject = endingIn(post)
  const stages = earlier.filter((other) => other.day < post.day && sameSubject(endingIn(other), subject))
  return stages.sort((a, b) => (a.day < b.day ? -1 : 1))[0]
}

/** What a title says ends: that alone, not something of it. */
function endingIn({ kind, title }: Followed): Subject | undefined {
  const subject = kind === 'end-of-life' ? subjectOf(title) : undefined
  return subject !== undefined && ENDS.test(subject.behind) ? subject : undefined
}

function sole<Item>(items: readonly Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined
}

function isNamed(other: Followed, name: string): boolean {
  const stem = (path: string) => path.replace(/^.*\//, '').replace(/\.(md|markdown)$/i, '')
  return (
    [other.id, other.path, other.url, other.slug].includes(name) ||
    stem(other.path) === stem(name) ||
    linksTo(name, other)
  )
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
