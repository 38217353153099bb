/**
 * kramdown's abbreviations: `*[HTML]: Hypertext Markup Language` explains the word wherever it stands. Pure: rules of
 * markdown-it. Words are looked up letter by letter, so that many of them cost no more than one.
 */
import type { MarkdownIt, StateBlock, StateCore, Token } from 'markdown-it'
import { beginsWith } from '../line-begins.js'
import { BOUNDARY } from './attribute-lists.js'

export function abbreviations(markdown: MarkdownIt): void {
  markdown.block.ruler.before('reference', 'abbreviation', definition, { alt: ['paragraph', 'reference'] })
  markdown.core.ruler.push('abbreviations', explained)
}

const ABBREVIATIONS = 'abbreviations'
const DEFINITION = /^\*\[(.+?)\]:(.*)$/
const MOST_LETTERS = 100

/** One letter: what may follow, and what the word to here means, where it is one. */
interface Letter {
  readonly next: Map<string, Letter>
  meaning?: string
}

function lettersOf({ env }: Pick<StateCore, 'env'>): Letter | undefined {
  return env[ABBREVIATIONS] as Letter | undefined
}

function definition(state: StateBlock, line: number, _end: number, silent: boolean): boolean {
  if (!beginsWith(state, line, '*') || (state.sCount[line] ?? 0) - state.blkIndent >= 4) return false
  const text = state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
  const [, word = '', meaning = ''] = (text.startsWith('*[') && DEFINITION.exec(text)) || []
  if (word === '' || word.length > MOST_LETTERS) return false
  if (silent) return true
  const root: Letter = lettersOf(state) ?? { next: new Map() }
  state.env[ABBREVIATIONS] = root
  let at = root
  for (const letter of word) {
    const next: Letter = at.next.get(letter) ?? { next: new Map() }
    at.next.set(letter, next)
    at = next
  }
  at.meaning = meaning.trim()
  state.push(BOUNDARY, '', 0).hidden = true
  state.line = line + 1
  return true
}

function explained(state: StateCore): void {
  const root = lettersOf(state)
  if (root === undefined) return
  for (const token of state.tokens) {
    if (token.type !== 'inline' || token.children === null) continue
    token.children = token.children.flatMap((child) => (child.type === 'text' ? inText(state, child, root) : [child]))
  }
}

const WORD = /[\p{L}\p{M}\p{N}_]/u

function inText(state: StateCore, text: Token, root: Letter): Token[] {
  const made: Token[] = []
  let done = 0
  const words = (to: number) => {
    if (to > done) made.push(textOf(state, text.content.slice(done, to)))
  }
  for (let at = 0; at < text.content.length; ) {
    const found = isBoundary(text.content, at) ? longest(text.content, at, root) : undefined
    if (found === undefined) {
      at += 1
      continue
    }
    words(at)
    const open = new state.Token('abbr_open', 'abbr', 1)
    if (found.meaning !== '') open.attrSet('title', found.meaning)
    made.push(open, textOf(state, text.content.slice(at, found.end)), new state.Token('abbr_close', 'abbr', -1))
    at = found.end
    done = at
  }
  if (made.length === 0) return [text]
  words(text.content.length)
  return made
}

function isBoundary(text: string, at: number): boolean {
  return at === 0 || !WORD.test(text.charAt(at - 1))
}

function longest(text: string, at: number, root: Letter): { end: number; meaning: string } | undefined {
  let found: { end: number; meaning: string } | undefined
  let letter: Letter | undefined = root
  let end = at
  for (;;) {
    const code = text.codePointAt(end)
    letter = code === undefined ? undefined : letter.next.get(String.fromCodePoint(code))
    if (code === undefined || letter === undefined) return found
    end += code > 0xffff ? 2 : 1
    if (letter.meaning !== undefined && (end >= text.length || !WORD.test(text.charAt(end))))
      found = { end, meaning: letter.meaning }
  }
}

function textOf(state: StateCore, content: string): Token {
  const token = new state.Token('text', '', 0)
  token.content = content
  return token
}
