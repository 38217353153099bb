/**
 * Shortcodes of Hugo and Zola, tags of Hexo, those that they bring themselves, and what VitePress has in braces. Pure.
 * In: the body of a post, what it may refer to. Out: the body with what a reader needs in their place: a link, a
 * picture with its caption, a block of code; or one fault with its place. A shortcode of the site's own is a template
 * that nobody runs here, so it is a fault.
 */
import { escapeMarkdown } from '../../markup/escape-markdown.js'
import { replacePassages } from '../../markup/passages.js'
import { placesIn } from '../../markup/places.js'
import { outsideCode } from '../outside-code.js'
import { simpleValue, wordsOfValue } from '../simple-expression.js'
import { postsTexts } from '../texts.js'
import type { Filled } from './filled.js'
import { HEXO_PAIRED, hexoTag } from './hexo-tags.js'
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

export type ShortcodesOf = 'hugo' | 'zola' | 'hexo' | 'vitepress'

const BEGIN: Readonly<Record<ShortcodesOf, RegExp>> = {
  hugo: /\{\{[<%]/g,
  // A name with parentheses; what looks otherwise is text to Zola.
  zola: /\{\{(?=-?\s*[A-Za-z_]\w*\s*\(|\/\*)|\{%(?=-?\s*[A-Za-z_]\w*\s*\(|\/\*)|\{%(?=-?\s*end\s*-?%\})/g,
  hexo: /\{[{%#]/g,
  vitepress: /\{\{|^[ \t]*\[\[toc\]\][ \t]*$|^[ \t]*<<<[ \t]*[@./][^\n]*|<!--[ \t]*@include:[^\n]*/gim,
}
/** Where code is never filled in; elsewhere it is, as its generator does. */
const CODE_STAYS: ReadonlySet<ShortcodesOf> = new Set(['hexo', 'vitepress'])
const AT: Readonly<Record<ShortcodesOf, (body: string, start: number, host: ShortcodeHost) => Found>> = {
  hugo: hugoAt,
  zola: zolaAt,
  hexo: hexoAt,
  vitepress: vitepressAt,
}
const MOST = 2_000

export function fillShortcodes(body: string, generator: ShortcodesOf, host: ShortcodeHost): Filled {
  const made = new LineText()
  const begin = new RegExp(BEGIN[generator])
  const shown = CODE_STAYS.has(generator) ? withoutCode(body) : body
  const placeOf = placesIn(body)
  let done = 0
  let line = 1
  let count = 0
  for (let found = begin.exec(shown); found !== null; found = begin.exec(shown)) {
    const place = placeOf(found.index)
    try {
      count += 1
      if (count > MOST)
        throw new TemplateFault(
          postsTexts.shortcodes.postHasMoreThanShortcodes(MOST),
          postsTexts.shortcodes.partSeveralPosts(),
        )
      const one = AT[generator](body, found.index, host)
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

const VERBATIM = {
  begin: /\{%-?\s*(raw|codeblock|code)(?=[\s%-])/g,
  end: (name: string) => `end${name}`,
  isOpen: () => false,
}

/** Without code, and without what stands up to the end of a tag that shows it as it is; the tags themselves stay. */
function withoutCode(body: string): string {
  const begins = replacePassages(body, VERBATIM, (passage) => {
    const end = Math.max(0, passage.indexOf('%}'))
    return passage.slice(0, end) + passage.slice(end).replace(/[^\n]/g, ' ')
  })
  // What is raw is no code here, and a comment that shows a file is none: each stands at its place.
  const kept = begins.replace(/\{%(?=-?\s*(?:end)?raw\b)/g, '\u0001%').replace(/<!--(?=[ \t]*@include:)/g, '\u0001!--')
  return outsideCode(kept).replaceAll('\u0001%', '{%').replaceAll('\u0001!--', '<!--')
}

/** A comment, a value, or a tag with what stands up to its end. */
function hexoAt(body: string, start: number, host: ShortcodeHost): Found {
  if (body[start + 1] === '#') {
    const end = body.indexOf('#}', start)
    // `## Title {#id}` is none.
    return end === -1 ? { end: start + 2, text: '{#' } : { end: end + 2, text: '' }
  }
  if (body[start + 1] === '{') return valueAt(body, start, host)
  const end = endOf(body, start, '%}')
  const [, name = '', typed = ''] = /^-?\s*([\w-]*)([\s\S]*?)-?$/.exec(body.slice(start + 2, end - 2)) ?? []
  const tag = { name, typed: typed.trim() }
  const filled = (inner: string) => {
    const made = fillShortcodes(inner, 'hexo', host)
    if ('fault' in made) throw new TemplateFault(made.fault.message, made.fault.fix)
    return made.text
  }
  if (/^end/.test(name)) throw new TemplateFault(`{% ${name} %} ends nothing.`, postsTexts.shortcodes.takeLineOut2())
  if (!HEXO_PAIRED.has(name)) return { end, text: hexoTag(tag, { ...host, filled }) }
  const close = new RegExp(`\\{%-?\\s*end${name}\\s*-?%\\}`, 'g')
  return paired(body, { start, end, close, call: tag }, (whole) => hexoTag(whole, { ...host, filled }))
}

/** A value; a table of contents, which nobody needs in a mail; a file that is shown. */
function vitepressAt(body: string, start: number, host: ShortcodeHost): Found {
  if (body.startsWith('{{', start)) return valueAt(body, start, host)
  const feed = body.indexOf('\n', start)
  const end = feed === -1 ? body.length : feed
  const typed = body.slice(start, end).trim()
  if (/^\[\[toc\]\]$/i.test(typed)) return { end, text: '' }
  throw new TemplateFault(
    postsTexts.shortcodes.showsAnotherFileWhich(typed.slice(0, 60)),
    postsTexts.shortcodes.writeOutWhatStands(),
  )
}

/** What stands in two braces. @throws TemplateFault where only its site knows what that is */
function valueAt(body: string, start: number, { values }: ShortcodeHost): Found {
  const end = endOf(body, start, '}}')
  const inside = body
    .slice(start + 2, end - 2)
    .replace(/^-|-$/g, '')
    .trim()
  const words = wordsOfValue(simpleValue(inside, values))
  if (words !== undefined) return { end, text: escapeMarkdown(words) }
  throw new TemplateFault(
    postsTexts.shortcodes.whatOnlySiteCan(inside.replace(/\s+/g, ' ').slice(0, 60)),
    postsTexts.shortcodes.writeOutWhatStandsFor(),
  )
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
  if (call.isEnd) throw new TemplateFault(`{{< /${call.name} >}} ends nothing.`, postsTexts.shortcodes.takeLineOut2())
  if (!PAIRED.has(call.name)) return { end, text: hugoShortcode(call, host) }
  const close = new RegExp(`\\{\\{[<%]\\s*/\\s*${call.name}\\s*[>%]\\}\\}`, 'g')
  return paired(body, { start, end, close, call }, (whole) => hugoShortcode(whole, host))
}

const PAIRED: ReadonlySet<string> = new Set(['highlight', 'details'])

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

interface Opened<One> {
  readonly start: number
  readonly end: number
  readonly close: RegExp
  readonly call: One
}

interface Paired {
  readonly inner: string
  readonly indent?: string
}

function paired<One extends Pick<Call, 'name'>>(
  body: string,
  { start, end, close, call }: Opened<One>,
  show: (call: One & Paired) => string,
): Found {
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
