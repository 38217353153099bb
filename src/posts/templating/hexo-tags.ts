/**
 * Tags that Hexo brings, and the two of its best known theme that only frame words. Pure. In: a tag as it was typed,
 * and what stands up to its end. Out: Markdown, or a TemplateFault. Of what plays there is a link.
 */

import { escapeMarkdown } from '../../markup/escape-markdown.js'
import { postsTexts } from '../texts.js'
import { codeBlock } from './code-block.js'
import { inHtml, type ShortcodeHost, unknownShortcode } from './shortcode-call.js'
import { TemplateFault } from './template-fault.js'

export interface HexoTag {
  readonly name: string
  /** As typed, without white space around it. */
  readonly typed: string
  /** Between it and its end, as typed. */
  readonly inner?: string
  /** White space before it, where it begins its line. */
  readonly indent?: string
}

interface Hexo extends ShortcodeHost {
  /** Fills in what stands in a tag. @throws TemplateFault */
  readonly filled: (inner: string) => string
}

type Show = (tag: HexoTag, args: readonly string[], host: Hexo) => string

const TAGS: ReadonlyMap<string, Show> = new Map<string, Show>([
  ['raw', ({ inner = '' }) => inner],
  ['codeblock', code],
  ['code', code],
  ['blockquote', quote],
  ['quote', quote],
  ['pullquote', (tag, _args, host) => quoted(tag, host, '')],
  ['centerquote', (tag, _args, host) => quoted(tag, host, '')],
  ['cq', (tag, _args, host) => quoted(tag, host, '')],
  ['note', (tag, args, host) => quoted(tag, host, '', noteTitle(args))],
  ['post_path', ({ name }, [post = ''], host) => addressOf(name, post, host)],
  ['post_link', postLink],
  ['asset_path', (_tag, [file = ''], { url }) => assetAt(file, url)],
  ['asset_img', (tag, args, { url }) => picture(tag, args, (file) => assetAt(file, url))],
  ['asset_link', (_tag, [file = '', ...title], { url }) => anchor(assetAt(file, url), said(title) || file)],
  ['img', (tag, args) => picture(tag, args, (file) => file)],
  ['image', (tag, args) => picture(tag, args, (file) => file)],
  ['link', link],
  ['url_for', (_tag, [text = '', path = '']) => anchor(path, text)],
  ['full_url_for', (_tag, [text = '', path = '']) => anchor(path, text)],
  ['youtube', (tag, args) => player(tag, args, 'https://www.youtube.com/watch?v=')],
  ['vimeo', (tag, args) => player(tag, args, 'https://vimeo.com/')],
  ['gist', (tag, args) => player(tag, args, 'https://gist.github.com/')],
  ['jsfiddle', (tag, args) => player(tag, args, 'https://jsfiddle.net/')],
  ['iframe', iframe],
])

/** Those with an end. */
export const HEXO_PAIRED: ReadonlySet<string> = new Set([
  ...['raw', 'codeblock', 'code', 'blockquote', 'quote', 'pullquote', 'centerquote', 'cq', 'note'],
])

/** @throws TemplateFault */
export function hexoTag(tag: HexoTag, host: Hexo): string {
  const show = TAGS.get(tag.name)
  if (show === undefined) throw unknownShortcode(tag.name)
  return show(tag, argumentsIn(tag.typed), host)
}

/** At spaces, quotes hold together. */
function argumentsIn(typed: string): string[] {
  return [...typed.matchAll(/"([^"\n]*)"|'([^'\n]*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
}

