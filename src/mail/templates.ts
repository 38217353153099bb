/**
 * The templates of mail: Liquid, then MJML for the HTML part. Pure: works on the files given, in memory. In: a
 * template's name and its values. Out: subject, preview, HTML and text, each from a file of its own, so that every word
 * a person reads stands in emails/; a fault is a BelfryError TEMPLATE with file and line.
 *
 * A template is data from the project's folder, so it is kept small in what it may do: no file or network access, own
 * properties alone, limits on time and memory, and an unknown variable is an error instead of a blank in a sent mail.
 */
import { Liquid } from 'liquidjs'
import { plainTextIn } from '../markup/plain-text.js'
import { checkLines, checkSamples, strays } from './check-templates.js'
import { linkedLine } from './linked-line.js'
import { toHtml } from './mjml.js'
import { placeOfMarkup, templateFault } from './template-fault.js'
import type { TemplateFile, Templates } from './template-names.js'

export type {
  RenderedMail,
  TemplateFile,
  TemplateName,
  Templates,
} from './template-names.js'

const LIMITS = {
  /** Characters of a template. */
  parseLimit: 500_000,
  /** Milliseconds of one part. A usual one takes two; a loaded machine may stall. */
  renderLimit: 2_000,
  /** Characters and items that filters and ranges make. A post is cut before it comes here. */
  memoryLimit: 5_000_000,
}

/** @throws BelfryError if a template does not parse */
export function makeTemplates(files: readonly TemplateFile[], samples: () => readonly TemplateFile[]): Templates {
  // Without a prototype: `{% render 'constructor' %}` must find nothing.
  const sources: Record<string, string> = Object.assign(
    Object.create(null),
    Object.fromEntries(files.map((file) => [file.name, file.text])),
  )
  const text = engine(sources)
  const markup = engine(sources, 'escape')
  const at = (name: string) => files.find((file) => file.name === name)?.path ?? name
  const faultIn = (thrown: unknown, name: string) =>
    templateFault(thrown, at(name), (source) => files.find((file) => file.text === source)?.path)
  for (const file of files) {
    try {
      text.parse(file.text, file.name)
    } catch (thrown) {
      throw faultIn(thrown, file.name)
    }
  }

  const part = async (liquid: Liquid, file: string, context: object) => {
    try {
      return String(await liquid.renderFile(file, context))
    } catch (thrown) {
      throw faultIn(thrown, file)
    }
  }
  const line = async (file: string, context: object) => oneLine(await part(text, file, context))
  const render: Templates['render'] = async (name, values) => {
    const subject = await line(`${name}.subject.txt`, values)
    const context = { ...values, subject, preview: await line(`${name}.preview.txt`, values) }
    const plain = await part(text, `${name}.txt`, context)
    const source = await part(markup, `${name}.mjml`, context)
    const html = await toHtml(source, (line) => placeOfMarkup(line, at(`${name}.mjml`), files))
    return { subject, preview: context.preview, html, text: plain }
  }
  const lineNow: Templates['line'] = (file, context) => {
    try {
      return oneLine(String(text.renderFileSync(file, context)))
    } catch (thrown) {
      throw faultIn(thrown, file)
    }
  }
  return {
    render,
    line: lineNow,
    plainText: plainTextIn({
      image: (alt) => lineNow('image.txt', { alt }),
      note: (number) => lineNow('note.txt', { number }),
    }),
    text: (file, context) => part(text, file, context),
    check: async () => [...strays(files), ...checkLines(lineNow), ...(await checkSamples(render, samples(), at))],
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function engine(templates: Record<string, string>, outputEscape?: 'escape'): Liquid {
  const liquid = new Liquid({
    templates,
    relativeReference: false,
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    cache: true,
    ...LIMITS,
    ...(outputEscape !== undefined && { outputEscape }),
  })
  // For HTML: `{{ line | linked | raw }}`.
  liquid.registerFilter('linked', (line: unknown) => linkedLine(String(line)))
  return liquid
}
