/**
 * A submitted form, urlencoded or multipart. In: a request. Out: its fields as text. What cannot be read is an empty
 * form: it asks for nothing, so nothing changes.
 */
import type { Context } from 'hono'
import type { WebEnv } from './web-context.js'

export interface Form {
  /** The field's first value, or ''. */
  text(name: string): string
  texts(name: string): readonly string[]
  /** Of all fields that are text. */
  readonly names: readonly string[]
}

const EMPTY: Form = { text: () => '', texts: () => [], names: [] }

export async function readForm(c: Context<WebEnv>): Promise<Form> {
  try {
    const fields = await c.req.parseBody({ all: true })
    const texts = (name: string) => [fields[name] ?? []].flat().filter((value) => typeof value === 'string')
    const names = Object.keys(fields).filter((name) => texts(name).length > 0)
    return { text: (name) => texts(name)[0] ?? '', texts, names }
  } catch (thrown) {
    // The platform's word for a body that is not what its Content-Type says.
    if (thrown instanceof TypeError) return EMPTY
    throw thrown
  }
}
