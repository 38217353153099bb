/**
 * The templates of mail: Liquid, then MJML for the HTML part. Pure: works on the files given, in memory. In: a
 * template's name and its values. Out: subject, preview, HTML and text, each from a file of its own, so that every word
 * a person reads stands in emails/; a fault is a BelfryError TEMPLATE with file and line.
 *
 * A template is data from the project's folder, so it is kept small in what it may do: no file or network access, own
 * properties alone, limits on time and memory, and an unknown variable is an error instead of a blank in a sent mail.
 * What it made is looked at each time: a mail that could not do what it is for is not made at all.
 */

import type { Liquid } from 'liquidjs'
import { BelfryError, type Place, type Problem, problem } from '../../base/errors.js'
import { plainTextIn } from '../../markup/plain-text.js'
import type { Words } from '../../words/words.js'
import { mailTexts } from '../texts.js'
import { checkLines, checkSamples, eachOnce, notShown, strays } from './check.js'
import { engine, escaped } from './engine.js'
import { type KnownNames, NO_NAMES, placeOfMarkup, templateError, templateFault } from './fault.js'
import { culprit, isFrame, olderCopies, withoutTwin } from './files.js'
import { marked, placeAt } from './marks.js'
import { markupFault } from './markup-faults.js'
import { toHtml } from './mjml.js'
import { footerShows, missingInHtml, missingInText, mustsOf } from './must-show.js'
import { lineFiles, type Sample, type TemplateFile, type TemplateName, type Templates, templateNames } from './names.js'
import { badSubject, escapedValue, fetchedFault, frameFault, lostValue, wordless } from './part-faults.js'
import { readSample, templateOf } from './samples.js'
import { shownInMail } from './shown-in-mail.js'
import { isSound, plainFaults, RAW_VALUES, rawFaults } from './source-faults.js'

export type {
  RenderedMail,
  TemplateFile,
  TemplateName,
  Templates,
} from './names.js'

type Values = Readonly<Record<string, unknown>>

/**
 * @param mayFail which templates check tries with Belfry's samples
 * @throws BelfryError with all that does not parse
 */
