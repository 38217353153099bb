/**
 * The YAML of front matter, read by js-yaml 3 in its core schema: dates stay strings, duplicate keys are allowed (real
 * archives have them), anchors and aliases are refused (280 bytes can stand for 206 MB). Pure. In: what gray-matter cut
 * out, which begins with the rest of the opening line. Out: a mapping, or a FrontMatterFault with line and column in
 * the file.
 */

import yaml from 'js-yaml'
import type { Code } from '../../base/errors.js'
import { postsTexts } from '../texts.js'

/** Carries a fault through gray-matter. `line` and `column` count from 1 in the file. */
export class FrontMatterFault extends Error {
  readonly fix?: string

  constructor(
    readonly code: Code,
    message: string,
    readonly line: number,
    readonly column?: number,
  ) {
    super(message)
  }

  /** The same with another remedy than that of its code. */
  cured(fix: string | undefined): FrontMatterFault {
    const same = new FrontMatterFault(this.code, this.message, this.line, this.column)
    return fix === undefined ? same : Object.assign(same, { fix })
  }
}

/** @throws FrontMatterFault and nothing else */
export function parseYaml(text: string): object {
  const value = loadYaml(text)
  if (value === null || value === undefined) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return value
  throw new FrontMatterFault('POST_FRONT_MATTER', postsTexts.frontMatterYaml.frontMatterNotList(), 2)
}

/** The same text with every value as it was typed: 4.10 is `4.10`. Only for text that parseYaml took. */
export function parseYamlAsTyped(text: string): unknown {
  return yaml.load(text, { schema: yaml.FAILSAFE_SCHEMA, json: true })
}

function loadYaml(text: string): unknown {
  try {
    return yaml.load(text, { schema: yaml.CORE_SCHEMA, json: true, listener: refusing() })
  } catch (thrown) {
    if (thrown instanceof AnchorFound) throw anchorFault(text, thrown.message)
    if (thrown instanceof TooDeep || thrown instanceof RangeError)
      throw new FrontMatterFault('POST_FRONT_MATTER', postsTexts.frontMatterYaml.frontMatterNestedToo(), 2)
    throw faultOf(thrown, text)
  }
}

class AnchorFound extends Error {}

class TooDeep extends Error {}

/** Lists and maps in each other: how deep the parser itself can go hangs on the machine. */
const MOST_DEPTH = 100

/** Every alias needs an anchor, so refusing anchors refuses both. */
function refusing(): (event: string, state: object) => void {
  let depth = 0
  return (event, state) => {
    depth += event === 'open' ? 1 : -1
    if (depth > MOST_DEPTH) throw new TooDeep()
    if (event === 'close' && 'anchor' in state && typeof state.anchor === 'string') throw new AnchorFound(state.anchor)
  }
}

function anchorFault(text: string, anchor: string): FrontMatterFault {
  return faultAt(
    'POST_FRONT_MATTER_SIZE',
    postsTexts.frontMatterYaml.frontMatterUsesYaml(anchor),
    text,
    text.indexOf(`&${anchor}`),
  )
}

/** js-yaml counts lines from 0, and its line 0 is the opening ---. */
function faultOf(thrown: unknown, text: string): FrontMatterFault {
  const reason = field(thrown, 'reason')
  const mark = field(thrown, 'mark')
  const line = field(mark, 'line')
  const column = field(mark, 'column')
  const message = postsTexts.frontMatterYaml.frontMatterNotValid(typeof reason === 'string' ? reason : String(thrown))
  const quote = /end of the stream within a (double|single) quoted/.exec(message)?.[1]
  if (quote !== undefined) return openQuote(text, message, quote === 'double' ? '"' : "'")
  return typeof line === 'number' && typeof column === 'number'
    ? new FrontMatterFault('POST_FRONT_MATTER', message, line + 1, column + 1)
    : new FrontMatterFault('POST_FRONT_MATTER', message, 1)
}

/** js-yaml names the end of the text; where the last quote opened is what the author looks for. */
function openQuote(text: string, message: string, quote: string): FrontMatterFault {
  return faultAt('POST_FRONT_MATTER', message, text, text.lastIndexOf(quote))
}

function faultAt(code: Code, message: string, text: string, index: number): FrontMatterFault {
  const before = text.slice(0, Math.max(0, index)).split('\n')
  return new FrontMatterFault(code, message, before.length, (before.at(-1)?.length ?? 0) + 1)
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
