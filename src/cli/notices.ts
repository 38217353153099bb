/** `belfry notices`: what waits for an operator, and the operator's word. */

import { InvalidArgumentError, Option } from 'commander'
import { BelfryError } from '../base/errors.js'
import { instantToCome } from '../base/instant-to-come.js'
import { readText } from '../base/read-text.js'
import type { Approval } from '../notices/by-hand.js'
import { listNotices } from '../notices/memory-store.js'
import { isOpen, type Notice } from '../notices/notice.js'
import { answeredBy, isAskedElsewhere } from '../notices/one-cause.js'
import { type Severity, severities } from '../posts/announcement.js'
import { adoptLedger } from '../run/adopt.js'
import type { AppContext } from '../run/app-context.js'
import { foresee } from '../run/due/decide-now.js'
import { isAgreed, waitsSentence } from '../run/operators/agreement.js'
import { approveNotice, type Decided, dismissNotice, holdNotice, noticeNamed } from '../run/operators/decide-notice.js'
import { leavingRecord } from '../run/operators/notice-record.js'
import { reach } from '../run/reach.js'
import { read } from '../run/read-content.js'
import { type AddCommand, addCommand, withAppContext } from './command.js'
import { type WordFlags, withWord, wordOf } from './operator-word.js'
import { adoptionLines } from './shown/adoption.js'
import { type NoticeView, noticeLines } from './shown/notice.js'
import { type Terminal, table } from './terminal.js'
import { cliTexts } from './texts.js'

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
          notices.map((notice) => leavingRecord(context, notice)),
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
  withWord(addCommand(group, 'approve <key>', 'tell it at the next run, without settling'))
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
        await showDecided(context, terminal, await approveNotice(context, key, { ...approval, ...at }, wordOf(flags)))
      })
    })
  withWord(addCommand(group, 'dismiss <key>', 'decide that nobody is told of it'))
    .option('--covered-by <post>', 'the post that tells the same')
    .action(async (key: string, flags: WordFlags & { coveredBy?: string }, command) => {
      await withAppContext(command, async (context, terminal) => {
        await showDecided(context, terminal, await dismissNotice(context, key, flags.coveredBy, wordOf(flags)))
      })
    })
  withWord(addCommand(group, 'hold <key>', 'tell it only when it is approved')).action(
    async (key: string, flags: WordFlags, command) => {
      await withAppContext(command, async (context, terminal) => {
        await showDecided(context, terminal, await holdNotice(context, key, wordOf(flags)))
      })
    },
  )
  const adopts = 'after a restore: record what was told, end what people left, pause what was under way'
  withWord(addCommand(group, 'adopt', adopts))
    .option('--dry-run', 'say what that would be, and change nothing')
    .action(async (flags: AdoptFlags, command) => {
      await withAppContext(command, async (context, terminal) => await adopt(context, terminal, flags))
    })
}

interface AdoptFlags extends WordFlags {
  readonly dryRun?: boolean
}

interface ApproveFlags extends WordFlags {
  readonly revision?: number
  readonly text?: string
  readonly severity?: Severity
  readonly at?: string
}

function revisionOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(cliTexts.notices.numberBelfryNoticesList())
  return Number(text)
}

async function showDecided(context: AppContext, terminal: Terminal, decided: Decided): Promise<void> {
  await show(context, terminal, decided.notice)
  if (!isAgreed(decided)) terminal.say(waitsSentence(decided))
}

async function show(context: AppContext, terminal: Terminal, notice: Notice): Promise<void> {
  const record = leavingRecord(context, notice, answeredBy(notice, await listNotices(context.store.db)))
  const now = terminal.json ? {} : await asOfNow(context, notice)
  terminal.print(record, () => noticeLines({ record, ...now }))
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

async function adopt(context: AppContext, terminal: Terminal, flags: AdoptFlags): Promise<void> {
  const { register } = await read(context)
  const done = await adoptLedger(context, register, { dryRun: flags.dryRun === true, word: wordOf(flags) })
  terminal.print(done, () => adoptionLines(done, flags.dryRun === true))
}
