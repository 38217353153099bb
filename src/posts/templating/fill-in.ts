/**
 * A post with all filled in that only the generator of its site understands. Pure. In: a post's bytes and what was read
 * of it, the templates of the site. Out: the bytes of the same post as they would be had its author written out what
 * stands there, with the line of the file that each line comes of; or why that cannot be. So whoever reads posts, keeps
 * them or compares them knows one kind of them.
 */
import { type Problem, problem } from '../../base/errors.js'
import type { Announcement, SiteSettings } from '../announcement.js'
import { SHOWN } from '../body-remarks.js'
import { decodePost } from '../decode.js'
import { bodyForm } from '../file-name.js'
import { type FrontMatter, splitFrontMatter } from '../front-matter.js'
import type { PostSource } from '../parse.js'
import type { Filled } from './filled.js'
import { LiquidSite } from './liquid.js'
import type { TemplatePage } from './liquid-host.js'
import { pageValues } from './page-values.js'
import { fillShortcodes, type ShortcodesOf } from './shortcodes.js'
import type { SiteFiles } from './site-files.js'
import { type Params, paramsIn, paramsOf } from './site-params.js'
import type { PlacedFault } from './template-fault.js'

export interface SiteTemplates {
  readonly liquid?: LiquidSite
  readonly shortcodes?: {
    readonly generator: ShortcodesOf
    readonly addressOf: (name: string) => string | undefined
    readonly params: Params
  }
}

export type FilledBytes =
  | {
      readonly bytes: Uint8Array
      /** The line of the file, from 1, of each line of the bytes. */
      readonly lines: readonly number[]
    }
  | { readonly problem: Problem }

/** Keys that people are shown, beside those in which templates are remarked on. */
const SUMMARIES = new Set(['description', 'excerpt', 'summary'])

/** @param addressOf the address of a post by its path, with or without its ending */
export function siteTemplates(
  files: SiteFiles,
  { liquid = false, shortcodes = 'none', url, timezone }: SiteSettings,
  addressOf: (name: string) => string | undefined,
): SiteTemplates {
  if (liquid) return { liquid: new LiquidSite(files, { url, timezone, addressOf }) }
  return shortcodes === 'none' ? {} : { shortcodes: { generator: shortcodes, addressOf, params: paramsOf(files) } }
}

/**
 * Fills in a post.
 * @param announcement what was read of it before anything was filled in
 * @returns undefined where nothing is filled in
 */
export type FillIn = (source: PostSource, announcement: Announcement) => FilledBytes | undefined

/** What fills in the posts of a site. */
export function filler(...site: Parameters<typeof siteTemplates>): FillIn {
  const templates = siteTemplates(...site)
  return (source, announcement) => fillIn(source, announcement, templates)
}

/** As `FillIn` says. */
export function fillIn(
  source: PostSource,
  announcement: Announcement,
  templates: SiteTemplates,
): FilledBytes | undefined {
  const decoded = decodePost(source.bytes)
  const split = 'fault' in decoded ? decoded : splitFrontMatter(decoded.text)
  if ('fault' in decoded || 'fault' in split) return undefined
  const { frontMatter } = split
  const { body, bodyLine } = frontMatter
  const about = { path: source.path, announcement, templates }
  const render = rendererFor(about, frontMatter)
  if (render === undefined) return undefined
  const text = decoded.text.startsWith('\uFEFF') ? decoded.text.slice(1) : decoded.text
  const typed = text.slice(0, text.length - body.length)
  // Neither Hugo nor Zola fills in front matter.
  const head = templates.liquid === undefined ? { text: typed } : filledHead(typed, frontMatter, render)
  if ('fault' in head) return refused(source.path, head.fault)
  const filled = filledBody(head.text, { frontMatter, typed, about, render })
  if ('fault' in filled) return refused(source.path, { ...filled.fault, line: filled.fault.line + bodyLine - 1 })
  if (head.text + filled.text === text) return undefined
  const above = Array.from({ length: bodyLine - 1 }, (_, index) => index + 1)
  const lines = [...above, ...filled.lines.map((line) => line + bodyLine - 1)]
  return { bytes: Buffer.from(head.text + filled.text), lines }
}

interface About {
  readonly path: string
  readonly announcement: Announcement
  readonly templates: SiteTemplates
}

interface HeadOf {
  readonly frontMatter: FrontMatter
  /** The head as it was typed. */
  readonly typed: string
  readonly about: About
  readonly render: Render
}

/** A body that shows the title shows it as it was filled in. */
function filledBody(head: string, { frontMatter, typed, about, render }: HeadOf): Filled {
  const { body } = frontMatter
  const split = head === typed ? undefined : splitFrontMatter(head)
  if (split === undefined || 'fault' in split) return render(body)
  return (rendererFor(about, split.frontMatter) ?? render)(body)
}

type Render = (text: string) => Filled

/** MDX has braces of its own, and AsciiDoc is no Liquid unless a page says so. */
function isLiteral(path: string): boolean {
  return ['mdx', 'asciidoc'].includes(bodyForm(path) ?? '')
}

function rendererFor({ path, announcement, templates }: About, { fields }: FrontMatter): Render | undefined {
  const { liquid, shortcodes } = templates
  if (shortcodes !== undefined) return shortcodesFor(announcement, fields, shortcodes)
  // MDX has braces of its own, and Jekyll 4 a key that turns Liquid off.
  if (liquid === undefined || isLiteral(path) || fields.get('render_with_liquid') === false) return undefined
  const { site, settings, files } = liquid
  const { config, baseurl } = 'fault' in site ? { config: {}, baseurl: '' } : site
  const { timezone } = settings
  const values = pageValues({ announcement, fields, folder: files.posts, timezone, config, baseurl })
  const own = { title: announcement.title, ...Object.fromEntries(fields) }
  const page: TemplatePage = { path, values, own }
  return (text) => (/\{\{|\{%/.test(text) ? liquid.render(text, page) : asItStands(text))
}

function shortcodesFor(
  { url }: Announcement,
  fields: ReadonlyMap<string, unknown>,
  { generator, addressOf, params }: NonNullable<SiteTemplates['shortcodes']>,
): Render {
  const own = paramsIn(Object.fromEntries(fields))
  const host = { url, addressOf, paramOf: (name: string) => own(name) ?? params(name) }
  return (text) => fillShortcodes(text, generator, host)
}

function asItStands(text: string): Filled {
  return { text, lines: text.split('\n').map((_, index) => index + 1) }
}

/** Line by line, so that each stays where it is. */
function filledHead(
  head: string,
  { lines }: FrontMatter,
  render: Render,
): { readonly text: string } | { readonly fault: PlacedFault } {
  if (!/\{\{|\{%/.test(head)) return { text: head }
  const rows = head.split('\n')
  for (const { top, line } of lines) {
    const row = rows[line - 1] ?? ''
    if (!(SHOWN.has(top) || SUMMARIES.has(top)) || !/\{\{|\{%/.test(row)) continue
    const filled = render(row)
    if ('fault' in filled) return { fault: { ...filled.fault, line } }
    rows[line - 1] = filled.text.replace(/\n/g, ' ')
  }
  return { text: rows.join('\n') }
}

function refused(file: string, { message, line, column, fix }: PlacedFault): FilledBytes {
  return { problem: problem('POST_FILL', message, { file, line, column }, fix === undefined ? {} : { fix }) }
}
