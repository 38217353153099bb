/**
 * A submitted form, urlencoded or multipart. In: a request. Out: its fields as text, its files as bytes. What cannot
 * be read is an empty form: it asks for nothing, so nothing changes.
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

/** As a browser sends it, with files where it has some. */
export interface SentForm extends Form {
  /** The bytes of the field's first file; undefined where there is none. */
  file(name: string): Promise<{ readonly name: string; readonly bytes: Buffer } | undefined>
}

const EMPTY: SentForm = { text: () => '', texts: () => [], names: [], file: async () => undefined }

export async function readForm(c: Context<WebEnv>): Promise<SentForm> {
  try {
    const fields = await c.req.parseBody({ all: true })
    const texts = (name: string) => [fields[name] ?? []].flat().filter((value) => typeof value === 'string')
    const names = Object.keys(fields).filter((name) => texts(name).length > 0)
    const file = async (name: string) => {
      const found = [fields[name] ?? []].flat().find((value) => typeof value !== 'string')
      return found && { name: found.name, bytes: Buffer.from(await found.arrayBuffer()) }
    }
    return { text: (name) => texts(name)[0] ?? '', texts, names, file }
  } catch (thrown) {
    // The platform's word for a body that is not what its Content-Type says.
    if (thrown instanceof TypeError) return EMPTY
    throw thrown
  }
}
