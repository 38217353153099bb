/**
 * The first run: what is there becomes known, and nothing of it is told. Pure. In: the posts, what the register says
 * was told. Out: a memory to decide from.
 */

import type { Announcement } from '../posts/announcement.js'
import { announcementKey, parseNoticeKey } from '../register/notice-keys.js'
import type { ToldUpdate } from '../register/register.js'
import { bodyDigest } from './identity.js'
import { freshNotice, type KnownPost, type Memory, type Notice, postText } from './notice.js'
import { reasons } from './reasons.js'

export interface FirstLook {
  readonly announcements: readonly Announcement[]
  /** Paths. */
  readonly unreadable: readonly string[]
  /** Key → when it was told. */
  readonly registerTold: ReadonlyMap<string, number>
  /** What was said in the updates among them. */
  readonly registerUpdates: readonly ToldUpdate[]
  /** Keys. */
  readonly registerDismissed: readonly string[]
  /** Posts dated later than this are no baseline. */
  readonly from: number
  readonly now: number
}

export function baselineMemory(look: FirstLook): Memory {
  const { announcements, unreadable, registerTold, from, now } = look
  const updates = new Map(look.registerUpdates.map((update) => [update.key, update]))
  const known = announcements.filter((post) => post.instant <= from || registerTold.has(announcementKey(post)))
  return {
    baselineAt: now,
    posts: [
      ...known.map((post) => knownPost(post, 'known', now)),
      ...unreadable.map((path) => unreadablePost(path, now)),
    ],
    notices: [
      ...[...registerTold].map(([key, at]) => adoptedNotice(key, at, updates.get(key))),
      ...look.registerDismissed.filter((key) => !registerTold.has(key)).map((key) => dismissedBefore(key, now)),
    ],
    ends: [],
  }
}

/** A post's row as it is first written. */
export function knownPost(post: Announcement, state: KnownPost['state'], now: number): KnownPost {
  const { id, path, slug, url, title, instant, digest } = post
  const text = postText(post)
  const facts = { id, path, slug, url, state, title, instant, digest, bodyDigest: bodyDigest(post.body), goneAt: null }
  return { ...facts, judgedAt: now, openSince: null, judged: text, seen: text }
}

/** A post that could not be read at the baseline: known by its path, so that mending it tells nobody. */
function unreadablePost(path: string, now: number): KnownPost {
  const facts = {
    id: stemOf(path),
    path,
    slug: stemOf(path),
    url: '',
    state: 'unreadable' as const,
    title: '',
    instant: 0,
  }
  return { ...facts, digest: '', bodyDigest: '', goneAt: null, judgedAt: now, openSince: null }
}

/** The file's name without folder and ending. */
export function stemOf(path: string): string {
  return path
    .replace(/^.*\//, '')
    .replace(/\.[^.]+$/, '')
    .replace(/(?<=.)\.html$/i, '')
}

/**
 * A told key that only the register knows: recorded, mailed to nobody.
 * @param said where it is an update with words: whether its post is withdrawn hangs on it
 */
export function adoptedNotice(key: string, at: number, said?: ToldUpdate): Notice {
  return {
    ...freshNotice,
    key,
    ...kindAndPost(key),
    state: 'told',
    severity: said?.severity ?? 'info',
    text: said?.text ?? '',
    reinstates: said?.withdraws === false,
    since: at,
    until: at,
    toldAt: at,
    cameBy: 'register',
    reason: reasons.adopted(),
    followUpOf: null,
  }
}

/** A key that only the register knows as dismissed. */
export function dismissedBefore(key: string, at: number): Notice {
  const reason = reasons.dismissedBefore()
  return { ...adoptedNotice(key, at), state: 'dismissed', toldAt: null, reason }
}

/** A key that somebody wrote in another way is of a notice that nobody can place: it was told, and that is all. */
function kindAndPost(key: string): Pick<Notice, 'kind' | 'post'> {
  const parsed = parseNoticeKey(key)
  if (parsed === undefined) return { kind: 'manual', post: null }
  return { kind: parsed.kind, post: 'post' in parsed ? parsed.post : null }
}
