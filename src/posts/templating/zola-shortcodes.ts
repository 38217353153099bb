/** Shortcodes that Zola brings, and its documentation shows. Pure. In: a call. Out: Markdown, or a TemplateFault. */
import { postsTexts } from '../texts.js'
import { type Call, needed, plainId, type ShortcodeHost, unknownShortcode } from './shortcode-call.js'
import { TemplateFault } from './template-fault.js'

type Show = (call: Call, host: ShortcodeHost) => string

const SHORTCODES: ReadonlyMap<string, Show> = new Map<string, Show>([
  ['youtube', (call) => `<https://www.youtube.com/watch?v=${plainId(call, 'id', 0)}>`],
  ['vimeo', (call) => `<https://vimeo.com/${plainId(call, 'id', 0)}>`],
  ['streamable', (call) => `<https://streamable.com/${plainId(call, 'id', 0)}>`],
  ['gist', gist],
  ['quote', quote],
])

export function zolaShortcode(call: Call, host: ShortcodeHost): string {
  const show = SHORTCODES.get(call.name)
  if (show === undefined) throw unknownShortcode(call.name)
  return show(call, host)
}

function gist(call: Call): string {
  const url = needed(call, 'url', 0)
  if (/^https:\/\/gist\.github\.com\/[\w./-]+$/.test(url)) return `<${url}>`
  throw new TemplateFault(postsTexts.zolaShortcodes.gistUrlNoAddress(), 'Write https://gist.github.com/USER/ID.')
}

function quote({ inner = '', named }: Call): string {
  const author = named.get('author')
  const lines = [inner.trim(), ...(author === undefined ? [] : ['', `— ${author}`])].join('\n').split('\n')
  return `\n${lines.map((line) => `> ${line}`.trimEnd()).join('\n')}\n`
}
