/**
 * Finds update blocks in a post. Pure. In: the Markdown body. Out: `updateDays`: the day of each block, of which
 * `markersFrom` makes one marker per dated block, oldest first, in the site's time zone; `updateBlocks`: every block,
 * dated or not, as it stands, with the text that belongs to it. What a label looks like is said in update-label.ts; it
 * is never inside code or a comment, and never the middle of a sentence.
 */

import { midnight } from '../base/days.js'
import { replaceComments } from '../markup/passages.js'
import type { UpdateMarker } from './announcement.js'
import {
  hintedLines,
  hintsAtUpdate,
  mayBeLabel,
  type UpdateLabel,
  type UpdateWords,
  updateLabel,
} from './update-label.js'

export interface UpdateBlock {
  /** YYYY-MM-DD, or null where the label names no day. */
  readonly day: string | null
  readonly label: string
  /** Markdown without the label. */
  readonly text: string
  /** Of the label, from 1. */
  readonly line: number
  /** The line behind the block's own text, as far as the post alone tells. */
  readonly end: number
  /** The line that the block cannot reach beyond: the next label, rule or heading that closes it. */
  readonly limit: number
  /** What labels hold in the language of the post. */
  readonly words?: UpdateWords
}

const RULE = /^([-*_])(?:[ \t]*\1){2,}[ \t]*$/
const LINE_END = /\r\n?|\n/
const DEFINITION = /^ {0,3}\[[^\]]+\]:\s*\S+/

/** Of each label of an update in it the day that it names, or null. */
export function updateDays(body: string, words?: UpdateWords): (string | null)[] {
  return mayHoldLabel(body, words) ? labelsIn(proseLines(body), words).map(({ label: { day } }) => day) : []
}

/** Line for line, whatever is code and wherever a label may stand: few posts that tell of an update have one. */
function mayHoldLabel(body: string, words: UpdateWords | undefined): boolean {
  if (body.includes('<!--') || body.includes('\r')) return hintsAtUpdate(body, words)
  for (const raw of hintedLines(body, words)) if (mayBeLabel(unquoted(raw).trimStart(), words)) return true
  return false
}

function unquoted(line: string): string {
  return line.replace(/^(?: {0,3}> ?)+/, '')
}

export function markersFrom(days: readonly (string | null)[], timezone: string): UpdateMarker[] {
  const named = days.flatMap((day) => day ?? [])
  return named.map((day) => ({ day, instant: midnight(day, timezone) })).sort((a, b) => a.instant - b.instant)
}

export function updateBlocks(body: string, words?: UpdateWords): UpdateBlock[] {
  if (!hintsAtUpdate(body, words)) return []
  const lines = proseLines(body)
  const raw = body.split(LINE_END)
  const labels = labelsIn(lines, words)
  const limits = labels.map((found, index) => limitOf(lines, found, labels[index + 1]?.at ?? lines.length))
  const top = lengthOfTop(lines, labels, limits)
  return labels.map(({ label, at }, index) => {
    const limit = limits[index] ?? lines.length
    const end = index < top || label.level !== undefined ? limit : paragraphEnd(raw, label, at, limit)
    const text = textOf(raw, label, at, end)
    const { day, label: written } = label
    const place = { line: at + 1, end: end + 1, limit: limit + 1 }
    return { day, label: written, text, ...place, ...(words !== undefined && { words }) }
  })
}

/**
 * The Markdown of a block up to a line of the caller's choice: where it knows better than the post alone how far the
 * block goes.
 */
export function updateText(body: string, block: UpdateBlock, end: number): string {
  const lines = proseLines(body)
  const at = block.line - 1
  const label = updateLabel(lines[at] ?? '', { before: lines[at - 1] ?? '', after: lines[at + 1] ?? '' }, block.words)
  return label === undefined ? block.text : textOf(body.split(LINE_END), label, at, end - 1)
}

interface Found {
  readonly label: UpdateLabel
  /** Index of its line. */
  readonly at: number
}

function labelsIn(lines: readonly string[], words?: UpdateWords): Found[] {
  return lines.flatMap((line, at) => {
    if (!hintsAtUpdate(line, words)) return []
    const label = updateLabel(line, { before: lines[at - 1] ?? '', after: lines[at + 1] ?? '' }, words)
    return label === undefined ? [] : [{ label, at }]
  })
}

/**
 * Where a block must stop: the next label, a rule, or a heading; a heading's block, at one of its own level or above.
 */
