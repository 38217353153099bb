/**
 * How html-to-text writes the elements that need thought: headings, links, images, code, lists, what is struck out,
 * inserted, raised or lowered. Pure. In: the words for what text cannot show, elements as it walks them. Out: calls on
 * its builder.
 */
import type { DomNode, FormatCallback } from 'html-to-text'
import { itemMarks } from './text-list.js'
import { INSERTED, STRUCK, STRUCK_TAGS, shiftMarks } from './text-marks.js'
import { type Cell, tableText } from './text-table.js'
import { VERBATIM } from './verbatim.js'

type Builder = Parameters<FormatCallback>[2]
type Walk = Parameters<FormatCallback>[1]

/** What is known of a conversion; a builder serves one. */
interface Conversion {
  /** Address → number, counted from behind the numbers that the author gave to notes of his own. */
  readonly numbers: Map<string, number>
  readonly taken: number
  /** The marks that are open around what is written now. */
  readonly open: Set<string>
}

const conversions = new WeakMap<object, Conversion>()

function conversionOf(builder: Builder): Conversion {
  const known = conversions.get(builder) ?? { numbers: new Map<string, number>(), taken: 0, open: new Set<string>() }
  conversions.set(builder, known)
  return known
}

/** What a reader sees in the place of something; the words stand in emails/. */
export interface TextWords {
  /** @param alt what the picture shows, never empty */
  image(alt: string): string
  /** @param number of a footnote, where the text refers to it */
  note(number: string): string
}

/** A mail's line, and the least of it that a table gets inside quotes and lists. */
const TABLE_COLUMNS = 78
const LEAST_COLUMNS = 40

/** The marks of what is written inside a line; summaries use them too. */
export const inlineFormatters = {
  ownStruck: (element, walk, builder) => marked(element, walk, builder, STRUCK),
  ownInserted: (element, walk, builder) => marked(element, walk, builder, INSERTED),

  ownShifted: (element, walk, builder) => {
    const tag = element.name === 'sub' ? 'sub' : 'sup'
    const isNote = descendants(element).some((node) => node.name === 'a' && NOTE.test(attributeOf(node, 'href')))
    const [before, after] = isNote ? ['', ''] : shiftMarks(tag, textOf(element), charBehind(element))
    if (before === '') return walk(element.children, builder)
    around(element, walk, builder, [before, after])
  },

  ownQuote: (element, walk, builder) => around(element, walk, builder, ['"', '"']),
} satisfies Record<string, FormatCallback>

