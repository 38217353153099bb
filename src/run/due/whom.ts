/**
 * What a notice is about, and which lists it goes to. In: the app context, a decision. Out: its post, and lists of the
 * configuration.
 */
import { dayIn } from '../../base/days.js'
import type { List } from '../../config/schema.js'
import { mailedBefore } from '../../delivery/mailing-reports-store.js'
import type { ByHand } from '../../notices/by-hand.js'
import { endOfLifeLists, listsFor, withSeverity } from '../../notices/lists-for.js'
import { lastSeen } from '../../notices/memory-store.js'
import type { Notice } from '../../notices/notice.js'
import { type Mailed, repetitionsOf, threadOf } from '../../notices/thread.js'
import type { Announcement } from '../../posts/announcement.js'
import { endOfLifeAnnouncement } from '../../register/told-end-of-life.js'
import type { AppContext } from '../app-context.js'

/** A due notice, and what it is about. */
export interface Due {
  readonly decision: ByHand
  readonly notice: Notice
  readonly post: Announcement
}

/** What a notice is about: its post, or what the releases table says as if it were one. */
export async function aboutOf(
  context: AppContext,
  decision: ByHand,
  notice: Notice,
): Promise<Announcement | undefined> {
  if (notice.kind === 'end-of-life') return endOfLifeAnnouncement({ ...notice, at: decision.at }, context.config.site)
  return decision.announcements.find((one) => one.id === notice.post) ?? (await lostPost(context, notice))
}

/** The lists that a notice goes to, as a run decides it; none where its post is not known any more. */
export async function listsOf(context: AppContext, decision: ByHand, notice: Notice): Promise<readonly List[]> {
  const post = await aboutOf(context, decision, notice)
  if (post === undefined) return []
  const thread = await mailedBefore(context.store.db, threadOf(notice, decision.notices))
  return listsAfter(thread, context, { decision, notice, post })
}

/** @param thread what was mailed of the same before */
export function listsAfter(
  thread: readonly Mailed[],
  { config }: AppContext,
  { decision, notice, post }: Due,
): readonly List[] {
  if (notice.kind === 'end-of-life') return endOfLifeLists(config.notices.endOfLifeLists, config.lists)
  if (notice.kind === 'manual') return config.lists.filter((list) => decision.lists?.includes(list.id))
  // A retraction is recorded; it is mailed only where the operator made it a recall.
  if (notice.kind === 'retraction' && notice.severity !== 'recall') return []
  const usual = listsFor(withSeverity(post, notice.severity), config.lists)
  if (notice.kind === 'retraction') return listsToldOf(usual, thread, config.lists)
  if (notice.kind !== 'update') return usual
  // Whoever had the announcement repeated to them hears its news too, and whoever had it at all that it is withdrawn,
  // whatever categories the post has by now.
  const had = repetitionsOf(notice, decision.notices)
  if (notice.severity === 'recall' && notice.followUpOf !== null) had.add(notice.followUpOf)
  const further = thread.filter(({ key }) => had.has(key)).flatMap(({ lists }) => lists)
  return config.lists.filter((list) => usual.includes(list) || further.includes(list.id))
}

/**
 * What categories a lost post had nobody knows any more: its recall goes where its news went, and where every grave one
 * goes.
 */
function listsToldOf(usual: readonly List[], thread: readonly Mailed[], all: readonly List[]): List[] {
  const told = new Set(thread.flatMap((mailing) => mailing.lists))
  if (told.size === 0) return [...usual]
  return all.filter((list) => told.has(list.id) || (list.severity !== undefined && usual.includes(list)))
}

/** A retraction tells of a post that is gone: what is left of it is what was last seen. */
async function lostPost(context: AppContext, notice: Notice): Promise<Announcement | undefined> {
  const last =
    notice.post === null || notice.kind !== 'retraction' ? undefined : await lastSeen(context.store.db, notice.post)
  if (last === undefined) return undefined
  const { id, path, slug, url, instant, digest } = last.known
  const { title, body, severity } = last.text
  const day = dayIn(instant, context.config.site.timezone)
  const facts = { id, path, slug, url, instant, digest, title, body, severity, day, kind: 'general' as const }
  return {
    ...facts,
    authors: [context.config.site.author],
    categories: ['*'],
    updates: [],
    statedUpdates: [],
    withdrawn: true,
  }
}