function limitOf(lines: readonly string[], { label, at }: Found, next: number): number {
  for (let line = bodyStart(label, lines, at); line < next; line++) {
    const level = headingLevel(lines, line)
    if ((level !== undefined && level <= (label.level ?? 6)) || isRule(lines, line)) return line
  }
  return next
}

/** A rule, not the underline of a heading. */
function isRule(lines: readonly string[], at: number): boolean {
  return RULE.test(lines[at] ?? '') && (lines[at - 1] ?? '').trim() === ''
}

/**
 * How many blocks stand above the announcement and are parted from it by a rule: everything down to the rule is theirs.
 */
function lengthOfTop(lines: readonly string[], labels: readonly Found[], limits: readonly number[]): number {
  if (lines.slice(0, labels[0]?.at).some((line) => line.trim() !== '')) return 0
  const last = labels.findIndex((_, index) => limits[index] !== labels[index + 1]?.at)
  return labels[last]?.label.isItem === false && isRule(lines, limits[last] ?? 0) ? last + 1 : 0
}

/** A heading's line, and its underline, are label; elsewhere text begins on the label's line. */
function bodyStart(label: UpdateLabel, lines: readonly string[], at: number): number {
  return at + (label.level !== undefined && /^(?:=+|-+)\s*$/.test(lines[at + 1] ?? '') ? 2 : 1)
}

function headingLevel(lines: readonly string[], at: number): number | undefined {
  const line = lines[at] ?? ''
  const hashes = /^(#{1,6})(?:[ \t]|$)/.exec(line)?.[1]?.length
  if (hashes !== undefined) return hashes
  const below = lines[at + 1] ?? ''
  if (line.trim() === '' || (lines[at - 1] ?? '').trim() !== '') return undefined
  return /^=+\s*$/.test(below) ? 1 : /^-+\s*$/.test(below) ? 2 : undefined
}

/** A paragraph, with what follows it where it ends in a colon or is a label alone. */
function paragraphEnd(raw: readonly string[], label: UpdateLabel, at: number, limit: number): number {
  const end = emptyLine(raw, at, limit, label.isItem)
  const isAlone = end === at + 1 && label.rest === ''
  if (label.isItem || !(isAlone || raw[end - 1]?.trimEnd().endsWith(':'))) return end
  const next = raw.findIndex((line, index) => index >= end && line.trim() !== '')
  return next < 0 || next >= limit ? end : emptyLine(raw, next, limit, false)
}

/** The line behind the paragraph or the list item that begins at `at`. */
function emptyLine(raw: readonly string[], at: number, limit: number, isItem: boolean): number {
  const isEnd = (line: string) => line.trim() === '' || (isItem && /^\s*(?:[-*+]|\d+[.)])\s/.test(line))
  const end = raw.findIndex((line, index) => index > at && isEnd(line))
  return end < 0 ? limit : Math.min(end, limit)
}

function textOf(raw: readonly string[], label: UpdateLabel, at: number, end: number): string {
  const underlined = label.level !== undefined && /^ {0,3}(?:>\s?)*(?:=+|-+)\s*$/.test(raw[at + 1] ?? '')
  const isQuoted = /^ {0,3}>/.test(raw[at] ?? '')
  const following = raw.slice(at + (underlined ? 2 : 1), Math.max(end, at + 1))
  const lines = following.map((line) => (isQuoted ? line.replace(/^(?: {0,3}> ?)+/, '') : line))
  const indent = label.isItem ? Math.min(4, ...lines.filter((line) => line.trim()).map((line) => line.search(/\S/))) : 0
  while (lines.length > 0 && (lines.at(-1)?.trim() === '' || DEFINITION.test(lines.at(-1) ?? ''))) lines.pop()
  const own = label.level !== undefined && label.rest !== '' ? [label.rest, ''] : [label.rest]
  return [...own, ...lines.map((line) => line.slice(indent))].join('\n').trim()
}

/** The body's lines with quote marks and leading spaces off, and code and comments emptied. */
function proseLines(body: string): string[] {
  const visible = replaceComments(body, (comment) => comment.replace(/[^\n]+/g, ''))
  let fence: string | undefined
  return visible.split(LINE_END).map((raw) => {
    const line = unquoted(raw)
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence === undefined && mark !== undefined) fence = mark
    else if (fence !== undefined) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined
    } else return /^(?: {4}|\t)/.test(line) ? '' : line.trimStart()
    return ''
  })
}
