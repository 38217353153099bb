/**
 * Trying one post's mail, or the mail of an update of it. In: the app context, the post's name, addresses. Out: what
 * the server said. A test goes past the ledger: it is marked, it has a Message-ID of its own, and its links belong to
 * nobody.
 */

import { dayIn } from '../../base/days.js'
import { BelfryError } from '../../base/errors.js'
import { nearest } from '../../base/nearest.js'
import type { List } from '../../config/schema.js'
import { mailedBefore } from '../../delivery/mailing-reports-store.js'
import type { Reply } from '../../delivery/reply.js'
import { composeTest } from '../../mail/freeze-notice.js'
import { withDefinitions } from '../../notices/edits/update-text.js'
import { listsFor, withSeverity } from '../../notices/lists-for.js'
import type { Announcement, Severity } from '../../posts/announcement.js'
import { announcementKey, updateKey } from '../../register/notice-keys.js'
import type { Register } from '../../register/register.js'
import { isTakenBack, isWithdrawn, REINSTATED, type ToldWord } from '../../register/withdrawal.js'
import { registeredWords } from '../../register/withdrawn-now.js'
import type { Address } from '../../subscribers/address.js'
import { makeReturnPath } from '../../subscribers/links.js'
import type { AppContext } from '../app-context.js'
import type { ReadContext } from '../read-context.js'
import { firstSubjectWithin, postWithin, speaking } from '../speaking.js'
import { runTexts } from '../texts.js'

/** By id, path, or file name, with or without folder and ending. @throws BelfryError POST_UNKNOWN */
export function findPost(announcements: readonly Announcement[], name: string): Announcement {
  const wanted = name.replace(/\\/g, '/')
  const stem = wanted.replace(/^.*\//, '').replace(/\.(md|markdown)$/i, '')
  const found =
    announcements.find((post) => post.id === name || post.path === wanted) ??
    announcements.find((post) => post.id === stem || post.path.replace(/^.*\//, '').replace(/\.[^.]+$/, '') === stem) ??
    announcements.find((post) => post.slug === stem)
  if (found !== undefined) return found
  const near = nearest(
    stem,
    announcements.map(({ path }) => path.replace(/^.*\//, '').replace(/\.[^.]+$/, '')),
  )
  const message = runTexts.manualSend.noPostAmongPosts(name, announcements.length)
  const fix = near === undefined ? {} : { fix: runTexts.manualSend.perhapsPost(near) }
  throw new BelfryError('POST_UNKNOWN', message, fix)
}

/** @throws BelfryError LIST_UNKNOWN, naming the nearest */
export function listNamed({ config }: ReadContext, id: string): List {
  const found = config.lists.find((list) => list.id === id)
  if (found !== undefined) return found
  const known = config.lists.map((list) => list.id)
  const near = nearest(id, known)
  const meant = near === undefined ? `there are ${known.join(', ')}` : runTexts.manualSend.didYouMean(near)
  throw new BelfryError('LIST_UNKNOWN', runTexts.manualSend.noList(id, meant, near === undefined ? '.' : ''))
}

/** What is tried: a post as it reads, or an update of it in these words. */
export interface Trial {
  /** Markdown. */
  readonly update?: string
  /** The update takes a withdrawal back. */
  readonly reinstate?: true
  readonly severity?: Severity
  /** Id of the list whose mail it is; absent takes the post's first, or any: a test must show something. */
  readonly list?: string
  /** Tag of a language that the site offers; absent is the site's own. */
  readonly language?: string
}

/** @throws BelfryError USAGE where what is said makes no update */
export function checkTrial({ update, reinstate }: Trial): void {
  if (reinstate === true && update === undefined)
    throw new BelfryError('USAGE', runTexts.manualSend.reinstateNeedsUpdateText(), { exitCode: 2 })
  if (update?.trim() === '') throw new BelfryError('USAGE', runTexts.manualSend.updateNeedsWordsTell(), { exitCode: 2 })
}

/** What is tried of the content that was read. */
export interface TriedPost {
  readonly post: Announcement
  /** What was told of it, as the register keeps it. */
  readonly told: readonly ToldWord[]
}

/** @throws BelfryError POST_UNKNOWN */
export function triedPost(
  { announcements, register }: { announcements: readonly Announcement[]; register: Register },
  name: string,
): TriedPost {
  const post = findPost(announcements, name)
  return { post, told: registeredWords(post.id, register.updates) }
}

/**
 * The mail that is tried, before it is rendered. What was withdrawn is offered by no mail, whatever it tells.
 * @param firstSubject that people know; absent where nothing was mailed
 */
export function mailOf(
  readContext: ReadContext,
  { post: written, told }: TriedPost,
  trial: Trial,
  firstSubject = written.title,
) {
  const { config, clock } = readContext
  const reinstates = trial.reinstate === true
  const { severity = reinstates ? REINSTATED.severity : 'info' } = trial
  const words = reinstates ? [...told, REINSTATED] : told
  const post = { ...written, withdrawn: isWithdrawn(written, words) }
  const gravest = trial.severity === undefined ? post : withSeverity(post, trial.severity)
  const list =
    trial.list === undefined
      ? (listsFor(gravest, config.lists)[0] ?? config.lists[0])
      : listNamed(readContext, trial.list)
  if (list === undefined) throw new BelfryError('LIST_UNKNOWN', runTexts.manualSend.configurationNamesNoList())
  const about = { announcement: post, isTakenBack: isTakenBack(written, words) }
  const shared = { config, ...about, list, lists: [list], now: clock.now() }
  if (trial.update === undefined)
    return { ...shared, key: announcementKey(post), ...(trial.severity !== undefined && { severity }) }
  const day = dayIn(clock.now(), config.site.timezone)
  const update = { text: withDefinitions(trial.update, post.body), day, severity, reinstates }
  return { ...shared, key: updateKey(post.id, day, 1), update, firstSubject }
}

/** @returns its key, and what the server said of each address @throws BelfryError SMTP_UNREACHABLE, LIST_UNKNOWN */
export async function sendTest(
  context: AppContext,
  tried: TriedPost,
  trial: Trial,
  to: readonly Address[],
): Promise<{ key: string; replies: Reply[] }> {
  const [first] = await mailedBefore(context.store.db, [announcementKey(tried.post)])
  const spoken = speaking(context, trial.language ?? '')
  const mail = mailSpoken(context, spoken, tried, { ...trial, firstSubject: first?.subject })
  const templates = await spoken.templates()
  const session = context.transport.open()
  const from = makeReturnPath(context.keys, { person: 0, mailing: 0 }, context.config.mail.domain)
  const replies: Reply[] = []
  try {
    for (const { address } of to) {
      await session.ready()
      const plain = await composeTest({ ...mail, templates, openpgp: context.openpgp }, mail.list, 'html', address)
      const bytes = await context.signer.sign(plain)
      replies.push(await session.send({ from, to: address, bytes, mayFinish: () => true }))
    }
  } finally {
    await session.close()
  }
  return { key: mail.key, replies }
}

/** As those get it who chose that language. */
function mailSpoken(
  site: AppContext,
  spoken: AppContext,
  tried: TriedPost,
  { firstSubject, ...trial }: Trial & { readonly firstSubject: string | undefined },
): ReturnType<typeof mailOf> {
  if (spoken.config === site.config) return mailOf(site, tried, trial, firstSubject)
  const known = firstSubject && firstSubjectWithin(firstSubject, site.config, spoken.config)
  const mail = mailOf(spoken, tried, trial, known)
  return { ...mail, announcement: postWithin(mail.announcement, site.config) }
}
