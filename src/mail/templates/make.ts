/**
 * The templates of mail: Liquid, then MJML for the HTML part. Pure: works on the files given, in memory. In: a
 * template's name and its values. Out: subject, preview, HTML and text, each from a file of its own, so that every word
 * a person reads stands in emails/; a fault is a BelfryError TEMPLATE with file and line.
 *
 * A template is data from the project's folder, so it is kept small in what it may do: no file or network access, own
 * properties alone, limits on time and memory, and an unknown variable is an error instead of a blank in a sent mail.
 * What it made is looked at each time: a mail that could not do what it is for is not made at all.
 */

import { BelfryError, type Problem } from '../../base/errors.js'
import { plainTextIn } from '../../markup/plain-text.js'
import type { Words } from '../../words/words.js'
import { checkLines, checkSamples, eachOnce, strays } from './check.js'
import { templateError } from './fault.js'
import { olderCopies, withoutTwin } from './files.js'
import type { Sample, TemplateFile, TemplateName, Templates } from './names.js'
import { MailParts, namesIn } from './parts.js'
import { readSample, templateOf } from './samples.js'
import { plainFaults, rawFaults } from './source-faults.js'

export type {
  RenderedMail,
  TemplateFile,
  TemplateName,
  Templates,
} from './names.js'

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
  const parts = new MailParts(files, words)
  refuseUnparsed(
    files,
    (file) => parts.parse(file),
    (thrown, name) => parts.faultIn(thrown, name),
  )
  const render: Templates['render'] = async (name, values) => {
    const problems: Problem[] = []
    const tried = async (work: () => Promise<string>) => await work().catch((thrown) => kept(thrown, problems))
    const subject = await tried(async () => await parts.subject(name, values))
    const preview = await tried(async () => await parts.preview(`${name}.preview.txt`, values))
    const context = { ...values, subject, preview }
    const plain = await tried(async () => await parts.text(`${name}.txt`, context))
    const html = await tried(async () => await parts.markup(name, context))
    if (problems.length > 0) throw templateError(eachOnce(problems))
    return { subject, preview, html, text: plain }
  }
  const line: Templates['line'] = (file, context) => parts.line(file, context)
  return {
    render,
    line,
    plainText: plainTextIn({
      image: (alt) => line('image.txt', { alt }),
      note: (number) => line('note.txt', { number }),
    }),
    text: async (file, context) => await parts.text(file, context),
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
        ...(await checkSamples(render, tried, (name) => parts.pathOf(name), mayFail)),
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

function kept(thrown: unknown, problems: Problem[]): string {
  if (!(thrown instanceof BelfryError)) throw thrown
  problems.push(...thrown.problems)
  return ''
}

function valueNames(samples: readonly TemplateFile[]): Set<string> {
  return new Set(
    samples.filter(({ original }) => original === undefined).flatMap(({ text }) => namesIn(JSON.parse(text) as object)),
  )
}