const blockFormatters = {
  /** The whole text, then the list of addresses. */
  ownRoot: (element, walk, builder) => {
    const conversion = {
      numbers: new Map<string, number>(),
      taken: highestNote(textOf(element)),
      open: new Set<string>(),
    }
    conversions.set(builder, conversion)
    walk(element.children, builder)
    if (conversion.numbers.size === 0) return
    builder.openBlock({ leadingLineBreaks: 2 })
    builder.addLiteral([...conversion.numbers].map(([href, number]) => `[${number}] ${href}`).join('\n'))
    builder.closeBlock()
  },

  ownHeading: (element, walk, builder) => {
    builder.openBlock({ leadingLineBreaks: element.name === 'h1' || element.name === 'h2' ? 3 : 2 })
    walk(element.children, builder)
    builder.closeBlock({
      trailingLineBreaks: 2,
      blockTransform: (text) => underlined(text, element.name === 'h1' ? '=' : '-'),
    })
  },

  ownCode: (element, walk, builder) => {
    builder.addLiteral('`')
    walk(element.children, builder)
    builder.addLiteral('`')
  },

  ownList: (element, walk, builder) => {
    const items = element.children.filter(({ type, data }) => type !== 'text' || /\S/.test(data ?? ''))
    const isNested = ancestors(element).some(({ name }) => name === 'li')
    if (items.length === 0) {
      builder.openBlock()
      return builder.closeBlock()
    }
    const marks = itemMarks(items.filter(isItem).map(attributesOf), element.name ?? '', attributesOf(element))
    builder.openList({
      interRowLineBreaks: 1,
      leadingLineBreaks: isNested ? 1 : 2,
      maxPrefixLength: Math.max(0, ...marks.map(({ length }) => length)),
      prefixAlign: 'right',
    })
    let number = 0
    for (const item of items) {
      builder.openListItem({ prefix: isItem(item) ? (marks[number] ?? '') : '' })
      if (isItem(item)) number += 1
      walk(isItem(item) ? item.children : [item], builder)
      builder.closeListItem()
    }
    builder.closeList({ trailingLineBreaks: isNested ? 1 : 2 })
  },

  ownDefinition: (element, walk, builder) => {
    builder.openBlock({ leadingLineBreaks: 1 })
    walk(element.children, builder)
    builder.closeBlock({ blockTransform: (text) => text.replace(/^(?!$)/gm, '  ') })
  },

  ownTable: (element, walk, builder) => {
    const first = element.children.findIndex((child) => child.name !== 'caption' && hasContent(child))
    const captions = element.children.slice(0, first === -1 ? undefined : first)
    const rows = first === -1 ? [] : rowsOf(element.children.slice(first))
    builder.openBlock({ leadingLineBreaks: 2 })
    walk(captions, builder)
    builder.openTable()
    for (const cells of rows) {
      builder.openTableRow()
      for (const cell of cells) {
        builder.openTableCell({ maxColumnWidth: Number.MAX_SAFE_INTEGER })
        walk(isCell(cell) ? cell.children : [cell], builder)
        builder.closeTableCell({ colspan: spanOf(cell, 'colspan'), rowspan: spanOf(cell, 'rowspan') })
      }
      builder.closeTableRow()
    }
    const heads = rows.findIndex((cells) => cells.length === 0 || cells.some(({ name }) => name !== 'th'))
    builder.closeTable({
      tableToString: (cells: readonly (readonly Cell[])[]) =>
        tableText(cells, heads === -1 ? 1 : heads, columnsFor(element)),
      leadingLineBreaks: captions.length > 0 ? 1 : 2,
    })
    builder.closeBlock({ trailingLineBreaks: 2 })
  },
} satisfies Record<string, FormatCallback>

/** @param words for what text cannot show */
export const textFormatters = (words: TextWords) =>
  ({
    ...inlineFormatters,
    ...blockFormatters,

    ownLink: (element, walk, builder) => {
      const href = attributeOf(element, 'href')
      const note = NOTE.exec(href)
      if (note?.[1] !== undefined) return
      if (note !== null) return builder.addInline(` ${words.note(note[2] ?? '')}`, { noWordTransform: true })
      walk(element.children, builder)
      if (href !== '' && !saysItself(textOf(element), href))
        builder.addInline(` [${numberOf(href, conversionOf(builder))}]`, { noWordTransform: true })
    },

    /** Apart from the words beside it. */
    ownImage: (element, _walk, builder) => {
      const alt = attributeOf(element, 'alt').replace(/\s+/g, ' ').trim()
      if (alt === '') return
      const isWord = (character: string) => /[\p{L}\p{N}.,;:!?)\]]/u.test(character)
      const before = isWord(charBefore(element)) ? ' ' : ''
      const after = /[\p{L}\p{N}([]/u.test(charBehind(element)) ? ' ' : ''
      builder.addInline(before + words.image(alt) + after)
    },

    ownPre: (element, _walk, builder) => {
      for (const { name, attribs } of descendants(element))
        if (name === 'a' && typeof attribs?.href === 'string') numberOf(attribs.href, conversionOf(builder))
      const lines = preText(element, words)
        .replace(/\n$/, '')
        .split(/\r\n?|\n/)
      builder.openBlock({ leadingLineBreaks: 2, isPre: true })
      builder.addLiteral(lines.map((line) => VERBATIM + line).join('\n'))
      builder.closeBlock({ trailingLineBreaks: 2 })
    },
  }) satisfies Record<string, FormatCallback>

/** The link of a footnote, and with `ref` the arrow back from it; kramdown writes a colon. */
const NOTE = /#fn(ref)?:?(\d[\d:]*)$/

