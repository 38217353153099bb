/**
 * The short way through HTML that is plainly what Markdown becomes: tags in lower case, each with its end, nested as
 * they may be, attributes between double quotes, addresses of the web and of mailboxes. Pure. In: HTML that is not yet
 * safe. Out: to the letter what sanitise.ts makes of it otherwise, in a tenth of the time; or undefined where a single
 * character is not plainly understood. Nothing is mended here and nothing is judged: what needs that goes the long way.
 * A property test and a target of the fuzzer hold the two ways equal.
 */
import { type AddressBase, readAddress } from './addresses.js'

/**
 * What is never plain: controls, declarations and comments, references other than these four, and the attribute in
 * which sanitise.ts keeps addresses.
 */
const NEVER_PLAIN = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]|<[!?]|&(?!(?:amp|lt|gt|quot);)|data-said/

const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"<>]*")*) ?(\/?)>/y
const ATTRIBUTE = / ([a-z]+)="([^"]*)"/g

const words = (line: string): ReadonlySet<string> => new Set(line.split(' '))

const INLINE = words('a em strong b i u s del ins sub sup small mark code kbd samp var abbr span tt')
const HEADINGS = words('h1 h2 h3 h4 h5 h6')
const BLOCKS = words('p div section blockquote pre ul ol dl table hr h1 h2 h3 h4 h5 h6')
/** In these, and at the top, blocks and text may stand. */
const HOLD_BLOCKS = words('div section blockquote li dd td th')
const HOLD_TEXT = words('p pre dt')
/** What may stand in these alone, and nothing else in them. */
const PARTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['li', words('ul ol')],
  ['dt', words('dl')],
  ['dd', words('dl')],
  ['thead', words('table')],
  ['tbody', words('table')],
  ['tr', words('thead tbody')],
  ['th', words('tr')],
  ['td', words('tr')],
])
const HOLD_PARTS = words('ul ol dl table thead tbody tr')
const VOID = words('br hr img')

/** Far below what sanitise.ts cuts off. */
const DEEPEST = 50

/** @returns safe HTML with absolute addresses, or undefined */
export function plainlySafe(html: string, base: AddressBase): string | undefined {
  if (NEVER_PLAIN.test(html)) return undefined
  const open: string[] = []
  let result = ''
  let at = 0
  for (let start = html.indexOf('<'); start !== -1; start = html.indexOf('<', at)) {
    if (!mayHoldText(open.at(-1)) && html.slice(at, start).trim() !== '') return undefined
    result += safeText(html.slice(at, start))
    TAG.lastIndex = start
    const match = TAG.exec(html)
    if (match === null) return undefined
    const [whole, slash = '', name = '', attributes = '', selfClosing = ''] = match
    at = start + whole.length
    if (slash !== '') {
      if (attributes !== '' || selfClosing !== '' || open.pop() !== name) return undefined
      result += `</${name}>`
      continue
    }
    const isVoid = VOID.has(name)
    if (!mayStandIn(name, open.at(-1)) || (selfClosing !== '' && !isVoid) || open.length >= DEEPEST) return undefined
    const safe = attributes === '' && name !== 'img' ? '' : safeAttributes(name, attributes, base)
    if (safe === undefined) return undefined
    result += `<${name}${safe}${isVoid ? ' />' : '>'}`
    if (!isVoid) open.push(name)
  }
  return open.length > 0 ? undefined : result + safeText(html.slice(at))
}

function mayHoldText(holder: string | undefined): boolean {
  return holder === undefined || !HOLD_PARTS.has(holder)
}

/** So strictly that no tag implies the end of another. */
function mayStandIn(name: string, holder: string | undefined): boolean {
  const holders = PARTS.get(name)
  if (holders !== undefined) return holder !== undefined && holders.has(holder)
  if (BLOCKS.has(name)) return holder === undefined || HOLD_BLOCKS.has(holder)
  if (!INLINE.has(name) && name !== 'br' && name !== 'img') return false
  return (
    holder === undefined ||
    HOLD_BLOCKS.has(holder) ||
    HOLD_TEXT.has(holder) ||
    HEADINGS.has(holder) ||
    (INLINE.has(holder) && (name !== 'a' || holder !== 'a'))
  )
}

function safeText(text: string): string {
  const quoted = text.includes('&quot;') ? text.replaceAll('&quot;', '"') : text
  return quoted.includes('>') ? quoted.replaceAll('>', '&gt;') : quoted
}

/** @returns undefined where one of them is not plain */
function safeAttributes(name: string, written: string, base: AddressBase): string | undefined {
  const given = new Map<string, string>()
  for (const [, key = '', value = ''] of written.matchAll(ATTRIBUTE)) {
    if (given.has(key)) return undefined
    given.set(key, value)
  }
  const first = firstAttributes(name, given, base)
  if (first === undefined) return undefined
  let rest = ''
  for (const [key, value] of given) {
    if (key === 'class') {
      if (name !== 'code') continue
      if (!/^language-[^\s&]+$/.test(value)) return undefined
    } else if (!isPlainAttribute(name, key, value)) return undefined
    rest += ` ${key}="${value}"`
  }
  return first + rest
}

function isPlainAttribute(name: string, key: string, value: string): boolean {
  if (name === 'ol' && key === 'start') return /^\d+$/.test(value)
  return (key === 'id' || key === 'title') && value !== ''
}

/** Those that sanitise.ts puts in front; they are taken out of `given`. */
function firstAttributes(name: string, given: Map<string, string>, base: AddressBase): string | undefined {
  if (name === 'a') return addressAttribute(given, 'href', base)
  if (name === 'img') {
    const src = addressAttribute(given, 'src', base)
    const alt = given.get('alt') ?? ''
    given.delete('alt')
    return src === undefined || src === '' ? undefined : `${src} alt="${alt}"`
  }
  if (name !== 'td' && name !== 'th') return ''
  const style = given.get('style')
  if (style === undefined) return ''
  given.delete('style')
  const side = /^text-align:(left|right|center)$/.exec(style)?.[1]
  return side === undefined ? undefined : ` align="${side}"`
}

const MAILBOX = /^mailto:[\w.+-]+@[\w.-]+$/

/** @returns '' where there is none */
function addressAttribute(given: Map<string, string>, key: string, base: AddressBase): string | undefined {
  const typed = given.get(key)
  if (typed === undefined) return ''
  given.delete(key)
  const href = readAddress(withoutReferences(typed), base)?.href
  const isPlain = href !== undefined && (/^https?:/.test(href) || (key === 'href' && MAILBOX.test(href)))
  if (!isPlain) return undefined
  const written = href.includes('&') ? href.replaceAll('&', '&amp;') : href
  return /["<>]/.test(written) ? undefined : ` ${key}="${written}"`
}

const REFERENCES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }

/** Text as a reader sees it, of HTML that holds no other references than these four. */
export function withoutReferences(html: string): string {
  return html.includes('&') ? html.replace(/&(?:amp|lt|gt|quot);/g, (found) => REFERENCES[found] ?? found) : html
}
