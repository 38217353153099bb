/**
 * Filters of Jekyll and of the Liquid that Jekyll uses. Pure. In: a Liquid engine and the site. Out: the engine with
 * these filters and no other. liquidjs's own are taken where they do the same; each is charged for what it walks
 * through and for what it makes, lists in lists too. What rolls dice or asks the clock is refused.
 */

import { filters as builtIn, type FilterImplOptions, type Liquid } from 'liquidjs'
import { withDashes } from '../../markup/dashes.js'
import { renderMarkdown } from '../../markup/markdown.js'
import { replacePassages } from '../../markup/passages.js'
import { overLimit } from '../limits.js'
import { postsTexts } from '../texts.js'
import { dayFormat, zonedDate } from './liquid-dates.js'
import type { LiquidHost } from './liquid-host.js'
import { TemplateFault } from './template-fault.js'

type Handler = Extract<FilterImplOptions, (...args: never[]) => unknown>
type This = ThisParameterType<Handler>

/** liquidjs's own, as they are. */
const AS_THEY_ARE = [
  'abs append at_least at_most base64_decode base64_encode capitalize ceil compact concat date default downcase',
  'escape escape_once first floor has join last map minus modulo newline_to_br plus prepend reject remove',
  'remove_first remove_last replace replace_first replace_last reverse round size slice sort_natural split',
  'strip_newlines sum times truncate truncatewords uniq upcase url_decode url_encode',
  'where where_exp find find_exp find_index find_index_exp group_by group_by_exp push pop shift unshift',
  'xml_escape cgi_escape uri_escape',
].flatMap((names) => names.split(' '))

const REFUSED: Readonly<Record<string, string>> = {
  sample: 'rolls dice: each reader would read something else',
  sassify: 'makes style sheets, which no mail and no feed shows',
  scssify: 'makes style sheets, which no mail and no feed shows',
}

/** What one item of a list costs in a filter that evaluates something for it. */
const ITEM_COST = 10

export function registerFilters(liquid: Liquid, host: LiquidHost): void {
  for (const name of Object.keys(liquid.filters)) liquid.unregisterFilter(name)
  for (const name of AS_THEY_ARE) {
    const filter = builtIn[name as keyof typeof builtIn] as FilterImplOptions
    if (typeof filter === 'function') liquid.registerFilter(name, charged(filter, name))
    // `raw` of liquidjs: what `default` takes is not evaluated before.
    else liquid.registerFilter(name, { ...filter, handler: charged(filter.handler) })
  }
  for (const [name, filter] of Object.entries({ ...TEXT, ...LISTS, ...datesOf(host), ...addressesOf(host) }))
    liquid.registerFilter(name, charged(filter, name))
  for (const [name, why] of Object.entries(REFUSED))
    liquid.registerFilter(name, () => {
      throw new TemplateFault(postsTexts.liquidFilters.theFilter(name, why), postsTexts.liquidFilters.takeFilterOut())
    })
}

/** In a list an item may lack what others have. */
const LENIENT = new Set([
  'where_exp',
  'find_exp',
  'find_index_exp',
  'group_by_exp',
  'where',
  'find',
  'group_by',
  'reject',
])

function charged(filter: Handler, name = ''): Handler {
  return function* chargedFilter(this: This, value: unknown, ...args: unknown[]): Generator<unknown, unknown, unknown> {
    const { memoryLimit, strictVariables } = this.context
    if (Array.isArray(value)) memoryLimit.use(value.length * ITEM_COST)
    if (LENIENT.has(name)) this.context.strictVariables = false
    const made = yield filter.call(this, value, ...args)
    this.context.strictVariables = strictVariables
    memoryLimit.use(weightOf(made))
    return made
  }
}

const weights = new WeakMap<object, number>()

/** Characters, and all items of lists in lists: a list may hold another many times. */
function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (!Array.isArray(value)) return 1
  const known = weights.get(value)
  if (known !== undefined) return known
  let weight = 1
  for (const item of value) weight += typeof item === 'string' ? 1 : weightOf(item)
  weights.set(value, weight)
  return weight
}

