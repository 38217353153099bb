/**
 * Lists as kramdown reads them. Pure: rules of markdown-it. `1)` begins none; items with `*`, `+` and `-` are one list;
 * of each item by itself is decided whether its first paragraph is one or mere words.
 */
import type { MarkdownIt, StateCore, Token } from 'markdown-it'

/** @param isGfm a list may follow the words of a paragraph without an empty line; else only inside a list */
export function kramdownLists(markdown: MarkdownIt, isGfm: boolean): void {
  const list = markdown.block.ruler.__rules__.find(({ name }) => name === 'list')?.fn
  if (list === undefined) return
  markdown.block.ruler.at(
    'list',
    (state, line, end, silent) => {
      const from = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0)
      const text = state.src.slice(from, Math.min(state.eMarks[line] ?? from, from + 12))
      const isFree = isGfm || !silent || state.parentType !== 'paragraph' || state.listIndent >= 0
      return isFree && !/^\d+\)/.test(text) && list(state, line, end, silent)
    },
    { alt: ['paragraph', 'reference', 'blockquote'] },
  )
  markdown.core.ruler.after('block', 'kramdown_lists', (state) => {
    if (!state.tokens.some(({ type }) => type === 'list_item_open')) return
    state.tokens = joined(state.tokens)
    tighten(state)
  })
}

/** CommonMark begins another list where the mark changes. */
function joined(tokens: readonly Token[]): Token[] {
  const kept: Token[] = []
  for (const token of tokens) {
    const before = kept.at(-1)?.type
    const isSame =
      (token.type === 'bullet_list_open' && before === 'bullet_list_close') ||
      (token.type === 'ordered_list_open' && before === 'ordered_list_close')
    if (isSame && token.attrGet('id') === null && token.attrGet('class') === null) kept.pop()
    else kept.push(token)
  }
  return kept
}

interface Item {
  /** Its first block where that is a paragraph. */
  first?: { readonly open: Token; readonly close: Token }
  /** Blocks right inside. */
  count: number
  isBlankBehind: boolean
}

interface List {
  readonly items: Item[]
}

function tighten({ tokens, src }: StateCore): void {
  const lines = src.split('\n')
  const isBlank = (line: number) => line >= lines.length || /^[\s>]*$/.test(lines[line] ?? '')
  const lists: List[] = []
  /** What is open: a list, an item, or anything else. */
  const open: (List | Item | undefined)[] = []
  for (const [index, token] of tokens.entries()) {
    const parent = open.at(-1)
    if (parent !== undefined && 'count' in parent && token.nesting !== -1 && token.type !== 'inline') {
      parent.count += 1
      if (token.type === 'paragraph_open') paragraph(parent, { open: token, close: tokens[index + 2] }, isBlank)
    }
    if (token.nesting === -1) open.pop()
    if (token.nesting !== 1) continue
    if (/_list_open$/.test(token.type)) {
      const list: List = { items: [] }
      lists.push(list)
      open.push(list)
    } else if (token.type === 'list_item_open') {
      const item: Item = { count: 0, isBlankBehind: false }
      if (parent !== undefined && 'items' in parent) parent.items.push(item)
      open.push(item)
    } else open.push(undefined)
  }
  for (const { items } of lists) decide(items)
}

function paragraph(
  item: Item,
  { open, close }: { open: Token; close: Token | undefined },
  isBlank: (line: number) => boolean,
): void {
  if (close?.type !== 'paragraph_close') return
  open.hidden = false
  close.hidden = false
  if (item.count > 1) return
  item.first = { open, close }
  item.isBlankBehind = open.map !== null && isBlank(open.map[1])
}

/** An empty line behind the paragraph makes it one; of the last item also what the others are counts. */
function decide(items: readonly Item[]): void {
  let isOneTight = false
  for (const [index, { first, count, isBlankBehind }] of items.entries()) {
    const isLast = index === items.length - 1
    const isFree = !isBlankBehind || (isLast && count === 1)
    const mayBeTight: boolean = isFree && (!isLast || items.length === 1 || isOneTight)
    if (first !== undefined && mayBeTight) {
      first.open.hidden = true
      first.close.hidden = true
    }
    isOneTight ||= mayBeTight || first === undefined
  }
}
