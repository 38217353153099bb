/**
 * The story on one page: read → decide → queue → publish → send. In: the app context. Out: a report of what was done
 * and what waits. Safe to repeat and to run twice at once: every step records what it did, and a step that was done is
 * not done again.
 */

import { setTimeout as delay } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import { dayIn } from '../base/days.js'
import { BelfryError, type Problem } from '../base/errors.js'
import { secondsBetween } from '../base/observed.js'
import { placeOfPosts } from '../config/place-of-posts.js'
import type { List } from '../config/schema.js'
import { countAudience } from '../delivery/audience-store.js'
import { foreignLeaseMs } from '../delivery/lease-store.js'
import { countWaiting } from '../delivery/mailing-reports-store.js'
import { createMailing, newestMailing, releaseMailings, supersede } from '../delivery/mailing-store.js'
import { noReplies, type SendResult, sendDue, workerName } from '../delivery/worker.js'
import { recordedUrls } from '../feeds/entry-urls.js'
import type { ByHand } from '../notices/by-hand.js'
import { type Decision, decide, type Situation } from '../notices/decide.js'
import { besidePosts, toldBesidePosts } from '../notices/end-of-life/those-left.js'
import { endOfLifeLists } from '../notices/lists-for.js'
import {
  listMoved,
  listNotices,
  loadMemory,
  loadReading,
  markTold,
  recordDecision,
  recordReading,
  saveNotice,
  urlsOf,
} from '../notices/memory-store.js'
import { type Hold, isNewsOfTold, type Notice } from '../notices/notice.js'
import { registerOf } from '../notices/to-register.js'
import type { Announcement, SiteSettings } from '../posts/announcement.js'
import { READS } from '../posts/reading.js'
import { underId } from '../posts/under-id.js'
import { identityOf } from '../register/feed-identity.js'
import { knownDates } from '../register/known-dates.js'
import type { Register } from '../register/register.js'
import { withoutWithdrawnUpgrades } from '../register/withdrawn-now.js'
import { writeRegister } from '../register/write.js'
import type { ReleaseTable } from '../releases/release.js'
import { recordAccepted } from '../source/accepted-store.js'
import { readHead } from '../store/chain-store.js'
import { GONE_ACCEPTED, MAIL_STOPPED, PUBLISHED_AT, readFact, replaceFact, setFact } from '../store/meta-store.js'
import type { Queries } from '../store/open.js'
import type { Tables } from '../store/tables.js'
import { SERVICE_WORD, type Word } from '../subscribers/event-store.js'
import type { AppContext } from './app-context.js'
import { audienceHolds, audienceWarnings, withAudienceHolds } from './audience-guard.js'
import { isStop, mayGoOn, problemsIn } from './failed-run.js'
import { type FrozenMails, freezeDue } from './freeze-due.js'
import { goneCycleProblems } from './health/runs-in-table.js'
import { type Logged, loggedSince, recordStates, recordTold } from './history/record-decided.js'
import { type InLedger, inLedger } from './in-ledger.js'
import { type Accident, accidentProblem, recentAccidents } from './inbound/take-bounce.js'
import { takeMailboxes } from './inbound/take-mailboxes.js'
import { takeRefusals } from './inbound/take-refusals.js'
import { keepHistory } from './keep-history.js'
import { keepKnown } from './keep-known.js'
import { toldByNow } from './ledger-stops.js'
import { movedDateProblems } from './moved-dates.js'
import { problemsOfRun } from './open-remarks.js'
import { movedPostProblems } from './output/moved-posts.js'
import { type Published, publish } from './output/publish.js'
import { forgetPeople } from './people/forget.js'
import { type ProjectContent, postSettingsOf, publishedOf, read } from './read-content.js'
import { rulesOf } from './rules-of.js'
import { audienceOf } from './runs-of.js'
import { expectedProblems, goneProblems, stopsOf, unsaidRecalls } from './stops.js'
import { queueTold, tellHooks } from './tell-hooks.js'
import { tellHubs } from './tell-hubs.js'
import { tellFailure, tellOperators } from './tell-operators.js'
import { runTexts } from './texts.js'

export interface ToldNotice {
  readonly notice: Notice
  readonly lists: readonly List[]
  readonly mailing: number
  readonly recipients: number
  /** By which anybody can compare what they got; absent where it was mailed to no list. */
  readonly logged?: Logged
}

