/**
 * A post's Markdown to the blocks a reader sees. Pure. In: the body. Out: paragraphs, headings, items, table rows and
 * code, in order, each with its lines and its words; link targets, signatures, comments, markup and Liquid's raw tags
 * are gone.
 */
import type { StateCore } from 'markdown-it'
import markdownIt from 'markdown-it'
import { NewestCache } from '../../base/newest-cache.js'
import { boundedTables } from '../../markup/bounded-table.js'
import { tagsIn } from '../../markup/html-tags.js'
import { replacePassages } from '../../markup/passages.js'
import { shiftMarks } from '../../markup/text-marks.js'
import { isCreditsHeading, withNames } from './names.js'
import { LETTER_SHARE } from './significance-rules.js'
import { strikes, struck, struckPieces } from './struck.js'
import { codeTokens, type DiffToken, proseTokens } from './tokens.js'

export interface Block extends Passage {
  /** Those of its words, one space between. */
  readonly key: string
}

interface Passage {
  readonly tokens: readonly DiffToken[]
  /** Its first line, from 1. */
  readonly from: number
  /** The line behind its last. */
  readonly to: number
}

type Token = StateCore['tokens'][number]

const markdown = markdownIt({ html: true }).use(boundedTables)

/** With what stands before it on its line, as far as that is no text of its own. */
const SIGNATURE = {
  begin: /^[^\n]{0,100}?-----BEGIN (PGP|SSH) SIGNATURE-----/gm,
  end: (kind: string) => `-----end ${kind} signature-----`,
  isOpen: () => false,
}
const SIGNED = /^.*-----BEGIN PGP SIGNED MESSAGE-----[^\n]*(?:\n[ \t>]*Hash:[^\n]*)*/gm
const PLAIN_WORD = /^[("'*_[]*\p{L}[\p{L}'’-]*[)\].,;:!?"'*_]*$/u
/** A link's text that is a template or a path is no prose. */
const PATH_TEXT = /^\s*(?:\{\{.*\}\}|\{%.*%\}|\/?[\w.~-]+(?:\/[\w.~-]*)+|\/[\w.~-]+)\s*$/
const COMMAND = /^\s*(?:[$%>#]\s|sudo\s|\w+=)/

/**
 * What was cut last, by text: a judgement asks for one text up to four times, and the text that was judged is asked for
 * again at each look. In characters of the texts.
 */
const cut = new NewestCache<string, CutText>({ most: 400_000, weigh: ({ length }) => length })

interface CutText {
  readonly blocks: readonly Block[]
  readonly length: number
}

/** Of one text the same blocks each time, with the same tokens. */
export function blocksOf(body: string): readonly Block[] {
  return cut.getOrMake(body, () => ({ blocks: cutIntoBlocks(body), length: body.length })).blocks
}

function cutIntoBlocks(body: string): Block[] {
  const tokens = markdown.parse(withoutSeals(body), {})
  // A `<del>` on a line of its own strikes out the paragraphs behind it.
  let depth = 0
  let inCredits = false
  return tokens
    .flatMap((token, index): Passage[] => {
      const [from, to] = token.map ?? rowOf(tokens, index)
      if (token.type === 'fence') return codeBlocks(token.content, from + 2)
      if (token.type === 'code_block') return codeBlocks(token.content, from + 1)
      const found = tokensOf(token, { depth, isCell: /^t[hd]_open$/.test(tokens[index - 1]?.type ?? '') })
      depth = found.depth
      const words = withNames(found.tokens, inCredits)
      if (tokens[index - 1]?.type === 'heading_open') inCredits = isCreditsHeading(words)
      return [{ tokens: words, from: from + 1, to: to + 1 }]
    })
    .filter(({ tokens }) => tokens.length > 0)
    .map(({ tokens, ...lines }) => {
      return { ...lines, tokens: withoutCounts(tokens), key: tokens.map(({ key }) => key).join(' ') }
    })
}

const THANKS = /^(?:thank\w*|grateful|contribut\w+|commits?)$/
const COUNTED =
  /^(?:people|persons|commits?|contributors?|contributions?|developers|authors|translators|volunteers|patches)$/

/** How many people and commits somebody gives thanks for is no fact of what is announced. */
function withoutCounts(tokens: readonly DiffToken[]): readonly DiffToken[] {
  if (!tokens.some(({ key }) => THANKS.test(key))) return tokens
  return tokens.map((token, index) => {
    const isCount = [1, 2].some((step) => COUNTED.test(tokens[index + step]?.key ?? ''))
    if (token.fact !== 'number' || !isCount) return token
    const { fact: _, ...plain } = token
    return plain
  })
}

/** Signatures and raw tags out, every line kept in its place. */
function withoutSeals(body: string): string {
  const blank = (text: string) => text.replace(/[^\n]+/g, '')
  const text = body.replace(/\r\n?/g, '\n')
  const open = text.includes('-----BEGIN ') ? replacePassages(text, SIGNATURE, blank).replace(SIGNED, blank) : text
  return open.replace(/\{%-?\s*(?:end)?raw\s*-?%\}/g, '')
}

/** A table's cells have no lines of their own: their row's. */
function rowOf(tokens: readonly Token[], index: number): [number, number] {
  for (let at = index; at >= 0; at--) {
    const map = tokens[at]?.map
    if (map) return map
  }
  return [0, 0]
}

/** `depth`: in how many struck passages it begins, and what follows it. */
function tokensOf(token: Token, { depth, isCell }: { depth: number; isCell: boolean }): Found {
  if (token.type === 'html_block') {
    const passages = struckPieces(token.content, depth)
    const tokens = passages.pieces.flatMap((piece) => {
      const words = proseTokens(withoutTags(piece.html))
      return piece.depth > 0 ? struck(words) : words
    })
    return { tokens: ending(tokens), depth: passages.depth }
  }
  if (token.type !== 'inline') return { tokens: [], depth }
  const found = tokensOfInline(token.children ?? [], depth)
  return { ...found, tokens: ending(found.tokens, isCell ? ' | ' : '\n') }
}

interface Found {
  readonly tokens: DiffToken[]
  readonly depth: number
}

/** A command in a line of prose is code; a name in code type is a word. */
function tokensOfInline(children: readonly Token[], begin: number): Found {
  const tokens: DiffToken[] = []
  let depth = begin
  let text = ''
  const add = (words: DiffToken[]) => {
    // One by one: as arguments of a call they may be more than fit on its stack.
    for (const word of depth > 0 ? struck(words) : words) tokens.push(word)
  }
  const flush = () => {
    add(proseTokens(withoutBrackets(text)))
    text = ''
  }
  for (const [index, child] of children.entries()) {
    const step = child.tag === 's' ? child.nesting : child.type === 'html_inline' ? strikes(child.content) : 0
    if (step !== 0) {
      flush()
      depth = Math.max(0, depth + step)
    } else if (child.type === 'code_inline' && /\S\s+\S/.test(child.content)) {
      flush()
      add(ending(codeTokens(child.content), ' '))
    } else if (child.type === 'image') {
      flush()
      add(ending(captions(proseTokens(child.content)), ' '))
    } else if (child.type === 'text' && children[index - 1]?.type === 'link_open' && PATH_TEXT.test(child.content))
      text += ' '
    else text += shownText(child, children[index + 1])
  }
  flush()
  return { tokens, depth }
}

function captions(tokens: readonly DiffToken[]): DiffToken[] {
  return tokens.map((token) => ({ ...token, isCaption: true }))
}

function shownText(token: Token, next: Token | undefined): string {
  if (token.type === 'html_inline') return shownTag(token.content, next?.content ?? '')
  if (token.type === 'text' || token.type === 'code_inline') return token.content
  return token.type === 'softbreak' || token.type === 'hardbreak' ? ' ' : ''
}

/** `2<sup>10</sup>` is no 210. */
function shownTag(tag: string, next: string): string {
  const [found] = tagsIn(tag)
  if (found?.role === 'text') return tag
  if (found?.name === 'br') return ' '
  const isShift = (found?.name === 'sup' || found?.name === 'sub') && !tag.startsWith('</')
  return isShift ? shiftMarks(found?.name === 'sup' ? 'sup' : 'sub', next, '')[0].charAt(0) : ''
}

/** Links whose definition is missing, numbers of sources ([5]), footnotes and attribute lists. */
function withoutBrackets(text: string): string {
  return text
    .replace(/\[\^?\d{1,9}\]:?|\[\^[^\]]{1,999}\]:?|\{:[^}\n]{0,999}\}/g, ' ')
    .replace(/!?\[([^\]]{0,999})\](?:\[[^\]]{0,999}\]|\([^)]{0,999}\))/g, '$1')
}

