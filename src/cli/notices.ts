/** `belfry notices`: what waits for an operator, and the operator's word. */

import { InvalidArgumentError, Option } from 'commander'
import { isoInstant } from '../base/clock.js'
import { BelfryError } from '../base/errors.js'
import { instantToCome } from '../base/instant-to-come.js'
import { readText } from '../base/read-text.js'
import { type Approval, approved, dismissed, held } from '../notices/by-hand.js'
import { closeComparison, findNotice, lastSeen, listNotices, saveNotice } from '../notices/memory-store.js'
import { isOpen, type Notice } from '../notices/notice.js'
import { answeredBy, askedOnward, isAskedElsewhere } from '../notices/one-cause.js'
import { leavesAt } from '../notices/waiting.js'
import { type Severity, severities } from '../posts/announcement.js'
import { announcementKey } from '../register/notice-keys.js'
import { adoptLedger } from '../run/adopt.js'
import type { AppContext } from '../run/app-context.js'
import { triedPost } from '../run/manual-send.js'
import { foresee } from '../run/pipeline.js'
import { read } from '../run/read-content.js'
import type { Queries } from '../store/open.js'
import { adoptionLines } from './adoption-lines.js'
import { type AddCommand, addCommand, withAppContext } from './command.js'
import { type NoticeView, noticeLines } from './notice-text.js'
import { reach } from './reach.js'
import { type NoticeRecord, noticeRecord } from './records.js'
import { type Terminal, table } from './terminal.js'

export const noticesCommand: AddCommand = (group) => {
  addCommand(group, 'list', 'notices that are open; --all for told and dismissed ones too')
    .option('--all', 'every notice')
    .action(async (flags: { all?: boolean }, command) => {
      await withAppContext(command, async (context, terminal) => {
        const notices = (await listNotices(context.store.db)).filter(
          (notice) => flags.all === true || (isOpen(notice) && !isAskedElsewhere(notice)),
        )
        const rows = notices.map((notice) => [
          notice.key,
          notice.state,
          notice.severity,
          `revision ${notice.revision}`,
          notice.reason,
        ])
        terminal.print(
          notices.map((notice) => withLeaving(context, notice)),
          () => (rows.length === 0 ? 'Nothing waits.' : table(rows)),
        )
      })
    })
  addCommand(group, 'show <key>', 'one notice').action(async (key: string, _flags, command) => {
    await withAppContext(
      command,
      async (context, terminal) => await show(context, terminal, await noticeNamed(context.store.db, key)),
    )
  })
  addCommand(group, 'approve <key>', 'tell it at the next run, without settling')
    .option('--revision <number>', 'the revision you looked at; an older one is refused', revisionOf)
    .option('--text <file>', 'tell an update in the words of this file (Markdown) instead of the proposed ones')
    .option('--at <instant>', 'not before this instant: 2026-12-04T09:00Z, or without a zone in schedule.timezone')
    .addOption(new Option('--severity <severity>', 'how urgent it is').choices(severities))
    .action(async (key: string, flags: ApproveFlags, command) => {
      const { revision, severity } = flags
      const approval: Approval = {
        ...(revision !== undefined && { revision }),
        ...(severity !== undefined && { severity }),
        ...(flags.text !== undefined && { text: readText(flags.text) }),
      }
      await withAppContext(command, async (context, terminal) => {
        const { timezone } = context.config.schedule
        const at = flags.at === undefined ? {} : { at: instantToCome(flags.at, timezone, context.clock.now()) }
        const bodies = approval.text === undefined ? new Map<string, string>() : await bodiesOf(context, key)
        await change(context, terminal, key, (notice) => {
          const { revision: _, ...same } = approval
          return approved(notice, { ...(notice.key === key ? approval : same), ...at }, bodies.get(notice.post ?? ''))
        })
      })
    })
  addCommand(group, 'dismiss <key>', 'decide that nobody is told of it')
    .option('--covered-by <post>', 'the post that tells the same')
    .action(async (key: string, flags: { coveredBy?: string }, command) => {
      await withAppContext(command, async (context, terminal) => {
        const { coveredBy } = flags
        // A slip here would dismiss the notice for a post that nobody gets.
        const post = coveredBy === undefined ? undefined : triedPost(await read(context), coveredBy).post.id
        await change(context, terminal, key, (notice) => dismissed(notice, post))
      })
    })
  addCommand(group, 'hold <key>', 'tell it only when it is approved').action(async (key: string, _flags, command) => {
    await withAppContext(command, async (context, terminal) => await change(context, terminal, key, held))
  })
  addCommand(group, 'adopt', 'after a restore: record what was told, end what people left, pause what was under way')
    .option('--dry-run', 'say what that would be, and change nothing')
    .action(async (flags: { dryRun?: boolean }, command) => {
      await withAppContext(command, async (context, terminal) => await adopt(context, terminal, flags))
    })
}

