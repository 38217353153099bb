/**
 * Tries templates before anybody is mailed. Pure but for the templates given. In: templates and samples. Out: every
 * fault, once, with the file that holds it; files of a project that no template ever reads.
 */

import { BelfryError, type Problem, problem } from '../../base/errors.js'
import { nearest } from '../../base/nearest.js'
import { mailTexts } from '../texts.js'
import {
  lineFiles,
  type TemplateFile,
  type TemplateName,
  type Templates,
  templateNames,
  templateParts,
} from './names.js'
import { readSample, sampleFaults, templateOf } from './samples.js'

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
    .map(({ name, path }) =>
      stray(
        path,
        nearest(
          name,
          [...requiredFiles, ...files.map((file) => file.name)].filter((other) => other !== name),
        ),
      ),
    )
}

/** @param near the name that was probably meant */
export function stray(path: string, near: string | undefined): Problem {
  const hint = near === undefined ? '' : mailTexts.checkTemplates.didYouMean(near)
  const fix = mailTexts.checkTemplates.giveNameTemplateStands()
  return problem(
    'TEMPLATE',
    mailTexts.checkTemplates.noTemplateUsesFile(hint),
    { file: path },
    { severity: 'warning', fix },
  )
}

/** A line must show all that it gets. @param path of the file that made it */
export function notShown(said: string, context: object, path: string): Problem[] {
  return Object.entries(context)
    .filter(([, value]) => !said.includes(String(value).replace(/\s+/g, ' ').trim()))
    .map(([name]) => {
      const fix = mailTexts.checkTemplates.writeWhereStand(name)
      return problem('TEMPLATE', mailTexts.checkTemplates.notShown(name), { file: path }, { fix })
    })
}

export function checkLines(line: Templates['line']): Problem[] {
  return Object.entries(lineFiles).flatMap(([file, context]) => {
    try {
      line(file, context)
      return []
    } catch (thrown) {
      return problemsOf(thrown)
    }
  })
}

/**
 * @param at the path of a file, by its name
 * @param mayFail false where everything that a template is made of is Belfry's, which its tests have tried
 */
export async function checkSamples(
  render: Templates['render'],
  samples: readonly TemplateFile[],
  at: (name: string) => string,
  mayFail: (name: TemplateName) => boolean,
): Promise<Problem[]> {
  const problems: Problem[] = []
  const warn = (message: string, file: string, fix: string) =>
    problems.push(problem('TEMPLATE', message, { file }, { severity: 'warning', fix }))
  for (const sample of samples) {
    const name = templateOf(sample.name)
    if (name === undefined) {
      const near = nearest(sample.name.replace(/(?:-.*)?\.json$/, ''), templateNames)
      const fix =
        near === undefined
          ? mailTexts.checkTemplates.beginNameOne(templateNames.join(', '))
          : mailTexts.checkTemplates.didYouMean2(near)
      warn('no template has the name this sample begins with', sample.path, fix)
    } else if (sample.original !== undefined || mayFail(name))
      problems.push(...(await faultsOf(render, name, { sample, like: likeOf(samples, name) })))
  }
  for (const name of templateNames) {
    if (!samples.some((sample) => templateOf(sample.name) === name))
      warn('no sample in samples/ tries this template', at(`${name}.mjml`), `Write samples/${name}.json.`)
  }
  return problems
}

/** A sample of ours has the values that a mail really gets. */
function likeOf(samples: readonly TemplateFile[], name: TemplateName) {
  const ours = samples.find((one) => one.original === undefined && templateOf(one.name) === name)
  const read = ours === undefined ? undefined : readSample(ours)
  return read !== undefined && 'values' in read ? read.values : undefined
}

async function faultsOf(
  render: Templates['render'],
  name: TemplateName,
  { sample, like }: { readonly sample: TemplateFile; readonly like: ReturnType<typeof likeOf> },
): Promise<Problem[]> {
  const read = readSample(sample)
  if ('problem' in read) return [read.problem]
  const differs = sample.original === undefined || like === undefined ? [] : sampleFaults(sample, read.values, like)
  if (differs.length > 0) return differs
  try {
    await render(name, read.values)
    return []
  } catch (thrown) {
    return problemsOf(thrown)
  }
}

function problemsOf(thrown: unknown): Problem[] {
  if (thrown instanceof BelfryError) return [...thrown.problems]
  throw thrown
}

/** One fault meets many samples. */
export function eachOnce(problems: readonly Problem[]): Problem[] {
  return [
    ...new Map(problems.map((one) => [JSON.stringify([one.file, one.line, one.column, one.message]), one])).values(),
  ]
}

/**
 * What is wrong in one language and was not said of another: by place and cure, for what the message quotes is
 * translated.
 */
export function onlyIn(language: string, faults: readonly Problem[], said: readonly Problem[]): Problem[] {
  const placeAndCure = ({ file, line, column, fix }: Problem) => JSON.stringify([file, line, column, fix])
  const known = new Set(said.map(placeAndCure))
  return faults
    .filter((one) => !known.has(placeAndCure(one)))
    .map((one) => ({ ...one, message: `${one.message} (in ${language})` }))
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
