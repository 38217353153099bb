/**
 * Remarks on what of a post no reader would see: tags, addresses, words, attributes with a meaning, footnotes that
 * nothing names. Pure. In: the front matter and the body. Out: one remark for each sort of thing, with line and column
 * of the first and the lines of the others.
 */

import { type Problem, problem } from '../../base/errors.js'
import type { MarkdownSettings } from '../../config/markdown-names.js'
import { type Dropped, droppedFrom } from '../../markup/dropped.js'
import { alsoIn } from '../also-in.js'
import type { TypedLine } from '../front-matter/lines.js'
import type { FrontMatter } from '../front-matter/split.js'
import { postsTexts } from '../texts.js'

export function droppedRemarks(frontMatter: FrontMatter, file: string, settings?: MarkdownSettings): Problem[] {
  const { body, bodyLine } = frontMatter
  const inFields = markdownFields(frontMatter).flatMap(({ text, at: { line, value, valueColumn } }) =>
    grouped(droppedFrom(text, settings)).map(([first]) =>
      remark(first, { file, line, column: valueColumn + columnIn(value, first) - 1 }, [line]),
    ),
  )
  const found = grouped(droppedFrom(body, settings))
  if (found.length === 0) return inFields
  const typed = body.split('\n')
  const inBody = found.map(([first, all]) => {
    const place = { file, line: first.line + bodyLine - 1, column: columnIn(typed[first.line - 1] ?? '', first) }
    const lines = all.map(({ line }) => line + bodyLine - 1)
    return remark(first, place, lines)
  })
  return [...inFields, ...inBody]
}

/** `upgrade:` and the texts of `updates:`, each with the line on which it begins. */
function markdownFields({ fields, lines }: FrontMatter): { readonly text: string; readonly at: TypedLine }[] {
  if (!fields.has('updates') && !fields.has('upgrade')) return []
  const updates: unknown = fields.get('updates')
  const texts = Array.isArray(updates) ? updates.map((one) => (isMap(one) ? Reflect.get(one, 'text') : undefined)) : []
  const places = lines.filter(({ top, key }) => top === 'updates' && key === 'text')
  const upgrade = lines.findLast(({ isTop, key }) => isTop && key === 'upgrade')
  const found = [
    { text: fields.get('upgrade'), at: upgrade },
    ...texts.filter((text) => text !== undefined).map((text, index) => ({ text, at: places[index] })),
  ]
  return found.flatMap(({ text, at }) => (typeof text === 'string' && at !== undefined ? [{ text, at }] : []))
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** By what they are; addresses by their scheme, for no two images in `data:` are the same. */
function grouped(found: readonly Dropped[]): [first: Dropped, all: Dropped[]][] {
  const groups = new Map<string, [Dropped, Dropped[]]>()
  for (const one of found) {
    const key = JSON.stringify([one.kind, /^[a-z][a-z\d+.-]*:(?!\/\/)/i.exec(one.what)?.[0].toLowerCase() ?? one.what])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one, [one]])
    else group[1].push(one)
  }
  return [...groups.values()]
}

/** Where it stands on its line; where that cannot be told (an entity in an address), where the line begins. */
function columnIn(line: string, { kind, what }: Dropped): number {
  const [word = ''] = what.replace(/[>…]$/, '').split(' ')
  const index = line.toLowerCase().indexOf(kind === 'attribute' ? (word.split('=')[0] ?? '') : word.toLowerCase())
  return (index === -1 ? line.search(/\S|$/) : index) + 1
}

interface At {
  readonly file: string
  readonly line: number
  readonly column: number
}

function remark(first: Dropped, place: At, lines: readonly number[]): Problem {
  const { message, fix } = inWords(first)
  return problem('POST_DROPPED', `${message}${alsoIn(lines, place.line)}.`, place, {
    severity: 'warning',
    ...(fix !== undefined && { fix }),
  })
}

function inWords({ kind, what, words }: Dropped): { readonly message: string; readonly fix?: string } {
  switch (kind) {
    case 'tag':
      return { message: postsTexts.droppedRemarks.leftOutNoReader(what) }
    case 'element':
      return words === undefined
        ? { message: postsTexts.droppedRemarks.leftOutWhatHolds(what) }
        : { message: postsTexts.droppedRemarks.leftOut(what, words) }
    case 'attribute':
      return { message: postsTexts.droppedRemarks.passedReadersSeeWhat(what), fix: IN_WORDS }
    case 'link':
      return { message: postsTexts.droppedRemarks.noAddressLinkMay(what), fix: ADDRESS }
    case 'image':
      return { message: postsTexts.droppedRemarks.noAddressImageMay(what), fix: ADDRESS }
    case 'player':
      return { message: postsTexts.droppedRemarks.noAddressOverWeb(what), fix: ADDRESS }
    case 'note':
      return {
        message: postsTexts.droppedRemarks.footnoteLeftOutNo(what),
        fix: postsTexts.droppedRemarks.putIntoSentence(what),
      }
    case 'doubled note':
      return {
        message: postsTexts.droppedRemarks.footnoteLeftOutLabel(what),
        fix: postsTexts.droppedRemarks.giveAnotherLabel(),
      }
    case 'word':
      return { message: postsTexts.droppedRemarks.leftOutCommentHas(what), fix: postsTexts.droppedRemarks.endComment() }
  }
}

const IN_WORDS = postsTexts.droppedRemarks.sayWordsStrikeOut()
const ADDRESS = postsTexts.droppedRemarks.linkFileWebHttps()