export function makeTemplates(
  files: readonly TemplateFile[],
  samples: () => readonly TemplateFile[],
  words: Words,
  mayFail: (name: TemplateName) => boolean = () => true,
): Templates {
  const named = new Map(files.map((file) => [file.name, file]))
  const text = engine(sourcesOf(files), words)
  const markup = engine(sourcesOf(files), words, 'escape')
  const at = (name: string) => named.get(name)?.path ?? name
  const faultIn = (thrown: unknown, name: string, values?: object) =>
    templateFault(
      thrown,
      { asked: at(name), known: knownNames(text, named, values) },
      (source) => files.find((file) => file.text === source)?.path,
    )
  refuseUnparsed(files, (file) => text.parse(file.text, file.name), faultIn)

  const part = async (liquid: Liquid, file: string, context: object) => {
    try {
      return String(await liquid.renderFile(file, context))
    } catch (thrown) {
      throw faultIn(thrown, file, context)
    }
  }
  const lost = (file: string, value: string) => {
    const path = culprit(file, value, named)
    return templateError([isFrame(path, file, { files: named, value }) ? frameFault(path) : lostValue(path, value)])
  }
  const looked = new Map<string, readonly Problem[]>()
  const refusePlain = (file: string) => {
    const faults = looked.get(file) ?? plainOf(file, files).flatMap(plainFaults)
    looked.set(file, faults)
    if (faults.length > 0) throw templateError([...faults])
  }
  const sound = new Map<string, boolean>()
  const refuseMarkup = (file: string, context: Values) => {
    const used = usedBy(file, files)
    const isKnown = sound.get(file) ?? used.every(isSound)
    sound.set(file, isKnown)
    if (isKnown) return
    const names = namesIn(context)
    const faults = used.flatMap((one) => [...rawFaults(one, names), ...plainFaults(one)])
    if (faults.length > 0) throw templateError(faults)
  }
  const textPart = async (file: string, context: Values) => {
    refusePlain(file)
    const made = await part(text, file, context)
    const template = templateNames.find((name) => file === `${name}.txt`)
    const [missing] = missingInText(template === undefined ? footerShows : mustsOf(template), context, made)
    if (missing !== undefined) throw lost(file, missing)
    if (!hasWords(made)) throw templateError([wordless(culprit(file, '', named))])
    return made
  }
  const markupPart = async (name: TemplateName, context: Values) => {
    const file = `${name}.mjml`
    const made = await part(markup, file, context)
    const bare = withoutHtmlOf(context, made)
    refuseMarkup(file, context)
    if (markupFault(bare) !== undefined) throw templateError([await placedFault({ files, words }, file, context)])
    const escaped = RAW_VALUES.find((value) => isEscapedIn(made, String(context[value] ?? '')))
    if (escaped !== undefined) throw templateError([escapedValue(culprit(file, `${escaped} | raw`, named), escaped)])
    const html = await toHtml(made, (line) => placeOfMarkup(line, at(file), files))
    const shown = shownInMail(html)
    const allowed = shown.fetched.length === 0 ? NOTHING : mayFetch(context)
    const remote = shown.fetched.find((address) => !allowed.has(address))
    if (remote !== undefined) throw templateError([fetchedFault(remote, files, culprit(file, remote, named))])
    const [missing] = missingInHtml(mustsOf(name), context, shown, made)
    if (missing !== undefined) throw lost(file, missing)
    if (!hasWords(shown.words)) throw templateError([wordless(culprit(file, '', named))])
    return html
  }
  const subjectPart = async (name: TemplateName, values: Values) => {
    const file = `${name}.subject.txt`
    refusePlain(file)
    const made = (await part(text, file, values)).trim()
    if (/\r|\n/.test(made)) throw templateError([badSubject(culprit(file, '', named), 'has several lines')])
    if (!hasWords(made)) throw templateError([badSubject(culprit(file, '', named), 'is empty')])
    return oneLine(made)
  }
  const previewPart = async (file: string, values: Values) => {
    refusePlain(file)
    return oneLine(await part(text, file, values))
  }
  const render: Templates['render'] = async (name, values) => {
    const problems: Problem[] = []
    const tried = async (work: () => Promise<string>) => await work().catch((thrown) => kept(thrown, problems))
    const subject = await tried(async () => await subjectPart(name, values))
    const preview = await tried(async () => await previewPart(`${name}.preview.txt`, values))
    const context = { ...values, subject, preview }
    const plain = await tried(async () => await textPart(`${name}.txt`, context))
    const html = await tried(async () => await markupPart(name, context))
    if (problems.length > 0) throw templateError(eachOnce(problems))
    return { subject, preview, html, text: plain }
  }
  const line: Templates['line'] = (file, context) => {
    try {
      refusePlain(file)
      const said = oneLine(String(text.renderFileSync(file, context)))
      const faults = said === '' ? [wordless(at(file))] : notShown(said, context, at(file))
      if (faults.length === 0) return said
      throw templateError(faults)
    } catch (thrown) {
      throw thrown instanceof BelfryError ? thrown : faultIn(thrown, file, context)
    }
  }
  return {
    render,
    line,
    plainText: plainTextIn({
      image: (alt) => line('image.txt', { alt }),
      note: (number) => line('note.txt', { number }),
    }),
    text: textPart,
    samples: (name) => samples().flatMap((sample) => (templateOf(sample.name) === name ? [readable(sample)] : [])),
    check: async () => {
      const tried = samples()
      const names = [...valueNames(tried)]
      return eachOnce([
        ...strays(files),
        ...olderCopies(files),
        ...withoutTwin(files),
        ...files.flatMap((file) => [...rawFaults(file, names), ...plainFaults(file)]),
        ...checkLines(line),
        ...(await checkSamples(render, tried, at, mayFail)),
      ])
    },
  }
}

function readable(sample: TemplateFile): Sample {
  const read = readSample(sample)
  if ('problem' in read) throw templateError([read.problem])
  return { name: sample.name.replace(/\.json$/, ''), values: read.values }
}

/** All that does not parse, at once. Belfry's own do: that is asked once, by its tests, and not at every start. */
function refuseUnparsed(
  files: readonly TemplateFile[],
  parse: (file: TemplateFile) => unknown,
  faultIn: (thrown: unknown, name: string) => BelfryError,
): void {
  const theirs = files.filter(({ text, original }) => original !== undefined && text !== original)
  const problems = theirs.flatMap((file) => {
    try {
      parse(file)
      return []
    } catch (thrown) {
      return faultIn(thrown, file.name).problems
    }
  })
  if (problems.length > 0) throw templateError(problems)
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

function kept(thrown: unknown, problems: Problem[]): string {
  if (!(thrown instanceof BelfryError)) throw thrown
  problems.push(...thrown.problems)
  return ''
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
function mayFetch(context: Values): ReadonlySet<string> {
  const html = RAW_VALUES.map((name) => String(context[name] ?? '')).join('')
  const { look } = context
  const logo = typeof look === 'object' && look !== null && 'logo' in look ? String(look.logo) : ''
  return new Set([...shownInMail(html).fetched, logo])
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
    values: values === undefined ? [] : namesIn(values),
    filters: Object.keys(liquid.filters),
    tags: Object.keys(liquid.tags),
    files: [...files.keys()],
  }
}

/** `site.title` too. */
function namesIn(values: object, before = ''): string[] {
  return Object.entries(values).flatMap(([name, value]) => [
    `${before}${name}`,
    ...(typeof value === 'object' && value !== null && !Array.isArray(value)
      ? namesIn(value, `${before}${name}.`)
      : []),
  ])
}

function valueNames(samples: readonly TemplateFile[]): Set<string> {
  return new Set(
    samples.filter(({ original }) => original === undefined).flatMap(({ text }) => namesIn(JSON.parse(text) as object)),
  )
}
