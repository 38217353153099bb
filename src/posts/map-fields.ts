/**
 * Which keys of front matter hold what, where it is not what our names say: `content.fields`. Pure. In: front matter as
 * it was read. Out: the same under our names, so that nobody behind this knows of another, each with the place that it
 * has in the file.
 */
import type { FieldNames } from './announcement.js'
import type { TypedLine } from './front-matter/lines.js'
import { type FrontMatter, made } from './front-matter/split.js'

/** Zola keeps categories and tags in a table of their own, whatever else is configured. */
const ZOLA: readonly (readonly [ours: string, theirs: readonly string[]])[] = [
  ['categories', ['categories', 'taxonomies.categories']],
  ['tags', ['tags', 'taxonomies.tags']],
]

export function mapFields(frontMatter: FrontMatter, { categories = [], ...others }: FieldNames = {}): FrontMatter {
  const own = Object.entries(others).flatMap(([ours, theirs]) =>
    theirs === undefined ? [] : [[ours, theirs] as const],
  )
  // Categories are gathered of all their keys; one inside a table is brought up under its whole name.
  const inTables = categories.filter((key) => key.includes('.')).map((key) => [key, [key]] as const)
  const zola = frontMatter.fields.has('taxonomies') ? ZOLA : []
  return [...own, ...inTables, ...zola].reduce((read, [ours, theirs]) => mapped(read, ours, theirs), frontMatter)
}

/** @param theirs the first of them that is there holds it; none at all turns the key off */
function mapped(read: FrontMatter, ours: string, theirs: readonly string[]): FrontMatter {
  const name = theirs.find((key) => isGiven(valueAt(read.fields, key)))
  if (name === ours && read.fields.has(ours)) return read
  const fields = new Map(read.fields)
  fields.delete(ours)
  if (name !== undefined) fields.set(ours, valueAt(read.fields, name))
  const isOurs = ({ top }: TypedLine) => top === ours
  const lines = read.lines.flatMap((line) => {
    if (name !== undefined && isAt(line, name)) return [{ ...line, key: ours, top: ours, isTop: true }]
    if (name !== undefined && line.top === name && !line.isTop) return [{ ...line, top: ours }]
    return isOurs(line) ? [] : [line]
  })
  const asTyped = (key: string) => {
    if (key !== ours) return read.asTyped(key)
    const [top = '', ...rest] = (name ?? '').split('.')
    return name === undefined ? undefined : rest.reduce(memberOf, read.asTyped(top))
  }
  return made({ ...read, fields, lines, asTyped })
}

function isAt({ top, key, isTop }: TypedLine, name: string): boolean {
  return isTop ? key === name : `${top}.${key}` === name
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** `extra.version` is the key version of the table extra. */
function valueAt(fields: ReadonlyMap<string, unknown>, name: string): unknown {
  if (fields.has(name)) return fields.get(name)
  const [top = '', ...rest] = name.split('.')
  return rest.reduce(memberOf, fields.get(top))
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}
