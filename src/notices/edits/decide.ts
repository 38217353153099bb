/**
 * What follows from an edit of a post that people know. Pure. In: the post as it is, as it was judged, its open
 * notices, the instant. Out: notices to write, and the post's row. The comparison is always with what was judged, never
 * commit by commit: five edits between two runs are one change, and an edit taken back takes its notice with it.
 */
import { dayIn } from '../../base/days.js'
import { announcementKey, dayInKey } from '../../register/notice-keys.js'
import type { Pair } from '../identity.js'
import { freshNotice, isOpen, type KnownPost, type Notice, postText, withState } from '../notice.js'
import { reasons } from '../reasons.js'
import type { Rules } from '../rules.js'
import { causeOf } from './cause.js'
import { inferredSeverity } from './inferred-severity.js'
import { type Judgement, judgeEdit } from './significance.js'
import { claimTold, toldElsewhere } from './told-elsewhere.js'
import { keysFor, nextKey, numberOf } from './update-keys.js'

export interface EditContext {
  readonly now: number
  readonly rules: Rules
  /** So many posts were edited at once that only explicit markers count. */
  readonly massEdit: boolean
  /** Key of a new post of the same push that links to this one and tells the news itself. */
  readonly coveredBy: string | undefined
  /** Update notices of this post, open and closed. */
  readonly notices: readonly Notice[]
}

export interface EditOutcome {
  /** New or changed ones. */
  readonly notices: readonly Notice[]
  readonly post: KnownPost
  readonly decision: 'tell' | 'ask' | 'silent'
  readonly reason: string
  /** Of a new question that no other joined. */
  readonly cause?: string
}

export function considerEdit({ announcement, known }: Pair, context: EditContext): EditOutcome {
  const after = postText(announcement)
  const today = dayIn(context.now, context.rules.timezone)
  const judged = judgeEdit(known.judged ?? after, after, today, announcement.updateWords)
  const whole = knownRecall(judged, announcement, known.judgedAt, context.notices) ?? judged
  // What this step alone adds: a comma mended while a question is open asks nothing anew.
  const step =
    known.seen === undefined || known.openSince === null
      ? whole
      : judgeEdit(known.seen, after, today, announcement.updateWords)
  const open = context.notices.filter(isOpen)
  const row = { ...known, seen: after }
  const silent = ({ reason, notices = [] }: Silence): EditOutcome => {
    const judged = { ...row, judged: after, judgedAt: context.now, openSince: null }
    return { notices, post: judged, decision: 'silent', reason }
  }
  const silence = silenceOver(whole, open, announcement, context)
  if (silence !== undefined) return silent(silence)
  const openSince = known.openSince ?? context.now
  const { openSince: before, judgedAt } = known
  const isTold = whole.verdict === 'tell'
  const notices = isTold
    ? told(announcement.id, whole, { openSince: before, judgedAt, step, after }, context)
    : asked(announcement.id, { whole, step }, known.openSince, context)
  // What alone would have been asked is asked beside an update that settles: nobody stated it.
  const isAsked = isTold && step.verdict === 'ask' && announcement.evergreen !== true
  const joins = isAsked && open.length > 0 && context.rules.askQuestions
  if (joins) notices.push(beside(announcement.id, step, notices, context))
  const changed = withDigest(notices, announcement.digest, context.notices)
  if (isTold && !areOpen([...context.notices, ...changed])) {
    const isElsewhere = toldElsewhere(context.notices, judgedAt).length > 0
    return silent({ reason: isElsewhere ? reasons.toldElsewhere() : reasons.editTakenBack(), notices: changed })
  }
  const outcome = { notices: changed, post: { ...row, openSince } }
  if (joins) return { ...outcome, decision: 'ask', reason: step.reason }
  const isNew = changed.some((notice) => notice.since === context.now && isOpen(notice))
  const decision = isNew ? whole.verdict : step.verdict === 'silent' ? 'silent' : joined(whole, open)
  const reason = isNew || decision !== 'silent' ? whole.reason : reasons.joinedNotice()
  const cause = isNew && decision === 'ask' && open.length === 0 ? { cause: causeOf(whole) } : {}
  return { ...outcome, decision, reason, ...cause }
}