/** Marks around a line; around each paragraph where it holds several. */
function marked(element: DomNode, walk: Walk, builder: Builder, mark: string): void {
  const { open } = conversionOf(builder)
  if (open.has(mark) || (textOf(element).trim() === '' && !descendants(element).some(({ name }) => name === 'img')))
    walk(element.children, builder)
  else if (holdsBlock(element)) walk(pushedDown(element, element.children), builder)
  else {
    open.add(mark)
    around(element, walk, builder, [mark, mark])
    open.delete(mark)
  }
}

/** The white space at its ends stands outside of the marks. */
function around(element: DomNode, walk: Walk, builder: Builder, marks: readonly [string, string]): void {
  const texts = descendants(element).filter(({ type }) => type === 'text')
  const [first, last] = [texts[0], texts.at(-1)]
  const edge = (node: DomNode | undefined, space: RegExp) => {
    if (node?.data === undefined || !space.test(node.data)) return ''
    node.data = node.data.replace(space, '')
    return ' '
  }
  builder.addInline(edge(first, /^[ \t\r\n\f]+/))
  const behind = edge(last, /[ \t\r\n\f]+$/)
  builder.addLiteral(marks[0])
  walk(element.children, builder)
  builder.addLiteral(marks[1])
  builder.addInline(behind)
}

const BLOCKS = new Set(
  [
    'p div section article aside header footer blockquote pre hr center address h1 h2 h3 h4 h5 h6 ul ol li dl dt dd',
    'figure figcaption details summary table caption thead tbody tfoot tr th td',
  ].flatMap((names) => names.split(' ')),
)
/** What may hold blocks of a kind alone. */
const FRAMES = /^(?:ul|ol|dl|table|thead|tbody|tfoot|tr|figure|details|colgroup)$/

function isBlock({ name }: DomNode): boolean {
  return name !== undefined && BLOCKS.has(name)
}

const known = new WeakMap<DomNode, boolean>()

/** Asked of each element once: of nested ones each would else look through all that it holds. */
function holdsBlock(node: DomNode): boolean {
  const found = known.get(node) ?? (node.children ?? []).some((child) => isBlock(child) || holdsBlock(child))
  known.set(node, found)
  return found
}

/** The same mark inside of it says nothing more. */
function withoutSame(mark: DomNode, nodes: readonly DomNode[]): DomNode[] {
  const isSame = ({ name }: DomNode) =>
    name === mark.name || (STRUCK_TAGS.includes(mark.name ?? '') && STRUCK_TAGS.includes(name ?? ''))
  return nodes.flatMap((node) => (isSame(node) ? withoutSame(mark, node.children) : [node]))
}

/** `<del><p>a</p><p>b</p></del>` as `<p><del>a</del></p><p><del>b</del></p>`. */
function pushedDown(mark: DomNode, nodes: readonly DomNode[]): DomNode[] {
  const result: DomNode[] = []
  let run: DomNode[] = []
  const wrapped = (children: DomNode[]): DomNode => ({ ...mark, children })
  const flush = () => {
    if (run.length > 0) result.push(wrapped(run))
    run = []
  }
  for (const node of withoutSame(mark, nodes)) {
    if (!isBlock(node) && !holdsBlock(node)) run.push(node)
    else {
      flush()
      if (FRAMES.test(node.name ?? '')) {
        node.children = pushedDown(
          mark,
          node.children.filter((child) => child.type !== 'text' || /\S/.test(child.data ?? '')),
        )
        result.push(node)
      } else {
        node.children = holdsBlock(node) ? pushedDown(mark, node.children) : [wrapped(node.children)]
        result.push(node)
      }
    }
  }
  flush()
  return result
}

function isItem({ name }: DomNode): boolean {
  return name === 'li'
}

function isCell({ name }: DomNode): boolean {
  return name === 'td' || name === 'th'
}

/** What stands in a table and in no cell of it is a row of its own. */
function rowsOf(children: readonly DomNode[]): DomNode[][] {
  return children.flatMap((child): DomNode[][] => {
    if (child.name === 'tr') return [child.children.filter((cell) => isCell(cell) || hasContent(cell))]
    if (/^(?:thead|tbody|tfoot)$/.test(child.name ?? '')) return rowsOf(child.children)
    return hasContent(child) ? [[child]] : []
  })
}

function hasContent(node: DomNode): boolean {
  return /\S/.test(textOf(node)) || [node, ...descendants(node)].some(({ name }) => name === 'img' || name === 'a')
}

