/**
 * Curly quotes and guillemets as kramdown makes them. Pure: rules of markdown-it in place of its own for text. Which
 * way a quote turns depends on the sign before it, if that is text, and on what follows in Markdown. kramdown's rules
 * come from SmartyPants.
 */
import type { MarkdownIt, StateInline } from 'markdown-it'

export function smartQuotes(markdown: MarkdownIt): void {
  markdown.inline.ruler.at('text', text)
  markdown.inline.ruler.before('text', 'smart_quotes', quotes)
  markdown.inline.ruler.before('autolink', 'guillemets', guillemets)
}

/** Where markdown-it's own rule ends, and at quotes. */
const RUN = /[^\n!#$%&*+\-:<=>@[\\\]^_`{}~"']+/y

function text(state: StateInline, silent: boolean): boolean {
  RUN.lastIndex = state.pos
  const [run] = RUN.exec(state.src) ?? []
  if (run === undefined) return false
  const end = Math.min(state.posMax, state.pos + run.length)
  if (end === state.pos) return false
  if (!silent) state.pending += state.src.slice(state.pos, end)
  state.pos = end
  return true
}

const CURLY = { open: { '"': '“', "'": '‘' }, close: { '"': '”', "'": '’' } } as const
type Quote = keyof typeof CURLY.open

const EMPHASISED = /[_*]{1,2}\S/y
/** `\B` behind a sign: no letter follows. */
const SIGN = /[!"#$%'()*+,\-./:;<=>?@[\\\]^_`{|}~](?!\.\.)(?![A-Za-z0-9_])/y
const DECADE = /\d\ds/y
const LETTER = /\w/y
const ENDING = /\s|s\b|$/my

function quotes(state: StateInline, silent: boolean): boolean {
  const quote = state.src.charAt(state.pos)
  if (quote !== '"' && quote !== "'") return false
  const other = quote === '"' ? "'" : '"'
  const isAt = (pattern: RegExp, at: number) => {
    pattern.lastIndex = at
    return pattern.test(state.src)
  }
  const behind = state.pos + 1
  const before = signBefore(state)
  const isDouble = state.src.charAt(behind) === other && isAt(LETTER, behind + 1) && (before === '' || isBlank(before))
  if (isDouble && behind < state.posMax) return push(state, silent, CURLY.open[quote] + CURLY.open[other])
  return push(state, silent, CURLY[wayOf({ quote, before, behind, isAt })][quote])
}

interface Place {
  readonly quote: Quote
  /** The sign of text before it; empty behind an element. */
  readonly before: string
  readonly behind: number
  readonly isAt: (pattern: RegExp, at: number) => boolean
}

/** In the order of kramdown's rules, the first that fits counts. */
function wayOf({ quote, before, behind, isAt }: Place): keyof typeof CURLY {
  // With a sign before it the first two of kramdown's rules do not look here: they begin at the sign.
  if (before === '' && isAt(EMPHASISED, behind)) return 'open'
  if (before === '' && isAt(SIGN, behind)) return 'close'
  if (quote === "'" && (before === '' || isBlank(before)) && isAt(DECADE, behind)) return 'close'
  if (isBlank(before) && isAt(LETTER, behind)) return 'open'
  if (before !== '' && !/[ \\\t\r\n[{(-]/.test(before)) return 'close'
  if (before === '' && isAt(ENDING, behind)) return 'close'
  return 'open'
}

const isBlank = (text: string) => /^[ \t\r\n\f\v]$/.test(text)

function signBefore(state: StateInline): string {
  if (state.pending !== '') return state.pending.slice(-1)
  const last = state.tokens.at(-1)?.type
  return last === 'softbreak' || last === 'hardbreak' ? '\n' : ''
}

/** A token of its own: the sign before a second quote is none of text. */
function push(state: StateInline, silent: boolean, curly: string): boolean {
  if (!silent) state.push('text_special', '', 0).content = curly
  state.pos += curly.length
  return true
}

const GUILLEMETS: readonly (readonly [string, string])[] = [
  ['<< ', '«\u00a0'],
  ['<<', '«'],
  ['>>', '»'],
]

function guillemets(state: StateInline, silent: boolean): boolean {
  const found = GUILLEMETS.find(([typed]) => state.src.startsWith(typed, state.pos))
  if (found === undefined || state.pos + found[0].length > state.posMax) return false
  const isSpaced = found[0] === '>>' && state.pending.endsWith(' ')
  if (!silent) {
    if (isSpaced) state.pending = state.pending.slice(0, -1)
    state.pending += isSpaced ? '\u00a0»' : found[1]
  }
  state.pos += found[0].length
  return true
}
