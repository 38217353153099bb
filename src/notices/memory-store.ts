/**
 * What was judged and told, in the ledger. In: a decision. Out: rows; and back again as the Memory that deciding starts
 * from. Door.
 */
import type { Insertable } from 'kysely'
import type { Announcement } from '../posts/announcement.js'
import type { Origin } from '../register/register.js'
import type { End } from '../releases/release.js'
import { readFact, replaceFact, writeFact } from '../store/meta-store.js'
import type { Queries } from '../store/open.js'
import type { NoticeTable, PostTable } from '../store/tables/notices.js'
import type { NoticeRow } from '../store/tables.js'
import type { Decision } from './decide.js'
import type { PostText } from './edits/post-text.js'
import type { MovedPost } from './moved.js'
import type { Reading } from './newly-read.js'
import type { KnownEnd, KnownPost, Memory, Notice } from './notice.js'

/**
 * @param posts as they are now: texts are read only of rows whose post is otherwise now, or is gone, which are few.
 * None: texts are read of all
 */
export async function loadMemory(
  queries: Queries,
  posts: readonly Pick<Announcement, 'id' | 'path' | 'digest'>[],
): Promise<Memory> {
  const baseline = await readFact(queries, 'baseline')
  const rows = await queries
    .selectFrom('posts')
    .select(['id', 'path', 'slug', 'url', 'state', 'title', 'instant', 'digest'])
    // Called as they are known, so that ten thousand rows need not be copied.
    .select(['body_digest as bodyDigest', 'gone_at as goneAt', 'judged_at as judgedAt', 'open_since as openSince'])
    .execute()
  const texts = await textsOf(
    queries,
    otherwise(rows, posts).map((row) => row.id),
  )
  return {
    baselineAt: baseline === undefined ? null : Number(baseline),
    posts: rows.map((row) => {
      const text = texts.get(row.id)
      return text === undefined ? row : { ...row, ...text }
    }),
    notices: await listNotices(queries),
    ends: await loadEnds(queries),
  }
}

/**
 * Rows whose post does not say now what it said. A post is known by its id, else by its path (identity.ts), and never
 * by its digest alone: another post may say the same, as a copy does until somebody edits it.
 */
function otherwise<Row extends Pick<KnownPost, 'id' | 'path' | 'digest'>>(
  rows: readonly Row[],
  posts: readonly Pick<Announcement, 'id' | 'path' | 'digest'>[],
): Row[] {
  const ids = new Set(rows.map(({ id }) => id))
  const byId = new Map(posts.map((post) => [post.id, post]))
  const byPath = new Map(posts.flatMap((post) => (ids.has(post.id) ? [] : [[post.path, post]])))
  return rows.filter((row) => (byId.get(row.id) ?? byPath.get(row.path))?.digest !== row.digest)
}

/** What the releases table said when it was last looked at, of cycles that left it too. */
export async function loadEnds(queries: Queries): Promise<KnownEnd[]> {
  const rows = await queries.selectFrom('ends').selectAll().execute()
  return rows.map(({ name, value, since, assumed }) => ({
    name,
    value: endFrom(value),
    since,
    assumed: assumed === null ? null : endFrom(assumed),
  }))
}

function endFrom(text: string): End {
  return text === 'true' ? true : text === 'false' ? false : text
}

/** Rows of a releases table may be thousands. */
async function saveEnds(queries: Queries, ends: readonly KnownEnd[]): Promise<void> {
  for (let from = 0; from < ends.length; from += CHUNK) {
    const rows = ends.slice(from, from + CHUNK).map(({ name, value, since, assumed }) => ({
      name,
      value: String(value),
      since,
      assumed: assumed === null ? null : String(assumed),
    }))
    await queries
      .insertInto('ends')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet((e) => ({
          value: e.ref('excluded.value'),
          since: e.ref('excluded.since'),
          assumed: e.ref('excluded.assumed'),
        })),
      )
      .execute()
  }
}

/** Rows asked for at once: databases limit the parameters of a statement. */
const CHUNK = 500

async function textsOf(
  queries: Queries,
  ids: readonly string[],
): Promise<Map<string, { judged?: PostText; seen?: PostText }>> {
  const texts = new Map<string, { judged?: PostText; seen?: PostText }>()
  for (let from = 0; from < ids.length; from += CHUNK) {
    const rows = await queries
      .selectFrom('posts')
      .select(['id', 'judged', 'seen'])
      .where('id', 'in', ids.slice(from, from + CHUNK))
      .execute()
    for (const { id, judged, seen } of rows)
      if (judged !== '' && seen !== '') texts.set(id, { judged: parseText(judged), seen: parseText(seen) })
  }
  return texts
}

