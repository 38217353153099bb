/**
 * Samples: values to try a template with. Pure. In: a file of JSON, and one of Belfry's for the same template. Out: the
 * values, or what is wrong with the file; a sample that lacks a value would have the template blamed.
 */

import { messageOf, type Problem, problem } from '../../base/errors.js'
import { isRecord } from '../../base/json.js'
import { nearest } from '../../base/nearest.js'
import { mailTexts } from '../texts.js'
import { type TemplateFile, type TemplateName, templateNames } from './names.js'

type Values = Readonly<Record<string, unknown>>

/** The longest name that a file's begins with: `end-of-life-reached.json` is of `end-of-life`. */
export function templateOf(sample: string): TemplateName | undefined {
  return templateNames.find((name) => sample === `${name}.json` || sample.startsWith(`${name}-`))
}

export function readSample(sample: TemplateFile): { values: Values } | { problem: Problem } {
  try {
    const values: unknown = JSON.parse(sample.text)
    if (isRecord(values)) return { values }
    return { problem: fault(sample, 'a sample is one JSON object', mailTexts.samples.writeBetweenThoseBelfry()) }
  } catch (thrown) {
    const at = /position (\d+)/.exec(messageOf(thrown))?.[1]
    const end = at === undefined ? sample.text.length : Number(at)
    const line = sample.text.slice(0, end).trimEnd().split('\n').length
    const fix = mailTexts.samples.mendJsonNamesTexts()
    return { problem: fault(sample, 'this is no JSON from here on', fix, line) }
  }
}

/** What differs in shape from a sample of ours. */
export function sampleFaults(sample: TemplateFile, values: Values, ours: Values): Problem[] {
  return differences(values, ours, '').map(({ key, message, fix }) => {
    const line = sample.text.split('\n').findIndex((text) => text.includes(`"${key.split('.').at(-1)}"`)) + 1
    return fault(sample, message, fix, line === 0 ? undefined : line)
  })
}

interface Difference {
  readonly key: string
  readonly message: string
  readonly fix: string
}

function differences(values: Values, ours: Values, before: string): Difference[] {
  const missing = Object.keys(ours).filter((key) => !Object.hasOwn(values, key))
  return Object.keys({ ...ours, ...values }).flatMap((name) => {
    const key = `${before}${name}`
    const [theirs, own] = [values[name], ours[name]]
    if (!Object.hasOwn(ours, name)) {
      const near = nearest(name, missing)
      const fix = near === undefined ? mailTexts.samples.removeNoMailGets() : mailTexts.samples.didYouMean(near)
      return [{ key, message: mailTexts.samples.noValueTemplate(key), fix }]
    }
    if (!Object.hasOwn(values, name)) {
      // The slip is named where it stands.
      if (Object.keys(values).some((one) => !Object.hasOwn(ours, one) && nearest(one, missing) === name)) return []
      return [{ key, message: mailTexts.samples.isMissing(key), fix: mailTexts.samples.addLike(JSON.stringify(own)) }]
    }
    if (kindOf(theirs) !== kindOf(own)) {
      return [
        {
          key,
          message: mailTexts.samples.isNo(key, kindOf(own)),
          fix: mailTexts.samples.writeLike(JSON.stringify(own)),
        },
      ]
    }
    if (isRecord(theirs) && isRecord(own)) return differences(theirs, own, `${key}.`)
    const like = Array.isArray(own) ? own[0] : undefined
    if (!Array.isArray(theirs) || !isRecord(like)) return []
    return theirs.flatMap((one) => (isRecord(one) ? differences(one, like, `${key}.`) : [])).slice(0, 1)
  })
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  return typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'true or false' : typeof value
}

function fault({ path }: TemplateFile, message: string, fix: string, line?: number): Problem {
  return problem('TEMPLATE', message, { file: path, ...(line !== undefined && { line }) }, { fix })
}
