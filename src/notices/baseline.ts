/**
 * The first run: what is there becomes known, and nothing of it is told. Pure. In: the posts, what the register says was told. Out: a
 * memory to decide from.
 */
import type { Announcement } from '../posts/announcement.js'
import { bodyDigest } from './identity.js'
import { ADOPTED, announcementKey, type KnownPost, type Memory, type Notice, postText } from './notice.js'

/** @param from posts dated later than this are no baseline */
export function baselineMemory(
  announcements: readonly Announcement[],
  unreadable: readonly string[],
  registerTold: ReadonlyMap<string, number>,
  from: number,
  now: number,
): Memory {
  const known = announcements.filter((post) => post.instant <= from || registerTold.has(announcementKey(post)))
  return {
    baselineAt: now,
    posts: [
      ...known.map((post) => knownPost(post, 'known', now)),
      ...unreadable.map((path) => unreadablePost(path, now)),
    ],
    notices: [...registerTold].map(([key, at]) => adoptedNotice(key, at)),
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
  return path.replace(/^.*\//, '').replace(/\.[^.]+$/, '')
}

/** A told key that only the register knows: recorded, mailed to nobody. */
export function adoptedNotice(key: string, at: number): Notice {
  const [kind, post = null] = kindAndPost(key)
  const state = { state: 'told' as const, severity: 'info' as const, reason: ADOPTED, revision: 1 }
  return {
    key,
    kind,
    post,
    since: at,
    until: at,
    ...state,
    digest: '',
    toldAt: at,
    text: '',
    followUpOf: null,
    diff: [],
    title: '',
  }
}

function kindAndPost(key: string): [Notice['kind'], string?] {
  const update = /^update:(.*):\d{4}-\d\d-\d\d(?:#\d+)?$/.exec(key)?.[1]
  if (update !== undefined) return ['update', update]
  if (key.startsWith('retraction:')) return ['update', key.slice('retraction:'.length)]
  if (key.startsWith('announcement:')) return ['announcement', key.slice('announcement:'.length)]
  return [key.startsWith('end-of-life:') ? 'end-of-life' : 'manual']
}
