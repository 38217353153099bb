/**
 * Text as both databases hold it. Pure. In: a parameter of a statement. Out: the same; in a text each NUL and each lone
 * surrogate is a U+FFFD. PostgreSQL refuses a NUL, and with it the whole transaction; SQLite ends some comparisons
 * there. Whoever reads input cleans it by its own rules; this holds where somebody forgot.
 */
export function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/[\0\p{Cs}]/gu, '\uFFFD') : value
}

/** NUL and lone surrogates, as JSON.stringify escapes them (well-formed, ES2019). */
const ESCAPED = /\\u(?:0000|d[89a-f])/

/** JSON that PostgreSQL takes as jsonb: it refuses what is escaped there as well. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value)
  // Looking at each value takes four times as long as writing it.
  return ESCAPED.test(text) ? JSON.stringify(value, (_key, inner: unknown) => storable(inner)) : text
}
