/**
 * A notice in sentences: what it is, what it waits for, whom it would reach, what an operator can do. Pure. In: its
 * record and what is known beside it. Out: lines.
 */

import type { NoticeRecord } from '../run/notice-record.js'
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
    ...(posts === undefined ? [] : [`One answer is for ${posts.length} posts: ${posts.join(', ')}.`]),
    standing(record),
    ...approvedLine(record),
    ...(reach === undefined ? [] : [`It would reach ${people(reach.recipients)} on ${listed(reach.lists)}.`]),
    ...(commit === undefined
      ? []
      : [`Told from commit ${commit}${signer === undefined ? '' : `, signed by ${signer}`}.`]),
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
  if (state === 'settling') return `It settles until ${until ?? ''}; the first run after that tells it.`
  if (state === 'held') return `It is held until you say so: ${reason}.`
  if (state === 'asked')
    return askedWith === undefined || askedWith === key
      ? `Is this news? You are asked: ${reason}.`
      : `It is asked together with ${askedWith}: ${reason}.`
  if (state === 'due')
    return leavesAt === undefined
      ? `The next run tells it (${reason}).`
      : `It leaves at ${leavesAt}; the first run from then on tells it (${reason}).`
  if (state === 'told') return `It was told at ${toldAt ?? ''}.`
  return state === 'dismissed' ? `Nobody is told of it: ${reason}.` : `It is void: ${reason}.`
}

function approvedLine({ state, approved, revision }: NoticeRecord): string[] {
  if (state !== 'due' || approved === undefined) return []
  if (approved === revision) return [`Revision ${approved} is approved.`]
  return [
    `Revision ${approved} is approved; it was edited since, and goes out as it reads then (revision ${revision}).`,
  ]
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
