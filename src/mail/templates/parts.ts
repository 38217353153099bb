/**
 * The parts of a mail, each made of its template and looked at. Pure: works on the files given, in memory. In: the name
 * of a template, its values. Out: subject, preview, text or HTML; or a BelfryError TEMPLATE with file and line.
 */
import type { Liquid } from 'liquidjs'
import { BelfryError, type Place, type Problem, problem } from '../../base/errors.js'
import type { Words } from '../../words/words.js'
import { mailTexts } from '../texts.js'
import { notShown } from './check.js'
import { engine, escaped } from './engine.js'
import { type KnownNames, NO_NAMES, placeOfMarkup, templateError, templateFault } from './fault.js'
import { culprit, isFrame } from './files.js'
import { marked, placeAt } from './marks.js'
import { markupFault } from './markup-faults.js'
import { toHtml } from './mjml.js'
import { footerShows, missingInHtml, missingInText, mustsOf } from './must-show.js'
import { lineFiles, type TemplateFile, type TemplateName, templateNames } from './names.js'
import { badSubject, escapedValue, fetchedFault, frameFault, lostValue, wordless } from './part-faults.js'
import type { ShownInMail } from './shown-in-mail.js'
import { isSound, plainFaults, RAW_VALUES, rawFaults } from './source-faults.js'

type Values = Readonly<Record<string, unknown>>

/** The parts of mails, made of templates and looked at: a part that could not do what it is for is not made at all. */
export class MailParts {
  readonly #named: ReadonlyMap<string, TemplateFile>
  readonly #text: Liquid
  readonly #markup: Liquid
  /** What is wrong with the text that a file may take up, by file. */
  readonly #looked = new Map<string, readonly Problem[]>()
  /** Of a file of markup: nothing that it may take up holds a value raw. */
  readonly #sound = new Map<string, boolean>()

  constructor(
    private readonly files: readonly TemplateFile[],
    private readonly words: Words,
  ) {
    this.#named = new Map(files.map((file) => [file.name, file]))
    this.#text = engine(sourcesOf(files), words)
    this.#markup = engine(sourcesOf(files), words, 'escape')
  }

  parse({ text, name }: TemplateFile): unknown {
    return this.#text.parse(text, name)
  }

  /** As problems name it. */
  pathOf(name: string): string {
    return this.#named.get(name)?.path ?? name
  }