interface ApproveFlags {
  readonly revision?: number
  readonly text?: string
  readonly severity?: Severity
  readonly at?: string
}

function revisionOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a number, as belfry notices list prints it.')
  return Number(text)
}

async function change(
  context: AppContext,
  terminal: Terminal,
  key: string,
  decide: (notice: Notice) => Notice,
): Promise<void> {
  const changed = await context.store.transaction(async (transaction) => {
    await context.store.dialect.lockDecisions(transaction)
    const all = await listNotices(transaction)
    const answered = answeredBy(await noticeNamed(transaction, key), all).map(decide)
    const after = new Map([...all, ...answered].map((notice) => [notice.key, notice]))
    const onward = askedOnward([...after.values()])
    for (const notice of onward) if (!all.includes(notice)) await saveNotice(transaction, notice)
    for (const { state, post } of answered)
      if (state === 'dismissed' && post !== null) await closeComparison(transaction, post, context.clock.now())
    return answered[0]
  })
  if (changed !== undefined) await show(context, terminal, changed)
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

async function noticeNamed(queries: Queries, key: string): Promise<Notice> {
  const notice = (await findNotice(queries, key)) ?? (await findNotice(queries, announcementKey(key)))
  if (notice === undefined) throw new BelfryError('NOTICE_UNKNOWN', `There is no notice ${key}.`)
  return notice
}

async function show(context: AppContext, terminal: Terminal, notice: Notice): Promise<void> {
  const record = withLeaving(context, notice, answeredBy(notice, await listNotices(context.store.db)))
  const now = terminal.json ? {} : await asOfNow(context, notice)
  terminal.print(record, () => noticeLines({ record, ...now }))
}

/** Of what is due and waits: until when. */
function withLeaving({ config, clock }: AppContext, notice: Notice, answered = [notice]): NoticeRecord {
  const record = noticeRecord(notice, answered)
  if (notice.state !== 'due') return record
  const now = clock.now()
  const at = leavesAt(notice, now, config.schedule)
  return at > now ? { ...record, leavesAt: isoInstant(at) } : record
}

/** The title of its post and whom it would reach; nothing of it where posts cannot be read. */
async function asOfNow(context: AppContext, notice: Notice): Promise<Omit<NoticeView, 'record'>> {
  try {
    const content = await read(context)
    const decision = await foresee(context, content)
    const title = decision.announcements.find(({ id }) => id === notice.post)?.title
    if (!isOpen(notice)) return { title }
    const { lists, recipients } = reach(context, decision, content.releases)
    const onLists = await lists(notice)
    return { title, reach: { lists: onLists, recipients: await recipients(notice, onLists) } }
  } catch (thrown) {
    if (thrown instanceof BelfryError) return {}
    throw thrown
  }
}

async function adopt(context: AppContext, terminal: Terminal, flags: { dryRun?: boolean }): Promise<void> {
  const { register } = await read(context)
  const done = await adoptLedger(context, register, { dryRun: flags.dryRun === true })
  terminal.print(done, () => adoptionLines(done, flags.dryRun === true))
}
