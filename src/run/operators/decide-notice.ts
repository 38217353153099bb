/**
 * An operator's word on a notice that waits: approve, dismiss, hold; the same from the command line, the console and
 * the API. In: the app context, a notice's key, who says it. Out: the notice as it is then; each word is kept in
 * `events`.
 */

import type { Transaction } from 'kysely'
import { isoInstant } from '../../base/clock.js'
import { BelfryError } from '../../base/errors.js'
import { type Approval, approved, dismissed, held } from '../../notices/by-hand.js'
import { closeComparison, findNotice, lastSeen, listNotices, saveNotice } from '../../notices/memory-store.js'
import type { Notice } from '../../notices/notice.js'
import { answeredBy, askedOnward } from '../../notices/one-cause.js'
import { announcementKey } from '../../register/notice-keys.js'
import type { Queries } from '../../store/open.js'
import type { Tables } from '../../store/tables.js'
import { recordEvent, type Word } from '../../subscribers/event-store.js'
import type { AppContext } from '../app-context.js'
import { foresee } from '../due/decide-now.js'
import { reach } from '../reach.js'
import { read } from '../read-content.js'
import { runTexts } from '../texts.js'
import { type Agreement, agreedDigest, agreement, isAgreed, neededFor, saidPlainly } from './agreement.js'
import { triedPost } from './manual-send.js'

/** By its key, or by the id of its post. @throws BelfryError NOTICE_UNKNOWN */
export async function noticeNamed(queries: Queries, key: string): Promise<Notice> {
  const notice = (await findNotice(queries, key)) ?? (await findNotice(queries, announcementKey(key)))
  if (notice === undefined) throw new BelfryError('NOTICE_UNKNOWN', runTexts.decideNotice.noNotice(key))
  return notice
}

export interface Decided extends Agreement {
  readonly notice: Notice
}

/** @throws BelfryError NOTICE_UNKNOWN, NOTICE_STATE, NOTICE_REVISION */
export async function approveNotice(
  context: AppContext,
  key: string,
  approval: Approval,
  word: Word,
): Promise<Decided> {
  const { db } = context.store
  const bodies = approval.text === undefined ? new Map<string, string>() : await bodiesOf(context, key)
  const people = neededFor(context, Number.MAX_SAFE_INTEGER) === 1 ? 0 : await peopleOf(context, key)
  const { revision: _, ...same } = approval
  const seen = await noticeNamed(db, key)
  return await change(context, { key, action: 'approve', word, people, said: same }, (notice) =>
    approved(notice, notice.key === seen.key ? approval : same, bodies.get(notice.post ?? '')),
  )
}

/**
 * @param coveredBy the post that tells the same, by name
 * @throws BelfryError NOTICE_UNKNOWN, NOTICE_STATE, POST_UNKNOWN
 */
export async function dismissNotice(
  context: AppContext,
  key: string,
  coveredBy: string | undefined,
  word: Word,
): Promise<Decided> {
  // A slip here would dismiss the notice for a post that nobody gets.
  const post = coveredBy === undefined ? undefined : triedPost(await read(context), coveredBy).post.id
  return await change(context, { key, action: 'dismiss', word }, (notice) => dismissed(notice, post))
}

/** @throws BelfryError NOTICE_UNKNOWN, NOTICE_STATE */
export async function holdNotice(context: AppContext, key: string, word: Word): Promise<Decided> {
  return await change(context, { key, action: 'hold', word }, held)
}

/** What is agreed to where a notice is approved. */
export function approvalOf({ key }: Notice): string {
  return `approve:${key}`
}

/** @param said what an approval says beside the notice: words, severity, instant */
export function approvalDigest({ revision, digest }: Notice, said: object): string {
  return agreedDigest([revision, digest, saidPlainly(said)])
}

interface Change {
  readonly key: string
  readonly action: 'approve' | 'dismiss' | 'hold'
  readonly word: Word
  /** Of what needs more than one word: whom it reaches, and what is said beside the notice. */
  readonly people?: number
  readonly said?: object
}

async function change(context: AppContext, asked: Change, decide: (notice: Notice) => Notice): Promise<Decided> {
  return await context.store.transaction(async (transaction) => {
    await context.store.dialect.lockDecisions(transaction)
    const all = await listNotices(transaction)
    const found = await noticeNamed(transaction, asked.key)
    const answered = answeredBy(found, all).map(decide)
    const said = asked.said ?? {}
    const agreed = { about: approvalOf(found), digest: approvalDigest(found, said), said: JSON.stringify(said) }
    const done = await agreement(context, transaction, { ...agreed, people: asked.people ?? 0 }, asked.word)
    if (!isAgreed(done)) {
      await recordAll(context, transaction, [found], { ...asked, ...done })
      return { notice: found, ...done }
    }
    const after = new Map([...all, ...answered].map((notice) => [notice.key, notice]))
    const onward = askedOnward([...after.values()])
    for (const notice of onward) if (!all.includes(notice)) await saveNotice(transaction, notice)
    for (const { state, post } of answered)
      if (state === 'dismissed' && post !== null) await closeComparison(transaction, post, context.clock.now())
    await recordAll(context, transaction, answered, { ...asked, ...done })
    return { notice: answered[0] ?? found, ...done }
  })
}

async function recordAll(
  { clock }: AppContext,
  transaction: Transaction<Tables>,
  notices: readonly Notice[],
  { action, word, approvals, needed }: Change & Agreement,
): Promise<void> {
  for (const { key, revision, severity, notBefore } of notices) {
    const agreed = needed > 1 ? { approvals, needed } : {}
    const at = notBefore === null ? {} : { notBefore: isoInstant(notBefore) }
    const event = { action, key, details: { revision, severity, ...at, ...agreed } }
    await recordEvent(transaction, event, word, clock.now())
  }
}

/** How many people it would reach, and all that one answer is for. */
async function peopleOf(context: AppContext, key: string): Promise<number> {
  const content = await read(context)
  const decision = await foresee(context, content)
  const { lists, recipients } = reach(context, decision, content.releases)
  const { db } = context.store
  let people = 0
  for (const notice of answeredBy(await noticeNamed(db, key), await listNotices(db)))
    people += await recipients(notice, await lists(notice))
  return people
}

/** By post, the bodies of what an answer is for: as they read now or, where a post is gone, as it last read. */
async function bodiesOf(context: AppContext, key: string): Promise<Map<string, string>> {
  const { db } = context.store
  const answered = answeredBy(await noticeNamed(db, key), await listNotices(db))
  const { announcements } = await foresee(context, await read(context))
  const bodies = new Map<string, string>()
  for (const { post } of answered) {
    if (post === null) continue
    const found = announcements.find((one) => one.id === post)
    bodies.set(post, found?.body ?? (await lastSeen(db, post))?.text.body ?? '')
  }
  return bodies
}
