/**
 * What an operator does from the console or the API with a notice, by its id: send its post now, try its mail, see it;
 * and what waits for them today. In: the app context, an id, who says it. Out: what was done, notices as they stand.
 * The decisions are those of the command line.
 */

import { BelfryError, type Problem } from '../../base/errors.js'
import { listNotices } from '../../notices/memory-store.js'
import { isOpen, type Notice } from '../../notices/notice.js'
import { leavesAt } from '../../notices/waiting.js'
import type { Announcement } from '../../posts/announcement.js'
import type { Origin } from '../../register/register.js'
import type { Address } from '../../subscribers/address.js'
import { recordEvent, type Word } from '../../subscribers/event-store.js'
import type { AppContext } from '../app-context.js'
import { foresee } from '../due/decide-now.js'
import { type FrozenMail, freezeDue } from '../due/freeze.js'
import type { Alarm } from '../health/alarms.js'
import { run } from '../pipeline.js'
import { reach } from '../reach.js'
import { type ProjectContent, read } from '../read-content.js'
import { expectedProblems, tellingStops } from '../stops.js'
import { missed } from '../tell-operators.js'
import { runTexts } from '../texts.js'
import { type Agreeing, type Agreement, agreedNow, isAgreed, neededFor } from './agreement.js'
import { approvalDigest, approvalOf } from './decide-notice.js'
import { sendTest, triedPost } from './manual-send.js'
import { noticeId } from './notice-record.js'
import { agreeToSend, foreseeSend, type SendForeseen, type SendWords, sendDigest, sendOf } from './send-by-hand.js'

/** @param id noticeId of its key @throws BelfryError NOTICE_UNKNOWN */
export async function noticeWithId({ store }: AppContext, id: string): Promise<Notice> {
  const found = (await listNotices(store.db)).find(({ key }) => noticeId(key) === id)
  if (found === undefined) throw new BelfryError('NOTICE_UNKNOWN', runTexts.acts.noNoticeId(id))
  return found
}

/** A notice, and what it comes to now. */
export interface NoticeNow {
  readonly notice: Notice
  readonly title: string
  readonly lists: readonly string[]
  /** Whom it would reach; 0 where it is over. */
  readonly recipients: number
  /** On its post. */
  readonly remarks: readonly Problem[]
  /** Of what is due and waits, or settles and waits then: until when. Milliseconds since the epoch. */
  readonly leaves?: number
  /** Of what settles: why it is held then, if nothing changes. */
  readonly heldThen?: string
  /** When it leaves where it is approved now; absent with the next run. */
  readonly opens?: number
  /** Of what is not told yet, for posts in a git repository: what it would be told from. */
  readonly origin?: Origin
  /** Where one operator's word is not enough. */
  readonly agreed?: { readonly approve: Agreeing; readonly send: Agreeing }
}

/** Of each notice: its title, whom it would reach. @throws BelfryError where posts cannot be read */
export async function noticesNow(context: AppContext, notices: readonly Notice[]): Promise<NoticeNow[]> {
  return await noticesBy(context, await read(context), notices)
}

export interface TodayNow {
  readonly notices: NoticeNow[]
  readonly expected: Alarm[]
  /** What keeps the next run from telling. */
  readonly stops: readonly Problem[]
  /** Why posts cannot be read, of which nobody is told. */
  readonly unread: readonly Problem[]
}

/** The same, and which regular posts are due or did not come. @throws BelfryError where posts cannot be read */
export async function todayNow(context: AppContext, notices: readonly Notice[]): Promise<TodayNow> {
  const content = await read(context)
  const expected = expectedProblems(context.config, content.announcements, context.clock.now())
  const stops = await tellingStops(context, content)
  const known = new Set(content.announcements.map(({ path }) => content.fileOf(path)))
  const unread = content.problems.filter(({ severity, file = '' }) => severity === 'error' && !known.has(file))
  return { notices: await noticesBy(context, content, notices), expected: missed(expected), stops, unread }
}

async function noticesBy(
  context: AppContext,
  content: ProjectContent,
  notices: readonly Notice[],
): Promise<NoticeNow[]> {
  const decision = await foresee(context, content)
  const { lists: listsOf, recipients } = reach(context, decision, content.releases)
  const holds = await holdsAhead(context, content, notices)
  const found: NoticeNow[] = []
  for (const notice of notices) {
    const post = decision.announcements.find(({ id }) => id === notice.post)
    const title = notice.title || (post?.title ?? notice.post ?? notice.key)
    const lists = isOpen(notice) ? await listsOf(notice) : []
    const file = post === undefined ? undefined : content.fileOf(post.path)
    const leaves = leavingAt(context, notice)
    const heldThen = holds.get(notice.key)
    const opens = waitsUntil(context, { ...notice, notBefore: null })
    const reached = lists.length === 0 ? 0 : await recipients(notice, lists)
    const agreed = await agreeing(context, notice, { lists, people: reached, post })
    const origin = isOpen(notice) ? content.revision?.originOf(post?.path) : undefined
    const remarks = content.problems.filter((one) => file !== undefined && one.file === file)
    found.push({
      ...{ notice, title, lists },
      recipients: reached,
      ...(agreed !== undefined && { agreed }),
      ...(leaves !== undefined && { leaves }),
      ...(heldThen !== undefined && { heldThen }),
      ...(opens !== undefined && { opens }),
      ...(origin !== undefined && { origin }),
      remarks,
    })
  }
  return found
}

