/**
 * Shortcodes of Hugo and Zola, those that they bring themselves. Pure. In: the body of a post, what it may refer to.
 * Out: the body with what a reader needs in their place: a link, a picture with its caption, a block of code; or one
 * fault with its place. A shortcode of the site's own is a template that nobody runs here, so it is a fault.
 */

import { placesIn } from '../../markup/places.js'
import { outsideCode } from '../outside-code.js'
import { postsTexts } from '../texts.js'
import type { Filled } from './filled.js'
import { hugoShortcode } from './hugo-shortcodes.js'
import { LineText } from './line-text.js'
import { type Call, callFrom, type ShortcodeHost } from './shortcode-call.js'
import { TemplateFault } from './template-fault.js'
import { zolaShortcode } from './zola-shortcodes.js'

/** What stands in a body, whole: with what is between it and its end where it has one. */
interface Found {
  readonly end: number
  readonly text: string
}

export type ShortcodesOf = 'hugo' | 'zola'

const BEGIN: Readonly<Record<ShortcodesOf, RegExp>> = {
  hugo: /\{\{[<%]/g,
  // A name with parentheses; what looks otherwise is text to Zola.
  zola: /\{\{(?=-?\s*[A-Za-z_]\w*\s*\(|\/\*)|\{%(?=-?\s*[A-Za-z_]\w*\s*\(|\/\*)|\{%(?=-?\s*end\s*-?%\})/g,
}
const MOST = 2_000

export function fillShortcodes(body: string, generator: ShortcodesOf, host: ShortcodeHost): Filled {
  const made = new LineText()
  const begin = new RegExp(BEGIN[generator])
  const placeOf = placesIn(body)
  let done = 0
  let line = 1
  let count = 0
  for (let found = begin.exec(body); found !== null; found = begin.exec(body)) {
    const place = placeOf(found.index)
    try {
      count += 1
      if (count > MOST)
        throw new TemplateFault(postsTexts.shortcodes.postHasMoreThan(MOST), postsTexts.shortcodes.partSeveralPosts())
      const one = generator === 'hugo' ? hugoAt(body, found.index, host) : zolaAt(body, found.index, host)
      made.add(body.slice(done, found.index), line, true)
      made.add(one.text, place.line, false)
      done = one.end
      line = place.line + feeds(body, found.index, one.end)
      begin.lastIndex = one.end
    } catch (thrown) {
      if (!(thrown instanceof TemplateFault)) throw thrown
      const { message, fix } = thrown
      return { fault: { message, ...place, ...(fix !== undefined && { fix }) } }
    }
  }
  made.add(body.slice(done), line, true)
  return generator === 'zola' ? withInternalLinks(made, host) : { text: made.text, lines: made.lines }
}

function feeds(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

function hugoAt(body: string, start: number, host: ShortcodeHost): Found {
  const mark = body[start + 2] === '<' ? '>' : '%'
  const open = `{{${mark === '>' ? '<' : '%'}`
  const end = endOf(body, start, `${mark}}}`)
  const inside = body.slice(start + 3, end - 3)
  const escaped = /^\s*\/\*([\s\S]*)\*\/\s*$/.exec(inside)?.[1]
  if (escaped !== undefined) return { end, text: `${open}${escaped}${mark}}}` }
  const call = callFrom(inside, false)
  if (call.isEnd) throw new TemplateFault(`{{< /${call.name} >}} ends nothing.`, postsTexts.shortcodes.takeLineOut())
  if (!PAIRED.hugo.has(call.name)) return { end, text: hugoShortcode(call, host) }
  const close = new RegExp(`\\{\\{[<%]\\s*/\\s*${call.name}\\s*[>%]\\}\\}`, 'g')
  return paired(body, { start, end, close, call }, (whole) => hugoShortcode(whole, host))
}

const PAIRED: Readonly<Record<ShortcodesOf, ReadonlySet<string>>> = {
  hugo: new Set(['highlight', 'details']),
  zola: new Set(['quote']),
}

function zolaAt(body: string, start: number, host: ShortcodeHost): Found {
  const isBlock = body[start + 1] === '%'
  const mark = isBlock ? '%}' : '}}'
  const end = endOf(body, start, mark)
  const inside = body.slice(start + 2, end - 2).replace(/^-|-$/g, '')
  const escaped = /^\s*\/\*([\s\S]*)\*\/\s*$/.exec(inside)?.[1]
  if (escaped !== undefined) return { end, text: `${isBlock ? '{%' : '{{'}${escaped}${mark}` }
  const call = callFrom(inside, true)
  if (call.name === 'end') throw new TemplateFault('{% end %} ends nothing.', postsTexts.shortcodes.takeLineOut())
  if (!isBlock) return { end, text: zolaShortcode(call, host) }
  return paired(body, { start, end, close: /\{%-?\s*end\s*-?%\}/g, call }, (whole) => zolaShortcode(whole, host))
}

interface Opened {
  readonly start: number
  readonly end: number
  readonly close: RegExp
  readonly call: Call
}

function paired(body: string, { start, end, close, call }: Opened, show: (call: Call) => string): Found {
  close.lastIndex = end
  const closing = close.exec(body)
  if (closing === null)
    throw new TemplateFault(postsTexts.shortcodes.notClosed(call.name), postsTexts.shortcodes.writeEnd())
  const before = body.slice(body.lastIndexOf('\n', start - 1) + 1, start)
  const indent = /^[ \t]*$/.test(before) ? { indent: before } : {}
  const text = show({ ...call, inner: body.slice(end, closing.index), ...indent })
  return { end: closing.index + closing[0].length, text }
}

/** Behind the mark, which may stand between quotes too. */
function endOf(body: string, start: number, mark: string): number {
  let quote = ''
  for (let at = start + 2; at < body.length && at < start + LONGEST; at += 1) {
    const sign = body[at] ?? ''
    if (quote !== '') {
      if (sign === '\\' && quote === '"') at += 1
      else if (sign === quote) quote = ''
    } else if (sign === '"' || sign === '`') quote = sign
    else if (body.startsWith(mark, at)) return at + mark.length
  }
  throw new TemplateFault(postsTexts.shortcodes.shortcodeNotClosed(), postsTexts.shortcodes.writeBehind(mark))
}

/** Characters between the marks of one shortcode. */
const LONGEST = 10_000

const INTERNAL = /(\]\(\s*<?|^\s{0,3}\[[^\]\n]+\]:\s*<?|\bhref=["'])@\/([^\s)"'>#]+)/gm

/** `[text](@/news/lamp.md)`; in code it is text. */
function withInternalLinks(made: LineText, host: ShortcodeHost): Filled {
  const { text, lines } = made
  if (!text.includes('@/')) return { text, lines }
  const shown = outsideCode(text)
  const placeOf = placesIn(text)
  let result = ''
  let done = 0
  for (const { index, 0: whole, 1: lead = '', 2: path = '' } of shown.matchAll(INTERNAL)) {
    const url = host.addressOf(path)
    if (url === undefined) {
      const { line, column } = placeOf(index)
      const message = postsTexts.shortcodes.noPostOnlySite(path.slice(0, 80))
      return {
        fault: { message, line: lines[line - 1] ?? line, column, fix: postsTexts.shortcodes.writeAddressDocsLamp() },
      }
    }
    result += text.slice(done, index) + lead + url
    done = index + whole.length
  }
  return { text: result + text.slice(done), lines }
}
