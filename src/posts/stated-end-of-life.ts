/**
 * The `endOfLife:` of front matter: the post is itself the notice of a cycle's end, or of a stage before it. Pure but
 * for problems it reports. In: the fields. Out: product, cycles, field and
 * stage as typed (4.10 stays 4.10), or undefined.
 *
 *   endOfLife: { product: lantern, cycle: 4.10, stage: reached }
 *   endOfLife: { cycle: [4.1, 4.2], field: eoas }
 *   endOfLife: 4.10
 */
import { nearest } from '../base/nearest.js'
import { plainLine } from '../base/plain-line.js'
import type { StatedEndOfLife } from './announcement.js'
import type { Fields } from './fields.js'

const KEYS = ['product', 'cycle', 'field', 'stage']
const STAGES = ['approaching', 'reached', 'date-changed']
const FIELDS = ['eoas', 'eol', 'eoes']
const FIX =
  'Write endOfLife: { product: ID, cycle: "4.1", field: eol, stage: reached }, or cycles alone: 4.1, or [4.1, 4.2].'

export function statedEndOfLife(fields: Fields): StatedEndOfLife | undefined {
  const read = fields.frontMatter.fields.get('endOfLife')
  if (read === undefined || read === null || read === '') return undefined
  const value = fields.frontMatter.asTyped('endOfLife')
  const fail = (message: string, fix = FIX) =>
    fields.report('POST_FIELD', `endOfLife: ${message}`, 'endOfLife', { fix })
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const cycles = cyclesIn(value)
    return cycles === undefined
      ? fail('is neither a cycle, a list of cycles nor product, cycle, field and stage.')
      : { cycles }
  }
  const given = new Map<string, string>()
  for (const [key, entry] of Object.entries(value)) {
    if (!KEYS.includes(key)) {
      const near = nearest(key, KEYS)
      return fail(`does not know ${key.slice(0, 40)}.`, near === undefined ? FIX : `Did you mean ${near}?`)
    }
    if (key === 'cycle') continue
    if (typeof entry !== 'string' && entry !== null) return fail(`holds something as its ${key} that is not text.`)
    const text = plainLine(entry ?? '')
    if (text !== '') given.set(key, text)
  }
  const cycle: unknown = Reflect.get(value, 'cycle') ?? ''
  const cycles = cyclesIn(cycle)
  if (cycles === undefined)
    return fail(
      cycle === '' || isEmpty(cycle)
        ? 'names no cycle.'
        : 'holds something as its cycle that is no text and no list of texts.',
    )
  const [product, field, stage] = ['product', 'field', 'stage'].map((key) => given.get(key))
  if (field !== undefined && !FIELDS.includes(field)) {
    const known = 'Fields are eoas (end of active support), eol (end of life) and eoes (end of extended support).'
    return fail(`"${field.slice(0, 40)}" is no field.`, known)
  }
  if (stage !== undefined && !STAGES.includes(stage) && !/^approaching-\d{1,4}d$/.test(stage)) {
    const near = nearest(stage, STAGES)
    const known = `Stages are ${STAGES.join(', ')}, and approaching-30d and the like.`
    const fix = near === undefined ? known : `Did you mean ${near}? ${known}`
    return fail(`"${stage.slice(0, 40)}" is no stage.`, fix)
  }
  return {
    cycles,
    ...(product === undefined ? {} : { product }),
    ...(field === undefined ? {} : { field }),
    ...(stage === undefined ? {} : { stage }),
  }
}

/** One cycle or several, each once. @returns undefined where it is neither */
function cyclesIn(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  const texts = list.flatMap((one) => (typeof one === 'string' && plainLine(one) !== '' ? [plainLine(one)] : []))
  return texts.length === 0 || texts.length < list.length ? undefined : [...new Set(texts)]
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