export interface RunReport {
  readonly decision: Decision
  readonly told: readonly ToldNotice[]
  readonly published: Published
  /** False where feeds and pages stayed as they were, because posts cannot be read or something stops it. */
  readonly isPublished: boolean
  readonly sent: SendResult
  readonly problems: readonly Problem[]
  /** Of providers, lately; the problems say so too. */
  readonly accidents: readonly Accident[]
  /** False where something stops all mail from here; the problems say what. */
  readonly mayMail: boolean
  /** Announcement.path → the file as problems name it. */
  readonly fileOf: (path: string) => string
  /** What the notices were decided by. */
  readonly releases: ReleaseTable
}

export interface RunOptions {
  /** False queues and leaves the sending to a worker. */
  readonly send?: boolean
  /** An operator's word: the decision with the one notice that is told now, and nothing else. */
  readonly byHand?: (decision: Decision) => ByHand
  /** Whose word that is. */
  readonly word?: Word
  readonly signal?: AbortSignal
  /** How many of those that waited have an answer, whatever it is. */
  readonly onSent?: (done: number, of: number) => void
}

export function feedFilesIn({ feeds }: Published): string[] {
  return feeds.map(({ feed }) => feed)
}

/**
 * One scheduled run. @throws BelfryError POSTS_FOLDER, POSTS_EMPTY, DATABASE …; faults of single posts are in the
 * report
 */
export async function run(context: AppContext, options: RunOptions = {}): Promise<RunReport> {
  try {
    const report = await runWhole(context, options)
    await keepHistory(context)
    return report
  } catch (thrown) {
    // A service does that by itself.
    if (options.send !== false && isStop(thrown) && (await mayGoOn(context))) {
      await sendUntilQuiet(context, options)
      await tellFailure(context, problemsIn(context, thrown))
    }
    throw thrown
  }
}

async function runWhole(context: AppContext, options: RunOptions): Promise<RunReport> {
  // What came back first: who is suppressed by it gets nothing of what is queued now.
  const returned = await takeMailboxes(context)
  await takeRefusals(context)
  await forgetPeople(context)
  const content = await read(context)
  const stops = await stopsOf(context, content)
  const { mayMail } = stops
  const queued = await decideAndQueue(context, content, stops.mayTell, options)
  const newest = await newestMailing(context.store.db)
  // Where no post can be read, what was published stays.
  const isRead =
    queued.decision.failedRead === 0 && (content.announcements.length > 0 || content.unreadable.length === 0)
  const isPublished = isRead && stops.mayPublish
  const published = isPublished ? await recordAndPublish(context, content, queued.decision) : { files: [], feeds: [] }
  const accidents = await recentAccidents(context)
  const problems = [
    ...returned,
    ...accidents.map((one) => accidentProblem(context, one)),
    ...problemsOfRun(content, queued.decision),
    ...queued.problems,
    ...stops.problems,
    ...goneProblems(context.config, queued.decision),
    ...unsaidRecalls(queued.decision, content.fileOf),
    ...(isRead ? expectedProblems(context.config, queued.decision.announcements, queued.decision.at) : []),
    ...goneCycleProblems(queued.decision, context.config.content.releases),
    ...movedDateProblems(queued.decision.notices, content.releases),
    ...movedPostProblems(context.config, queued.decision, content.fileOf),
    ...(isPublished ? keepKnown(context.config, content, queued) : []),
    ...content.remember(),
  ]
  await setFact(context.store.db, MAIL_STOPPED, stops.stopsAll)
  if (mayMail) await releaseMailings(context.store, newest)
  // A service sends, tells hubs and operators by itself: its runs wait for none.
  const { fileOf, releases } = content
  const about = { published, isPublished, accidents, mayMail, fileOf, releases }
  if (options.send === false) return { ...queued, ...about, sent: nothingSent(), problems }
  const telling = tellHubs(context, feedFilesIn(published), options.signal && { signal: options.signal })
  const sent = mayMail ? await sendUntilQuiet(context, options) : nothingSent()
  // Last, because sending may have paused a mailing.
  const untold = await tellOperators(context, { ...about, decision: queued.decision, problems })
  const unhooked = await tellHooks(context, options.signal && { signal: options.signal })
  return { ...queued, ...about, sent, problems: [...problems, ...(await telling), ...untold, ...unhooked] }
}

function digestsOf(content: ProjectContent): Set<string> {
  return new Set(content.announcements.map((post) => post.digest))
}