/**
 * Front matter says what people were told already: an operator said it first, or the line stood there before. Another
 * reason is a question, a new update is told.
 */
function knownRecall(
  judgement: Judgement,
  { withdrawnBecause: because = '' }: Pair['announcement'],
  judgedAt: number,
  notices: readonly Notice[],
): Judgement | undefined {
  const isInWords = judgement.updates.some(({ text }) => text !== because)
  if (judgement.recalls !== true || isInWords || notices.some(isOpen)) return undefined
  const [last] = notices
    .filter(({ state, severity, reinstates }) => state === 'told' && (reinstates || severity === 'recall'))
    .sort((a, b) => (b.toldAt ?? 0) - (a.toldAt ?? 0))
  // Of what another copy of the ledger told since, told-elsewhere.ts decides.
  if (last === undefined || last.reinstates || toldElsewhere([last], judgedAt).length > 0) return undefined
  return last.text.includes(because)
    ? { ...judgement, verdict: 'silent', reason: reasons.withdrawnBefore() }
    : { ...judgement, verdict: 'ask', reason: reasons.otherBecause() }
}

interface Silence {
  readonly reason: string
  /** Those that were open, and are gone by it. */
  readonly notices?: readonly Notice[]
}

/** Why nothing is told or asked of an edit; undefined where something is. */
function silenceOver(
  whole: Judgement,
  open: readonly Notice[],
  { evergreen }: Pair['announcement'],
  { coveredBy, massEdit, rules }: EditContext,
): Silence | undefined {
  const ending = (reason: string) => ({ reason, notices: open.map((notice) => gone(notice, reason)) })
  const isQuestion = whole.verdict === 'ask'
  if (whole.verdict === 'silent') return { ...ending(reasons.editTakenBack()), reason: whole.reason }
  if (isQuestion && evergreen === true) return ending(reasons.evergreen())
  if (open.length > 0) return undefined
  // What covers it settles, may be held, and goes to lists of its own: a recall that is stated waits for nothing.
  const isRecall = whole.verdict === 'tell' && whole.severity === 'recall' && whole.severityStated
  if (coveredBy !== undefined && !isRecall) return { reason: reasons.coveredByPost(coveredBy) }
  if (isQuestion && massEdit) return { reason: reasons.massEdit() }
  return isQuestion && !rules.askQuestions ? { reason: reasons.questionsIgnored(whole.reason) } : undefined
}

/** @param notices later ones stand for earlier ones of their key */
function areOpen(notices: readonly Notice[]): boolean {
  return [...new Map(notices.map((notice) => [notice.key, notice])).values()].some(isOpen)
}

/** A doubtful edit while a question is open belongs to that question; while an update settles, to that update. */
function joined(whole: Judgement, open: readonly Notice[]): 'ask' | 'silent' {
  return whole.verdict === 'ask' && open.some((notice) => notice.state === 'asked') ? 'ask' : 'silent'
}

function gone(notice: Notice, reason: string): Notice {
  return withState(notice, 'gone', reason)
}

/** What is compared, beside what it comes to. */
interface Told {
  readonly openSince: number | null
  readonly judgedAt: number
  readonly step: Judgement
  readonly after: { readonly severity: string }
}

