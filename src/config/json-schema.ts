/**
 * The configuration as a JSON Schema (2020-12), by which editors complete keys and mark what is none. Pure. In: the
 * reference, config/belfry.yaml, whose comments are the descriptions. Out: a schema. It says less than Belfry's own
 * check: what is right by more than its type and its name is judged there alone.
 */

import * as z from 'zod'
import { schema } from './schema.js'
import { configTexts } from './texts.js'

interface Node {
  description?: string
  pattern?: string
  properties?: Record<string, Node>
  items?: Node
  anyOf?: Node[]
}

/** `  key: value   # what it is`, also of an item (`  - key:`), and lines below that go on with it. */
const KEY = /^(?<indent> *(?:- )?)(?<name>[A-Za-z]\w*):(?:.*?\s# (?<says>.*))?$/
/** An example that is commented out, `#  - key: value   # what it is`, says what its keys are. */
const EXAMPLE = /^( *)# ?(?= *(?:- )?[A-Za-z]\w*:)/
const GOES_ON = /^ {8,}# (?<says>.*)$/

export function configurationSchema(reference: string): object {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  describe(made as Node, descriptionsIn(reference), '')
  return { title: configTexts.jsonSchema.configurationBelfry(), ...made }
}

/** By path: `mail.dkim.key`. */
function descriptionsIn(reference: string): Map<string, string> {
  const found = new Map<string, string>()
  const open: { readonly indent: number; readonly path: string }[] = []
  let last = ''
  for (const typed of reference.split('\n')) {
    const more = GOES_ON.exec(typed)?.groups?.says
    if (more !== undefined && found.has(last)) found.set(last, `${found.get(last)} ${more}`)
    const line = more === undefined ? typed.replace(EXAMPLE, '$1 ') : ''
    const { indent = '', name, says } = KEY.exec(line)?.groups ?? {}
    if (name === undefined) continue
    while ((open.at(-1)?.indent ?? -1) >= indent.length) open.pop()
    last = [open.at(-1)?.path, name].filter(Boolean).join('.')
    open.push({ indent: indent.length, path: last })
    if (says !== undefined && !found.has(last)) found.set(last, says)
  }
  return found
}

function describe(node: Node, descriptions: ReadonlyMap<string, string>, path: string): void {
  const says = descriptions.get(path)
  if (says !== undefined) node.description = says
  // Patterns of zod may say that letter case is one; JSON Schema's cannot.
  delete node.pattern
  for (const [name, below] of Object.entries(node.properties ?? {}))
    describe(below, descriptions, [path, name].filter(Boolean).join('.'))
  if (node.items !== undefined) describe(node.items, descriptions, path)
  for (const one of node.anyOf ?? []) describe(one, new Map(), path)
}