/** `{% codeblock Title lang:sh https://… words of the link %}`. */
function code({ typed, inner = '', indent }: HexoTag): string {
  const [, language = ''] = /(?:^|\s)lang(?:uage)?:([\w.+#-]+)/.exec(typed) ?? []
  const caption = typed.replace(/(?:^|\s)[a-z_]+:(?!\/\/)\S+/g, '').trim()
  const [, before = '', url = '', words = ''] = /^(.*?)(?:^|\s)(https?:\/\/\S+)(.*)$/.exec(caption) ?? [
    ...['', caption],
  ]
  const linked = url === '' ? '' : ` <a href="${inHtml(url)}">${inHtml(words.trim() || 'link')}</a>`
  const head = `${escapeMarkdown(before.trim())}${linked}`.trim()
  const block = codeBlock(inner.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd(), language, indent)
  return head === '' ? block : `\n${indent ?? ''}${head}\n\n${indent ?? ''}${block}`
}

/** `{% blockquote Author, Source https://… words of the link %}`; a comma parts author and source. */
function quote(tag: HexoTag, _args: readonly string[], host: Hexo): string {
  const [, named = '', url = '', words = ''] = /^(.*?)(?:^|\s)(https?:\/\/\S+)(.*)$/.exec(tag.typed) ?? [
    ...['', tag.typed],
  ]
  const [author = '', ...source] = named.split(',').map((part) => part.trim())
  const from = source.join(', ')
  const cited = [from, url === '' ? '' : anchor(url, words.trim() || url.replace(/^https?:\/\/|\/$/g, ''))]
  const parts = [author === '' ? '' : `**${escapeMarkdown(author)}**`, escapeMarkdown(cited[0] ?? ''), cited[1] ?? '']
  return quoted(tag, host, parts.filter((part) => part !== '').join(' '))
}

function quoted({ inner = '', indent = '' }: HexoTag, host: Hexo, foot: string, head = ''): string {
  const body = host.filled(inner.trim())
  const parts = [head === '' ? '' : `**${head}**`, body, foot].filter((part) => part !== '')
  const lines = parts.join('\n\n').split('\n')
  return `\n${lines.map((line) => `${indent}> ${line}`.trimEnd()).join('\n')}\n\n`
}

/** NexT: `{% note warning no-icon Title %}`. */
function noteTitle(args: readonly string[]): string {
  const known = /^(?:default|primary|success|info|warning|danger|no-icon|flat|modern|simple|disabled)$/
  return escapeMarkdown(args.filter((one) => !known.test(one)).join(' '))
}

/** `{% post_link name#part 'words' false %}`. */
function postLink({ name }: HexoTag, [post = '', ...rest]: readonly string[], host: Hexo): string {
  const address = addressOf(name, post, host)
  const words = said(/^(?:true|false)$/.test(rest.at(-1) ?? '') ? rest.slice(0, -1) : rest)
  return anchor(address, words || (host.titleOf(address.replace(/#.*/, '')) ?? post))
}

function addressOf(tag: string, name: string, host: Hexo): string {
  const [post = '', part] = name.split('#')
  const address = post === '' ? undefined : host.addressOf(post)
  if (address !== undefined) return part === undefined ? address : `${address}#${part}`
  throw new TemplateFault(
    postsTexts.hexoTags.namesNoSuchPost(tag, name.slice(0, 80) || 'nothing'),
    postsTexts.hexoTags.writeNameFileWithout(),
  )
}

/** Beside the page of the post. */
function assetAt(file: string, url: string): string {
  const page = /\/$|\.html?$/.test(url) ? url : `${url}/`
  return URL.canParse(file, page) ? new URL(file, page).href : file
}

/** `[class names] FILE [width] [height] "title" "alt"`. */
function picture({ name, typed }: HexoTag, args: readonly string[], at: (file: string) => string): string {
  const place = args.findIndex(
    (one) => /\.(?:png|jpe?g|gif|webp|avif|svg|bmp)(?:[?#]|$)/i.test(one) || one.includes('/'),
  )
  const file = args[place]
  if (file === undefined)
    throw new TemplateFault(postsTexts.hexoTags.namesNoPicture(name), postsTexts.hexoTags.writeFileLampPng(name))
  const [width, height, ...more] = sizesFirst(args.slice(place + 1))
  // Title and alt may stand in quotes of their own, within others: '"title" "alt"'.
  const inQuotes = more.length === 1 ? argumentsIn(more[0] ?? '') : more
  const both = /["']/.test(typed.slice(typed.indexOf(file) + file.length)) ? inQuotes : [more.join(' ')]
  const [title = '', alt = title] = both
  const sizes = [width === '' ? '' : ` width="${width}"`, height === '' ? '' : ` height="${height}"`].join('')
  const named = title === '' ? '' : ` title="${inHtml(title)}"`
  return `<img src="${inHtml(at(file))}" alt="${inHtml(alt)}"${named}${sizes}>`
}

function sizesFirst(args: readonly string[]): string[] {
  const count = args.findIndex((one) => !/^\d{1,5}$/.test(one))
  const sizes = args.slice(0, Math.min(2, count === -1 ? args.length : count))
  return [sizes[0] ?? '', sizes[1] ?? '', ...args.slice(sizes.length)]
}

/** `{% link words https://… external title %}`. */
function link({ name }: HexoTag, args: readonly string[]): string {
  const place = args.findIndex((one) => /^(?:[a-z][a-z\d+.-]*:|\/)/i.test(one))
  const address = args[place]
  if (address === undefined)
    throw new TemplateFault(postsTexts.hexoTags.namesNoAddress(name), postsTexts.hexoTags.writeLinkWordsHttps())
  return anchor(address, said(args.slice(0, place)) || address)
}

function player({ name }: HexoTag, [id = '']: readonly string[], before: string): string {
  if (/^[\w/-]{1,100}$/.test(id)) return `<${before}${id}>`
  throw new TemplateFault(
    postsTexts.hexoTags.namesWhichNone(name, id.slice(0, 40)),
    postsTexts.hexoTags.writeLettersFigures(),
  )
}

function iframe({ name }: HexoTag, [url = '']: readonly string[]): string {
  if (/^https?:\/\/[^\s<>]+$/.test(url)) return `<${url}>`
  throw new TemplateFault(postsTexts.hexoTags.namesWhichNoAddress(name, url.slice(0, 40)), 'Write https://….')
}

function said(words: readonly string[]): string {
  return words.join(' ').trim()
}

function anchor(address: string, words: string): string {
  return `<a href="${inHtml(address)}">${inHtml(words)}</a>`
}
