/**
 * What was judged and told, in the ledger. In: a decision. Out: rows; and back again as the Memory that deciding starts from. Door.
 */
import type { Insertable } from 'kysely'
import type { Announcement } from '../content/announcement.js'
import { readFact, writeFact } from '../store/meta-store.js'
import type { Queries } from '../store/open-store.js'
import type { NoticeRow, NoticeTable, PostTable } from '../store/tables.js'
import type { Decision } from './due-notices.js'
import type { KnownPost, Memory, Notice } from './notice.js'

export async function loadMemory(queries: Queries): Promise<Memory> {
  const baseline = await readFact(queries, 'baseline')
  const posts = await queries
    .selectFrom('posts')
    .select(['id', 'path', 'slug', 'state', 'title', 'instant', 'digest', 'body_digest', 'gone_at'])
    .execute()
  return {
    baselineAt: baseline === undefined ? null : Number(baseline),
    posts: posts.map(({ body_digest, gone_at, ...row }) => ({ ...row, bodyDigest: body_digest, goneAt: gone_at })),
    notices: await listNotices(queries),
  }
}

/** Every notice, oldest first. */
export async function listNotices(queries: Queries): Promise<Notice[]> {
  const rows = await queries.selectFrom('notices').selectAll().orderBy('since').orderBy('key').execute()
  return rows.map(noticeOf)
}

export async function findNotice(queries: Queries, key: string): Promise<Notice | undefined> {
  const row = await queries.selectFrom('notices').selectAll().where('key', '=', key).executeTakeFirst()
  return row === undefined ? undefined : noticeOf(row)
}

/** Writes what was decided. The caller holds the decision lock, so what it was decided from is still true. */
export async function recordDecision(queries: Queries, decision: Decision): Promise<void> {
  if (decision.baseline) {
    await writeFact(queries, 'baseline', String(decision.at))
  }
  const byId = new Map(decision.announcements.map((post) => [post.id, post]))
  for (const post of decision.posts) await savePost(queries, post, byId.get(post.id), decision.at)
  for (const notice of decision.changed) await saveNotice(queries, notice)
}

async function savePost(
  queries: Queries,
  post: KnownPost,
  announcement: Announcement | undefined,
  now: number,
): Promise<void> {
  const { bodyDigest, goneAt, ...same } = post
  const row: Insertable<PostTable> = {
    ...same,
    body_digest: bodyDigest,
    gone_at: goneAt,
    judged: textOf(announcement),
    told: null,
    first_seen_at: now,
  }
  const { id, told, first_seen_at, judged, ...rest } = row
  // A post that is gone keeps the text it was last judged by.
  const update = announcement === undefined ? rest : { ...rest, judged }
  await queries
    .insertInto('posts')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(update))
    .execute()
}

/** What is kept of a post's text, to compare a later edit with. */
function textOf(post: Announcement | undefined): string {
  return post === undefined ? '' : JSON.stringify({ title: post.title, body: post.body })
}

export async function saveNotice(queries: Queries, notice: Notice): Promise<void> {
  const { toldAt, ...same } = notice
  const row: Insertable<NoticeTable> = { ...same, told_at: toldAt }
  await queries
    .insertInto('notices')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

/**
 * Marks a due notice as told.
 * @returns false when it is not due any more: somebody else told it, and the caller must not mail it
 */
export async function markTold(queries: Queries, notice: Notice, post: Announcement, now: number): Promise<boolean> {
  const marked = await queries
    .updateTable('notices')
    .set({ state: 'told', told_at: now, reason: notice.reason })
    .where('key', '=', notice.key)
    .where('state', '=', 'due')
    .executeTakeFirst()
  if (marked.numUpdatedRows !== 1n) return false
  await queries
    .updateTable('posts')
    .set({ told: textOf(post) })
    .where('id', '=', post.id)
    .execute()
  return true
}

/** Keys that the register knows as told and the ledger does not: a sign that the ledger is an old backup. */
export function keysBehind(memory: Memory, registerTold: ReadonlyMap<string, number>): string[] {
  if (memory.baselineAt === null) return []
  const told = new Set(memory.notices.filter((notice) => notice.state === 'told').map((notice) => notice.key))
  return [...registerTold.keys()].filter((key) => !told.has(key))
}

/** Told keys with their instants, for the register. */
export function toldKeys(notices: readonly Notice[]): Map<string, number> {
  return new Map(notices.filter((notice) => notice.toldAt !== null).map((notice) => [notice.key, notice.toldAt ?? 0]))
}

function noticeOf({ told_at, ...row }: NoticeRow): Notice {
  return { ...row, toldAt: told_at }
}
