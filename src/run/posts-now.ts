/**
 * Posts as they read now, and what is to come of each. In: the app context. Out: one record a post, the newest first;
 * those that cannot be read, with why.
 */
import type { Problem } from '../base/errors.js'
import { groupsBy } from '../base/group.js'
import { type MailingOf, mailingsOf } from '../delivery/mailing-reports-store.js'
import { listNotices } from '../notices/memory-store.js'
import { isOpen, type Notice } from '../notices/notice.js'
import { threadOf } from '../notices/thread.js'
import { type Announcement, newestFirst } from '../posts/announcement.js'
import type { AppContext } from './app-context.js'
import { read } from './read-content.js'

/** What is to come of a post: of its notices the open one decides, else what became of its announcement. */
export type PostState = Notice['state'] | 'known'

export interface PostNow {
  readonly post: Announcement
  /** As problems name it. */
  readonly file: string
  readonly state: PostState
  readonly remarks: readonly Problem[]
  /** Its own, oldest first. */
  readonly notices: readonly Notice[]
}

export interface PostsNow {
  readonly posts: readonly PostNow[]
  /** Of what cannot be read: posts, the releases table. */
  readonly faults: readonly Problem[]
}

/** @throws BelfryError where the posts cannot be read as a whole */
export async function postsNow(context: AppContext): Promise<PostsNow> {
  const [content, all] = await Promise.all([read(context), listNotices(context.store.db)])
  const ofPost = new Map(groupsBy(all, ({ post }) => post ?? '').map((group) => [group[0].post ?? '', group]))
  const ofFile = groupsBy(content.problems, ({ file = '' }) => file)
  const files = new Map<string, readonly Problem[]>(ofFile.map((group) => [group[0].file ?? '', group]))
  const posts = [...content.announcements].sort(newestFirst).map((post): PostNow => {
    const file = content.fileOf(post.path)
    const notices = ofPost.get(post.id) ?? []
    const remarks = files.get(file) ?? []
    files.delete(file)
    return { post, file, state: stateOf(notices), remarks, notices }
  })
  return { posts, faults: [...files.values()].flat() }
}

/** Without a notice it is from before the first run, or no run saw it yet. */
function stateOf(notices: readonly Notice[]): PostState {
  const open = notices.find(isOpen)
  return open?.state ?? notices.find(({ kind }) => kind === 'announcement')?.state ?? notices.at(-1)?.state ?? 'known'
}

export interface ThreadPart {
  readonly notice: Notice
  readonly mailing?: MailingOf
}

/** What people got, or are to get, of a post and of what it follows, in the order of the thread. */
export async function threadOfPost({ store }: AppContext, { notices }: PostNow): Promise<ThreadPart[]> {
  const all = await listNotices(store.db)
  const own = new Set(notices.map(({ key }) => key))
  const before = new Set(notices.flatMap((notice) => threadOf(notice, all)))
  const after = all.filter(({ followUpOf }) => followUpOf !== null && own.has(followUpOf))
  const keys = new Set([...before, ...own, ...after.map(({ key }) => key)])
  const parts = all.filter(({ key }) => keys.has(key)).sort((a, b) => whenOf(a) - whenOf(b))
  const mailings = await mailingsOf(store.db, [...keys])
  return parts.map((notice) => {
    const mailing = mailings.find(({ key }) => key === notice.key)
    return mailing === undefined ? { notice } : { notice, mailing }
  })
}

function whenOf({ toldAt, until }: Notice): number {
  return toldAt ?? until
}
