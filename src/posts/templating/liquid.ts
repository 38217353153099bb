/**
 * Liquid as Jekyll has it. Pure. In: the text of a post, what it calls `page` and `site`. Out: the text with all filled
 * in and the line of the post that each of its lines comes of, or one fault with its place. Counts decide, not clocks:
 * steps, sizes, blocks and includes in each other; so a post is read on every machine or on none. It reaches no file
 * but those of SiteFiles, and nothing of the network. Names, tags and filters that nobody knows are faults.
 */

import { Context, type Emitter, Liquid, LiquidError, type Template, type Token, toValueSync } from 'liquidjs'
import { messageOf } from '../../base/errors.js'
import { placesIn } from '../../markup/places.js'
import { postsTexts } from '../texts.js'
import { tooDeep, tooDeepAt } from './block-depth.js'
import type { Filled } from './filled.js'
import { LineMarks } from './line-marks.js'
import { registerFilters } from './liquid-filters.js'
import { type LiquidSettings, liquidLimits, type TemplatePage } from './liquid-host.js'
import { registerTags } from './liquid-tags.js'
import type { SiteFiles } from './site-files.js'
import { type SiteValues, siteValues } from './site-values.js'
import { type PlacedFault, SHORTER, TemplateFault } from './template-fault.js'

/** One for all posts of a site: what they include is parsed once. */
export class LiquidSite {
  readonly site: SiteValues | { readonly fault: TemplateFault }
  readonly #liquid: Liquid
  #run: Run | undefined

