/**
 * The `endOfLife:` of front matter: the post is itself the notice of a cycle's end, or of a stage before it. Pure but
 * for problems it reports. In: the fields. Out: product, cycle and stage as typed (4.10 stays 4.10), or undefined.
 *
 *   endOfLife: { product: lantern, cycle: 4.10, stage: reached }
 *   endOfLife: 4.10
 */
import { nearest } from '../base/nearest.js'
import { plainLine } from '../base/plain-line.js'
import type { StatedEndOfLife } from './announcement.js'
import type { Fields } from './fields.js'

const KEYS = ['product', 'cycle', 'stage']
const STAGES = ['approaching', 'reached', 'date-changed']
const FIX = 'Write endOfLife: { product: ID, cycle: "4.1", stage: reached }, or the cycle alone.'

export function statedEndOfLife(fields: Fields): StatedEndOfLife | undefined {
  const read = fields.frontMatter.fields.get('endOfLife')
  if (read === undefined || read === null || read === '') return undefined
  const value = fields.frontMatter.asTyped('endOfLife')
  const fail = (message: string, fix = FIX) =>
    fields.report('POST_FIELD', `endOfLife: ${message}`, 'endOfLife', { fix })
  if (typeof value === 'string') return { cycle: plainLine(value) }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail('is neither a cycle nor product, cycle and stage.')
  const given = new Map<string, string>()
  for (const [key, entry] of Object.entries(value)) {
    if (!KEYS.includes(key)) {
      const near = nearest(key, KEYS)
      return fail(`does not know ${key.slice(0, 40)}.`, near === undefined ? FIX : `Did you mean ${near}?`)
    }
    if (typeof entry !== 'string' && entry !== null) return fail(`holds something as its ${key} that is not text.`)
    const text = plainLine(entry ?? '')
    if (text !== '') given.set(key, text)
  }
  const [product, cycle, stage] = KEYS.map((key) => given.get(key))
  if (cycle === undefined) return fail('names no cycle.')
  if (stage !== undefined && !STAGES.includes(stage) && !/^approaching-\d{1,4}d$/.test(stage)) {
    const near = nearest(stage, STAGES)
    const known = `Stages are ${STAGES.join(', ')}, and approaching-30d and the like.`
    const fix = near === undefined ? known : `Did you mean ${near}? ${known}`
    return fail(`"${stage.slice(0, 40)}" is no stage.`, fix)
  }
  return { cycle, ...(product === undefined ? {} : { product }), ...(stage === undefined ? {} : { stage }) }
}