function spanOf(cell: DomNode, name: string): number {
  const span = Number.parseInt(attributeOf(cell, name), 10)
  return span >= 1 ? Math.min(span, 1000) : 1
}

function columnsFor(element: DomNode): number {
  const indents = ancestors(element).map(({ name }) =>
    name === 'blockquote' || name === 'dd' ? 2 : name === 'li' ? 4 : 0,
  )
  return Math.max(LEAST_COLUMNS, TABLE_COLUMNS - indents.reduce((sum: number, one) => sum + one, 0))
}

/** An address that comes twice keeps its number. */
function numberOf(href: string, { numbers, taken }: Conversion): number {
  const number = numbers.get(href) ?? taken + numbers.size + 1
  numbers.set(href, number)
  return number
}

/** Authors number notes by hand, as in `see [2]`: ours must not be taken for theirs. */
function highestNote(text: string): number {
  return [...text.matchAll(/(?<!\S)\[(\d{1,2})\]/g)].reduce(
    (highest, [, number]) => Math.max(highest, Number(number)),
    0,
  )
}

function attributesOf({ attribs }: DomNode): Readonly<Record<string, unknown>> {
  return typeof attribs === 'object' && attribs !== null ? { ...attribs } : {}
}

export function attributeOf(element: DomNode, name: string): string {
  const value = attributesOf(element)[name]
  return typeof value === 'string' ? value.replaceAll(VERBATIM, '') : ''
}

export function textOf(node: DomNode): string {
  if (node.type === 'text') return node.data ?? ''
  if (node.name === 'br') return '\n'
  return (node.children ?? []).map(textOf).join('')
}

function descendants(node: DomNode): DomNode[] {
  return (node.children ?? []).flatMap((child) => [child, ...descendants(child)])
}

export function ancestors(node: DomNode): DomNode[] {
  const found: DomNode[] = []
  for (let parent = node.parent; parent; parent = parent.parent) found.push(parent)
  return found
}

function siblingOf(node: DomNode, step: 1 | -1): DomNode | undefined {
  const all = node.parent?.children ?? []
  return all[all.indexOf(node) + step]
}

function charBehind(node: DomNode): string {
  const next = siblingOf(node, 1)
  return next === undefined ? '' : (textOf(next)[0] ?? '')
}

function charBefore(node: DomNode): string {
  const before = siblingOf(node, -1)
  return before === undefined ? '' : (textOf(before).at(-1) ?? '')
}

/** HTML's rule: a line break right behind <pre> is not part of it. Inside <pre><code> it is. */
function preText(element: DomNode, words: TextWords): string {
  const text = element.children.map((child) => markedText(child, words)).join('')
  return element.children[0]?.type === 'text' ? text.replace(/^\r?\n/, '') : text
}

/** Of what keeps its lines: no wrapping, and the same marks. */
function markedText(node: DomNode, words: TextWords): string {
  const { name = '' } = node
  const alt = attributeOf(node, 'alt').trim()
  if (node.type === 'text') return node.data ?? ''
  if (name === 'br') return '\n'
  if (name === 'img') return alt === '' ? '' : words.image(alt)
  const inner = (node.children ?? []).map((child) => markedText(child, words)).join('')
  const mark = STRUCK_TAGS.includes(name) ? STRUCK : name === 'ins' ? INSERTED : ''
  if (name === 'sup' || name === 'sub') {
    const [before, after] = shiftMarks(name, inner, charBehind(node))
    return before + inner + after
  }
  if (isBlock(node)) return `\n${inner}\n`
  return inner.trim() === '' ? inner : mark + inner + mark
}

/** `https://example.org` as the text of a link to itself needs no number; of another scheme it is another address. */
function saysItself(text: string, href: string): boolean {
  const written = text.trim().replace(/\/$/, '')
  const address = href.replace(/\/$/, '')
  return written === address || written === address.replace(/^(?:mailto:|https:\/\/)/, '')
}

function underlined(text: string, mark: string): string {
  const heading = text.replace(/\s+/g, ' ').trim()
  return heading === '' ? '' : `${heading}\n${mark.repeat(Math.min([...heading].length, 72))}`
}
