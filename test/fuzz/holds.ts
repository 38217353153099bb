/** What holds of all input, said as errors. In: what came out of Belfry. Out: nothing, or an Error: what broke. */
import { isDeepStrictEqual } from 'node:util'
import { type DefaultTreeAdapterTypes, parseFragment, serialize } from 'parse5'
import { BelfryError, type Problem, remedies } from '../../src/base/errors.js'

export function hold(isTrue: boolean, sentence: string): asserts isTrue {
  if (!isTrue) throw new Error(sentence)
}

export function holdSame(one: unknown, other: unknown, sentence: string): void {
  if (isDeepStrictEqual(one, other)) return
  const shown = [one, other].map((value) => JSON.stringify(value)?.slice(0, 300))
  throw new Error(`${sentence}: ${shown.join(' and ')}`)
}

/** Control characters, and halves of surrogate pairs: no line of a terminal, mail or feed may hold one. */
const NO_TEXT =
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

export function holdText(text: string, what: string): void {
  const found = NO_TEXT.exec(text)
  hold(found === null, `${what} holds U+${found?.[0].charCodeAt(0).toString(16).padStart(4, '0')}`)
}

export function holdLine(text: string, what: string): void {
  holdText(text, what)
  hold(!/[\r\n\t\x85\u2028\u2029]/.test(text), `${what} is more than a line`)
}

/** A problem says which, where and what to do. @param lines of the file */
export function holdProblem({ code, message, fix, line, column }: Problem, lines: number): void {
  hold(code in remedies, `no code ${code}`)
  hold(message !== '' && fix !== '', `${code} says nothing`)
  holdLine(message, `the message of ${code}`)
  hold(
    line === undefined || (Number.isInteger(line) && line >= 1 && line <= lines),
    `${code}: line ${line} of ${lines}`,
  )
  hold(column === undefined || (Number.isInteger(column) && column >= 1), `${code}: column ${column}`)
}

/** What a parser throws is a BelfryError, and says where. */
export function thrown<Value>(work: () => Value): Value | BelfryError {
  try {
    return work()
  } catch (fault) {
    return faultOf(fault)
  }
}

/** @throws what is no fault that Belfry names */
export function faultOf(fault: unknown): BelfryError {
  if (fault instanceof BelfryError) return fault
  throw fault
}

const ACTIVE = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'form',
  'svg',
  'math',
  'base',
  'meta',
  'link',
  'template',
])
const FETCHED = /^(?:href|src|srcset|cite|background|poster|action|formaction|data|xlink:href)$/

/** HTML that runs nothing, leads nowhere odd, and is read as it was written. */
export function holdSafeHtml(html: string): void {
  holdText(html, 'the HTML')
  const tree = parseFragment(html)
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('attrs' in node) {
      hold(!ACTIVE.has(node.tagName), `the HTML has <${node.tagName}>`)
      for (const { name, value } of node.attrs) {
        hold(!/^on|^style$/i.test(name), `the HTML has ${name}=`)
        if (FETCHED.test(name))
          hold(!/^[\s\0-\x20]*(?:javascript|vbscript|data|file):/i.test(value), `the HTML leads to ${value}`)
      }
    }
    if ('childNodes' in node) node.childNodes.forEach(walk)
  }
  walk(tree)
  // A reader's parser and ours see one tree: what is written again is read as the same.
  const again = serialize(tree)
  holdSame(serialize(parseFragment(again)), again, 'the HTML is read otherwise when it is written again')
}
