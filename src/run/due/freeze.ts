/**
 * Renders what is due, before the transaction that tells it. In: a decision. Out: for each due notice its frozen mail,
 * or why there is none. A mail that cannot be rendered holds up only itself: its notice stays due and the fault is
 * named.
 */

import { BelfryError, type Problem, problem } from '../../base/errors.js'
import type { List } from '../../config/schema.js'
import { mailedBefore } from '../../delivery/mailing-reports-store.js'
import {
  type FrozenNotice,
  freezeAnnouncement,
  freezeEndOfLife,
  freezeUpdate,
  inAllLanguages,
} from '../../mail/freeze-notice.js'
import type { ByHand } from '../../notices/by-hand.js'
import { isNewsOfTold, type Notice, toldWords } from '../../notices/notice.js'
import { mailedTo, startsThread, threadOf } from '../../notices/thread.js'
import type { Announcement } from '../../posts/announcement.js'
import { dayInKey } from '../../register/notice-keys.js'
import { isTakenBack, isWithdrawn, REINSTATED } from '../../register/withdrawal.js'
import type { AppContext } from '../app-context.js'
import { isLive } from '../ping-page.js'
import { endOfLifeWithin, firstSubjectWithin, postWithin, speaking } from '../speaking.js'
import { runTexts } from '../texts.js'
import { aboutOf, type Due, listsAfter } from './whom.js'

export interface FrozenMail extends FrozenNotice {
  readonly lists: readonly List[]
  /** Of the notice, as rendered. */
  readonly revision: number
}

export interface FrozenMails {
  /** By notice key. */
  readonly mails: ReadonlyMap<string, FrozenMail>
  /** By notice key. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>
}

export async function freezeDue(context: AppContext, decision: ByHand): Promise<FrozenMails> {
  const mails = new Map<string, FrozenMail>()
  const problems = new Map<string, readonly Problem[]>()
  for (const notice of decision.tell) {
    const post = await aboutOf(context, decision, notice)
    if (post === undefined) continue
    try {
      const waits = await notLive(context, notice, post)
      if (waits === undefined) mails.set(notice.key, await freezeOne(context, { decision, notice, post }))
      else problems.set(notice.key, [waits])
    } catch (thrown) {
      if (!(thrown instanceof BelfryError)) throw thrown
      problems.set(
        notice.key,
        thrown.problems.length > 0 ? thrown.problems : [problem(thrown.code, thrown.message, { file: post.path })],
      )
    }
  }
  return { mails, problems }
}

async function freezeOne(context: AppContext, due: Due): Promise<FrozenMail> {
  const thread = await mailedBefore(context.store.db, threadOf(due.notice, due.decision.notices))
  const lists = listsAfter(thread, context, due)
  const told = { ...due, thread, lists }
  const others = new Map<string, FrozenNotice>()
  const own = await freezeIn(context, context, told)
  for (const { language } of context.config.spoken ?? [])
    others.set(language, await freezeIn(speaking(context, language), context, told))
  return { ...inAllLanguages(own, others), lists, revision: due.notice.revision }
}

/** A due notice, whom it goes to, and what its thread was mailed before. */
interface DueMail extends Due {
  readonly thread: Awaited<ReturnType<typeof mailedBefore>>
  readonly lists: readonly List[]
}

/** @param context speaks the language of the mail; `site` speaks that of the site */
async function freezeIn(
  context: AppContext,
  site: AppContext,
  { decision, notice, post: written, thread, lists }: DueMail,
): Promise<FrozenNotice> {
  const references = (list: string) => (startsThread(notice) ? [] : mailedTo(list, thread, decision.notices))
  const { config, openpgp, endOfLifeTexts } = context
  const told = [...toldWords(written.id, decision.notices), ...(notice.reinstates ? [REINSTATED] : [])]
  // What was withdrawn is offered by no mail, whatever it tells.
  const post = { ...written, withdrawn: isWithdrawn(written, told) }
  const isOther = config !== site.config
  const input = {
    ...{ config, templates: await context.templates(), openpgp, endOfLifeTexts },
    key: notice.key,
    announcement: isOther ? postWithin(post, site.config) : post,
    lists,
    now: decision.at,
    references,
    severity: notice.severity,
    isTakenBack: isTakenBack(written, told),
    ...(notice.origin !== null && { origin: notice.origin }),
  }
  const endOfLife = decision.endings.get(notice.key)
  if (endOfLife !== undefined) {
    const announcement = isOther ? endOfLifeWithin(post, endOfLife, { own: site, other: context }) : post
    return await freezeEndOfLife({ ...input, announcement, endOfLife })
  }
  if (!isNewsOfTold(notice)) return await freezeAnnouncement(input)
  const known = thread.find((mailing) => mailing.key === notice.followUpOf)?.subject ?? post.title
  const firstSubject = isOther ? firstSubjectWithin(known, site.config, config) : known
  const { text, severity, reinstates } = notice
  const update = { text, day: dayInKey(notice.key)?.day ?? null, severity, reinstates }
  return await freezeUpdate({ ...input, update, firstSubject })
}

/** With `notices.requireLive`, mail waits until its links lead somewhere; a recall waits for nothing. */
async function notLive(context: AppContext, notice: Notice, post: Announcement): Promise<Problem | undefined> {
  // A retraction has no page any more, and what the releases table says has one only when it is told.
  const hasPage = notice.kind !== 'retraction' && notice.kind !== 'end-of-life'
  // Whoever withdraws something may have taken its page, or the whole site, away first.
  if (notice.severity === 'recall') return undefined
  if (!context.config.notices.requireLive || !hasPage || (await isLive(post.url))) return undefined
  return problem(
    'NOT_LIVE',
    runTexts.freezeDue.waitsDoesNotAnswer(notice.key, post.url),
    { file: post.path },
    { severity: 'warning' },
  )
}