/** What a run at this instant would decide. Pure but for reading the ledger. */
export async function foresee(context: AppContext, content: ProjectContent): Promise<Decision> {
  const decision = await decideOn(context, content, context.store.db, context.clock.now())
  return withAudienceHolds(decision, await audienceHolds(context, decision, content.releases))
}

/** What is to be told by what a ledger remembers, to whom somebody is left to tell it. */
async function decideOn(
  context: AppContext,
  content: ProjectContent,
  queries: Queries,
  now: number,
): Promise<Decision> {
  const decision = decide(await situationOf(context, content, queries, now))
  const left = new Set<string>()
  const facts = { decision, releases: content.releases, today: dayIn(now, context.config.site.timezone) }
  const lists = endOfLifeLists(context.config.notices.endOfLifeLists, context.config.lists).map(({ id }) => id)
  for (const notice of besidePosts(decision)) {
    if ((await countAudience(queries, audienceOf(notice, lists, facts))) > 0) left.add(notice.key)
  }
  return toldBesidePosts(decision, left)
}

/** @throws BelfryError POSTS_EMPTY */
async function situationOf(
  context: AppContext,
  content: ProjectContent,
  queries: Queries,
  now: number,
): Promise<Situation> {
  const memory = await loadMemory(queries, digestsOf(content))
  if (memory.baselineAt === null && content.announcements.length === 0) {
    throw new BelfryError('POSTS_EMPTY', runTexts.pipeline.holdsNoPostFirst(placeOfPosts(context.config)))
  }
  const reading = await loadReading(queries, now)
  const goneAccepted = (await readFact(queries, GONE_ACCEPTED)) !== undefined
  const { listed, unlisted } = partedByListing(content.announcements)
  return {
    announcements: listed,
    // An unlisted post is there, and nothing of it is told.
    unreadable: [...content.unreadable, ...unlisted.map(({ path }) => path)],
    ...takenBack(content),
    ...(context.config.content.feed !== '' && { isWindow: true }),
    ...(content.deleted !== undefined && { deleted: content.deleted }),
    remarked: listed.filter(({ remarks }) => remarks !== undefined).map(({ path }) => path),
    releases: withoutWithdrawnUpgrades(content.releases, content),
    goneAccepted,
    ...(reading !== undefined && { reading: { ...reading, newDrafts: content.newDrafts } }),
    memory,
    now,
    rules: rulesOf(context.config, context.endOfLifeTexts),
    registerTold: content.register.told,
    registerUpdates: content.register.updates,
    registerDismissed: content.register.dismissed,
  }
}

function takenBack({ revision }: ProjectContent): Pick<Situation, 'takenBack'> {
  const belief = revision?.vouched?.belief
  if (belief === 'taken back') return { takenBack: 'newer' }
  return belief === 'nobody' ? { takenBack: 'all' } : {}
}

/** What is told says what it was told from. */
function withOrigins<Decided extends Decision>(decision: Decided, { revision }: ProjectContent): Decided {
  if (revision === undefined) return decision
  const paths = new Map(decision.announcements.map(({ id, path }) => [id, path]))
  const originOf = ({ post }: Notice) => revision.originOf(post === null ? undefined : paths.get(post))
  return { ...decision, tell: decision.tell.map((notice) => ({ ...notice, origin: originOf(notice) })) }
}

function partedByListing(announcements: readonly Announcement[]) {
  const listed = announcements.filter(({ unlisted }) => unlisted !== true)
  return { listed, unlisted: announcements.filter(({ unlisted }) => unlisted === true) }
}

interface Queued {
  readonly decision: Decision
  readonly told: readonly ToldNotice[]
  readonly problems: readonly Problem[]
}

/**
 * Mails are rendered before the transaction, which holds everybody else up, and what is due is decided again inside it:
 * only what was rendered in the revision that is still the newest is told. What changed in between takes another round.
 */
