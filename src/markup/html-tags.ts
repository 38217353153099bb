/**
 * Which tags there are, and what becomes of each. Pure. In: the name of a tag, or HTML that an author typed. Out:
 * whether the tag is shown, left out with or without what it holds, or is no tag of HTML at all but a word between
 * angle brackets (`<VERSION>`).
 */

const names = (lines: readonly string[]) => lines.flatMap((line) => line.split(' '))

/** What pages, feeds and mail show. */
export const SHOWN_TAGS = names([
  'h1 h2 h3 h4 h5 h6 p div section article aside header footer blockquote pre hr br center address',
  'ul ol li dl dt dd figure figcaption details summary img a span wbr',
  'em strong b i u s strike del ins sub sup small mark q cite abbr dfn time bdi bdo code kbd samp var tt',
  'table caption colgroup col thead tbody tfoot tr th td',
])

/** Left out with what they hold: it is no text, or a form that nobody could fill in. */
export const EMPTIED_TAGS = names([
  'script style textarea option xmp title noembed noframes template select button svg math',
])

/** What plays or loads something: a link to it stands in its place. */
export const PLAYED_TAGS = names(['iframe embed video audio source object'])

/** Left out without a trace, and nothing is lost: frames of a document, and what only groups or says how text looks. */
const FRAME_TAGS = names([
  'html head body main nav search hgroup font big acronym nobr noscript menu dir legend fieldset label data',
  'ruby rb rt rtc rp',
  'picture param track link meta',
])

/** Left out, and a reader would have seen something. */
const LOST_TAGS = names([
  'form input canvas map area meter progress output optgroup datalist dialog frame frameset applet marquee blink',
  'bgsound base slot basefont plaintext listing keygen menuitem portal image',
])

/** Not shown themselves, though the words on both sides of them stand apart: what stands in their place. */
export const BLOCKS_FOR: Readonly<Record<string, 'div' | 'ul'>> = {
  ...Object.fromEntries(
    names(['body main nav search hgroup legend fieldset form dialog marquee optgroup']).map((name) => [name, 'div']),
  ),
  menu: 'ul',
  dir: 'ul',
}

/** A style that strikes words out: what it is on says the opposite without it. */
export const STRIKING = /(?:^|[;\s])text-decoration(?:-line)?\s*:[^;]*line-through/i

const shown = new Set(SHOWN_TAGS)
const emptied = new Set(EMPTIED_TAGS)
const lost = new Set(LOST_TAGS)
const known = new Set([...SHOWN_TAGS, ...EMPTIED_TAGS, ...PLAYED_TAGS, ...FRAME_TAGS, ...LOST_TAGS])

export type Fate = 'kept' | 'lost' | 'emptied' | 'unknown'

/** @param name in any letter case */
export function fateOf(name: string): Fate {
  const lower = name.toLowerCase()
  if (emptied.has(lower)) return 'emptied'
  if (lost.has(lower)) return 'lost'
  return known.has(lower) ? 'kept' : 'unknown'
}

/** Tags of HTML that are words as well: without a value and without an end (`sleep <time>`) they are meant as words. */
const WORDS = new Set(names(['a img time address code cite var abbr q summary mark samp kbd table figure']))

export interface Tag {
  /** Where it begins. */
  readonly index: number
  /** As typed, `<x-y z>`; a comment with all it holds, and so an element that is emptied. */
  readonly text: string
  /** In lower case; empty for a comment. */
  readonly name: string
  /** `text` where a reader shall see it as typed. */
  readonly role: 'comment' | 'tag' | 'text' | 'emptied'
}

const START = /<!--|<(\/?)([a-z][^\s/<>]*)/gi
const REST = /((?:"[^"]*"|'[^']*'|[^'"<>])*)>/y
/** Beginnings of tags that never end, from each of which all that follows is read: behind so many nothing is a tag. */
const MOST_OPEN = 100

/** The tags of HTML that an author typed, in order; what stands inside comments and emptied elements is no tag. */
export function tagsIn(html: string): Tag[] {
  if (!html.includes('<')) return []
  const endOf = endsIn(html)
  const found: Tag[] = []
  const start = new RegExp(START)
  const behind = new RegExp(REST)
  let unended = 0
  for (let match = start.exec(html); match !== null && unended < MOST_OPEN; match = start.exec(html)) {
    const { 0: begin, 1: slash, 2: typed = '', index } = match
    const name = typed.toLowerCase()
    behind.lastIndex = index + begin.length
    const ending = begin === '<!--' ? null : behind.exec(html)
    if (begin !== '<!--' && ending === null) {
      unended += 1
      continue
    }
    const open = begin + (ending?.[0] ?? '')
    const rest = ending?.[1] ?? ''
    const add = (role: Tag['role'], end = index + open.length) => {
      found.push({ index, text: html.slice(index, end), name, role })
      start.lastIndex = end
    }
    if (open === '<!--') {
      const end = html.indexOf('-->', index + 2)
      add('comment', end === -1 ? html.length : end + 3)
      continue
    }
    const isOpening = slash === ''
    const end = isOpening && emptied.has(name) ? endOf(name, index + open.length) : undefined
    if (end !== undefined) add('emptied', end)
    else add(isWord(name, rest, isOpening && endOf(name, index + open.length) === undefined) ? 'text' : 'tag')
  }
  return found
}

/**
 * An element with values (`<x-chart data="1">`) is meant as one; so is one with a prefix (`<o:p>`), which word
 * processors leave behind.
 */
function isWord(name: string, rest: string, isAlone: boolean): boolean {
  if (name.includes(':') || rest.includes('=')) return false
  const fate = fateOf(name)
  if (fate === 'unknown') return true
  return isAlone && rest.trim() === '' && (fate !== 'kept' || WORDS.has(name) || !shown.has(name))
}

/** Finds the end of an element; an end that is not there is looked for once. */
function endsIn(html: string): (name: string, from: number) => number | undefined {
  const lower = html.toLowerCase()
  const missing = new Set<string>()
  return (name, from) => {
    if (missing.has(name)) return undefined
    const at = lower.indexOf(`</${name}`, from)
    if (at === -1) missing.add(name)
    const end = at === -1 ? -1 : lower.indexOf('>', at)
    return end === -1 ? undefined : end + 1
  }
}

/** Words between angle brackets become text; all other HTML stays as it is. */
export function withPlaceholders(html: string): string {
  let result = ''
  let end = 0
  for (const { index, text, role } of tagsIn(html)) {
    if (role !== 'text') continue
    result += html.slice(end, index) + text.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    end = index + text.length
  }
  return result + html.slice(end)
}

const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g

/**
 * The attributes of a tag: names in lower case, the first of equal ones, values with their numeric references resolved.
 */
export function attributesIn(tag: string): ReadonlyMap<string, string> {
  const inside = tag.replace(/^<[^\s/>]+/, '').replace(/\/?>$/, '')
  const found = new Map<string, string>()
  for (const { 1: typed = '', 2: double, 3: single, 4: bare } of inside.matchAll(ATTRIBUTE)) {
    const name = typed.toLowerCase()
    if (!found.has(name)) found.set(name, withoutReferences(double ?? single ?? bare ?? ''))
  }
  return found
}

/** As far as a scheme can be hidden by them. */
function withoutReferences(value: string): string {
  const named = value.replace(/&(?:colon|tab|newline);/gi, (whole) => (/colon/i.test(whole) ? ':' : ' '))
  return named.replace(/&#(?:x([\da-f]{1,6})|(\d{1,7}));?/gi, (whole, hex?: string, digits?: string) => {
    const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
