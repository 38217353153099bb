/**
 * A memory after a decision, and after telling: what the ledger does in SQL, for replays and tests without one. Pure.
 */
import type { Decision } from './decide.js'
import { isOpen, type Memory, type Notice } from './notice.js'

export function remember(memory: Memory, decision: Decision): Memory {
  const posts = new Map(memory.posts.map((post) => [post.id, post]))
  for (const post of decision.posts) posts.set(post.id, { ...posts.get(post.id), ...post })
  const ends = new Map([...memory.ends, ...decision.ends].map((end) => [end.name, end]))
  return {
    baselineAt: memory.baselineAt ?? decision.at,
    posts: [...posts.values()],
    notices: decision.notices,
    ends: [...ends.values()],
  }
}

/**
 * These notices are told: what people hold is judged from now on, unless something else about the post is still open.
 */
export function rememberTold(memory: Memory, told: readonly Notice[], now: number): Memory {
  const keys = new Set(told.map((notice) => notice.key))
  const notices = memory.notices.map((notice) =>
    keys.has(notice.key) ? { ...notice, state: 'told' as const, toldAt: now } : notice,
  )
  const open = new Set(
    notices.filter((notice) => isOpen(notice) || notice.wasOpen !== null).map((notice) => notice.post),
  )
  const touched = new Set(told.map((notice) => notice.post))
  const posts = memory.posts.map((post) => {
    if (!touched.has(post.id) || open.has(post.id) || post.seen === undefined) return post
    return { ...post, judged: post.seen, judgedAt: now, openSince: null }
  })
  return { ...memory, posts, notices }
}
