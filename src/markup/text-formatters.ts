/**
 * How html-to-text writes the elements that need thought: headings, links, images, code, tables. Pure. In: the words for what
 * text cannot show, elements as it walks them. Out: calls on its builder.
 */
import type { DomNode, FormatCallback } from 'html-to-text'

/** A private-use character (U+E000): no author types it, and what an author's text holds of it is taken out. */
export const VERBATIM = '\uE000'

/** The links of a conversion: address → number, counted from behind the numbers that the author gave to notes of his own. */
interface Links {
  readonly numbers: Map<string, number>
  readonly taken: number
}

/** A builder serves one conversion. */
const linksOf = new WeakMap<object, Links>()

/** What a reader sees in the place of something; the words stand in emails/. */
export interface TextWords {
  /** @param alt what the picture shows, never empty */
  image(alt: string): string
  /** @param number of a footnote, where the text refers to it */
  note(number: string): string
}

export const textFormatters = (words: TextWords) =>
  ({
    /** The whole text, then the list of addresses. */
    ownRoot: (element, walk, builder) => {
      const links = { numbers: new Map<string, number>(), taken: highestNote(textOf(element)) }
      linksOf.set(builder, links)
      walk(element.children, builder)
      if (links.numbers.size === 0) return
      builder.openBlock({ leadingLineBreaks: 2 })
      builder.addLiteral([...links.numbers].map(([href, number]) => `[${number}] ${href}`).join('\n'))
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

    ownLink: (element, walk, builder) => {
      const href = attribute(element, 'href')
      const note = /#fn(ref)?(\d[\d:]*)$/.exec(href)
      if (note?.[1] !== undefined) return
      if (note !== null) return builder.addInline(` ${words.note(note[2] ?? '')}`, { noWordTransform: true })
      walk(element.children, builder)
      if (href !== '' && !saysItself(textOf(element), href))
        builder.addInline(` [${numberOf(href, linksOf.get(builder))}]`, { noWordTransform: true })
    },

    ownImage: (element, _walk, builder) => {
      const alt = attribute(element, 'alt').replace(/\s+/g, ' ').trim()
      if (alt !== '') builder.addInline(words.image(alt))
    },

    ownPre: (element, _walk, builder) => {
      const lines = preText(element)
        .replace(/\n$/, '')
        .split(/\r\n?|\n/)
      builder.openBlock({ leadingLineBreaks: 2, isPre: true })
      builder.addLiteral(lines.map((line) => VERBATIM + line).join('\n'))
      builder.closeBlock({ trailingLineBreaks: 2 })
    },

    ownCode: (element, walk, builder) => {
      builder.addLiteral('`')
      walk(element.children, builder)
      builder.addLiteral('`')
    },

    /** Columns only stand under each other while nobody joins or wraps the rows. */
    ownTable: (element, walk, builder, options) => {
      builder.openBlock({ leadingLineBreaks: 2 })
      builder.options.formatters.dataTable?.(element, walk, builder, {
        ...options,
        maxColumnWidth: 40,
        colSpacing: 2,
        uppercaseHeaderCells: false,
      })
      builder.closeBlock({ trailingLineBreaks: 2, blockTransform: verbatimLines })
    },
  }) satisfies Record<string, FormatCallback>

/** An address that comes twice keeps its number. */
function numberOf(href: string, links: Links = { numbers: new Map(), taken: 0 }): number {
  const number = links.numbers.get(href) ?? links.taken + links.numbers.size + 1
  links.numbers.set(href, number)
  return number
}

/** Authors number notes by hand, as in `see [2]`: ours must not be taken for theirs. */
function highestNote(text: string): number {
  return [...text.matchAll(/(?<!\S)\[(\d{1,2})\]/g)].reduce(
    (highest, [, number]) => Math.max(highest, Number(number)),
    0,
  )
}

function attribute(element: DomNode, name: string): string {
  const attributes: unknown = element.attribs
  const value: unknown =
    typeof attributes === 'object' && attributes !== null ? Reflect.get(attributes, name) : undefined
  return typeof value === 'string' ? value.replaceAll(VERBATIM, '') : ''
}

function textOf(node: DomNode): string {
  if (node.type === 'text') return node.data ?? ''
  if (node.name === 'br') return '\n'
  return (node.children ?? []).map(textOf).join('')
}

/** HTML's rule: a line break right behind <pre> is not part of it. Inside <pre><code> it is. */
function preText(element: DomNode): string {
  const text = textOf(element)
  return element.children[0]?.type === 'text' ? text.replace(/^\r?\n/, '') : text
}

/** `https://example.org` as the text of a link to itself needs no number. */
function saysItself(text: string, href: string): boolean {
  const bare = (address: string) =>
    address
      .trim()
      .replace(/^(?:mailto:|https?:\/\/)/, '')
      .replace(/\/$/, '')
  return bare(text) === bare(href)
}

function underlined(text: string, mark: string): string {
  const heading = text.replace(/\s+/g, ' ').trim()
  return heading === '' ? '' : `${heading}\n${mark.repeat(Math.min([...heading].length, 72))}`
}

function verbatimLines(text: string): string {
  const lines = text.replaceAll(VERBATIM, '').split('\n')
  return lines.map((line) => VERBATIM + line.trimEnd()).join('\n')
}