  faultIn(thrown: unknown, name: string, values?: object): BelfryError {
    return templateFault(
      thrown,
      { asked: this.pathOf(name), known: knownNames(this.#text, this.#named, values) },
      (source) => this.files.find((file) => file.text === source)?.path,
    )
  }

  async subject(name: TemplateName, values: Values): Promise<string> {
    const file = `${name}.subject.txt`
    this.#refusePlain(file)
    const made = (await this.#filledIn(this.#text, file, values)).trim()
    if (/\r|\n/.test(made)) throw templateError([badSubject(this.#culprit(file), 'has several lines')])
    if (!hasWords(made)) throw templateError([badSubject(this.#culprit(file), 'is empty')])
    return oneLine(made)
  }

  async preview(file: string, values: Values): Promise<string> {
    this.#refusePlain(file)
    return oneLine(await this.#filledIn(this.#text, file, values))
  }

  async text(file: string, context: Values): Promise<string> {
    this.#refusePlain(file)
    const made = await this.#filledIn(this.#text, file, context)
    const template = templateNames.find((name) => file === `${name}.txt`)
    const [missing] = missingInText(template === undefined ? footerShows : mustsOf(template), context, made)
    if (missing !== undefined) throw this.#lost(file, missing)
    if (!hasWords(made)) throw templateError([wordless(this.#culprit(file))])
    return made
  }

  async markup(name: TemplateName, context: Values): Promise<string> {
    const file = `${name}.mjml`
    const { files, words } = this
    const made = await this.#filledIn(this.#markup, file, context)
    const bare = withoutHtmlOf(context, made)
    this.#refuseMarkup(file, context)
    if (markupFault(bare) !== undefined) throw templateError([await placedFault({ files, words }, file, context)])
    const escaped = RAW_VALUES.find((value) => isEscapedIn(made, String(context[value] ?? '')))
    if (escaped !== undefined) throw templateError([escapedValue(this.#culprit(file, `${escaped} | raw`), escaped)])
    const html = await toHtml(made, (line) => placeOfMarkup(line, this.pathOf(file), files))
    // Most commands render nothing.
    const { shownInMail } = await import('./shown-in-mail.js')
    const shown = shownInMail(html)
    const allowed = shown.fetched.length === 0 ? NOTHING : mayFetch(context, shownInMail)
    const remote = shown.fetched.find((address) => !allowed.has(address))
    if (remote !== undefined) throw templateError([fetchedFault(remote, files, this.#culprit(file, remote))])
    const [missing] = missingInHtml(mustsOf(name), context, shown, made)
    if (missing !== undefined) throw this.#lost(file, missing)
    if (!hasWords(shown.words)) throw templateError([wordless(this.#culprit(file))])
    return html
  }

  line(file: string, context: Readonly<Record<string, string>>): string {
    try {
      this.#refusePlain(file)
      const said = oneLine(String(this.#text.renderFileSync(file, context)))
      const at = this.pathOf(file)
      const faults = said === '' ? [wordless(at)] : notShown(said, context, at)
      if (faults.length === 0) return said
      throw templateError(faults)
    } catch (thrown) {
      throw thrown instanceof BelfryError ? thrown : this.faultIn(thrown, file, context)
    }
  }

  async #filledIn(liquid: Liquid, file: string, context: object): Promise<string> {
    try {
      return String(await liquid.renderFile(file, context))
    } catch (thrown) {
      throw this.faultIn(thrown, file, context)
    }
  }

  /** The file in which a fault is to be looked for. */
  #culprit(file: string, value = ''): string {
    return culprit(file, value, this.#named)
  }

  #lost(file: string, value: string): BelfryError {
    const path = this.#culprit(file, value)
    const isOfFrame = isFrame(path, file, { files: this.#named, value })
    return templateError([isOfFrame ? frameFault(path) : lostValue(path, value)])
  }

  #refusePlain(file: string): void {
    const faults = this.#looked.get(file) ?? plainOf(file, this.files).flatMap(plainFaults)
    this.#looked.set(file, faults)
    if (faults.length > 0) throw templateError([...faults])
  }

  #refuseMarkup(file: string, context: Values): void {
    const used = usedBy(file, this.files)
    const isKnown = this.#sound.get(file) ?? used.every(isSound)
    this.#sound.set(file, isKnown)
    if (isKnown) return
    const names = valueNamesIn(context)
    const faults = used.flatMap((one) => [...rawFaults(one, names), ...plainFaults(one)])
    if (faults.length > 0) throw templateError(faults)
  }
}

/** A template of markup, and whatever it may take up. */
function usedBy(file: string, files: readonly TemplateFile[]): TemplateFile[] {
  return files.filter(({ name }) => name === file || !templateNames.some((one) => name === `${one}.mjml`))
}

/** A file of the project's, and whatever of it that file may take up; Belfry's own were looked at by its tests. */
function plainOf(file: string, files: readonly TemplateFile[]): TemplateFile[] {
  const isPart = (name: string) => templateNames.some((one) => name.startsWith(`${one}.`)) || name in lineFiles
  const theirs = files.filter(({ text, original }) => original !== undefined && text !== original)
  return theirs.filter(({ name }) => name === file || (name.endsWith('.txt') && !isPart(name)))
}

/** Without a prototype: `{% render 'constructor' %}` must find nothing. */
function sourcesOf(files: readonly Pick<TemplateFile, 'name' | 'text'>[]): Record<string, string> {
  return Object.assign(Object.create(null), Object.fromEntries(files.map((file) => [file.name, file.text])))
}

/** The fault of markup again, and where it was written: everything is made once more, with marks. */
async function placedFault(
  { files, words }: { readonly files: readonly TemplateFile[]; readonly words: Words },
  file: string,
  context: Values,
): Promise<Problem> {
  const paths = files.map(({ path }) => path)
  const sources = files.map((one, at) => ({
    name: one.name,
    text: one.name.endsWith('.mjml') ? marked(one.text, at) : one.text,
  }))
  const made = withoutHtmlOf(
    context,
    String(await engine(sourcesOf(sources), words, 'escape').renderFile(file, context)),
  )
  const fault = markupFault(made)
  const whole: Place = { file: files.find(({ name }) => name === file)?.path ?? file }
  if (fault === undefined) return problem('TEMPLATE', mailTexts.templates.tagsDoNotMatch(), whole)
  return problem('TEMPLATE', fault.message, placeAt(made, fault.at, paths) ?? whole, { fix: fault.fix })
}

/** HTML of posts was sanitised, and is no template's. */
function withoutHtmlOf(context: Values, made: string): string {
  return RAW_VALUES.map((name) => String(context[name] ?? ''))
    .filter((html) => html !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((rest, html) => rest.replaceAll(html, ''), made)
}

function isEscapedIn(made: string, html: string): boolean {
  return /[<>]/.test(html) && !made.includes(html) && made.includes(escaped(html))
}

const NOTHING: ReadonlySet<string> = new Set()

/** Pictures of the post, and the project's logo. */
function mayFetch(context: Values, shownIn: (html: string) => ShownInMail): ReadonlySet<string> {
  const html = RAW_VALUES.map((name) => String(context[name] ?? '')).join('')
  const { look } = context
  const logo = typeof look === 'object' && look !== null && 'logo' in look ? String(look.logo) : ''
  return new Set([...shownIn(html).fetched, logo])
}

/** What nobody sees is no word; a title may be a single sign. */
function hasWords(text: string): boolean {
  return /[^\s\p{C}\u3164\u115f\u1160\uffa0]/u.test(text)
}

function oneLine(text: string): string {
  return text
    .replace(/[\u202a-\u202e]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

function knownNames(liquid: Liquid, files: ReadonlyMap<string, TemplateFile>, values?: object): KnownNames {
  return {
    ...NO_NAMES,
    values: values === undefined ? [] : valueNamesIn(values),
    filters: Object.keys(liquid.filters),
    tags: Object.keys(liquid.tags),
    files: [...files.keys()],
  }
}

/** `site.title` too. */
export function valueNamesIn(values: object, before = ''): string[] {
  return Object.entries(values).flatMap(([name, value]) => [
    `${before}${name}`,
    ...(typeof value === 'object' && value !== null && !Array.isArray(value)
      ? valueNamesIn(value, `${before}${name}.`)
      : []),
  ])
}