/** Instants at which something has settled that are looked at beforehand. */
const MOST_AHEAD = 3

/** Why what settles is held once it has, by key: a back-fill, too many at once. */
async function holdsAhead(
  context: AppContext,
  content: ProjectContent,
  notices: readonly Notice[],
): Promise<ReadonlyMap<string, string>> {
  const settling = notices.filter(({ state }) => state === 'settling')
  const instants = [...new Set(settling.map(({ until }) => until))].sort((a, b) => a - b).slice(0, MOST_AHEAD)
  const holds = new Map<string, string>()
  for (const at of instants) {
    const then = await foresee({ ...context, clock: { now: () => Math.max(at, context.clock.now()) } }, content)
    const keys = new Set(settling.filter(({ until }) => until === at).map(({ key }) => key))
    for (const { key, state, reason } of then.notices) if (keys.has(key) && state === 'held') holds.set(key, reason)
  }
  return holds
}

function leavingAt(context: AppContext, notice: Notice): number | undefined {
  if (notice.state === 'due') return waitsUntil(context, notice)
  if (notice.state !== 'settling') return undefined
  const at = leavesAt(notice, notice.until, context.config.schedule)
  return at > notice.until ? at : undefined
}

/** Of a question that stands for others, theirs count as well once it is answered; it is then asked anew. */
async function agreeing(
  context: AppContext,
  notice: Notice,
  { lists, people, post }: { lists: readonly string[]; people: number; post: Announcement | undefined },
): Promise<NoticeNow['agreed']> {
  const needed = neededFor(context, people)
  if (needed <= 1 || !isOpen(notice)) return undefined
  const digestOf = (said: object) => approvalDigest(notice, said)
  const toSend = (said: object) => (post === undefined ? '' : sendDigest(post, lists, said))
  return {
    approve: { needed, agreed: await agreedNow(context, approvalOf(notice), digestOf) },
    send: { needed, agreed: post === undefined ? [] : await agreedNow(context, sendOf(post.id), toSend) },
  }
}

/** @returns the instant from which on it would leave; undefined with the next run */
export function waitsUntil({ config, clock }: AppContext, notice: Notice): number | undefined {
  const now = clock.now()
  const at = leavesAt(notice, now, config.schedule)
  return at > now ? at : undefined
}

/** The mail of a notice as a run would freeze it now; undefined where there is none. */
export async function mailOfNotice(context: AppContext, { key }: Notice): Promise<FrozenMail | undefined> {
  const decision = await foresee(context, await read(context))
  const notice = decision.notices.find((one) => one.key === key)
  if (notice === undefined) return undefined
  const { mails } = await freezeDue(context, { ...decision, tell: [notice] })
  return mails.get(key)
}

/** @throws BelfryError NOTICE_STATE where it tells no post that can be sent, NOTICE_REVISION */
export async function foreseeNotice(
  context: AppContext,
  { post, key, revision }: Notice,
  seen: number,
  words: SendWords,
): Promise<SendForeseen> {
  if (seen !== revision) throw new BelfryError('NOTICE_REVISION', runTexts.acts.atRevisionNowNot(key, revision, seen))
  if (post === null) throw new BelfryError('NOTICE_STATE', runTexts.acts.tellsNoPostApprove(key))
  const foreseen = await foreseeSend(context, post, words)
  if (words.update === undefined && words.list === undefined && foreseen.key !== key)
    throw new BelfryError('NOTICE_STATE', runTexts.acts.noAnnouncementApproveHave(key))
  return foreseen
}

export interface Sent extends Agreement {
  /** Absent where another operator has to agree first. */
  readonly mailing?: number
  readonly recipients: number
}

/** Tells it now; the mail is queued when this returns. @throws BelfryError as a run */
export async function sendForeseen(context: AppContext, foreseen: SendForeseen, word: Word): Promise<Sent> {
  const agreed = await agreeToSend(context, foreseen, word)
  if (!isAgreed(agreed)) return { ...agreed, recipients: foreseen.recipients }
  const report = await run(context, { send: false, byHand: foreseen.byHand, word })
  const [told] = report.told
  if (told === undefined) {
    const why = report.problems.map(({ message }) => message).join('; ')
    throw new BelfryError('NOTICE_STATE', runTexts.acts.nothingTold(why || 'somebody told it meanwhile'))
  }
  return { ...agreed, mailing: told.mailing, recipients: told.recipients }
}

/** The mail of its post, or of the update, marked as a test. @returns what the server said */
export async function tryNotice(context: AppContext, notice: Notice, to: Address, word: Word): Promise<string> {
  if (notice.post === null || (notice.kind !== 'announcement' && notice.kind !== 'update'))
    throw new BelfryError('NOTICE_STATE', runTexts.acts.tellsNoPostWhose(notice.key))
  const trial = notice.kind === 'update' ? { update: notice.text, severity: notice.severity } : {}
  const { replies } = await sendTest(context, triedPost(await read(context), notice.post), trial, [to])
  const { store, clock } = context
  const reply = replies[0]
  const details = { outcome: reply?.outcome ?? 'deferred' }
  await store.transaction(
    async (transaction) =>
      await recordEvent(transaction, { action: 'test', key: notice.key, details }, word, clock.now()),
  )
  return reply === undefined ? 'no answer' : `${reply.outcome}: ${reply.text}`
}