function withoutTags(html: string): string {
  let text = ''
  let end = 0
  for (const { index, text: tag, name, role } of tagsIn(html)) {
    text += html.slice(end, index)
    if (role === 'text') text += tag
    else if (name === 'sup' && !tag.startsWith('</')) text += '^'
    else text += name === 'img' ? ` ${/\salt\s*=\s*"([^"]*)"/i.exec(tag)?.[1] ?? ''} ` : ' '
    end = index + tag.length
  }
  return text + html.slice(end)
}

/**
 * Whole letters stand in code blocks to keep their lines: those are read by the paragraph, and only their commands are
 * code.
 */
function codeBlocks(content: string, first: number): Passage[] {
  const lines = content.split('\n')
  const written = lines.filter((line) => line.trim() !== '')
  const isLetter = written.length > 1 && written.filter(isProse).length >= written.length * LETTER_SHARE
  if (!isLetter) return [{ tokens: ending(codeTokens(content)), from: first, to: first + lines.length }]
  let from = first
  return content.split(/(?<=\n)[ \t]*\n/).map((paragraph) => {
    const block = { tokens: ending(tokensOfLetter(paragraph)), from, to: from + paragraph.trimEnd().split('\n').length }
    from += paragraph.split('\n').length
    return block
  })
}

/** A command goes on behind a backslash at the end of its line. */
function tokensOfLetter(paragraph: string): DiffToken[] {
  return paragraph
    .split(/(?<!\\)\n/)
    .flatMap((line) => ending(COMMAND.test(line) ? codeTokens(line) : proseTokens(withoutBrackets(line)), ' '))
}

function isProse(line: string): boolean {
  const words = line.trim().split(/\s+/)
  return (
    words.length > 3 &&
    !COMMAND.test(line) &&
    words.filter((word) => PLAIN_WORD.test(word)).length >= words.length * 0.7
  )
}

function ending(tokens: readonly DiffToken[], end = '\n'): DiffToken[] {
  return tokens.map((word, index) =>
    index === tokens.length - 1 ? { ...word, text: word.text.trimEnd() + end } : word,
  )
}
