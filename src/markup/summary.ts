/**
 * The first prose of an announcement on one line. Pure but for what it remembers. In: safe HTML, a number of
 * characters. Out: text without headings, code, images, tables and footnotes; of a bulletin that is signed or fenced,
 * the first prose inside the block.
 */
import {
  compile,
  type DomNode,
  type FormatCallback,
  type HtmlToTextOptions,
  type SelectorDefinition,
} from 'html-to-text'
import { NewestCache } from '../base/newest-cache.js'
import { withoutReferences } from './plain-html.js'
import { ancestors, attributeOf, inlineFormatters, textOf } from './text-formatters.js'
import { INSERTED, STRUCK, STRUCK_TAGS } from './text-marks.js'
import { VERBATIM } from './verbatim.js'

/** Paragraphs that a summary may be made of. */
const PARAGRAPHS = 12

const formatsOf = (format: string, ...selectors: string[]): SelectorDefinition[] =>
  selectors.map((selector) => ({ selector, format }))

const formatters = {
  ...inlineFormatters,
  ownParagraph: (element, walk, builder) => {
    if (isFootnote(element)) return
    builder.openBlock({ leadingLineBreaks: 2 })
    walk(element.children, builder)
    builder.closeBlock({ trailingLineBreaks: 2 })
  },
  /** Footnotes are read below the text. */
  ownLink: (element, walk, builder) => {
    if (!/#fn(?:ref)?:?\d[\d:]*$/.test(attributeOf(element, 'href'))) walk(element.children, builder)
  },
  ownItem: (element, walk, builder) => {
    if (isFootnote(element)) return
    builder.openBlock()
    walk(element.children, builder)
    builder.closeBlock()
  },
} satisfies Record<string, FormatCallback>

function isFootnote(element: DomNode): boolean {
  return [element, ...ancestors(element)].some(
    ({ name, attribs }) => name === 'li' && /^fn:?\d/.test(String(attribs?.id)),
  )
}

/** Made when it is first used: most summaries do without. */
function compiled(options: HtmlToTextOptions): (html: string) => string {
  let toText: ((html: string) => string) | undefined
  return (html) => {
    toText ??= compile(options)
    return toText(html)
  }
}

const firstProse = compiled({
  wordwrap: false,
  baseElements: { selectors: ['p'], orderBy: 'occurrence' },
  limits: { maxBaseElements: PARAGRAPHS },
  encodeCharacters: { [VERBATIM]: '' },
  whitespaceCharacters: ' \t\r\n\f',
  formatters,
  selectors: [
    ...formatsOf('skip', 'pre', 'table', 'img', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'),
    ...formatsOf('ownParagraph', 'p'),
    ...formatsOf('ownLink', 'a'),
    ...formatsOf('ownItem', 'li'),
    ...formatsOf('ownStruck', ...STRUCK_TAGS),
    ...formatsOf('ownInserted', 'ins'),
    ...formatsOf('ownShifted', 'sup', 'sub'),
    ...formatsOf('ownQuote', 'q'),
    ...formatsOf('block', 'ul', 'ol', 'dt', 'dd', 'figcaption', 'summary', 'details'),
  ],
})

/** The letters and bulletins that stand in code blocks to keep their lines. */
const blocks = compiled({
  wordwrap: false,
  baseElements: { selectors: ['pre'], orderBy: 'occurrence', returnDomByDefault: false },
  limits: { maxBaseElements: 3 },
  formatters: {
    ownPre: (element, _walk, builder) => {
      builder.openBlock({ leadingLineBreaks: 2, isPre: true })
      builder.addLiteral(textOf(element).replaceAll(VERBATIM, ''))
      builder.closeBlock({ trailingLineBreaks: 2 })
    },
  },
  selectors: formatsOf('ownPre', 'pre'),
})

/** What takes long to make: a page asks for it, and then a feed, at another length. */
const proseKept = new NewestCache<string, string>({ most: 100 })
const lettersKept = new NewestCache<string, string>({ most: 100 })

/**
 * @param maxCharacters at most this many characters (code points); a longer text is cut behind a word and ends in one
 * …
 */
export function summary(html: string, maxCharacters: number): string {
  const begin = upToParagraph(html, maxCharacters)
  const plain = plainProse(begin)
  const prose = plain === undefined ? proseKept.getOrMake(begin, () => proseOf(firstProse(begin))) : proseOf(plain)
  const isLetter = prose === '' && html.includes('<pre')
  const text = isLetter ? lettersKept.getOrMake(html, () => letterProse(blocks(html))) : prose
  // A character is two units at most: of a long text no more is looked at than may be shown.
  const characters = [...text.slice(0, 2 * maxCharacters + 2)]
  return characters.length <= maxCharacters ? text : cut(characters, maxCharacters)
}

const PARAGRAPH = /<p(?: [^>]*)?>/g
/** A tag that is more than its words, or a reference that safe HTML does not hold. */
const NOT_WORDS = /<(?!\/?(?:a|b|i|em|strong|code|span)[ >])|href="[^"]*#fn|&(?!(?:amp|lt|gt|quot);)/

/**
 * What `firstProse` makes of paragraphs that are words alone, but for white space. Of sanitised HTML.
 * @returns undefined where more than words stands there
 */
function plainProse(html: string): string | undefined {
  if (html.includes('<!') || html.includes(' id="fn') || html.includes(VERBATIM)) return undefined
  let text = ''
  let count = 0
  for (const { 0: tag, index } of html.matchAll(PARAGRAPH)) {
    if (count === PARAGRAPHS) break
    const start = index + tag.length
    const end = html.indexOf('</p>', start)
    const words = end === -1 ? '<' : html.slice(start, end)
    if (NOT_WORDS.test(words)) return undefined
    text += ` ${words.replace(/<[^>]*>/g, '')}`
    count += 1
  }
  // How far a seal reaches is told by lines.
  return count === 0 || text.includes('-----BEGIN') ? undefined : withoutReferences(text)
}

function cut(characters: readonly string[], most: number): string {
  const whole = wordsWithin(characters, most - 1)
  // A mark that is open would leave a reader in doubt of what is struck out.
  const open = openMarks(whole)
  const room = open === '' ? whole : wordsWithin(characters, most - 1 - open.length)
  return `${room.replace(/[\s,;:–—.…-]+$/, '')}${openMarks(room)}…`
}

function wordsWithin(characters: readonly string[], most: number): string {
  const begin = characters.slice(0, Math.max(0, most)).join('')
  const inWord = /\S/.test(characters[most] ?? ' ')
  return inWord && begin.includes(' ') ? begin.slice(0, begin.lastIndexOf(' ')) : begin
}

function openMarks(text: string): string {
  return [STRUCK, INSERTED].filter((mark) => text.split(mark).length % 2 === 0).join('')
}

const ARMOUR = /-----(?:BEGIN|END) [A-Z ]+-----(?:\s+Hash: [\w, -]+)*/g

/** Seals are no prose, and neither are the rulings between the parts of a letter. */
function proseOf(paragraphs: string): string {
  const text = paragraphs.includes('-----BEGIN') ? withoutSeal(paragraphs) : paragraphs
  return text.replace(/\s+/g, ' ').trim()
}

function withoutSeal(text: string): string {
  return text
    .replace(/-----BEGIN PGP SIGNATURE-----[\s\S]*?(?:-----END PGP SIGNATURE-----|$)/g, ' ')
    .replace(ARMOUR, ' ')
}

/** A letter as typed: its first paragraph that is a sentence, and those that follow it up to the next heading. */
function letterProse(letter: string): string {
  const paragraphs = withoutSeal(letter)
    .replace(/^- (?=-)/gm, '')
    .split(/\n[ \t]*\n/)
  const first = paragraphs.findIndex(isSentence)
  if (first === -1) return ''
  const rest = paragraphs.slice(first)
  const end = rest.findIndex((paragraph) => !isSentence(paragraph))
  return (end === -1 ? rest : rest.slice(0, end)).join(' ').replace(/\s+/g, ' ').trim()
}

const RULING = /^\s*([=\-_*~#+.])\1{2,}\s*$/m

function isSentence(paragraph: string): boolean {
  const text = paragraph.trim()
  if (RULING.test(text) || /^\s*(?:#{1,6} |[-=]{3,}\S*)/.test(text)) return false
  const words = text.split(/\s+/)
  const plain = words.filter((word) => /^[("'“‘*_[]*\p{L}[\p{L}'’-]*[)\].,;:!?"'”’*_]*$/u.test(word))
  return words.length >= 5 && plain.length >= words.length * 0.6 && /[.:!?。]["')\]]?(?:\s|$)/.test(text)
}

/** Most of a long post is never looked at. Of sanitised HTML: paragraphs end where their tags say. */
function upToParagraph(html: string, maxCharacters: number): string {
  let end = 0
  let text = 0
  for (let count = 0; count < PARAGRAPHS && text <= maxCharacters; count += 1) {
    const start = html.indexOf('<p', end)
    const close = html.indexOf('</p>', start)
    if (start === -1 || close === -1) return html
    end = close + 4
    text += textLength(html, start, close)
  }
  return html.slice(0, end)
}

/** At most what of it is text: tags, and characters written as several, do not count. */
function textLength(html: string, start: number, end: number): number {
  const words = html.slice(start, end).replace(/<(pre|table)\b[\s\S]*?<\/\1>|<[^>]*>|&[^;]*;/g, '')
  return words.replace(/\s+/g, ' ').trim().length
}
