/** Shortcodes that Hugo brings. Pure. In: a call. Out: Markdown, or a TemplateFault. Of what plays there is a link. */

import { renderMarkdown } from '../../markup/markdown.js'
import { postsTexts } from '../texts.js'
import { codeBlock } from './code-block.js'
import { type Call, inHtml, needed, plainId, type ShortcodeHost, unknownShortcode } from './shortcode-call.js'
import { TemplateFault } from './template-fault.js'

type Show = (call: Call, host: ShortcodeHost) => string

const SHORTCODES: ReadonlyMap<string, Show> = new Map<string, Show>([
  ['ref', reference],
  ['relref', reference],
  ['figure', figure],
  ['highlight', (call) => codeBlock(trimmed(call.inner), languageOf(call), call.indent)],
  ['details', details],
  ['youtube', (call) => `<https://www.youtube.com/watch?v=${plainId(call, 'id', 0)}>`],
  ['vimeo', (call) => `<https://vimeo.com/${plainId(call, 'id', 0)}>`],
  ['gist', (call) => `<https://gist.github.com/${plainId(call, 'user', 0)}/${plainId(call, 'id', 1)}>`],
  ['instagram', (call) => `<https://www.instagram.com/p/${plainId(call, 'id', 0)}/>`],
  ['tweet', post],
  ['twitter', post],
  ['x', post],
  ['param', param],
])

export function hugoShortcode(call: Call, host: ShortcodeHost): string {
  const show = SHORTCODES.get(call.name)
  if (show === undefined) throw unknownShortcode(call.name)
  return show(call, host)
}

/** `{{< ref "news/lamp.md#oil" >}}`; an anchor alone is one of the post itself. */
function reference(call: Call, { addressOf, url }: ShortcodeHost): string {
  const [path = '', anchor] = needed(call, 'path', 0).split('#')
  const address = path === '' ? url : addressOf(path)
  if (address !== undefined) return anchor === undefined ? address : `${address}#${anchor}`
  throw new TemplateFault(
    postsTexts.hugoShortcodes.namesWhichNoPost(call.name, path.slice(0, 80)),
    postsTexts.hugoShortcodes.writeAddressPageDocs(),
  )
}

function figure(call: Call): string {
  const { named } = call
  const alt = named.get('alt')
  const caption = named.get('caption')
  const words = alt === undefined ? inline(caption ?? '').replace(/<[^<>]*>/g, '') : inHtml(alt)
  const picture = `<img src="${inHtml(needed(call, 'src', 0))}" alt="${words}">`
  const link = named.get('link')
  const linked = link === undefined ? picture : `<a href="${inHtml(link)}">${picture}</a>`
  const title = named.get('title')
  const below = [caption, named.get('attr')].filter((one) => one !== undefined).map(inline)
  const heading = title === undefined ? [] : [`<strong>${inHtml(title)}</strong>`]
  const shown = [...heading, ...below].join(' ')
  return `<figure>${linked}${shown === '' ? '' : `<figcaption>${shown}</figcaption>`}</figure>`
}

/** Hugo reads a caption as Markdown. */
function inline(text: string): string {
  return renderMarkdown(text.slice(0, 2_000))
    .trim()
    .replace(/^<p>|<\/p>$/g, '')
    .replace(/\s*\n\s*/g, ' ')
}

function details({ named, inner = '' }: Call): string {
  return `\n\n**${named.get('summary') ?? 'Details'}**\n\n${inner.trim()}\n\n`
}

function languageOf({ named, places }: Call): string {
  return /^[\w.+#-]*/.exec(named.get('lang') ?? places[0] ?? '')?.[0] ?? ''
}

function trimmed(code = ''): string {
  return code.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd()
}

function post(call: Call): string {
  return `<https://x.com/${plainId(call, 'user', 0)}/status/${plainId(call, 'id', 1)}>`
}

function param(call: Call, { paramOf }: ShortcodeHost): string {
  const name = needed(call, 'name', 0)
  const value = paramOf(name)
  if (value !== undefined) return value
  throw new TemplateFault(
    postsTexts.hugoShortcodes.paramNamesWhichNeither(name.slice(0, 60)),
    postsTexts.hugoShortcodes.correctNameOrWrite(),
  )
}
