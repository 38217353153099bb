/** JSON that anybody may have written. Pure. In: text, or a value read from it. Out: what it is. */

/** @returns undefined where the text is no JSON */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

/** An object, and no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
