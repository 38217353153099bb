/**
 * An operator's word on a mailing: pause, resume, cancel, retry; the same from the command line, the console and the
 * API. In: the app context, a mailing's number, who says it. Out: what was done; each word is kept in `events`.
 */

import { BelfryError } from '../../base/errors.js'
import type { MailingDetails } from '../../delivery/mailing-reports-store.js'
import { type MailingMove, moveMailing } from '../../delivery/mailing-store.js'
import { foreseeRetry, type Retried, type Retry, retryDeliveries } from '../../delivery/retry-store.js'
import { recordEvent, type Word } from '../../subscribers/event-store.js'
import type { AppContext } from '../app-context.js'
import { runTexts } from '../texts.js'
import { type Agreeing, type Agreement, agreedDigest, agreedNow, agreement, isAgreed, neededFor } from './agreement.js'
import { mailingNumbered } from './mailing-numbered.js'

/** @throws BelfryError MAILING_UNKNOWN, NOTICE_STATE where the mailing is in no state for it */
export async function steerMailing(
  context: AppContext,
  number: string,
  move: MailingMove,
  word: Word,
): Promise<Agreement> {
  const { store, clock } = context
  const { mailing, state, queued, deferred, uncertain } = await mailingNumbered(context, number)
  const now = clock.now()
  return await store.transaction(async (transaction) => {
    const agreed = { about: resumeOf(mailing), digest: RESUMES }
    const people = move === 'resume' ? queued + deferred + uncertain : 0
    const done = await agreement(context, transaction, { ...agreed, people }, word)
    const details = done.needed > 1 ? { ...done } : {}
    if (!isAgreed(done)) {
      if (state !== 'paused') throw wrongState(mailing, state, move)
      await recordEvent(transaction, { action: move, key: `mailing:${mailing}`, details }, word, now)
      return done
    }
    const moving = { move, reason: runTexts.steerMailing.byAnOperator(), word, details }
    if (!(await moveMailing({ dialect: store.dialect, transaction }, mailing, moving, now)))
      throw wrongState(mailing, state, move)
    return done
  })
}

const resumeOf = (mailing: number) => `resume:${mailing}`
const retryOf = (mailing: number) => `retry:${mailing}`
const RESUMES = agreedDigest([])

/** Who agreed to resume it, and to send again all that failed or is uncertain; absent where one word is enough. */
export interface SteerAgreed {
  readonly resume?: Agreeing
  readonly failed?: Agreeing
  readonly uncertain?: Agreeing
}

/** What would be sent again if an operator said so now, and what would not. */
export type Retriable = Readonly<Record<Retry['what'], Retried>>

export async function foreseeRetries(
  { store }: AppContext,
  { mailing, failed, uncertain }: Pick<MailingDetails, 'mailing' | 'failed' | 'uncertain'>,
): Promise<Retriable> {
  const none: Retried = { retried: 0, unwanted: 0 }
  const of = async (what: Retry['what']) => await foreseeRetry(store, mailing, { what })
  // What failed in doubt is sent again as uncertain is.
  return {
    failed: failed === 0 ? none : await of('failed'),
    uncertain: failed + uncertain === 0 ? none : await of('uncertain'),
  }
}

export async function agreedToSteer(
  context: AppContext,
  { mailing, queued, deferred, uncertain }: Pick<MailingDetails, 'mailing' | 'uncertain' | Waiting>,
  retriable: Retriable,
): Promise<SteerAgreed> {
  const of = async (people: number, about: string, digest: string): Promise<Agreeing | undefined> => {
    const needed = neededFor(context, people)
    return needed <= 1 ? undefined : { needed, agreed: await agreedNow(context, about, () => digest) }
  }
  const resume = await of(queued + deferred + uncertain, resumeOf(mailing), RESUMES)
  const retry = async (what: Retry['what']) =>
    await of(retriable[what].retried, retryOf(mailing), agreedDigest([what, undefined]))
  const found = { resume, failed: await retry('failed'), uncertain: await retry('uncertain') }
  return Object.fromEntries(Object.entries(found).filter(([, agreeing]) => agreeing !== undefined))
}

type Waiting = 'queued' | 'deferred'

function wrongState(mailing: number, state: string, move: MailingMove): BelfryError {
  return new BelfryError('NOTICE_STATE', runTexts.steerMailing.mailingDoesNothing(mailing, state, move), {
    fix: runTexts.steerMailing.runBelfryMailingsList(),
  })
}

/** @throws BelfryError MAILING_UNKNOWN, NOTICE_STATE where nothing of it may be sent again */
export async function retryMailing(
  context: AppContext,
  number: string,
  retry: Retry,
  word: Word,
): Promise<Retried & Agreement> {
  const { store, clock } = context
  const { mailing } = await mailingNumbered(context, number)
  const now = clock.now()
  const people = (await foreseeRetry(store, mailing, { what: retry.what })).retried
  const done = await store.transaction(async (transaction) => {
    const { what, domain } = retry
    const agreed = { about: retryOf(mailing), digest: agreedDigest([what, domain]) }
    const agreements = await agreement(context, transaction, { ...agreed, people }, word)
    const event = { action: 'retry', key: `mailing:${mailing}` } as const
    const said = { what, ...(domain !== undefined && { domain }), ...(agreements.needed > 1 && agreements) }
    if (!isAgreed(agreements)) {
      await recordEvent(transaction, { ...event, details: said }, word, now)
      return { retried: 0, unwanted: 0, ...agreements }
    }
    const retried = await retryDeliveries({ dialect: store.dialect, transaction }, mailing, retry, now)
    if (typeof retried !== 'object') return retried
    if (retried.retried > 0)
      await recordEvent(transaction, { ...event, details: { ...said, deliveries: retried.retried } }, word, now)
    return { ...retried, ...agreements }
  })
  if (typeof done === 'object') return done
  throw new BelfryError('NOTICE_STATE', runTexts.steerMailing.mailingNothingSentAgain(mailing, REFUSED[done]), {
    fix: runTexts.steerMailing.runBelfryMailingsList(),
  })
}

const REFUSED = {
  cancelled: 'was cancelled',
  recalled: 'tells what was recalled since',
  history: 'ended before delivery.keep, and is history',
} as const
