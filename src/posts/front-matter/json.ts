/**
 * JSON front matter, as Hugo takes it: a whole object at the very beginning, without a mark around it. Pure. In: the
 * post's text. Out: where the object ends, its values, and its keys with their places; or a FrontMatterFault with line
 * and column in the file.
 */

import { postsTexts } from '../texts.js'
import { type TypedLine, typedLine } from './lines.js'
import { FrontMatterFault } from './yaml.js'

const MOST_DEPTH = 50
const TOKEN = /"(?:[^"\\\n]|\\.)*"|[{}[\]]/g

/** How many characters the object has; undefined where it never ends. @throws FrontMatterFault where it is too deep */
export function jsonLength(text: string): number | undefined {
  let depth = 0
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth += 1
    if (token === '}' || token === ']') depth -= 1
    if (depth > MOST_DEPTH)
      throw new FrontMatterFault(
        'POST_FRONT_MATTER',
        postsTexts.frontMatterJson.frontMatterNestedToo(),
        lineAt(text, index),
      )
    if (depth === 0) return index + token.length
  }
  return undefined
}

/** @throws FrontMatterFault and nothing else */
export function parseJson(block: string): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(block)
    if (typeof value === 'object' && value !== null) return new Map(Object.entries(value))
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    const at = Number(/position (\d+)/.exec(thrown.message)?.[1] ?? 0)
    const line = lineAt(block, at)
    const column = at - block.lastIndexOf('\n', at - 1)
    throw new FrontMatterFault('POST_FRONT_MATTER', postsTexts.frontMatterJson.frontMatterNotValid(), line, column)
  }
  throw new FrontMatterFault('POST_FRONT_MATTER', postsTexts.frontMatterJson.frontMatterNotObject(), 1)
}

/** The same with numbers as they were typed. Only for a block that parseJson took. */
export function parseJsonAsTyped(block: string): ReadonlyMap<string, unknown> {
  return parseJson(
    block.replace(/"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
      token.startsWith('"') ? token : `"${token}"`,
    ),
  )
}

/** One entry for each key of the object itself. */
export function jsonLines(block: string): TypedLine[] {
  const found: TypedLine[] = []
  const lines = block.split('\n')
  let depth = 0
  let line = 0
  let start = 0
  for (const { 0: token, index } of block.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth += 1
    if (token === '}' || token === ']') depth -= 1
    const colon =
      depth === 1 && token.startsWith('"')
        ? /^[ \t]*:/.exec(block.slice(index + token.length, index + token.length + 100))
        : null
    if (colon === null) continue
    for (let feed = block.indexOf('\n', start); feed !== -1 && feed < index; feed = block.indexOf('\n', start)) {
      line += 1
      start = feed + 1
    }
    const key = token.slice(1, -1)
    const at = index - start
    const from = at + token.length + colon[0].length
    const text = (lines[line] ?? '').replace(/\r$/, '')
    // What stands behind the value on its line is another key, or the end.
    const own = text.slice(0, from) + (VALUE.exec(text.slice(from))?.[0] ?? '')
    found.push(typedLine({ key, top: key, isTop: true, startsItem: false, line: line + 1, at, from, text: own }))
  }
  return found.map(({ comment: _none, ...one }) => one)
}

const VALUE = /^[ \t]*(?:"(?:[^"\\]|\\.)*"|[^,"}\]{[]+|[{[].*)/

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
