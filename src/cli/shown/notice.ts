/**
 * A notice in sentences: what it is, what it waits for, whom it would reach, what an operator can do. Pure. In: its
 * record and what is known beside it. Out: lines.
 */

import type { NoticeRecord } from '../../run/operators/notice-record.js'
import { cliTexts } from '../texts.js'
import { commandLines, listed, people } from './counted.js'

export interface NoticeView {
  readonly record: NoticeRecord
  /** Of the post it is about; left out where nothing reads it now. */
  readonly title?: string | undefined
  /** Whom it would reach now; left out where it is over, or where posts cannot be read. */
  readonly reach?: { readonly lists: readonly string[]; readonly recipients: number } | undefined
}

export function noticeLines({ record, title, reach }: NoticeView): string[] {
  const { key, revision, severity, text, diff, posts, commit, signer } = record
  return [
    headed(record, title),
    `  ${key}, revision ${revision}, severity ${severity}`,
    ...(posts === undefined ? [] : [cliTexts.notice.oneAnswerForPosts(posts.length, posts.join(', '))]),
    standing(record),
    ...approvedLine(record),
    ...(reach === undefined ? [] : [cliTexts.notice.wouldReach(people(reach.recipients), listed(reach.lists))]),
    ...(commit === undefined
      ? []
      : [cliTexts.notice.toldFromCommit(commit, signer === undefined ? '' : `, signed by ${signer}`)]),
    ...(text === undefined ? [] : ['', `What it says, in the words of ${wordsOf(record)}:`, ...indented(text)]),
    ...(diff === undefined ? [] : ['', 'What changed, [-taken out-] and {+put in+}:', ...indented(tight(diff))]),
    ...ways(record),
  ]
}

/** What stands first: what kind of news of what. */
function headed({ kind, post, title: said, key }: NoticeRecord, title: string | undefined): string {
  const about = said ?? title ?? post ?? key
  if (kind === 'announcement') return `Announcement: ${about}`
  if (kind === 'update') return `Update of: ${about}`
  if (kind === 'retraction') return `A told post is gone: ${about}`
  return kind === 'manual' ? `Sent again to a list: ${about}` : `End of life: ${about}`
}

function standing({ state, reason, until, toldAt, askedWith, key, leavesAt }: NoticeRecord): string {
  if (state === 'settling') return cliTexts.notice.settlesUntilFirstRun(until ?? '')
  if (state === 'held') return cliTexts.notice.heldUntilYouSay(reason)
  if (state === 'asked')
    return askedWith === undefined || askedWith === key
      ? cliTexts.notice.newsYouAsked(reason)
      : cliTexts.notice.askedTogether(askedWith, reason)
  if (state === 'due')
    return leavesAt === undefined
      ? cliTexts.notice.nextRunTells(reason)
      : cliTexts.notice.leavesAtFirstRun(leavesAt, reason)
  if (state === 'told') return cliTexts.notice.toldAt(toldAt ?? '')
  return state === 'dismissed' ? cliTexts.notice.nobodyTold(reason) : cliTexts.notice.itIsVoid(reason)
}

function approvedLine({ state, approved, revision }: NoticeRecord): string[] {
  if (state !== 'due' || approved === undefined) return []
  if (approved === revision) return [cliTexts.notice.revisionApproved(approved)]
  return [cliTexts.notice.revisionApprovedEditedSince(approved, revision)]
}

function wordsOf({ textBy, kind }: NoticeRecord): string {
  if (kind === 'end-of-life') return 'the releases table'
  return textBy === 'operator' ? 'an operator' : 'the post'
}

function indented(text: string): string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => `    ${line}`.trimEnd())
}

/** White space at the end of words that changed stands behind them. */
function tight(diff: string): string {
  return diff.replace(/\[-([^\]]*?)(\s+)-\]\{\+([^}]*?)\2\+\}/g, '[-$1-]{+$3+}$2').replace(/(\s+)(-\]|\+\})/g, '$2$1')
}

/** What an operator can do with it now. */
function ways({ state, key, revision }: NoticeRecord): string[] {
  if (!isWaiting(state)) return []
  const all: readonly (readonly [isSo: boolean, words: string, does: string])[] = [
    [state !== 'due', `approve ${key} --revision ${revision}`, 'the next run tells it'],
    [true, `dismiss ${key}`, 'nobody is told'],
    [state === 'settling' || state === 'due', `hold ${key}`, 'it waits for your word'],
  ]
  return commandLines(all.flatMap(([isSo, words, does]) => (isSo ? [[`belfry notices ${words}`, does] as const] : [])))
}

function isWaiting(state: NoticeRecord['state']): boolean {
  return state === 'settling' || state === 'held' || state === 'asked' || state === 'due'
}
