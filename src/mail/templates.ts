/**
 * The templates of mail: Liquid, then MJML for the HTML part. Pure: works on the files given, in memory. In: a template's name and
 * its values. Out: subject, preview, HTML and text, each from a file of its own, so that every word a person reads stands in
 * emails/; a fault is a BelfryError TEMPLATE with file and line.
 *
 * A template is data from the project's folder, so it is kept small in what it may do: no file or network access, own properties
 * alone, limits on time and memory, and an unknown variable is an error instead of a blank in a sent mail.
 */
import { Liquid } from 'liquidjs'
import { BelfryError, messageOf, type Problem, problem } from '../errors.js'
import { toHtml } from './mjml.js'
import { templateFault } from './template-fault.js'

export const templateNames = ['announcement', 'update', 'end-of-life', 'confirm'] as const
export type TemplateName = (typeof templateNames)[number]

/** The files of one template: two lines, which the other two get as `subject` and `preview`, and the two parts. */
export const templateParts = ['subject.txt', 'preview.txt', 'mjml', 'txt'] as const

export interface TemplateFile {
  readonly name: string
  readonly text: string
}

export interface RenderedMail {
  readonly subject: string
  /** What an inbox shows beside the subject. */
  readonly preview: string
  readonly html: string
  readonly text: string
}

export interface Templates {
  /** Text is one line per paragraph; wrapping comes later. */
  render(name: TemplateName, context: Readonly<Record<string, unknown>>): Promise<RenderedMail>
  /** Renders every template with every sample. Out: all faults. */
  check(): Promise<Problem[]>
}

const LIMITS = {
  /** Characters of a template. */
  parseLimit: 500_000,
  /** Milliseconds of one part. A usual one takes two; a loaded machine may stall. */
  renderLimit: 2_000,
  /** Characters and items that filters and ranges make. A post is cut before it comes here. */
  memoryLimit: 5_000_000,
}

/** @throws BelfryError if a template does not parse */
export function makeTemplates(
  folder: string,
  files: readonly TemplateFile[],
  samples: () => readonly TemplateFile[],
): Templates {
  // Without a prototype: `{% render 'constructor' %}` must find nothing.
  const sources: Record<string, string> = Object.assign(
    Object.create(null),
    Object.fromEntries(files.map((file) => [file.name, file.text])),
  )
  const text = engine(sources)
  const markup = engine(sources, 'escape')
  const at = (name: string) => `${folder}/${name}`
  const faultIn = (thrown: unknown, name: string) =>
    templateFault(thrown, at(name), (source) => {
      const file = files.find((candidate) => candidate.text === source)
      return file === undefined ? undefined : at(file.name)
    })
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
  const line = async (file: string, context: object) => (await part(text, file, context)).replace(/\s+/g, ' ').trim()
  const render: Templates['render'] = async (name, values) => {
    const subject = await line(`${name}.subject.txt`, values)
    const context = { ...values, subject, preview: await line(`${name}.preview.txt`, values) }
    const plain = await part(text, `${name}.txt`, context)
    const html = await toHtml(await part(markup, `${name}.mjml`, context), at(`${name}.mjml`))
    return { subject, preview: context.preview, html, text: plain }
  }
  return { render, check: () => checkSamples(render, samples(), at) }
}

function engine(templates: Record<string, string>, outputEscape?: 'escape'): Liquid {
  return new Liquid({
    templates,
    relativeReference: false,
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    cache: true,
    ...LIMITS,
    ...(outputEscape !== undefined && { outputEscape }),
  })
}

async function checkSamples(
  render: Templates['render'],
  samples: readonly TemplateFile[],
  at: (name: string) => string,
): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const sample of samples) {
    const file = at(`samples/${sample.name}`)
    const name = templateNames.find((candidate) => sample.name.startsWith(candidate))
    if (name === undefined) {
      problems.push(
        problem('TEMPLATE', 'no template has the name this sample begins with', { file }, { severity: 'warning' }),
      )
      continue
    }
    problems.push(...(await faultsOf(render, name, sample, file)))
  }
  for (const name of templateNames) {
    if (!samples.some((sample) => sample.name.startsWith(name))) {
      problems.push(
        problem(
          'TEMPLATE',
          'no sample in samples/ tries this template',
          { file: at(`${name}.mjml`) },
          { severity: 'warning' },
        ),
      )
    }
  }
  return problems
}

async function faultsOf(
  render: Templates['render'],
  name: TemplateName,
  sample: TemplateFile,
  file: string,
): Promise<Problem[]> {
  try {
    const context: unknown = JSON.parse(sample.text)
    if (typeof context !== 'object' || context === null)
      return [problem('TEMPLATE', 'a sample is a JSON object', { file })]
    await render(name, { ...context })
    return []
  } catch (thrown) {
    if (thrown instanceof BelfryError) return [...thrown.problems]
    return [problem('TEMPLATE', `not JSON: ${messageOf(thrown)}`, { file }, { fix: 'Mend the JSON of the sample.' })]
  }
}