  constructor(
    readonly files: SiteFiles,
    readonly settings: LiquidSettings,
  ) {
    this.site = valuesOf(files, settings.url)
    this.#liquid = new Liquid({
      strictVariables: true,
      strictFilters: true,
      lenientIf: true,
      ownPropertyOnly: true,
      jekyllWhere: true,
      preserveTimezones: true,
      timezoneOffset: 0,
      locale: 'en-US',
      templates: {},
      parseLimit: liquidLimits.text,
      memoryLimit: liquidLimits.values,
    })
    Object.assign(this.#liquid, { renderer: { renderTemplates: this.#renderTemplates.bind(this) } })
    const host = { files, settings, site: this.site, page: () => this.#run?.page }
    registerFilters(this.#liquid, host)
    registerTags(this.#liquid, host)
  }

  render(text: string, page: TemplatePage): Filled {
    if ('fault' in this.site)
      return { fault: { message: this.site.fault.message, ...FIRST, ...fixOf(this.site.fault) } }
    const run = new Run(text, page)
    this.#run = run
    try {
      const deep = tooDeepAt(text)
      if (deep !== undefined) {
        run.at = deep
        throw tooDeep()
      }
      const templates = this.#liquid.parse(text, page.path)
      const { values, globals, isJekyll } = this.site
      const jekyll = { environment: 'production' }
      // Where Eleventy is, front matter is known by its own names, above all data.
      const own = isJekyll ? {} : page.own
      const scope = { ...globals, ...own, site: values, page: page.values, jekyll }
      const context = new Context(scope, this.#liquid.options, { sync: true }, { liquid: this.#liquid })
      run.emitter = new BoundedEmitter(context, liquidLimits.output)
      toValueSync(this.#liquid.renderer.renderTemplates(templates, context, run.emitter))
      return { text: run.emitter.buffer, lines: run.marks.linesOf(run.emitter.buffer) }
    } catch (thrown) {
      return { fault: faultOf(thrown, run) }
    } finally {
      this.#run = undefined
    }
  }

  /** In place of liquidjs's own, which looks at a clock: each template is a step, and the post's lines are noted. */
  *#renderTemplates(templates: Template[], context: Context, given?: Emitter): IterableIterator<unknown> {
    const run = this.#run
    const emitter = given ?? new BoundedEmitter(context, liquidLimits.output)
    run?.step()
    run?.enter()
    for (const template of templates) {
      run?.step()
      run?.see(template, emitter)
      const html: unknown = yield template.render(context, emitter)
      if (html) emitter.write(html)
      if (context.breakCalled || context.continueCalled) break
    }
    run?.leave()
    return emitter.buffer
  }
}

const FIRST = { line: 1, column: 1 }

function valuesOf(files: SiteFiles, url: string): LiquidSite['site'] {
  try {
    return siteValues(files, url)
  } catch (thrown) {
    if (thrown instanceof TemplateFault) return { fault: thrown }
    throw thrown
  }
}

/** One post. */
class Run {
  readonly marks: LineMarks
  emitter: BoundedEmitter | undefined
  /** Where in the post the template stands that is being shown. */
  at = 0
  /** The template that is being shown, of the post or of an include. */
  token: Token | undefined
  #steps = 0
  #depth = 0

  constructor(
    readonly text: string,
    readonly page: TemplatePage,
  ) {
    this.marks = new LineMarks(text)
  }

  step(): void {
    this.#steps += 1
    if (this.#steps > liquidLimits.steps)
      throw new TemplateFault(postsTexts.liquid.postTakesMoreThan(liquidLimits.steps), SHORTER)
  }

  /** Into what stands in a block or an include. */
  enter(): void {
    this.#depth += 1
    // The post itself is one, and each include another.
    if (this.#depth > 1 + liquidLimits.blocks + liquidLimits.includes) throw tooDeep()
  }

  leave(): void {
    this.#depth -= 1
  }

  see({ token }: Template, emitter: Emitter): void {
    // The words of a tag have no file of their own.
    if (token.file !== undefined) this.token = token
    if (token.input !== this.text) return
    this.at = token.begin
    if (emitter === this.emitter) this.marks.add(token, emitter.buffer.length)
  }
}

/** Counts all that is written, also into captures. */
class BoundedEmitter implements Emitter {
  buffer = ''

  constructor(
    private readonly context: Context,
    private readonly most: number,
  ) {}

  write(value: unknown): void {
    const text = textOf(value)
    this.context.memoryLimit.use(text.length)
    if (this.buffer.length + text.length > this.most)
      throw new TemplateFault(postsTexts.liquid.postBecomesLongerThan(this.most), SHORTER)
    this.buffer += text
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(textOf).join('')
  return String(value)
}

/** In an include its own place is said, beside the post's line that brings it in. */
function faultOf(thrown: unknown, run: Run): PlacedFault {
  const token = LiquidError.is(thrown) ? thrown.token : run.token
  const { message, fix } = sentenceOf(causeOf(thrown))
  const place = placesIn(run.text)(token?.input === run.text ? token.begin : run.at)
  const within = token?.file === undefined && run.token?.input === token?.input ? run.token : token
  const isInclude = within?.file !== undefined && within.input !== run.text
  const line = isInclude ? placesIn(within.input)(token?.begin ?? 0).line : 0
  const said = isInclude ? `${message.replace(/\.$/, '')} (${within.file}, line ${line}).` : message
  return { message: said, ...place, ...(fix !== undefined && { fix }) }
}

function causeOf(thrown: unknown): unknown {
  let cause = thrown
  for (let depth = 0; depth < 5 && LiquidError.is(cause) && cause.originalError !== undefined; depth += 1)
    cause = cause.originalError
  return cause
}

function fixOf({ fix }: TemplateFault): { fix?: string } {
  return fix === undefined ? {} : { fix }
}

/** What liquidjs says, by how it begins, and what is to be done. */
const SENTENCES: readonly (readonly [RegExp, (name: string) => readonly [message: string, fix: string]])[] = [
  [/^undefined filter: (.+)$/, (name) => [`No filter is called ${name}`, postsTexts.liquid.useFilterJekyllOr()]],
  [/^undefined variable: (.+)$/, (name) => [`Nothing is called ${name}`, postsTexts.liquid.correctNameOrSay(name)]],
  [/^tag "(.+)" not found/, (name) => [`No tag is called ${name}`, postsTexts.liquid.useTagJekyllOr()]],
  [/^(?:tag )?(.+?) not closed/, (name) => [`${name} is not closed`, postsTexts.liquid.writeEnd()]],
  [/^memory alloc limit/, () => ['The post makes more text and lists than it may to be filled in', SHORTER]],
  [/^parse length limit/, () => ['The post, or what it includes, is too long to be filled in', SHORTER]],
]

function sentenceOf(cause: unknown): { message: string; fix?: string } {
  if (cause instanceof TemplateFault) return { message: cause.message, ...fixOf(cause) }
  if (cause instanceof RangeError) return { message: postsTexts.liquid.templateNestedTooDeeply(), fix: SHORTER }
  const said = messageOf(cause).replace(/, file:[\s\S]*$|, line:\d+[\s\S]*$/, '')
  for (const [form, words] of SENTENCES) {
    const found = form.exec(said)
    if (found === null) continue
    const [message, fix] = words((found[1] ?? '').slice(0, 60))
    return { message: `${message}.`, fix }
  }
  return { message: postsTexts.liquid.liquidCannotRead(said.slice(0, 200)) }
}
