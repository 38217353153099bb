/**
 * A post with all filled in that only the generator of its site understands, and links to files of posts led to their
 * pages. Pure. In: a post's bytes and what was read of it, the templates of the site. Out: the bytes of the same post
 * as they would be had its author written out what stands there, with the line of the file that each line comes of, and
 * what is to be remarked on; or why that cannot be. So whoever reads posts, keeps them or compares them knows one kind
 * of them.
 */
import { type Problem, problem } from '../../base/errors.js'
import { alsoIn } from '../also-in.js'
import type { Announcement } from '../announcement.js'
import { decodePost } from '../decode.js'
import { type LostLink, linkedToPages, type PageOfFile } from '../file-links.js'
import { bodyForm } from '../file-name.js'
import { type FrontMatter, splitFrontMatter } from '../front-matter/split.js'
import type { PostSource } from '../parse.js'
import { SHOWN } from '../remarks/body.js'
import type { Filled } from './filled.js'
import type { PlacedFault } from './template-fault.js'

/** What posts know of each other. */
export interface Posts {
  /** The address of a post by its path, with or without its ending. */
  readonly addressOf: (name: string) => string | undefined
  /** By its address. */
  readonly titleOf: (url: string) => string | undefined
  readonly pageOf: PageOfFile
}

export type Render = (text: string) => Filled

/** `pageOf` alone leads links to pages, and fills in nothing. */
export interface SiteTemplates {
  readonly pageOf: PageOfFile
  /** Front matter is filled in too. */
  readonly fillsHead?: boolean
  /** @returns undefined where nothing of the post is filled in */
  readonly rendererFor?: (post: FilledPostOf, frontMatter: FrontMatter) => Render | undefined
}

export interface FilledPostOf {
  readonly path: string
  /** What was read of it before anything was filled in. */
  readonly announcement: Announcement
}

export type FilledBytes =
  | {
      /** Absent where nothing is filled in. */
      readonly bytes?: Uint8Array
      /** The line of the file, from 1, of each line of the bytes. */
      readonly lines: readonly number[]
      /** With lines of the file. */
      readonly remarks: readonly Problem[]
    }
  | { readonly problem: Problem }

/** Keys that people are shown, beside those in which templates are remarked on. */
const SUMMARIES = new Set(['description', 'excerpt', 'summary'])

/**
 * Fills in a post.
 * @param announcement what was read of it before anything was filled in
 * @returns undefined where nothing is filled in
 */
export function fillIn(
  source: PostSource,
  announcement: Announcement,
  templates: SiteTemplates,
): FilledBytes | undefined {
  const decoded = decodePost(source.bytes)
  const split = 'fault' in decoded ? decoded : splitFrontMatter(decoded.text)
  if ('fault' in decoded || 'fault' in split) return undefined
  const { frontMatter } = split
  const { body, bodyLine } = frontMatter
  const rendererFor = (of: FrontMatter) => templates.rendererFor?.({ path: source.path, announcement }, of)
  const render = rendererFor(frontMatter) ?? asItStands
  const text = decoded.text.startsWith('\uFEFF') ? decoded.text.slice(1) : decoded.text
  const typed = text.slice(0, text.length - body.length)
  const head = templates.fillsHead !== true ? { text: typed } : filledHead(typed, frontMatter, render)
  if ('fault' in head) return refused(source.path, head.fault)
  const filled = filledBody(head.text, { frontMatter, typed, rendererFor, render })
  if ('fault' in filled) return refused(source.path, { ...filled.fault, line: filled.fault.line + bodyLine - 1 })
  const above = Array.from({ length: bodyLine - 1 }, (_, index) => index + 1)
  const lines = [...above, ...filled.lines.map((line) => line + bodyLine - 1)]
  const linking = { path: source.path, pageOf: templates.pageOf }
  const linkedHead = headLinked(head.text, frontMatter, linking)
  const linked = linkedToPages(filled.text, bodyForm(source.path) ?? 'markdown', linking)
  const lost = [
    ...linkedHead.lost,
    ...linked.lost.map((one) => ({ ...one, line: lines[one.line + bodyLine - 2] ?? one.line })),
  ]
  const made = linkedHead.text + linked.text
  if (made === text && lost.length === 0) return undefined
  return { ...(made !== text && { bytes: Buffer.from(made) }), lines, remarks: lostLinks(lost, source.path) }
}

/** One for each address. */
function lostLinks(lost: readonly LostLink[], file: string): Problem[] {
  const byAddress = new Map<string, LostLink[]>()
  for (const one of lost) byAddress.set(one.typed, [...(byAddress.get(one.typed) ?? []), one])
  return [...byAddress.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return []
    const { typed, line, column } = first
    const others = alsoIn(
      more.map((one) => one.line),
      line,
    )
    const message = `The link "${typed.slice(0, 80)}" names the file of no post; only the site knows where it leads`
    return [problem('POST_LINK', `${message}${others}.`, { file, line, column }, { severity: 'warning' })]
  })
}

/** Keys of front matter that are Markdown. */
const MARKDOWN_KEYS = new Set(['upgrade', 'updates'])

function headLinked(head: string, { lines }: FrontMatter, linking: Parameters<typeof linkedToPages>[2]) {
  const lost: LostLink[] = []
  if (!lines.some(({ top }) => MARKDOWN_KEYS.has(top))) return { text: head, lost }
  const tops = new Map(lines.filter(({ isTop }) => isTop).map(({ line, top }) => [line, top]))
  let top = ''
  const rows = head.split('\n').map((row, at) => {
    top = tops.get(at + 1) ?? top
    if (!MARKDOWN_KEYS.has(top)) return row
    const linked = linkedToPages(row.replace(/^\s+/, ''), 'html', linking)
    const indent = row.length - row.trimStart().length
    lost.push(...linked.lost.map((one) => ({ ...one, line: at + 1, column: one.column + indent })))
    return row.slice(0, indent) + linked.text
  })
  return { text: rows.join('\n'), lost }
}

interface HeadOf {
  readonly frontMatter: FrontMatter
  /** The head as it was typed. */
  readonly typed: string
  readonly rendererFor: (frontMatter: FrontMatter) => Render | undefined
  readonly render: Render
}

/** A body that shows the title shows it as it was filled in. */
function filledBody(head: string, { frontMatter, typed, rendererFor, render }: HeadOf): Filled {
  const { body } = frontMatter
  const split = head === typed ? undefined : splitFrontMatter(head)
  if (split === undefined || 'fault' in split) return render(body)
  return (rendererFor(split.frontMatter) ?? render)(body)
}

/** With its lines where they are. */
export function asItStands(text: string): Filled {
  return { text, lines: text.split('\n').map((_, index) => index + 1) }
}

/** Line by line, so that each stays where it is. */
function filledHead(
  head: string,
  { lines }: FrontMatter,
  render: Render,
): { readonly text: string } | { readonly fault: PlacedFault } {
  if (!/\{\{|\{%/.test(head)) return { text: head }
  const rows = head.split('\n')
  for (const { top, line } of lines) {
    const row = rows[line - 1] ?? ''
    if (!(SHOWN.has(top) || SUMMARIES.has(top)) || !/\{\{|\{%/.test(row)) continue
    const filled = render(row)
    if ('fault' in filled) return { fault: { ...filled.fault, line } }
    rows[line - 1] = filled.text.replace(/\n/g, ' ')
  }
  return { text: rows.join('\n') }
}

function refused(file: string, { message, line, column, fix }: PlacedFault): FilledBytes {
  return { problem: problem('POST_FILL', message, { file, line, column }, fix === undefined ? {} : { fix }) }
}
