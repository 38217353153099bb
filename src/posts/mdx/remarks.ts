/**
 * Remarks on what a post in MDX loses where its site's code does not run. Pure. In: the body as written, and its first
 * line. Out: one remark for each sort of thing; a comment is no loss.
 */

import { type Problem, problem } from '../../base/errors.js'
import { placesIn } from '../../markup/places.js'
import { alsoIn } from '../also-in.js'
import type { FrontMatter } from '../front-matter/split.js'
import { postsTexts } from '../texts.js'
import { type MdxPart, mdxParts } from './parts.js'

export function mdxRemarks(frontMatter: FrontMatter, file: string): Problem[] {
  return [...lost(frontMatter, file), ...unfilled(frontMatter, file)]
}

/** What its site would fill in. */
function unfilled({ body, bodyLine, fields }: FrontMatter, file: string): Problem[] {
  const placeOf = placesIn(body)
  const found = mdxParts(body, fields)
    .filter(({ words }) => words === undefined)
    .map(({ text, index }) => ({ text, ...placeOf(index) }))
  const [first] = found
  if (first === undefined) return []
  const { text, line, column } = first
  const lines = found.map((one) => one.line + bodyLine - 1)
  const message = `${text.replace(/\s+/g, ' ').slice(0, 40)} (an expression of MDX) is shown as it stands`
  return [
    problem('POST_TEMPLATE', `${message}${alsoIn(lines, line + bodyLine - 1)}.`, {
      file,
      line: line + bodyLine - 1,
      column,
    }),
  ]
}

function lost({ body, bodyLine, fields }: FrontMatter, file: string): Problem[] {
  const placeOf = placesIn(body)
  const sorts = new Map<string, { readonly what: string; readonly at: { line: number; column: number }[] }>()
  for (const part of mdxParts(body, fields)) {
    const what = nameOf(part)
    if (what === undefined) continue
    const { line, column } = placeOf(part.index)
    const at = { line: line + bodyLine - 1, column }
    const known = sorts.get(what)
    if (known === undefined) sorts.set(what, { what, at: [at] })
    else known.at.push(at)
  }
  return [...sorts.values()].flatMap(({ what, at: [first, ...more] }) => {
    if (first === undefined) return []
    const lines = [first, ...more].map(({ line }) => line)
    const rest = what.startsWith('<') ? ', and what stands inside is kept' : ''
    const message = postsTexts.mdxRemarks.mdxLeftOut(what, rest, alsoIn(lines, first.line))
    return [problem('POST_DROPPED', message, { file, ...first }, { severity: 'warning' })]
  })
}

/** A closing tag says nothing that its opening one did not; nor does an import without what it brings. */
function nameOf({ kind, text, name = '' }: MdxPart): string | undefined {
  if (kind === 'block') return `${text.replace(/\s+/g, ' ').slice(0, 40)} (an expression)`
  if (kind === 'statement') return text.startsWith('export') ? 'export' : undefined
  const isSilent = kind !== 'tag' || text.startsWith('</') || WRAPPERS.test(name)
  return isSilent ? undefined : `<${name}>`
}

/** They hold nothing of their own. */
const WRAPPERS = /^(?:|div|section|article|main|aside|header|footer|nav|figure|center|span|p)$/