/** Every explicit block is a notice of its own. A question that was open becomes the notice of the first. */
function told(
  post: string,
  judgement: Judgement,
  { openSince, judgedAt, step, after }: Told,
  context: EditContext,
): Notice[] {
  const fresh = new Set(step.verdict === 'tell' ? step.updates.map((update) => update.text) : [])
  const { current, earlier } = byComparison(openSince, context)
  const recall = judgement.recalls === true && step.recalls !== true ? current.find(isToldRecall) : undefined
  const said =
    recall === undefined ? saidIn(judgement, step) : [blockOf(recall), ...(fresh.size > 0 ? step.updates : [])]
  const updates = said.length > 0 ? said : [{ day: null, text: '' }]
  const elsewhere = claimTold(updates, toldElsewhere(context.notices, judgedAt), judgement)
  const blocks = updates
    .filter((update) => !elsewhere.claimed.has(update))
    .map(({ day, text }) => ({ day: day ?? dayOfChange(openSince, context), text, isNew: fresh.has(text) }))
  const known = new Map(context.notices.map((notice) => [notice.key, notice]))
  const questions = current.filter((notice) => isBeside(notice, current))
  const blocksOwn = current.filter((notice) => !questions.includes(notice))
  const keys = keysFor(post, blocks, blocksOwn, [...earlier, ...questions])
  const notices = blocks.map((block, index) => {
    const key = keys[index] ?? ''
    const fresh = { ...newUpdate(key, post, block.text, context.now), reinstates: judgement.reinstates === true }
    const notice = toldBlock(fresh, beforeRecall(known.get(key), step), judgement, context)
    const isDoubtful = elsewhere.left.length > 0 && isOpen(notice) && isReadAlone(notice)
    return isDoubtful ? withState(notice, 'asked', reasons.perhapsTold()) : notice
  })
  const replaced = context.notices.filter(
    (notice) =>
      recall === undefined &&
      isOpen(notice) &&
      notice.textBy !== 'operator' &&
      !keys.includes(notice.key) &&
      !questions.includes(notice),
  )
  const why = after.severity === 'recall' ? reasons.recallReplaces() : reasons.blockReplaced()
  return [...notices, ...replaced.map((notice) => gone(notice, why))]
}

/**
 * What settled when the post was withdrawn is no reason for that, unless it warns of it and nobody gives another.
 */
function saidIn(whole: Judgement, step: Judgement): Judgement['updates'] {
  if (step.recalls !== true) return whole.updates
  const isUnsaid = step.updates.every(({ text }) => text === '')
  const warns = whole.updates.some(({ text }) => inferredSeverity(text) === 'recall')
  return isUnsaid && warns ? whole.updates : step.updates
}

/** No hold of an update keeps the recall that takes its place. */
function beforeRecall(known: Notice | undefined, step: Judgement): Notice | undefined {
  const isInTheWay = step.recalls === true && known !== undefined && isOpen(known) && known.textBy !== 'operator'
  return isInTheWay ? gone(known, known.reason) : known
}

function isToldRecall({ state, severity, reinstates }: Notice): boolean {
  return state === 'told' && severity === 'recall' && !reinstates
}

function blockOf({ key, text }: Notice): Judgement['updates'][number] {
  return { day: dayInKey(key)?.day ?? null, text }
}

/** No operator said anything of it. */
function isReadAlone({ textBy, cameBy, heldBy, approved }: Notice): boolean {
  return textBy === 'post' && cameBy === 'read' && heldBy !== 'operator' && approved === null
}

/** @param fresh as it is where no notice stands for the block yet */
function toldBlock(fresh: Notice, known: Notice | undefined, judgement: Judgement, context: EditContext): Notice {
  if (known !== undefined && !isOpen(known) && known.state !== 'gone') return known
  const { severity } = judgement
  // A recall that is stated waits for nothing; one that was inferred from words settles like any other.
  const waitMs = severity === 'recall' && judgement.severityStated ? 0 : context.rules.settleMs
  if (known === undefined || known.state === 'asked' || known.state === 'gone') {
    const until = context.now + waitMs
    const revision = (known?.revision ?? 0) + 1
    const reason = reasons.newsSettles(judgement.reason, until)
    return { ...fresh, state: 'settling', severity, until, revision, reason }
  }
  const { text, reinstates } = fresh
  if (known.textBy === 'operator' || (known.text === text && known.severity === severity)) return known
  return {
    ...known,
    text,
    reinstates,
    severity,
    until: Math.min(known.until, context.now + waitMs),
    revision: known.revision + 1,
  }
}

