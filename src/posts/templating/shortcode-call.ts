/**
 * One shortcode as it is called. Pure. In: what stands between its marks. Out: its name, what it is given by place and
 * by name.
 */
import type { ExpressionNames } from '../simple-expression.js'
import { postsTexts } from '../texts.js'
import { TemplateFault } from './template-fault.js'

export interface Call {
  readonly name: string
  readonly places: readonly string[]
  readonly named: ReadonlyMap<string, string>
  /** `{{< /name >}}`. */
  readonly isEnd: boolean
  /** Between it and its end. */
  readonly inner?: string
  /** White space before it, where it begins its line. */
  readonly indent?: string
}

/** What a shortcode may ask. */
export interface ShortcodeHost {
  /** The address of a post by its path, with or without its ending. */
  readonly addressOf: (name: string) => string | undefined
  /** Of the post itself. */
  readonly url: string
  /** A value of front matter, else of the site's configuration, as text. */
  readonly paramOf: (name: string) => string | undefined
  /** Of another post, by its address. */
  readonly titleOf: (url: string) => string | undefined
  /** What expressions may name. */
  readonly values: ExpressionNames
}

const VALUE = String.raw`"(?:[^"\\]|\\.)*"|\x60[^\x60]*\x60|'[^']*'|[^\s"\x60',()=]+`
const ARGUMENT = new RegExp(String.raw`\s*,?\s*(?:([\w-]+)\s*=\s*)?(${VALUE})`, 'y')

/** @param isZola the arguments stand in parentheses */
export function callFrom(inside: string, isZola: boolean): Call {
  const trimmed = inside.trim()
  const head = /^(\/?)\s*([A-Za-z_][\w/.-]*)/.exec(trimmed)
  if (head === null)
    throw new TemplateFault(
      postsTexts.shortcodeCall.shortcodeHasNoName(),
      postsTexts.shortcodeCall.writeNameFigureSrc(),
    )
  const [lead, slash = '', name = ''] = head
  const rest = trimmed.slice(lead.length)
  const typed = isZola ? rest.replace(/^\s*\(|\)\s*$/g, '') : rest.replace(/\/\s*$/, '')
  const places: string[] = []
  const named = new Map<string, string>()
  let at = 0
  while (typed.slice(at).trim() !== '') {
    ARGUMENT.lastIndex = at
    const found = ARGUMENT.exec(typed)
    if (found === null || found[0] === '')
      throw new TemplateFault(
        postsTexts.shortcodeCall.noValue(name, typed.slice(at).trim().slice(0, 40)),
        postsTexts.shortcodeCall.putQuotesAround(),
      )
    const value = unquoted(found[2] ?? '')
    if (found[1] === undefined) places.push(value)
    else named.set(found[1].toLowerCase(), value)
    at = ARGUMENT.lastIndex
  }
  return { name, places, named, isEnd: slash !== '' }
}

function unquoted(typed: string): string {
  if (typed.startsWith('"')) return typed.slice(1, -1).replace(/\\(.)/g, '$1')
  return /^[`']/.test(typed) ? typed.slice(1, -1) : typed
}

/** By name, or by its place. @throws TemplateFault where it is not there */
export function needed({ name, named, places }: Call, key: string, place: number): string {
  const value = named.get(key) ?? places[place]
  if (value !== undefined && value !== '') return value
  throw new TemplateFault(postsTexts.shortcodeCall.saysNo(name, key), `Write ${key}="…".`)
}

/** What stands in an address and nothing else. @throws TemplateFault */
export function plainId(call: Call, key: string, place: number): string {
  const value = needed(call, key, place)
  if (/^[\w-]{1,100}$/.test(value)) return value
  throw new TemplateFault(
    postsTexts.shortcodeCall.whichNone(call.name, key, value.slice(0, 40)),
    postsTexts.shortcodeCall.writeLettersFigures(),
  )
}

/** A shortcode that is not built in. */
export function unknownShortcode(name: string): TemplateFault {
  return new TemplateFault(
    postsTexts.shortcodeCall.shortcodeSiteSOwn(name.slice(0, 60)),
    postsTexts.shortcodeCall.writeOutWhatStands(),
  )
}

export function inHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