/** Written by this file alone, so its shape is known. */
function parseText(json: string): PostText {
  const text: PostText = JSON.parse(json)
  return text
}

/** The text of a post as it was last seen, for a post that is gone. */
export async function lastSeen(
  queries: Queries,
  id: string,
): Promise<{ known: KnownPost; text: PostText } | undefined> {
  const memory = await loadMemory(queries, [])
  const known = memory.posts.find((post) => post.id === id)
  return known?.seen === undefined ? undefined : { known, text: known.seen }
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

/** In what state those of these notices are that the ledger knows, by key. */
export async function statesOf(queries: Queries, keys: readonly string[]): Promise<Map<string, Notice['state']>> {
  const states = new Map<string, Notice['state']>()
  for (let from = 0; from < keys.length; from += CHUNK) {
    const some = keys.slice(from, from + CHUNK)
    const rows = await queries.selectFrom('notices').select(['key', 'state']).where('key', 'in', some).execute()
    for (const { key, state } of rows) states.set(key, state)
  }
  return states
}

/** Was the post of this notice recalled since? */
export async function recalledSince(queries: Queries, key: string, since: number): Promise<boolean> {
  const row = await queries
    .selectFrom('notices as told')
    .innerJoin('notices as recall', 'recall.post', 'told.post')
    .select('recall.key')
    .where('told.key', '=', key)
    .where('recall.key', '!=', key)
    .where('recall.kind', 'in', ['update', 'retraction'])
    .where('recall.severity', '=', 'recall')
    .where('recall.told_at', '>=', since)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * How posts were read when this ledger was last written; undefined where it is new. A ledger without the number knew
 * the first way.
 */
export async function loadReading(queries: Queries, now: number): Promise<Omit<Reading, 'newDrafts'> | undefined> {
  if ((await readFact(queries, 'baseline')) === undefined) return undefined
  const [reads, lastRun] = [await readFact(queries, 'reads'), await readFact(queries, 'last-run')]
  return { reads: Number(reads ?? 1), lastRunAt: Number(lastRun ?? now) }
}

/** That posts were read this way, at this instant. */
export async function recordReading(queries: Queries, reads: number, now: number): Promise<void> {
  await replaceFact(queries, 'reads', String(reads))
  await replaceFact(queries, 'last-run', String(now))
}

/** Writes what was decided. The caller holds the decision lock, so what it was decided from is still true. */
export async function recordDecision(queries: Queries, decision: Decision): Promise<void> {
  if (decision.baseline) {
    await writeFact(queries, 'baseline', String(decision.at))
  }
  for (const post of decision.posts) await savePost(queries, post, decision.at)
  await saveEnds(queries, decision.ends)
  await saveMoved(queries, decision.moved)
  for (const notice of decision.changed) await saveNotice(queries, notice)
}

const MOVED = 'moved-posts'

/** Where posts stood before, since the ledger began: whoever was killed before the register was written knows it. */
export async function listMoved(queries: Queries): Promise<MovedPost[]> {
  const json = await readFact(queries, MOVED)
  // Written by this file alone, so its shape is known.
  const moved: MovedPost[] = json === undefined ? [] : JSON.parse(json)
  return moved
}

async function saveMoved(queries: Queries, moved: readonly MovedPost[]): Promise<void> {
  if (moved.length === 0) return
  const known = await listMoved(queries)
  const isNew = ({ post, url }: MovedPost) => !known.some((one) => one.post === post && one.url === url)
  await replaceFact(queries, MOVED, JSON.stringify([...known, ...moved.filter(isNew)]))
}

/** @param now when it was first seen, where no row stands for it yet */
export async function savePost(queries: Queries, post: KnownPost, now: number): Promise<void> {
  const { bodyDigest, goneAt, judgedAt, openSince, judged, seen, ...same } = post
  const facts = { ...same, body_digest: bodyDigest, gone_at: goneAt, judged_at: judgedAt, open_since: openSince }
  // A row without texts keeps those it has.
  const texts = { ...(judged && { judged: JSON.stringify(judged) }), ...(seen && { seen: JSON.stringify(seen) }) }
  const row: Insertable<PostTable> = { judged: '', seen: '', ...facts, ...texts, told: null, first_seen_at: now }
  const { id, ...update } = { ...facts, ...texts }
  await queries
    .insertInto('posts')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(update))
    .execute()
}

export async function saveNotice(queries: Queries, notice: Notice): Promise<void> {
  const {
    toldAt,
    followUpOf,
    diff,
    heldBy,
    textBy,
    cameBy,
    askedWith,
    reinstates,
    standIn,
    origin,
    notBefore,
    wasOpen,
    ...same
  } = notice
  const row: Insertable<NoticeTable> = {
    ...same,
    held_by: heldBy,
    text_by: textBy,
    came_by: cameBy,
    asked_with: askedWith,
    not_before: notBefore,
    was_open: wasOpen === null ? null : JSON.stringify(wasOpen),
    reinstates: reinstates ? 1 : 0,
    stand_in: standIn,
    told_at: toldAt,
    follow_up_of: followUpOf,
    diff: JSON.stringify(diff),
    ...originRow(origin),
  }
  await queries
    .insertInto('notices')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

function originRow(origin: Origin | null) {
  return origin ?? { commit: '', path: '', signer: '' }
}

/**
 * Marks a due notice as told, from where it says.
 * @returns false when it is not due any more: somebody else told it, and the caller must not mail it
 */
export async function markTold(queries: Queries, notice: Notice, now: number): Promise<boolean> {
  const marked = await queries
    .updateTable('notices')
    .set({ state: 'told', told_at: now, reason: notice.reason, ...originRow(notice.origin) })
    .where('key', '=', notice.key)
    .where('state', '=', 'due')
    .executeTakeFirst()
  if (marked.numUpdatedRows !== 1n) return false
  // A repetition moves nothing: most people hold what they were told before.
  if (notice.post === null || notice.kind === 'manual') return true
  await queries
    .updateTable('posts')
    .set((e) => ({ told: e.ref('seen') }))
    .where('id', '=', notice.post)
    .execute()
  await closeComparison(queries, notice.post, now)
  return true
}

/** When nothing about a post is open, or was when it vanished, later edits are compared with what it says now. */
export async function closeComparison(queries: Queries, post: string, now: number): Promise<void> {
  await queries
    .updateTable('posts')
    .set((e) => ({ judged: e.ref('seen'), judged_at: now, open_since: null }))
    .where('id', '=', post)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('notices')
            .select('notices.key')
            .whereRef('notices.post', '=', 'posts.id')
            .where((of) =>
              of.or([
                of('notices.state', 'in', ['settling', 'held', 'asked', 'due']),
                of('notices.was_open', 'is not', null),
              ]),
            ),
        ),
      ),
    )
    .execute()
}

