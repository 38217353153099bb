/**
 * One post told now by an operator's word: what it would be and whom it would reach, then the run that does it; the
 * same from the command line, the console and the API. In: the app context, a post's name, what is said of it.
 */

import { randomUUID } from 'node:crypto'
import { dayIn } from '../../base/days.js'
import { BelfryError } from '../../base/errors.js'
import { countAudience } from '../../delivery/audience/audience-store.js'
import { mailedBefore } from '../../delivery/mailing-reports-store.js'
import { type ByHand, repeatedByHand, sentByHand, updateByHand } from '../../notices/by-hand.js'
import type { Decision } from '../../notices/decide.js'
import type { Announcement, Severity } from '../../posts/announcement.js'
import { manualKey } from '../../register/notice-keys.js'
import { REINSTATED } from '../../register/withdrawal.js'
import { recordEvent, type Word } from '../../subscribers/event-store.js'
import type { AppContext } from '../app-context.js'
import { foresee } from '../due/decide-now.js'
import { listsOf } from '../due/whom.js'
import { read } from '../read-content.js'
import { runTexts } from '../texts.js'
import { type Agreement, agreedDigest, agreement, saidPlainly } from './agreement.js'
import { findPost, listNamed } from './manual-send.js'

/** What is said of it. */
export interface SendWords {
  readonly update?: string
  readonly reinstate?: true
  readonly list?: string
  readonly severity?: Severity
}

/** What would be sent, and to whom. */
export interface SendForeseen {
  readonly key: string
  readonly post: Announcement
  readonly lists: readonly string[]
  readonly recipients: number
  /** For a run, which decides more than once: it has to be the same word each time. */
  readonly byHand: (decision: Decision) => ByHand
  /** Of all that is agreed to. */
  readonly digest: string
  /** Its words, as JSON. */
  readonly said: string
}

/** What is agreed to where a post is sent. */
export function sendOf(post: string): string {
  return `send:${post}`
}

export function sendDigest({ digest }: Announcement, lists: readonly string[], words: object): string {
  return agreedDigest([digest, lists, saidPlainly(words)])
}

/** @throws BelfryError POST_UNKNOWN, LIST_UNKNOWN, NOTICE_STATE where it is not to be sent */
export async function foreseeSend(context: AppContext, name: string, words: SendWords): Promise<SendForeseen> {
  const foreseen = await foresee(context, await read(context))
  const post = findPost(foreseen.announcements, name)
  const byHand = handFor(context, post, words)
  const audience = await foreseeAudience(context, byHand(foreseen), post)
  return { ...audience, post, byHand, digest: sendDigest(post, audience.lists, words), said: JSON.stringify(words) }
}

/** Keeps the word, before the run that does it. @returns whether enough operators have agreed */
export async function agreeToSend(
  context: AppContext,
  { key, post, recipients, digest, lists, said }: SendForeseen,
  word: Word,
): Promise<Agreement> {
  return await context.store.transaction(async (transaction) => {
    const asked = { about: sendOf(post.id), digest, said, people: recipients }
    const agreed = await agreement(context, transaction, asked, word)
    const details = { post: post.id, lists, recipients, ...(agreed.needed > 1 && agreed) }
    await recordEvent(transaction, { action: 'send', key, details }, word, context.clock.now())
    return agreed
  })
}

function handFor(context: AppContext, post: Announcement, words: SendWords): (decision: Decision) => ByHand {
  const { update, list, severity, reinstate } = words
  if (update !== undefined) {
    const day = dayIn(context.clock.now(), context.config.site.timezone)
    const usual = reinstate === true ? REINSTATED.severity : 'info'
    const said = { text: update, severity: severity ?? usual, day, reinstates: reinstate === true }
    return (decision) => updateByHand(decision, post.id, said)
  }
  if (list === undefined) return (decision) => sentByHand(decision, post.id, severity)
  const repetition = { key: manualKey(randomUUID()), list: listNamed(context, list).id }
  return (decision) => repeatedByHand(decision, post.id, { ...repetition, ...(severity !== undefined && { severity }) })
}

async function foreseeAudience(context: AppContext, decision: ByHand, post: Announcement) {
  const [notice] = decision.tell
  if (notice === undefined) throw new BelfryError('NOTICE_STATE', runTexts.sendByHand.nothingTell(post.id))
  const lists = (await listsOf(context, decision, notice)).map((list) => list.id)
  const { without = [] } = decision
  const recipients = await countAudience(context.store.db, { lists, without })
  if (notice.kind === 'manual' && recipients === 0) throw await nobodyLeft(context, decision, post)
  return { key: notice.key, lists, recipients }
}

async function nobodyLeft(context: AppContext, { lists = [], without = [] }: ByHand, post: Announcement) {
  const list = lists.join(', ')
  const mailings = await mailedBefore(context.store.db, without)
  const got = mailings.some((mailing) => lists.some((one) => mailing.lists.includes(one)))
  const why = got
    ? runTexts.sendByHand.gotAlreadyNobodyConfirmed(list, post.id)
    : runTexts.sendByHand.nobodyLeftSendNobody(list, post.id)
  return new BelfryError('NOTICE_STATE', why, {
    fix: runTexts.sendByHand.nobodyGetsMailTwice(),
  })
}
