/** Which keys there are, found by asking the schema itself. Pure. In: a path. Out: the keys that may stand under it. */
import { schema } from './schema.js'

let sectionNames: readonly string[] | undefined

/** The keys that hold others. */
export function sectionKeys(): readonly string[] {
  sectionNames ??= knownKeys([]).filter((key) => knownKeys([key]).length > 0)
  return sectionNames
}

/** The keys that may stand under `path`, found by asking the schema itself. */
export function knownKeys(path: readonly PropertyKey[]): string[] {
  let at: unknown = schema
  for (const step of path) at = typeof step === 'number' ? inner(at) : shapeOf(at)?.[String(step)]
  return Object.keys(shapeOf(at) ?? {})
}

function inner(type: unknown): unknown {
  const def = defOf(unwrap(type))
  return def?.element
}

function shapeOf(type: unknown): Record<string, unknown> | undefined {
  const shape = defOf(unwrap(type))?.shape
  return typeof shape === 'object' && shape !== null ? { ...shape } : undefined
}

function unwrap(type: unknown): unknown {
  let at = type
  for (let def = defOf(at); def !== undefined; def = defOf(at)) {
    // What is looked at further after it was read has the shape of what was written.
    const inside = def.innerType ?? def.in
    if (inside === undefined) break
    at = inside
  }
  return at
}

function defOf(type: unknown): { innerType?: unknown; in?: unknown; shape?: unknown; element?: unknown } | undefined {
  return typeof type === 'object' && type !== null && 'def' in type && typeof type.def === 'object' && type.def !== null
    ? type.def
    : undefined
}