function text(value: unknown): string {
  if (value === null || value === undefined) return ''
  return Array.isArray(value) ? value.map(text).join('') : String(value)
}

const HIDDEN = {
  begin: /<(?:!--|(script|style)\b)/gi,
  end: (name: string) => (name === '' ? '-->' : `</${name}>`),
  isOpen: () => false,
}

const TEXT: Readonly<Record<string, Handler>> = {
  // Ruby divides whole numbers to a whole number.
  divided_by: (value: unknown, by: unknown) => divided(Number(value), Number(by)),
  strip: (value: unknown) => text(value).trim(),
  lstrip: (value: unknown) => text(value).trimStart(),
  rstrip: (value: unknown) => text(value).trimEnd(),
  strip_html: (value: unknown) => replacePassages(text(value), HIDDEN, () => '').replace(/<[^<>]*>/g, ''),
  normalize_whitespace: (value: unknown) => text(value).split(/\s+/).filter(Boolean).join(' '),
  number_of_words: (value: unknown, mode: unknown) => wordCount(text(value), mode),
  slugify: (value: unknown, mode: unknown) => slug(text(value), mode),
  smartify: (value: unknown) => smart(text(value)),
  to_integer: (value: unknown) => (value === true ? 1 : Math.trunc(Number(value)) || 0),
  markdownify: (value: unknown) => {
    const over = overLimit(text(value))
    if (over !== undefined) throw new TemplateFault(`markdownify: ${over.message}`)
    return renderMarkdown(text(value)).trimEnd()
  },
  jsonify(value: unknown) {
    return (builtIn.json as Handler).call(this, value)
  },
  inspect(value: unknown) {
    return inspected(value, (cost) => this.context.memoryLimit.use(cost)).replace(
      /[&<>"']/g,
      (sign) => ENTITIES[sign] ?? sign,
    )
  },
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function divided(value: number, by: number): number {
  if (by === 0 && Number.isInteger(value))
    throw new TemplateFault('divided_by: divides by 0.', postsTexts.liquidFilters.divideSomething())
  const result = value / by
  return Number.isInteger(value) && Number.isInteger(by) ? Math.floor(result) : result
}

function wordCount(words: string, mode: unknown): number {
  if (mode !== 'cjk' && mode !== 'auto') return words.split(/\s+/).filter(Boolean).length
  const ideographs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu
  const count = (words.match(ideographs) ?? []).length
  return count + words.replace(ideographs, ' ').split(/\s+/).filter(Boolean).length
}

const SLUG_FORMS: Readonly<Record<string, RegExp>> = {
  raw: /\s+/g,
  default: /[^\p{M}\p{L}\p{Nd}]+/gu,
  pretty: /[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu,
  ascii: /[^A-Za-z0-9]+/g,
  latin: /[^\p{M}\p{L}\p{Nd}]+/gu,
}

function slug(words: string, mode: unknown): string {
  const name = typeof mode === 'string' ? mode : 'default'
  const form = SLUG_FORMS[name]
  if (form === undefined) return words
  const plain = name === 'latin' ? words.normalize('NFKD').replace(/\p{M}+/gu, '') : words
  return plain.replace(form, '-').replace(/^-|-$/g, '').toLowerCase()
}

/** As kramdown does it. */
function smart(words: string): string {
  return withDashes(words)
    .replace(/\.\.\./g, '…')
    .replace(/(^|[\s([{–—-])"/g, '$1“')
    .replace(/"/g, '”')
    .replace(/(^|[\s([{–—“-])'/g, '$1‘')
    .replace(/'/g, '’')
}

/** As Ruby's `inspect` writes it. */
function inspected(value: unknown, charge: (cost: number) => void): string {
  charge(1)
  if (value === null || value === undefined) return 'nil'
  if (typeof value === 'string') {
    charge(value.length)
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map((item) => inspected(item, charge)).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  const pairs = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}=>${inspected(one, charge)}`)
  return `{${pairs.join(', ')}}`
}

const LISTS: Readonly<Record<string, Handler>> = {
  *sort(value: unknown, property: unknown, nils: unknown): Generator<unknown, unknown, unknown> {
    const items = Array.isArray(value) ? value : []
    const keyed: [unknown, unknown][] = []
    for (const item of items) {
      const key =
        typeof property === 'string'
          ? yield this.context._getFromScope(item as never, property.split('.'), false)
          : item
      keyed.push([key ?? undefined, item])
    }
    const first = nils === 'last' ? 1 : -1
    return keyed.sort(([a], [b]) => ordered(a, b, first)).map(([, item]) => item)
  },
  array_to_sentence_string: (value: unknown, word: unknown = 'and') => {
    const items = (Array.isArray(value) ? value : [value]).map(text)
    if (items.length < 3) return items.join(` ${text(word)} `)
    return `${items.slice(0, -1).join(', ')}, ${text(word)} ${items.at(-1) ?? ''}`
  },
  *group_by(value: unknown, property: unknown): Generator<unknown, unknown, unknown> {
    return withSizes(yield (builtIn.group_by as Handler).call(this, value, property))
  },
  *group_by_exp(value: unknown, name: unknown, expression: unknown): Generator<unknown, unknown, unknown> {
    return withSizes(yield (builtIn.group_by_exp as Handler).call(this, value, name, expression))
  },
}

/** @param first where what has none goes: before (-1) or behind (1) */
function ordered(a: unknown, b: unknown, first: 1 | -1): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? first : -first
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [text(a), text(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

function withSizes(groups: unknown): unknown {
  if (!Array.isArray(groups)) return groups
  return groups.map((group: { readonly name: unknown; readonly items: readonly unknown[] }) => ({
    ...group,
    name: text(group.name),
    size: group.items.length,
  }))
}

/** Of Ruby's `strftime`, what liquidjs does not know. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  '%F': '%Y-%m-%d',
  '%T': '%H:%M:%S',
  '%R': '%H:%M',
  '%D': '%m/%d/%y',
  '%h': '%b',
  '%r': '%I:%M:%S %p',
  '%v': '%e-%^b-%Y',
}

function shortForms(format: string): string {
  return format.replace(/%[%FTRDhrv]/g, (form) => SHORT_FORMS[form] ?? form)
}

function datesOf({ settings: { timezone } }: LiquidHost): Record<string, Handler> {
  const formatted = (filter: This, value: unknown, format: (date: string) => string) => {
    const date = zonedDate(value, timezone)
    return date === undefined ? value : (builtIn.date as Handler).call(filter, date, shortForms(format(date)))
  }
  return {
    // Ruby gives back what is no date, and what has no format.
    date(value: unknown, format: unknown) {
      const pattern = text(format)
      return pattern === '' ? value : formatted(this, value, () => pattern)
    },
    date_to_xmlschema: (value: unknown) => zonedDate(value, timezone) ?? value,
    date_to_rfc822(value: unknown) {
      return formatted(this, value, () => '%a, %d %b %Y %H:%M:%S %z')
    },
    date_to_string(value: unknown, ordinal: unknown, style: unknown) {
      return formatted(this, value, (date) => dayFormat(date, '%b', ordinal, style))
    },
    date_to_long_string(value: unknown, ordinal: unknown, style: unknown) {
      return formatted(this, value, (date) => dayFormat(date, '%B', ordinal, style))
    },
  }
}

function addressesOf({ site }: LiquidHost): Record<string, Handler> {
  const { url, baseurl } = 'fault' in site ? { url: '', baseurl: '' } : site
  const relative = (value: unknown) => {
    const address = text(value)
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(address)) return address
    return `${baseurl}/${address.replace(/^\/+/, '')}`.replace(/\/{2,}/g, '/')
  }
  return {
    relative_url: (value: unknown) => (isNothing(value) ? value : relative(value)),
    absolute_url: (value: unknown) => {
      if (isNothing(value)) return value
      const address = relative(value)
      return address.startsWith('/') && !address.startsWith('//') ? `${url}${address}` : address
    },
    strip_index: (value: unknown) => text(value).replace(/\/index\.html?$/, '/'),
  }
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined
}
