/**
 * Queues what is due: each notice is marked as told, its mailing frozen, its deliveries written, all of it or nothing.
 * In: the app context, the posts that were read. Out: the decision, and what was told by it.
 */
import type { Transaction } from 'kysely'
import { dayIn } from '../../base/days.js'
import type { Problem } from '../../base/errors.js'
import { createMailing, supersede } from '../../delivery/mailing-store.js'
import type { ByHand } from '../../notices/by-hand.js'
import type { Decision } from '../../notices/decide.js'
import { markTold, recordDecision, recordReading, saveNotice } from '../../notices/memory-store.js'
import { type Hold, isNewsOfTold, type Notice } from '../../notices/notice.js'
import { READS } from '../../posts/reading.js'
import type { ReleaseTable } from '../../releases/release.js'
import { recordAccepted } from '../../source/accepted-store.js'
import { GONE_ACCEPTED, setFact } from '../../store/meta-store.js'
import type { Queries } from '../../store/open.js'
import type { Tables } from '../../store/tables.js'
import { SERVICE_WORD } from '../../subscribers/event-store.js'
import type { AppContext } from '../app-context.js'
import { type Logged, recordStates, recordTold } from '../history/record-decided.js'
import { type InLedger, inLedger } from '../in-ledger.js'
import type { ProjectContent } from '../read-content.js'
import type { RunOptions, ToldNotice } from '../run-report.js'
import { queueTold } from '../tell-hooks.js'
import { audienceHolds, audienceWarnings, withAudienceHolds } from './audience-guard.js'
import { decideOn } from './decide-now.js'
import { type FrozenMails, freezeDue } from './freeze.js'
import { stampMemory } from './memory-stamp-store.js'
import { isIdle } from './remember-idle.js'
import { audienceOf } from './runs-of.js'

/** What is told says what it was told from. */
function withOrigins<Decided extends Decision>(decision: Decided, { revision }: ProjectContent): Decided {
  if (revision === undefined) return decision
  const paths = new Map(decision.announcements.map(({ id, path }) => [id, path]))
  const originOf = ({ post }: Notice) => revision.originOf(post === null ? undefined : paths.get(post))
  return { ...decision, tell: decision.tell.map((notice) => ({ ...notice, origin: originOf(notice) })) }
}

interface Queued {
  readonly decision: Decision
  readonly told: readonly ToldNotice[]
  readonly problems: readonly Problem[]
  /** What was decided from, as the ledger tells it, where it was to do nothing (due/idle.ts). */
  readonly memory?: string
}

/**
 * Mails are rendered before the transaction, which holds everybody else up, and what is due is decided again inside it:
 * only what was rendered in the revision that is still the newest is told. What changed in between takes another round.
 */
export async function decideAndQueue(
  context: AppContext,
  content: ProjectContent,
  mayTell: boolean,
  { byHand, word: by = SERVICE_WORD }: Pick<RunOptions, 'byHand' | 'word'>,
): Promise<Queued> {
  const now = context.clock.now()
  const told: ToldNotice[] = []
  const decideNow = async (queries: Queries, word = byHand): Promise<ByHand> => {
    const decision = await decideOn(context, content, queries, now)
    return word === undefined || told.length > 0 ? decision : word(decision)
  }
  // Where nothing may be told, marks may be what is wrong.
  const within = async <Result>(work: (to: Pick<InLedger, 'transaction'>) => Promise<Result>): Promise<Result> =>
    mayTell
      ? await inLedger(context, work)
      : await context.store.transaction(async (transaction) => await work({ transaction }))
  /** Most runs tell nothing: such a one is decided once, where it is recorded. */
  const unlessDue = async (): Promise<Decided> =>
    await within(async ({ transaction }) => {
      const { dialect } = context.store
      await dialect.lockDecisions(transaction)
      const decision = await decideNow(transaction)
      if (decision.tell.length > 0) return { decision }
      await record(transaction, content, decision, now)
      const memory = isIdle(decision)
        ? (await stampMemory({ dialect, transaction }, content.releases.renamed)).stamp
        : undefined
      return { recorded: { decision, told, problems: [], ...(memory !== undefined && { memory }) } }
    })
  let first: Decision | undefined
  let decided = byHand === undefined ? await unlessDue() : undefined
  if (decided?.recorded !== undefined) return decided.recorded
  for (;;) {
    const undecided = decided?.decision ?? (await decideNow(context.store.db))
    decided = undefined
    const holds =
      byHand === undefined ? await audienceHolds(context, undecided, content.releases) : new Map<string, Hold>()
    const foreseen = withOrigins(withAudienceHolds(undecided, holds), content)
    const frozen: FrozenMails = mayTell ? await freezeDue(context, foreseen) : { mails: new Map(), problems: new Map() }
    const queue = async ({ transaction }: Pick<InLedger, 'transaction'>) => {
      await context.store.dialect.lockDecisions(transaction)
      const decision = withOrigins(withAudienceHolds(await decideNow(transaction), holds), content)
      // An operator's word that cannot go out now is no notice that goes out some day: nothing was told.
      if (byHand !== undefined && told.length === 0 && !canTell(decision, frozen)) {
        const without = { ...(await decideNow(transaction, undefined)), tell: [] }
        return { decision: without, queued: [], left: decision.tell }
      }
      await record(transaction, content, decision, now)
      const queued = await tell(context, transaction, decision, { frozen, releases: content.releases })
      await recordTold(transaction, queued, { word: by, now })
      await queueTold(context, transaction, queued, decision)
      return { decision, queued, left: decision.tell }
    }
    const round = await within(queue)
    told.push(...round.queued)
    first ??= round.decision
    const left = round.left.filter(({ key }) => !told.some((one) => one.notice.key === key))
    const isLate = left.some(({ key }) => !frozen.mails.has(key) && !frozen.problems.has(key))
    if (mayTell && isLate) continue
    const { baseline, posts, posted } = first
    return {
      decision: { ...round.decision, baseline, posts, posted },
      told,
      problems: [...[...frozen.problems.values()].flat(), ...audienceWarnings(foreseen, holds, context.config.file)],
    }
  }
}

