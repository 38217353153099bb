/**
 * The text twin of an announcement, written to be read as text. Pure. In: words, safe HTML. Out: one line a paragraph (whoever sends it
 * wraps), links as numbers with a list of addresses at the end, headings underlined, and every line that nobody may change marked.
 */
import { compile, type HtmlToTextOptions, type SelectorDefinition } from 'html-to-text'
import { type TextWords, textFormatters, VERBATIM } from './text-formatters.js'

/** Stands before each line of code, or behind the quote marks before it: this line is not to be wrapped, joined or trimmed. */
export { type TextWords, VERBATIM }

/** Stands around the whole, so that one formatter sees its end; no tag that sanitised HTML could hold. */
const ROOT = 'belfry-post'

const own = (format: keyof ReturnType<typeof textFormatters>, ...selectors: string[]): SelectorDefinition[] =>
  selectors.map((selector) => ({ selector, format }))
const builtIn = (format: string, ...selectors: string[]): SelectorDefinition[] =>
  selectors.map((selector) => ({ selector, format }))

const options: HtmlToTextOptions = {
  wordwrap: false,
  encodeCharacters: { [VERBATIM]: '' },
  selectors: [
    ...own('ownRoot', ROOT),
    ...own('ownHeading', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'),
    ...own('ownLink', 'a'),
    ...own('ownImage', 'img'),
    ...own('ownPre', 'pre'),
    ...own('ownCode', 'code', 'kbd', 'samp', 'tt'),
    ...own('ownTable', 'table'),
    ...builtIn('block', 'dt', 'dd', 'figure', 'figcaption', 'details', 'summary', 'center', 'address', 'caption'),
    { selector: 'ul', format: 'unorderedList', options: { itemPrefix: '- ' } },
    { selector: 'hr', format: 'horizontalLine', options: { length: 40 } },
  ],
}

/** @returns what makes text of HTML; to make it takes longer than to use it */
export function plainTextIn(words: TextWords): (html: string) => string {
  const toText = compile({ ...options, formatters: textFormatters(words) })
  return (html) => trimBlank(toText(`<${ROOT}>${html}</${ROOT}>`).split('\n').map(settleLine)).join('\n')
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

/** Paragraphs that a summary may be made of. */
const PARAGRAPHS = 12

const firstProse = compile({
  wordwrap: false,
  baseElements: { selectors: ['p'], orderBy: 'occurrence' },
  limits: { maxBaseElements: PARAGRAPHS },
  encodeCharacters: { [VERBATIM]: '' },
  selectors: [
    ...builtIn('skip', 'pre', 'table', 'img', 'hr', 'sup', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'),
    { selector: 'a', options: { ignoreHref: true } },
    ...builtIn('block', 'ul', 'ol', 'li'),
  ],
})

/**
 * The first prose of an announcement on one line.
 * @param maxCharacters at most this many characters (code points); a longer text is cut behind a word and ends in …
 */
export function summary(html: string, maxCharacters: number): string {
  const characters = [...firstProse(upToParagraph(html, maxCharacters)).replace(/\s+/g, ' ').trim()]
  if (characters.length <= maxCharacters) return characters.join('')
  const cut = characters.slice(0, Math.max(0, maxCharacters - 1)).join('')
  const inWord = /\S/.test(characters[maxCharacters - 1] ?? ' ')
  const whole = inWord && cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut
  return `${whole.replace(/[\s,;:–—-]+$/, '')}…`
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
  const words = html.slice(start, end).replace(/<(sup|pre|table)\b[\s\S]*?<\/\1>|<[^>]*>|&[^;]*;/g, '')
  return words.replace(/\s+/g, ' ').trim().length
}