/** Keys that the register knows as told and the ledger does not: a sign that the ledger is an old backup. */
export async function keysBehind(queries: Queries, registerTold: ReadonlyMap<string, number>): Promise<string[]> {
  if (registerTold.size === 0 || (await readFact(queries, 'baseline')) === undefined) return []
  const rows = await queries.selectFrom('notices').select('key').where('state', '=', 'told').execute()
  const told = new Set(rows.map(({ key }) => key))
  return [...registerTold.keys()].filter((key) => !told.has(key))
}

/** From what each told post was last told, where somebody vouched for that; of those told after an instant. */
export async function originsSince(queries: Queries, since: number): Promise<Map<string, Origin>> {
  const rows = await queries
    .selectFrom('notices')
    .select(['post', 'commit', 'path', 'signer'])
    .where('state', '=', 'told')
    .where('kind', 'in', ['announcement', 'update'])
    .where('signer', '<>', '')
    .where('told_at', '>', since)
    .orderBy('told_at')
    .orderBy('key')
    .execute()
  return new Map(rows.flatMap(({ post, ...origin }) => (post === null ? [] : [[post, origin] as const])))
}

/** The addresses that the posts of these notices had. */
export async function urlsOf(queries: Queries, notices: readonly Notice[]): Promise<Map<string, string>> {
  const ids = notices.flatMap((notice) => notice.post ?? [])
  if (ids.length === 0) return new Map()
  const rows = await queries.selectFrom('posts').select(['id', 'url']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, url }) => [id, url]))
}

function noticeOf({
  told_at,
  follow_up_of,
  diff,
  held_by,
  text_by,
  came_by,
  asked_with,
  reinstates,
  stand_in,
  not_before,
  was_open,
  commit,
  path,
  signer,
  ...row
}: NoticeRow): Notice {
  const changes: Notice['diff'] = JSON.parse(diff)
  const facts = {
    heldBy: held_by,
    textBy: text_by,
    cameBy: came_by,
    askedWith: asked_with,
    reinstates: reinstates === 1,
    standIn: stand_in,
    notBefore: not_before,
    // Written by this file alone, so its shape is known.
    wasOpen: was_open === null ? null : JSON.parse(was_open),
    origin: commit === '' ? null : { commit, path, signer },
  }
  return { ...row, ...facts, toldAt: told_at, followUpOf: follow_up_of, diff: changes }
}
