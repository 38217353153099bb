/**
 * The `endOfLife:` of front matter: the post is itself the notice of a cycle's end, or of a stage before it. Pure but
 * for problems it reports. In: the fields. Out: product, cycles, field and
 * stage as typed (4.10 stays 4.10), or undefined.
 *
 *   endOfLife: { product: lantern, cycle: 4.10, stage: reached }
 *   endOfLife: { cycle: [4.1, 4.2], field: eoas }
 *   endOfLife: 4.10
 */

import { nearest } from '../../base/nearest.js'
import { plainLine } from '../../base/plain-line.js'
import type { StatedEndOfLife } from '../announcement.js'
import type { Fields } from '../field-readers.js'
import { postsTexts } from '../texts.js'

const KEYS = ['product', 'cycle', 'field', 'stage']
const STAGES = ['approaching', 'reached', 'date-changed']
const FIELDS = ['eoas', 'eol', 'eoes']
const FIX = postsTexts.statedEndOfLife.writeEndoflifeProductId()

export function statedEndOfLife(fields: Fields): StatedEndOfLife | undefined {
  const read = fields.frontMatter.fields.get('endOfLife')
  if (read === undefined || read === null || read === '') return undefined
  const value = fields.frontMatter.asTyped('endOfLife')
  const fail = (message: string, fix = FIX) =>
    fields.report('POST_FIELD', `endOfLife: ${message}`, 'endOfLife', { fix })
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const cycles = cyclesIn(value)
    return cycles === undefined ? fail(postsTexts.statedEndOfLife.neitherCycleListCycles()) : { cycles }
  }
  const given = new Map<string, string>()
  for (const [key, entry] of Object.entries(value)) {
    if (!KEYS.includes(key)) {
      const near = nearest(key, KEYS)
      return fail(
        postsTexts.statedEndOfLife.doesNotKnow(key.slice(0, 40)),
        near === undefined ? FIX : postsTexts.statedEndOfLife.didYouMean(near),
      )
    }
    if (key === 'cycle') continue
    if (typeof entry !== 'string' && entry !== null) return fail(postsTexts.statedEndOfLife.holdsSomethingNotText(key))
    const text = plainLine(entry ?? '')
    if (text !== '') given.set(key, text)
  }
  const cycle: unknown = Reflect.get(value, 'cycle') ?? ''
  const cycles = cyclesIn(cycle)
  if (cycles === undefined)
    return fail(cycle === '' || isEmpty(cycle) ? 'names no cycle.' : postsTexts.statedEndOfLife.holdsSomethingCycleNo())
  const [product, field, stage] = ['product', 'field', 'stage'].map((key) => given.get(key))
  if (field !== undefined && !FIELDS.includes(field)) {
    const known = postsTexts.statedEndOfLife.fieldsEoasEndActive()
    return fail(postsTexts.statedEndOfLife.noField(field.slice(0, 40)), known)
  }
  if (stage !== undefined && !STAGES.includes(stage) && !/^approaching-\d{1,4}d$/.test(stage)) {
    const near = nearest(stage, STAGES)
    const known = postsTexts.statedEndOfLife.stagesApproachingDLike(STAGES.join(', '))
    const fix = near === undefined ? known : `Did you mean ${near}? ${known}`
    return fail(postsTexts.statedEndOfLife.noStage(stage.slice(0, 40)), fix)
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
