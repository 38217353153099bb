/**
 * Whether a new post is a told one once more: a copy under another name, beside the first. Pure. In: the post, the
 * posts that are there, the notices by key. Out: the post that people know already, or undefined.
 */
import type { Announcement } from '../posts/announcement.js'
import { announcementKey } from '../register/notice-keys.js'
import { blocksOf } from './edits/blocks.js'
import { DOUBLE_TEXT } from './edits/significance-rules.js'
import { type DiffToken, similarity } from './edits/tokens.js'
import type { Notice } from './notice.js'
import { comparableTitle } from './title-subject.js'

export function doubleOf(
  post: Announcement,
  posts: ReadonlyMap<string, Announcement>,
  notices: ReadonlyMap<string, Notice>,
): Announcement | undefined {
  const title = comparableTitle(post.title)
  const isTold = ({ id }: Announcement) => {
    const state = notices.get(announcementKey(id))?.state
    return state === undefined || state === 'told'
  }
  const others = [...posts.values()].filter(
    (other) => other.id !== post.id && comparableTitle(other.title) === title && isTold(other),
  )
  if (title === '' || others.length === 0) return undefined
  const words = wordsOf(post.body)
  return others.find((other) => {
    const theirs = wordsOf(other.body)
    // A reminder that comes every month has the same words, and another day.
    return similarity(words, theirs) >= DOUBLE_TEXT && datesIn(words) === datesIn(theirs)
  })
}

function wordsOf(body: string): DiffToken[] {
  return blocksOf(body).flatMap(({ tokens }) => tokens)
}

function datesIn(words: readonly DiffToken[]): string {
  return [...new Set(words.flatMap(({ fact, key }) => (fact === 'date' ? [key] : [])))].sort().join()
}
