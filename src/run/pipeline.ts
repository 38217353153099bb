/**
 * The story on one page: read → decide → queue → publish → send. In: the app context. Out: a report of what was done
 * and what waits. Safe to repeat and to run twice at once: every step records what it did, and a step that was done is
 * not done again.
 */

import type { Problem } from '../base/errors.js'
import { writeAudiences } from '../delivery/audience/unwritten-store.js'
import { newestMailing, releaseMailings } from '../delivery/mailing-store.js'
import type { SendResult } from '../delivery/worker.js'
import { MAIL_STOPPED, setFact } from '../store/meta-store.js'
import { keepParts } from '../subscribers/search/address-parts-store.js'
import type { AppContext } from './app-context.js'
import { idleRun } from './due/idle.js'
import { isStop, mayGoOn, problemsIn } from './failed-run.js'
import { accidentProblem, recentAccidents } from './inbound/accidents.js'
import { takeRefusals } from './inbound/take-refusals.js'
import { keepHistory } from './keep-history.js'
import type { Published } from './output/publish.js'
import { lookInTurn } from './output/read-still.js'
import { forgetPeople } from './people/forget.js'
import type { ToldRun } from './read-and-tell.js'
import type { RunOptions, RunReport } from './run-report.js'
import { addedUp, nothingSent, sendUntilQuiet } from './send-until-quiet.js'
import { tellHooks } from './tell-hooks.js'
import { tellHubs } from './tell-hubs.js'
import { tellFailure, tellOperators } from './tell-operators.js'

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
    await keepParts(context.store)
    return report
  } catch (thrown) {
    // A service does that by itself.
    if (options.send !== false && isStop(thrown) && (await mayGoOn(context))) {
      await sendAndWrite(context, options)
      await tellFailure(context, problemsIn(context, thrown))
    }
    throw thrown
  }
}

/** What is left of large audiences is written while the first of them get their mail. */
async function sendAndWrite(context: AppContext, options: RunOptions): Promise<SendResult> {
  const writing = writeAudiences(context.store, options.signal)
  // Whoever waits for both hears of it.
  writing.catch(() => undefined)
  const sent = await sendUntilQuiet(context, options)
  const wasLeft = await writing
  if (!wasLeft || sent.unreachable !== undefined || options.signal?.aborted === true) return sent
  return addedUp(sent, await sendUntilQuiet(context, options))
}

/** What reads and decides is loaded where something may be otherwise. */
async function findAndTell(context: AppContext, options: RunOptions): Promise<ToldRun> {
  const seen = options.byHand === undefined ? await lookInTurn(context.config, options.at) : undefined
  const idle = seen && (await idleRun(context, seen))
  if (idle !== undefined) {
    const newest = await newestMailing(context.store.db)
    // No post is spoken of.
    return { ...idle, told: [], isPublished: true, newest, fileOf: (path) => path }
  }
  const { readAndTell } = await import('./read-and-tell.js')
  return await readAndTell(context, options, seen)
}

/** What reads mail is loaded where a mailbox is named. */
async function returnedMail(context: AppContext): Promise<Problem[]> {
  const { maildir, mbox, imap } = context.config.inbound
  if (maildir === '' && mbox === '' && imap === undefined) return []
  return await (await import('./inbound/take-mailboxes.js')).takeMailboxes(context)
}

async function runWhole(context: AppContext, options: RunOptions): Promise<RunReport> {
  // What came back first: who is suppressed by it gets nothing of what is queued now.
  const returned = await returnedMail(context)
  await takeRefusals(context)
  await forgetPeople(context)
  const found = await findAndTell(context, options)
  const { stops, newest, ...told } = found
  const { mayMail } = stops
  const accidents = await recentAccidents(context)
  const problems = [...returned, ...accidents.map((one) => accidentProblem(context, one)), ...told.problems]
  await setFact(context.store.db, MAIL_STOPPED, stops.stopsAll)
  if (mayMail) await releaseMailings(context.store, newest)
  options.onReleased?.(mayMail)
  // A service sends, tells hubs and operators by itself: its runs wait for none.
  const about = { ...told, accidents, mayMail }
  if (options.send === false) {
    await writeAudiences(context.store, options.signal)
    return { ...about, sent: nothingSent(), problems }
  }
  const telling = tellHubs(context, feedFilesIn(told.published), options.signal && { signal: options.signal })
  const sent = mayMail ? await sendAndWrite(context, options) : nothingSent()
  // Last, because sending may have paused a mailing.
  const untold = await tellOperators(context, { ...about, problems })
  const unhooked = await tellHooks(context, options.signal && { signal: options.signal })
  return { ...about, sent, problems: [...problems, ...(await telling), ...untold, ...unhooked] }
}
