/**
 * kramdown's table of contents: a list with `{:toc}` below it makes way for links to the headings. Pure: a rule of
 * markdown-it that runs when headings have their ids. The first such list counts; `{:.no_toc}` keeps a heading out.
 */
import type { MarkdownIt, StateCore, Token } from 'markdown-it'
import { askedOf } from './attributes.js'
import { optionsOf } from './extensions.js'

export function tableOfContents(markdown: MarkdownIt): void {
  markdown.core.ruler.push('table_of_contents', contents)
}

function contents(state: StateCore): void {
  const at = state.tokens.findIndex((token) => isList(token) && askedOf(token).includes('toc'))
  const open = state.tokens[at]
  if (open === undefined) return
  const end = endOf(state.tokens, at)
  const made = listOf(state, open)
  state.tokens = [...state.tokens.slice(0, at), ...made, ...state.tokens.slice(end + 1)]
}

const isList = ({ type }: Token) => type === 'bullet_list_open' || type === 'ordered_list_open'

function endOf(tokens: readonly Token[], start: number): number {
  let depth = 0
  for (let at = start; at < tokens.length; at += 1) {
    depth += tokens[at]?.nesting ?? 0
    if (depth === 0) return at
  }
  return tokens.length - 1
}

interface Heading {
  readonly level: number
  readonly id: string
  readonly children: readonly Token[]
}

function headingsOf(state: StateCore): Heading[] {
  const levels = levelsOf(optionsOf(state).get('toc_levels'))
  return state.tokens.flatMap((token, index) => {
    const id = token.type === 'heading_open' ? token.attrGet('id') : null
    const level = Number(token.tag.slice(1))
    const isOut = /(?:^|\s)no_toc(?:\s|$)/.test(String(token.attrGet('class') ?? ''))
    if (id === null || id === '' || isOut || !levels.has(level)) return []
    return [{ level, id: String(id), children: state.tokens[index + 1]?.children ?? [] }]
  })
}

/** `2..3` or `2,3`. */
function levelsOf(option = '1..6'): ReadonlySet<number> {
  const [, from, to] = /^\s*([1-6])\s*\.\.\s*([1-6])\s*$/.exec(option) ?? []
  if (from === undefined) return new Set(option.split(',').map(Number))
  return new Set([1, 2, 3, 4, 5, 6].filter((level) => level >= Number(from) && level <= Number(to)))
}

function listOf(state: StateCore, open: Token): Token[] {
  const headings = headingsOf(state)
  if (headings.length === 0) return []
  const name = open.type === 'bullet_list_open' ? 'bullet_list' : 'ordered_list'
  const push = (type: string, tag: string, nesting: 1 | -1) => {
    const token = new state.Token(type, tag, nesting)
    token.block = true
    made.push(token)
    return token
  }
  const made: Token[] = []
  const id = String(open.attrGet('id') ?? 'markdown-toc')
  const root = push(`${name}_open`, open.tag, 1)
  root.attrSet('id', id)
  const levels: number[] = []
  for (const { level, id: target, children } of headings) {
    if (levels.length > 0 && level > (levels.at(-1) ?? 0)) push(`${name}_open`, open.tag, 1)
    else
      while (levels.length > 0) {
        push('list_item_close', 'li', -1)
        levels.pop()
        if ((levels.at(-1) ?? 0) < level) break
        push(`${name}_close`, open.tag, -1)
      }
    levels.push(level)
    push('list_item_open', 'li', 1)
    made.push(linkTo(state, { target, id: `${id}-${target}`, children }))
  }
  for (let rest = levels.length; rest > 0; rest -= 1) {
    push('list_item_close', 'li', -1)
    push(`${name}_close`, open.tag, -1)
  }
  return made
}

interface Link {
  readonly target: string
  readonly id: string
  readonly children: readonly Token[]
}

/** The heading's words, without links and notes of their own. */
function linkTo(state: StateCore, { target, id, children }: Link): Token {
  const inline = new state.Token('inline', '', 0)
  const open = new state.Token('link_open', 'a', 1)
  open.attrSet('href', `#${target}`)
  open.attrSet('id', id)
  const words = children.filter(({ type }) => !/^(?:link_open|link_close|footnote_ref)$/.test(type))
  inline.children = [open, ...words.map((token) => withoutId(state, token)), new state.Token('link_close', 'a', -1)]
  return inline
}

function withoutId(state: StateCore, token: Token): Token {
  if (token.attrGet('id') === null) return token
  const copy = new state.Token(token.type, token.tag, token.nesting)
  return Object.assign(copy, token, { attrs: token.attrs?.filter(([name]) => name !== 'id') ?? null })
}
