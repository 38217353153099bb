/**
 * Tags of Jekyll. Pure. In: a Liquid engine and the site. Out: the engine with include, include_relative, highlight,
 * post_url, link, gist and ifchanged beside Liquid's own; without those that Jekyll has not. An include is looked up
 * among the site's files by its name, which can lead nowhere else.
 */

import {
  type Context,
  type Emitter,
  Hash,
  type Liquid,
  type Parser,
  Tag,
  type TagToken,
  type Template,
  type TopLevelToken,
  TypeGuards,
} from 'liquidjs'
import { postsTexts } from '../texts.js'
import { tooDeep, tooDeepAt } from './block-depth.js'
import { codeBlock } from './code-block.js'
import { type LiquidHost, liquidLimits } from './liquid-host.js'
import { TemplateFault } from './template-fault.js'

type Rendering = Generator<unknown, unknown, unknown>

export function registerTags(liquid: Liquid, host: LiquidHost): void {
  for (const name of ['render', 'layout', 'block']) delete liquid.tags[name]
  const parsed = new Map<string, Template[]>()
  const includes = includeTag({ ...host, parsed }, 'include')
  liquid.registerTag('include', includes)
  liquid.registerTag('include_cached', includes)
  liquid.registerTag('include_relative', includeTag({ ...host, parsed }, 'include_relative'))
  liquid.registerTag('highlight', HighlightTag)
  liquid.registerTag('ifchanged', IfChangedTag)
  liquid.registerTag(
    'post_url',
    addressTag((name) => postAddress(host, name)),
  )
  liquid.registerTag(
    'link',
    addressTag((name) => fileAddress(host, name)),
  )
  liquid.registerTag(
    'gist',
    addressTag((name) => gistAddress(name)),
  )
}

interface IncludeHost extends LiquidHost {
  readonly parsed: Map<string, Template[]>
}

const DEPTH = 'includes'
/** Eleventy puts names in quotes. */
const FILE_NAME = /^(?:"[^"]*"|'[^']*'|(?:\{\{[^}]*\}\}|[^\s{]|\{(?!\{))+)/