type Decided =
  | { readonly decision: Decision; readonly recorded?: undefined }
  | { readonly recorded: Queued; readonly decision?: undefined }

/** What was decided, and by which revision and way of reading. */
async function record(
  transaction: Transaction<Tables>,
  content: ProjectContent,
  decision: Decision,
  now: number,
): Promise<void> {
  await recordStates(transaction, decision)
  await recordDecision(transaction, decision)
  const accepted = content.revision?.vouched?.accepted
  if (accepted !== undefined) await recordAccepted(transaction, content.acceptedBefore, accepted)
  await setFact(transaction, GONE_ACCEPTED, false)
  await recordReading(transaction, READS, now)
}

/** Is there a mail for each notice that is due, in its newest revision? */
function canTell({ tell: due }: Decision, { mails }: FrozenMails): boolean {
  return due.every(({ key, revision }) => mails.get(key)?.revision === revision)
}

const PRIORITY = { recall: 0, important: 2, info: 3 } as const

/** Marks what is due as told, freezes its mailing, writes its deliveries: all of it or nothing. */
export async function tell(
  context: AppContext,
  transaction: Transaction<Tables>,
  decision: ByHand,
  { frozen, releases }: { readonly frozen: FrozenMails; readonly releases: ReleaseTable },
): Promise<ToldNotice[]> {
  const now = decision.at
  const told: ToldNotice[] = []
  for (const notice of decision.tell) {
    const mail = frozen.mails.get(notice.key)
    if (mail === undefined || mail.revision !== notice.revision) continue
    // Where a repetition goes only this run knows: it is recorded when it is told, and never waits.
    if (notice.kind === 'manual') await saveNotice(transaction, notice)
    if (!(await markTold(transaction, notice, now))) continue
    if (notice.severity === 'recall' && isNewsOfTold(notice))
      await supersede({ dialect: context.store.dialect, transaction }, keysOfPost(decision, notice), now)
    const lists = mail.lists.map((list) => list.id)
    const mailing = {
      ...mail,
      key: notice.key,
      kind: 'notice' as const,
      priority: PRIORITY[notice.severity],
      ...audienceOf(notice, lists, { decision, releases, today: dayIn(now, context.config.site.timezone) }),
      linkKey: context.keys.current,
    }
    const { id, audience } = await createMailing({ dialect: context.store.dialect, transaction }, mailing, now)
    told.push({
      notice: { ...notice, state: 'told', toldAt: now },
      lists: mail.lists,
      mailing: id,
      recipients: audience,
      ...(mail.digest !== undefined && { logged: loggedAs(mail.digest, mail) }),
    })
  }
  return told
}

/** What everybody can compare with what they got, whatever language it is in. */
function loggedAs(digest: string, { messageId, digests }: Omit<Logged, 'digest'>): Logged {
  return { digest, messageId, ...(digests !== undefined && { digests }) }
}

function keysOfPost(decision: Decision, { post, key }: Notice): string[] {
  return decision.notices.filter((notice) => notice.post === post && notice.key !== key).map((notice) => notice.key)
}
