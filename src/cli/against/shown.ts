/**
 * What merging a branch would tell and remark, as JSON, as sentences and as Markdown for a pull request. Pure. In: both
 * sides, what was decided. Out: the record, and lines of it.
 */

import type { Problem } from '../../base/errors.js'
import { plainLine } from '../../base/plain-line.js'
import { escapeMarkdown } from '../../markup/escape-markdown.js'
import type { Against, Brought } from '../../run/history/against.js'
import type { BothSides } from '../../run/history/read-against.js'
import { problemLine } from '../terminal.js'
import { cliTexts } from '../texts.js'

interface ComingRecord {
  readonly key: string
  readonly kind: Brought['notice']['kind']
  readonly severity: Brought['notice']['severity']
  /** Id of the post. */
  readonly post?: string
  /** Inside the repository. */
  readonly file?: string
  readonly title: string
  readonly lists: readonly string[]
  readonly reason: string
  /** What an update would say, Markdown. */
  readonly text?: string
}

export interface AgainstRecord {
  readonly against: { readonly revision: string; readonly base: string; readonly head: string; readonly behind: number }
  readonly tell: readonly ComingRecord[]
  readonly asked: readonly ComingRecord[]
  readonly held: readonly ComingRecord[]
  readonly silent: readonly { readonly file: string; readonly reason: string }[]
  /** More posts than are believed vanish at once: then nothing is told. */
  readonly gone: number
  /** Those that the branch brings. */
  readonly problems: readonly Problem[]
}

export function againstRecord(
  revision: string,
  sides: BothSides,
  { coming, silent, failedRead }: Against,
): AgainstRecord {
  const { base, head, behind } = sides.branch
  const recordOf = ({ notice, lists, post }: Brought): ComingRecord => ({
    key: notice.key,
    kind: notice.kind,
    severity: notice.severity,
    ...(notice.post !== null && { post: notice.post }),
    ...(post !== undefined && { file: sides.after.fileOf(post.path) }),
    title: notice.title || (post?.title ?? notice.key),
    lists: lists.map(({ id }) => id),
    reason: notice.reason,
    ...(notice.text !== '' && { text: notice.text }),
  })
  const those = (decision: Brought['decision']) => coming.filter((one) => one.decision === decision).map(recordOf)
  return {
    against: { revision, base, head, behind },
    ...{ tell: those('tell'), asked: those('ask'), held: those('hold') },
    silent: silent.map(({ path, reason }) => ({ file: sides.after.fileOf(path), reason })),
    gone: failedRead,
    problems: sides.added,
  }
}

/** @param isPlan false: of problems alone */
export function againstLines(record: AgainstRecord, isPlan: boolean): string[] {
  const { tell, asked, held, silent, problems } = record
  const about = ({ title, file, key }: ComingRecord) => `“${title}” (${file ?? key})`
  return [
    ...notesOf(record),
    ...tell.map((one) => cliTexts.againstShown.mailsTo(kindOf(one), about(one), listsOf(one), one.reason)),
    ...asked.map((one) => cliTexts.againstShown.asksWhetherNews(about(one), one.reason)),
    ...held.map((one) => cliTexts.againstShown.holdsUntilSomebodyApproves(kindOf(one), about(one), one.reason)),
    ...silent.map(({ file, reason }) => cliTexts.againstShown.mailsNobodyAbout(file, reason)),
    ...problems.map(problemLine),
    sumOf(record, isPlan),
  ]
}

/** By which a job finds its own comment again. */
const MARK = '<!-- belfry --against -->'

/** GitHub and GitLab show it alike. */
export function againstMarkdown(record: AgainstRecord, isPlan: boolean): string {
  const { tell, asked, held, silent, problems } = record
  const about = ({ title, file }: ComingRecord) => `**${plain(title)}**${file === undefined ? '' : ` (${code(file)})`}`
  const parts = [
    [
      '| mail | about | lists | why |\n|---|---|---|---|',
      tell.map((one) => `| ${kindOf(one)} | ${about(one)} | ${plain(listsOf(one))} | ${plain(one.reason)} |`),
      '\n',
    ],
    ['**Asked of an operator:**\n', asked.map((one) => `- is ${about(one)} news? ${plain(one.reason)}`), '\n'],
    ['**Held until approved:**\n', held.map((one) => `- ${kindOf(one)} ${about(one)}: ${plain(one.reason)}`), '\n'],
    ['**Nobody is mailed about:**\n', silent.map(({ file, reason }) => `- ${code(file)}: ${plain(reason)}`), '\n'],
    ['**To be mended:**\n', problems.map(problemItem), '\n'],
  ] as const
  const shown = parts.flatMap(([head, lines, by]) => (lines.length === 0 ? [] : [[head, ...bounded(lines)].join(by)]))
  return [MARK, `### Belfry: ${sumOf(record, isPlan)}`, ...notesOf(record).map(plain), ...shown].join('\n\n')
}

/** A comment of GitHub's holds 65,536 characters. */
const MOST_LINES = 50

function bounded(lines: readonly string[]): string[] {
  const more = lines.length - MOST_LINES
  const rest = lines[0]?.startsWith('|') === true ? `| and ${more} more | | | |` : `- and ${more} more`
  return more > 0 ? [...lines.slice(0, MOST_LINES), rest] : [...lines]
}

function problemItem({ severity, file, line, message, fix, code: name }: Problem): string {
  const at = line === undefined ? file : `${file}:${line}`
  return `- ${severity === 'error' ? '**error**' : 'warning'} ${code(at)}: ${plain(message)} *${plain(fix)}* (${name})`
}

function notesOf({ against: { revision, base, behind }, gone }: AgainstRecord): string[] {
  const parted = `${revision} has ${counted(behind, 'commit')} that this branch does not have`
  return [
    ...(behind === 0 ? [] : [cliTexts.againstShown.comparedWhereTheyParted(parted, base.slice(0, 12))]),
    ...(gone === 0 ? [] : [cliTexts.againstShown.vanishAtOnceRun(counted(gone, 'post'))]),
  ]
}

/** What merging would come to. */
function sumOf({ tell, asked, held, problems }: AgainstRecord, isPlan: boolean): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const lists = new Set(tell.flatMap((one) => one.lists)).size
  const found = `brings ${counted(errors, 'error')}, ${counted(problems.length - errors, 'warning')}`
  if (!isPlan) return cliTexts.againstShown.mergingThis(problems.length === 0 ? 'brings no problem' : found)
  const mails =
    tell.length === 0 ? 'mails nobody' : `mails ${counted(tell.length, 'notice')} to ${counted(lists, 'list')}`
  const rest = [
    ...(asked.length === 0 ? [] : [`asks ${counted(asked.length, 'question')}`]),
    ...(held.length === 0 ? [] : [`holds ${counted(held.length, 'notice')}`]),
    ...(problems.length === 0 ? [] : [found]),
  ]
  return cliTexts.againstShown.mergingThis2([mails, ...rest].join('; '))
}

function kindOf({ kind, severity }: ComingRecord): string {
  return severity === 'info' ? kind : `${kind} (${severity})`
}

function listsOf({ lists }: ComingRecord): string {
  return lists.length === 0 ? 'no list' : lists.join(', ')
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}

/** What an author wrote must make no link, mention or table of its own. */
function plain(text: string): string {
  return escapeMarkdown(plainLine(text).slice(0, 500)).replace(/@/g, '@\u200b')
}

function code(text: string): string {
  return `\`${plainLine(text).slice(0, 300).replace(/`/g, 'ˋ').replace(/\|/g, '&#124;')}\``
}
