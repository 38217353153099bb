/**
 * A register read. Pure. In: its text. Out: its facts, and sections of another release as they were written. Or an
 * error with its line.
 */
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
} from 'yaml'
import { BelfryError, problem } from '../base/errors.js'
import { yamlSentence } from '../base/yaml-sentence.js'
import { valueSentence } from '../config/value-sentence.js'
import type { Register, UnknownSection } from './register.js'
import { HEADER, registerSchema, SECTIONS } from './sections.js'

/** @throws BelfryError REGISTER_SYNTAX with line and column */
export function parseRegister(text: string, file: string): Register {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const fault = document.errors[0]
  if (fault !== undefined) throw unreadable(file, `No YAML: ${yamlSentence(fault)}.`, lines.linePos(fault.pos[0]).line)
  const nameless = isMap(document.contents) && document.contents.items.find((pair) => !isName(pair))
  if (nameless) throw unreadable(file, 'it has a section that no word names', 1)
  const unknown = takeUnknown(document.contents, text)
  const result = registerSchema.safeParse(valuesOf(document, file), { error: valueSentence })
  if (result.success) {
    const { ids, urls, addresses, entries, told, ...facts } = result.data
    const named = { ids: new Map(Object.entries(ids)), urls: new Map(Object.entries(urls)) }
    const former = addresses === undefined ? {} : { addresses: new Map(Object.entries(addresses)) }
    const inherited = entries === undefined ? {} : { entries: new Map(Object.entries(entries)) }
    return { ...named, ...former, ...inherited, told: new Map(Object.entries(told)), ...facts, unknown }
  }
  const issue = result.error.issues[0]
  const node: unknown = document.getIn(issue?.path ?? [], true)
  const line = isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1
  throw unreadable(file, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(), line)
}

/** @throws BelfryError where an alias stands, which is not followed */
function valuesOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {}
  } catch (fault) {
    if (fault instanceof ReferenceError) throw unreadable(file, 'it has a YAML alias, which is not followed', 1)
    throw fault
  }
}

/** Takes the sections that this release does not know out of the document. */
function takeUnknown(contents: unknown, text: string): UnknownSection[] {
  if (!isMap(contents)) return []
  const isKnown = (pair: Pair) => SECTIONS.some((section) => section === keyOf(pair))
  const unknown = contents.items.flatMap((pair, index): UnknownSection[] => {
    if (isKnown(pair)) return []
    const before = contents.items.slice(0, index).findLast(isKnown)
    const after = SECTIONS.find((section) => before !== undefined && section === keyOf(before))
    const isAsItStands = !contents.flow && beginsLine(pair, text)
    const lines = isAsItStands ? linesOf(contents, index, text) : stringify(new Map([[pair.key, pair.value]]))
    return [{ after, text: lines }]
  })
  contents.items = contents.items.filter(isKnown)
  return unknown
}

/** A word alone: what YAML can make of a key beside that could not be written again as it was. */
function isName({ key }: Pair): boolean {
  return isScalar(key) && typeof key.value === 'string' && key.value !== '' && key.anchor === undefined
}

function keyOf({ key }: Pair): unknown {
  return isScalar(key) ? key.value : undefined
}

/** What is indented cannot stand beside what is not. */
function beginsLine({ key }: Pair, text: string): boolean {
  const at = isNode(key) ? key.range?.[0] : undefined
  return at === 0 || (at !== undefined && text[at - 1] === '\n')
}

function linesOf({ items }: YAMLMap, index: number, text: string): string {
  const header = text.startsWith(HEADER) ? HEADER.length : 0
  const start = Math.max(header, startOf(items[index], text))
  const lines = text.slice(start, startOf(items[index + 1], text)).replace(/^\.\.\.(?:\s[\s\S]*)?$/m, '')
  const whole = lines.endsWith('\n') ? lines : `${lines}\n`
  // Comments at its end would be those of the section that comes next, once it is written above another.
  return whole.replace(/(?<=\n)(?:#.*\n)+$/, '')
}

/** Where a section begins: at the first of the comment lines above its key. */
function startOf(pair: Pair | undefined, text: string): number {
  const key = pair !== undefined && isNode(pair.key) ? pair.key.range?.[0] : undefined
  if (key === undefined) return text.length
  let start = text.lastIndexOf('\n', key - 1) + 1
  for (;;) {
    const above = start === 0 ? 0 : text.lastIndexOf('\n', start - 2) + 1
    if (above === start || text[above] !== '#') return start
    start = above
  }
}

function unreadable(file: string, why: string, line: number): BelfryError {
  const sentence = why.split('\n')[0] ?? why
  return new BelfryError('REGISTER_SYNTAX', `The register ${file} cannot be read.`, {
    problems: [problem('REGISTER_SYNTAX', sentence, { file, line })],
  })
}
