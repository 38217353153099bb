/**
 * The text twin of an announcement, written to be read as text. Pure. In: words, safe HTML. Out: one line a paragraph
 * (whoever sends it wraps), links as numbers with a list of addresses at the end, headings underlined, and every line
 * that nobody may change marked.
 */
import { compile, type HtmlToTextOptions, type SelectorDefinition } from 'html-to-text'
import { type TextWords, textFormatters } from './text-formatters.js'
import { STRUCK_TAGS } from './text-marks.js'
import { VERBATIM } from './verbatim.js'

export { summary } from './summary.js'
export type { TextWords } from './text-formatters.js'
/**
 * Stands before each line of code, or behind the quote marks before it: this line is not to be wrapped, joined or
 * trimmed.
 */
export { VERBATIM } from './verbatim.js'

/** Stands around the whole, so that one formatter sees its end; no tag that sanitised HTML could hold. */
const ROOT = 'belfry-post'

const own = (format: keyof ReturnType<typeof textFormatters>, ...selectors: string[]): SelectorDefinition[] =>
  selectors.map((selector) => ({ selector, format }))
const builtIn = (format: string, ...selectors: string[]): SelectorDefinition[] =>
  selectors.map((selector) => ({ selector, format }))

/** Blocks without an empty line around them. */
const lines = (...selectors: string[]): SelectorDefinition[] =>
  selectors.map((selector) => ({ selector, format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } }))

/** Outside of a table nobody else parts their words. */
const TABLE_PARTS = ['tr', 'td', 'th', 'thead', 'tbody', 'tfoot']

const options: HtmlToTextOptions = {
  wordwrap: false,
  encodeCharacters: { [VERBATIM]: '' },
  // Without U+200B, which parts no word.
  whitespaceCharacters: ' \t\r\n\f',
  selectors: [
    ...own('ownRoot', ROOT),
    ...own('ownHeading', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'),
    ...own('ownLink', 'a'),
    ...own('ownImage', 'img'),
    ...own('ownPre', 'pre'),
    ...own('ownCode', 'code', 'kbd', 'samp', 'tt'),
    ...own('ownTable', 'table'),
    ...own('ownList', 'ul', 'ol'),
    ...own('ownDefinition', 'dd'),
    ...own('ownStruck', ...STRUCK_TAGS),
    ...own('ownInserted', 'ins'),
    ...own('ownShifted', 'sup', 'sub'),
    ...own('ownQuote', 'q'),
    { selector: 'dl', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    ...lines('dt', 'caption', 'summary'),
    ...builtIn('block', 'figure', 'figcaption', 'details', 'center', 'address', 'li', ...TABLE_PARTS),
    { selector: 'hr', format: 'horizontalLine', options: { length: 40 } },
  ],
}

/** @returns what makes text of HTML; to make it takes longer than to use it, so that it is made where it is used */
export function plainTextIn(words: TextWords): (html: string) => string {
  let toText: ((html: string) => string) | undefined
  return (html) => {
    toText ??= compile({ ...options, formatters: textFormatters(words) })
    return trimBlank(toText(`<${ROOT}>${html}</${ROOT}>`).split('\n').map(settleLine)).join('\n')
  }
}

/** The mark goes to the front, behind quote marks; a list's indent or bullet stays with the line. */
function settleLine(line: string): string {
  const at = line.indexOf(VERBATIM)
  if (at === -1) return line.trimEnd()
  const before = line.slice(0, at)
  const rest = line.slice(at + VERBATIM.length)
  return /^(?:> ?)+$/.test(before) ? before + VERBATIM + rest : VERBATIM + before + rest
}

function trimBlank(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line !== '')
  const last = lines.findLastIndex((line) => line !== '')
  return first === -1 ? [] : lines.slice(first, last + 1)
}