async function decideAndQueue(
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
  let first: Decision | undefined
  for (;;) {
    const undecided = await decideNow(context.store.db)
    // Whoever sends by hand is shown how many it reaches.
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
      await recordStates(transaction, decision)
      await recordDecision(transaction, decision)
      const accepted = content.revision?.vouched?.accepted
      if (accepted !== undefined) await recordAccepted(transaction, content.acceptedBefore, accepted)
      await setFact(transaction, GONE_ACCEPTED, false)
      await recordReading(transaction, READS, now)
      const queued = await tell(context, transaction, decision, { frozen, releases: content.releases })
      await recordTold(transaction, queued, { word: by, now })
      await queueTold(context, transaction, queued, decision)
      return { decision, queued, left: decision.tell }
    }
    // Where nothing may be told, marks may be what is wrong.
    const round = mayTell
      ? await inLedger(context, queue)
      : await context.store.transaction(async (transaction) => await queue({ transaction }))
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

/** Is there a mail for each notice that is due, in its newest revision? */
function canTell({ tell: due }: Decision, { mails }: FrozenMails): boolean {
  return due.every(({ key, revision }) => mails.get(key)?.revision === revision)
}

const PRIORITY = { recall: 0, important: 2, info: 3 } as const

/** Marks what is due as told, freezes its mailing, writes its deliveries: all of it or nothing. */
async function tell(
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
    const { id, audience } = await createMailing(transaction, mailing, now)
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

/** The register first: feeds are made from content and register, and another machine must come to the same. */
async function recordAndPublish(context: AppContext, content: ProjectContent, decision: Decision): Promise<Published> {
  const notices = await listNotices(context.store.db)
  const { db } = context.store
  const retractions = notices.filter(({ kind }) => kind === 'retraction')
  const urlsOfRetracted = await urlsOf(db, retractions)
  const whereabouts = { ids: decision.ids, urls: urlsOfRetracted, moved: await listMoved(db) }
  const told = registerOf(content.register, notices, whereabouts)
  const { site, feeds } = context.config
  const readable = asDecided(content.announcements, decision, postSettingsOf(context.config))
  const announcements = publishedOf({ announcements: readable, kept: content.kept })
  const urls = feeds.ids === 'url' ? recordedUrls(announcements, told, site, decision.at) : told.urls
  const register = {
    ...told,
    urls,
    log: await loggedSince(context.store.db, content.register),
    dates: knownDates(told.dates, content.releases, decision.at),
    feeds: identityOf(content.register, context.config),
    ...revisionKept(content),
  }
  await writeRegister(context.config.content.register, register, {
    ledger: await toldByNow(context),
    audit: await readHead(context.store.db),
  })
  const startedAt = performance.now()
  const about = { announcements, register, releases: content.releases, pictures: content.pictures }
  const published = await publish(context, about)
  context.observe?.({ what: 'publish', seconds: secondsBetween(startedAt, performance.now()) })
  await replaceFact(context.store.db, PUBLISHED_AT, String(decision.at))
  return published
}

/** Which commit was accepted, for a ledger that is new, and for `build`. */
function revisionKept({ revision }: ProjectContent): Pick<Register, 'source' | 'kept'> {
  if (revision?.vouched === undefined) return {}
  return { source: revision.vouched.accepted[0], kept: revision.kept }
}

/**
 * The posts that were decided about, as they would be read now that the register keeps their ids: nothing is read a
 * second time.
 */
function asDecided(read: readonly Announcement[], decision: Decision, settings: SiteSettings): Announcement[] {
  const ids = new Map(decision.announcements.map(({ path, id }) => [path, id]))
  return read.map((post) => underId(post, ids.get(post.path) ?? post.id, settings))
}

function nothingSent(): SendResult {
  return { counts: noReplies() }
}

/** Sends until nothing is due; what another worker holds is waited for, because that worker may be dead. */
/** More may be queued meanwhile than there was. */
function countReplies(waiting: number, tell: (done: number, of: number) => void): () => void {
  let done = 0
  return () => {
    done += 1
    tell(done, Math.max(done, waiting))
  }
}

async function sendUntilQuiet(context: AppContext, options: RunOptions): Promise<SendResult> {
  const owner = workerName()
  const total = nothingSent().counts
  const onReply = options.onSent && countReplies(await countWaiting(context.store.db), options.onSent)
  for (;;) {
    const { counts, unreachable } = await sendDue({ ...context, ...options, ...(onReply && { onReply }) }, owner)
    for (const outcome of Object.keys(total) as (keyof typeof total)[]) total[outcome] += counts[outcome]
    if (unreachable !== undefined) return { counts: total, unreachable }
    const waitMs = await foreignLeaseMs(context.store, owner)
    if (waitMs === undefined || options.signal?.aborted) return { counts: total }
    if (waitMs > 1000)
      context.log.info(`waiting ${Math.ceil(waitMs / 1000)} s for deliveries that another worker holds`)
    await delay(Math.min(waitMs + 20, 5_000))
  }
}
