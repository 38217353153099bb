/**
 * The Markdown of a body in MDX: what its site alone can run is taken out, and what stands inside of components stays.
 * Pure. In: a body, its front matter. Out: Markdown of as many lines, each where it was.
 */
import { type MdxPart, mdxParts } from './parts.js'

export function mdxMarkdown(body: string, fields: ReadonlyMap<string, unknown>): string {
  const parts = mdxParts(body, fields)
  let rest = ''
  let end = 0
  for (const { index, text, words } of parts) {
    if (words === undefined) continue
    rest += body.slice(end, index) + words + text.replace(/[^\n]/g, '').slice(words.split('\n').length - 1)
    end = index + text.length
  }
  return withoutIndents(rest + body.slice(end), linesOf(body, parts))
}

interface Inside {
  readonly from: number
  readonly to: number
}

const MOST_DEPTH = 20

/** Between a tag and its other half, each at the end or the beginning of a line of its own. */
function linesOf(body: string, parts: readonly MdxPart[]): Inside[] {
  const inside: Inside[] = []
  const open: { readonly name: string; readonly from: number }[] = []
  let [line, at] = [0, 0]
  const lineAt = (index: number) => {
    for (let feed = body.indexOf('\n', at); feed !== -1 && feed < index; feed = body.indexOf('\n', at)) {
      line += 1
      at = feed + 1
    }
    return line
  }
  for (const { kind, index, text, name = '' } of parts) {
    if (kind !== 'tag' || text.endsWith('/>')) continue
    if (!text.startsWith('</')) {
      open.push({ name, from: lineAt(index + text.length - 1) + 1 })
      continue
    }
    const to = lineAt(index)
    const own = open.findLastIndex((one) => one.name === name)
    const begun = open[own]
    if (begun === undefined) continue
    open.length = own
    if (open.length < MOST_DEPTH && to > begun.from) inside.push({ from: begun.from, to })
  }
  // The outer ones first.
  return inside.sort((a, b) => a.from - b.from || b.to - a.to)
}

/** MDX has no indented code: what stands inside of a component begins at its own margin. */
function withoutIndents(text: string, inside: readonly Inside[]): string {
  if (inside.length === 0) return text
  const lines = text.split('\n')
  for (const { from, to } of inside) {
    const filled = lines.slice(from, to).filter((line) => line.trim() !== '')
    const indent = Math.min(...filled.map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0))
    if (!Number.isFinite(indent) || indent === 0) continue
    for (let at = from; at < to; at += 1) lines[at] = (lines[at] ?? '').slice(indent)
  }
  return lines.join('\n')
}