function asked(
  post: string,
  { whole: judgement, step }: { whole: Judgement; step: Judgement },
  openSince: number | null,
  context: EditContext,
): Notice[] {
  const text = judgement.updates[0]?.text ?? ''
  const open = context.notices.filter(isOpen)
  const question = open.find((notice) => notice.state === 'asked' || notice.state === 'held' || notice.state === 'due')
  if (question !== undefined) {
    const said = question.textBy === 'operator' ? question.text : text
    const isOperators = question.textBy === 'operator' || question.heldBy === 'operator'
    // What is asked with other posts stays with them while it says the same; else it is a question of its own.
    const isShared = question.askedWith !== null && step.verdict === 'silent'
    const reason = isOperators || isShared ? question.reason : judgement.reason
    const askedWith = isShared ? question.askedWith : null
    return [{ ...question, text: said, diff: judgement.wordDiff, reason, askedWith, revision: question.revision + 1 }]
  }
  // The explicit block that was settling is gone, and something doubtful is left.
  const left = open.map((notice) => gone(notice, reasons.blockGone()))
  const { current, earlier } = byComparison(openSince, context)
  const day = dayOfChange(openSince, context)
  const again = current.find(
    (notice) => (isOpen(notice) || notice.state === 'gone') && numberOf(notice.key, post, day) > 0,
  )
  const key =
    again?.key ??
    nextKey(
      post,
      day,
      [...current, ...earlier].map((notice) => notice.key),
    )
  const revision = (again?.revision ?? 0) + 1
  const notice: Notice = {
    ...newUpdate(key, post, text, context.now),
    revision,
    reason: judgement.reason,
    reinstates: judgement.reinstates === true,
    severity: judgement.severity,
    diff: judgement.wordDiff,
  }
  return [...left.filter((one) => one.key !== key), notice]
}

/** A question that came while an update of the same comparison was on its way. */
function isBeside(notice: Notice, current: readonly Notice[]): boolean {
  const isOnItsWay = ({ state }: Notice) => state !== 'asked' && state !== 'gone'
  return notice.state === 'asked' && current.some((other) => isOnItsWay(other) && other.since < notice.since)
}

/** The question about what joined; one that is open takes it in. */
function beside(post: string, step: Judgement, notices: readonly Notice[], context: EditContext): Notice {
  const known = new Map([...context.notices, ...notices].map((notice) => [notice.key, notice]))
  const all = [...known.values()]
  const text = step.updates[0]?.text ?? ''
  const open = all.find((notice) => isBeside(notice, all))
  if (open !== undefined) {
    const both = [open.text, text].filter((part) => part !== '').join('\n\n')
    const diff = [...open.diff, ...step.wordDiff]
    return { ...open, text: both, diff, reason: step.reason, revision: open.revision + 1 }
  }
  const key = nextKey(post, dayIn(context.now, context.rules.timezone), [...known.keys()])
  const { reason, severity, wordDiff: diff } = step
  return { ...newUpdate(key, post, text, context.now), reason, severity, diff }
}

function newUpdate(key: string, post: string, text: string, now: number): Notice {
  return {
    ...freshNotice,
    key,
    kind: 'update',
    state: 'asked',
    severity: 'info',
    post,
    since: now,
    until: now,
    reason: '',
    text,
    followUpOf: announcementKey(post),
  }
}

/** The notices of the comparison that is open, and those before it; where nothing was open, all are. */
function byComparison(openSince: number | null, { notices }: EditContext): { current: Notice[]; earlier: Notice[] } {
  const isCurrent = ({ since }: Notice) => openSince !== null && since >= openSince
  return { current: notices.filter(isCurrent), earlier: notices.filter((notice) => !isCurrent(notice)) }
}

/** A block without a day has the one on which the change was first seen. */
function dayOfChange(openSince: number | null, context: EditContext): string {
  return dayIn(openSince ?? context.now, context.rules.timezone)
}

/** Open notices know the post as it is now; what did not change is not written again. */
function withDigest(notices: readonly Notice[], digest: string, before: readonly Notice[]): Notice[] {
  return notices
    .filter((notice) => !before.includes(notice))
    .map((notice) => (isOpen(notice) ? { ...notice, digest } : notice))
}
