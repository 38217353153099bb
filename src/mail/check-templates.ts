/**
 * Tries templates before anybody is mailed. Pure but for the templates given. In: templates and samples. Out: every
 * fault, with the file that holds it; files of a project that no template ever reads.
 */

import { BelfryError, messageOf, type Problem, problem } from '../base/errors.js'
import { nearest } from '../base/nearest.js'
import {
  lineFiles,
  type TemplateFile,
  type TemplateName,
  type Templates,
  templateNames,
  templateParts,
} from './template-names.js'

/** The files that are read by their name; others only where one of them asks. */
export const requiredFiles: readonly string[] = [
  'layout.mjml',
  'layout.txt',
  ...Object.keys(lineFiles),
  ...templateNames.flatMap((name) => templateParts.map((part) => `${name}.${part}`)),
]

/** A name with a slip in it overrides nothing, and nobody would notice. */
export function strays(files: readonly TemplateFile[]): Problem[] {
  const isAskedFor = (name: string) => files.some(({ text }) => new RegExp(`['"]${escapePattern(name)}['"]`).test(text))
  return files
    .filter(({ name }) => !requiredFiles.includes(name) && !isAskedFor(name))
    .map(({ name, path }) => {
      const near = nearest(
        name,
        [...requiredFiles, ...files.map((file) => file.name)].filter((other) => other !== name),
      )
      const hint = near === undefined ? '' : `; did you mean ${near}?`
      const fix = 'Give it the name of the template that it stands in for, or remove it.'
      return problem('TEMPLATE', `no template uses this file${hint}`, { file: path }, { severity: 'warning', fix })
    })
}

export function checkLines(line: Templates['line']): Problem[] {
  return Object.entries(lineFiles).flatMap(([file, context]) => {
    try {
      line(file, context)
      return []
    } catch (thrown) {
      if (thrown instanceof BelfryError) return [...thrown.problems]
      throw thrown
    }
  })
}

export async function checkSamples(
  render: Templates['render'],
  samples: readonly TemplateFile[],
  at: (name: string) => string,
): Promise<Problem[]> {
  const problems: Problem[] = []
  const warn = (message: string, file: string) =>
    problems.push(problem('TEMPLATE', message, { file }, { severity: 'warning' }))
  for (const sample of samples) {
    const name = templateNames.find((candidate) => sample.name.startsWith(candidate))
    if (name === undefined) warn('no template has the name this sample begins with', sample.path)
    else problems.push(...(await faultsOf(render, name, sample)))
  }
  for (const name of templateNames) {
    if (!samples.some((sample) => sample.name.startsWith(name)))
      warn('no sample in samples/ tries this template', at(`${name}.mjml`))
  }
  return withoutDoubles(problems)
}

async function faultsOf(render: Templates['render'], name: TemplateName, sample: TemplateFile): Promise<Problem[]> {
  const file = sample.path
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

/** One fault meets many samples. */
function withoutDoubles(problems: readonly Problem[]): Problem[] {
  return [
    ...new Map(problems.map((one) => [JSON.stringify([one.file, one.line, one.column, one.message]), one])).values(),
  ]
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