function includeTag(host: IncludeHost, kind: 'include' | 'include_relative') {
  return class IncludeTag extends Tag {
    readonly #name: string
    readonly #nameParts: Template[]
    readonly #hash: Hash

    constructor(token: TagToken, remainTokens: TopLevelToken[], liquid: Liquid) {
      super(token, remainTokens, liquid)
      const args = token.args.trim()
      const typed = FILE_NAME.exec(args)?.[0] ?? ''
      this.#name = typed.replace(/^(["'])(.*)\1$/, '$2')
      this.#nameParts = typed.includes('{{') ? liquid.parse(this.#name) : []
      // Eleventy parts them with colons and commas.
      const given = args.slice(typed.length)
      this.#hash = /^\s*,/.test(given) ? new Hash(given, ':') : new Hash(given, '=')
    }

    *render(context: Context, emitter: Emitter): Rendering {
      const { renderer } = this.liquid
      const name =
        this.#nameParts.length === 0 ? this.#name : String(yield renderer.renderTemplates(this.#nameParts, context))
      const depth = Number(context.getRegister(DEPTH, 0)) + 1
      if (depth > liquidLimits.includes)
        throw new TemplateFault(
          postsTexts.liquidTags.standsMoreThanIncludes(kind, name, liquidLimits.includes),
          postsTexts.liquidTags.includeMustNotInclude(),
        )
      const values = (yield this.#hash.render(context)) as Record<string, unknown>
      const templates = templatesOf(name.trim(), kind, host, this.liquid)
      context.setRegister(DEPTH, depth)
      const isJekyll = !('isJekyll' in host.site) || host.site.isJekyll
      context.push({ ...(isJekyll ? {} : values), include: parameters(values) })
      yield renderer.renderTemplates(templates, context, emitter)
      context.pop()
      context.setRegister(DEPTH, depth - 1)
      return undefined
    }
  }
}

/** A parameter that is not given is nothing, as Jekyll has it: most includes have some that may be left out. */
function parameters(values: Record<string, unknown>): object {
  const given = new Map(Object.entries(values))
  return new Proxy(Object.fromEntries(given), {
    get: (_, name) => (typeof name === 'string' ? (given.get(name) ?? null) : undefined),
    getOwnPropertyDescriptor: (_, name) => ({
      configurable: true,
      enumerable: typeof name === 'string' && given.has(name),
      value: typeof name === 'string' ? (given.get(name) ?? null) : undefined,
    }),
  })
}

function templatesOf(name: string, kind: string, host: IncludeHost, liquid: Liquid): Template[] {
  const path = pathOf(name, kind, host)
  const known = host.parsed.get(path)
  if (known !== undefined) return known
  const file = host.files.read(path)
  if (file === undefined)
    throw new TemplateFault(postsTexts.liquidTags.isNotThere(path), postsTexts.liquidTags.writeFileOrCorrect())
  if ('refused' in file) throw new TemplateFault(`${path} ${file.refused}.`, postsTexts.liquidTags.putTextItselfInto())
  const text = kind === 'include_relative' ? file.text.replace(FRONT_MATTER, '') : file.text
  if (tooDeepAt(text) !== undefined) throw tooDeep()
  const templates = liquid.parse(text, path)
  host.parsed.set(path, templates)
  return templates
}

const FRONT_MATTER = /^---[ \t]*\r?\n(?:[^\n]*\n)*?---[ \t]*(?:\r?\n|$)/

/** As Jekyll: no way up, none out. */
function pathOf(name: string, kind: string, { files, site, page }: LiquidHost): string {
  const parts = name.split('/')
  if (name === '' || !/^[\p{L}\p{N} _.+@~/-]+$/u.test(name) || parts.some((part) => /^\.{0,2}$/.test(part)))
    throw new TemplateFault(
      postsTexts.liquidTags.namesWhichNoFile(kind, name.slice(0, 60)),
      postsTexts.liquidTags.writePathFileBelow(),
    )
  if (kind === 'include') return `${'includes' in site ? site.includes : '_includes'}/${name}`
  const path = page()?.path ?? ''
  return `${files.posts}${path.slice(0, path.lastIndexOf('/') + 1)}${name}`
}

/** Blocks: what stands up to the end tag. */
function templatesUpTo(end: string, token: TagToken, remain: TopLevelToken[], parser: Parser): Template[] {
  const templates: Template[] = []
  for (let next = remain.shift(); next !== undefined; next = remain.shift()) {
    if (TypeGuards.isTagToken(next) && next.name === end) return templates
    templates.push(parser.parseToken(next, remain))
  }
  throw new Error(`tag ${token.getText()} not closed`)
}

class HighlightTag extends Tag {
  readonly #templates: Template[]
  readonly #language: string
  readonly #indent: string | undefined

  constructor(token: TagToken, remainTokens: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remainTokens, liquid)
    this.#language = /^[\w.+#-]+/.exec(token.args.trim())?.[0] ?? ''
    const before = token.input.slice(token.input.lastIndexOf('\n', token.begin - 1) + 1, token.begin)
    this.#indent = /^[ \t]*$/.test(before) ? before : undefined
    this.#templates = templatesUpTo('endhighlight', token, remainTokens, parser)
  }

  *render(context: Context): Rendering {
    const code = String(yield this.liquid.renderer.renderTemplates(this.#templates, context))
    return codeBlock(code.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd(), this.#language, this.#indent)
  }
}

class IfChangedTag extends Tag {
  readonly #templates: Template[]

  constructor(token: TagToken, remainTokens: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remainTokens, liquid)
    this.#templates = templatesUpTo('endifchanged', token, remainTokens, parser)
  }

  *render(context: Context): Rendering {
    const text = yield this.liquid.renderer.renderTemplates(this.#templates, context)
    if (text === context.getRegister('ifchanged', '')) return ''
    context.setRegister('ifchanged', text)
    return text
  }
}

/** @param addressOf of what the tag names: an address, and the path that stands before every other of the site */
function addressTag(addressOf: (name: string) => { readonly address: string; readonly base: string }) {
  return class AddressTag extends Tag {
    readonly #parts: Template[]

    constructor(token: TagToken, remainTokens: TopLevelToken[], liquid: Liquid) {
      super(token, remainTokens, liquid)
      this.#parts = liquid.parse(token.args.trim())
    }

    *render(context: Context, emitter: Emitter): Rendering {
      const name = String(yield this.liquid.renderer.renderTemplates(this.#parts, context))
      const { address, base } = addressOf(name.trim())
      // Jekyll 3 left the path of the site to the author: {{ site.baseurl }}{% post_url … %}.
      return base !== '' && emitter.buffer.endsWith(base) ? address.slice(base.length) : address
    }
  }
}

function postAddress({ settings, site }: LiquidHost, name: string) {
  const url = settings.addressOf(name)
  if (url !== undefined) return { address: new URL(url).pathname, base: 'baseurl' in site ? site.baseurl : '' }
  throw new TemplateFault(
    postsTexts.liquidTags.postUrlNamesNo(name.slice(0, 80)),
    postsTexts.liquidTags.writeNameFileWithout(),
  )
}

function fileAddress(host: LiquidHost, name: string) {
  const base = 'baseurl' in host.site ? host.site.baseurl : ''
  const path = name.replace(/^\/+/, '')
  const post = path.startsWith(host.files.posts) ? path.slice(host.files.posts.length) : undefined
  const url = post === undefined ? undefined : host.settings.addressOf(post)
  if (url !== undefined) return { address: new URL(url).pathname, base }
  if (/\.(?:md|markdown|mkdn?|html?)$/i.test(path) || path === '' || path.split('/').includes('..'))
    throw new TemplateFault(
      postsTexts.liquidTags.linkNamesWhichNo(name.slice(0, 80)),
      postsTexts.liquidTags.writeAddressPageHelp(),
    )
  return { address: `${base}/${path}`, base }
}

function gistAddress(name: string) {
  const id = /^[\w-]+(?:\/[\da-f]+)?/.exec(name)?.[0]
  if (id === undefined) throw new TemplateFault('gist names none.', postsTexts.liquidTags.writeNumberGist())
  return { address: `<https://gist.github.com/${id}>`, base: '' }
}
