/**
 * YAML as nodes, read key by key with the place of each. Pure but for the list of problems it appends to. In: the text
 * of one file. Out: values as they were typed (4.10 stays 4.10), and a problem with file, line and column for each that
 * cannot be used. Nothing is expanded: aliases, merge keys and tags are problems where they would be read, so a bomb is
 * never lit.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml'
import { type Code, messageOf, type Problem, problem } from './errors.js'
import { plainLine } from './plain-line.js'
import { yamlSentence } from './yaml-sentence.js'

type Severity = 'error' | 'warning'

export interface YamlFile {
  /** Absent where the text is no YAML; the problems say why. */
  readonly top?: ParsedNode | null
  readonly file: string
  readonly problems: Problem[]
  readonly lineOf: (node: Node) => number
  readonly report: (message: string, node: Node | undefined, fix?: string, severity?: Severity) => undefined
}

const SHOWN_PROBLEMS = 20
const SYNTAX = 'Mend the YAML there: two spaces a step, and quotes around text with ": " or " #" in it.'

/** What its faults are called, and the remedy where it is no YAML. */
interface YamlKind {
  readonly code: Code
  readonly fix: string
}

export function yamlFile(
  file: string,
  text: string,
  { code, fix: syntax }: YamlKind = { code: 'RELEASES_TABLE', fix: SYNTAX },
): YamlFile {
  const lines = new LineCounter()
  const problems: Problem[] = []
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const report: YamlFile['report'] = (message, node, fix, severity = 'error') => {
    const place = node?.range ? at(node.range[0]) : { file, line: 1 }
    problems.push(problem(code, message, place, { severity, ...(fix === undefined ? {} : { fix }) }))
    return undefined
  }
  const shared = { file, problems, report, lineOf: (node: Node) => (node.range ? at(node.range[0]).line : 1) }
  try {
    // Duplicate keys are looked for where they matter: `uniqueKeys` compares each with each. Pretty errors cost a look
    // at the whole text each.
    const options = { lineCounter: lines, schema: 'failsafe', uniqueKeys: false, prettyErrors: false } as const
    const document = parseDocument(text, options)
    for (const error of document.errors.slice(0, SHOWN_PROBLEMS))
      problems.push(problem(code, `No YAML: ${yamlSentence(error)}.`, at(error.pos[0]), { fix: syntax }))
    return document.errors.length > 0 ? shared : { ...shared, top: document.contents }
  } catch (thrown) {
    const why = thrown instanceof RangeError ? 'it is nested too deeply' : messageOf(thrown)
    report(`The file cannot be read as YAML: ${why}.`, undefined, syntax)
    return shared
  }
}

/** A mapping. `isBroken` once anything in it could not be used. */
export class YamlMap {
  isBroken = false
  readonly #values = new Map<string, Node | null>()
  readonly #keys = new Map<string, Node>()
  readonly #twice = new Set<string>()

  private constructor(
    readonly source: YamlFile,
    readonly node: Node,
  ) {}

  /** @returns undefined, with a problem that says `what` is no mapping, where it is none */
  static of(source: YamlFile, node: Node | null | undefined, what: string): YamlMap | undefined {
    if (!isMap(node)) {
      const form = isAlias(node) ? 'is a YAML alias, which is not followed' : 'is not a list of "key: value" lines'
      return source.report(`${what} ${form}.`, node ?? undefined, isAlias(node) ? WRITE_OUT : KEY_VALUE)
    }
    const map = new YamlMap(source, node)
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined
      if (name === undefined || !isScalar(key)) map.#refuse('A key is not a word.', asNode(key) ?? node, KEY_VALUE)
      else if (name === '<<') map.#refuse('<< is a YAML merge key, which is not followed.', key, WRITE_OUT)
      else {
        if (map.#keys.has(name)) map.#twice.add(name)
        map.#keys.set(name, key)
        map.#values.set(name, asNode(value))
      }
    }
    return map
  }

  keys(): string[] {
    return [...this.#keys.keys()]
  }

  /** True where the key is there with a value; `key:`, `key: ~` and `key: null` are none. */
  has(key: string): boolean {
    return this.#keys.has(key) && !isNothing(this.#values.get(key))
  }

  /** True for `key: null` too. */
  names(key: string): boolean {
    return this.#keys.has(key)
  }

  isTwice(key: string): boolean {
    return this.#twice.has(key)
  }

  keyNode(key: string): Node {
    return this.#keys.get(key) ?? this.node
  }

  /** What stands behind the key; a problem where the key is there twice. */
  value(key: string): Node | undefined {
    if (!this.has(key)) return undefined
    if (this.#twice.has(key)) return this.fail(key, 'is there twice.', 'Remove one of the two.')
    return this.#values.get(key) ?? undefined
  }

  /** One line of text as it was typed. */
  text(key: string, severity: Severity = 'error'): string | undefined {
    const text = this.raw(key, severity)
    return text === undefined ? undefined : plainLine(text) || undefined
  }

  /** A scalar as it was typed, line breaks and all. */
  raw(key: string, severity: Severity = 'error'): string | undefined {
    const node = this.value(key)
    if (node === undefined) return undefined
    const scalar = scalarText(node)
    return 'text' in scalar ? scalar.text : this.fail(key, scalar.fault, scalar.fix, severity)
  }

  /** The entries of a list; a problem where it is none. */
  list(key: string, fix: string, severity: Severity = 'error'): Node[] | undefined {
    const node = this.value(key)
    if (node === undefined) return undefined
    if (isSeq(node)) return node.items.flatMap((item) => asNode(item) ?? [])
    const alias = isAlias(node)
    const why = alias ? 'is a YAML alias, which is not followed.' : 'is not a list.'
    return this.fail(key, why, alias ? WRITE_OUT : fix, severity)
  }

  map(key: string): YamlMap | undefined {
    const node = this.value(key)
    const map = node === undefined ? undefined : YamlMap.of(this.source, node, `${key}:`)
    if (node !== undefined && map === undefined) this.isBroken = true
    return map
  }

  /** Records a fault at the value, or at the key, or at the mapping where the key is not there. */
  fail(key: string, message: string, fix?: string, severity: Severity = 'error'): undefined {
    const node = this.#twice.has(key) ? this.keyNode(key) : (this.#values.get(key) ?? this.keyNode(key))
    return this.#refuse(`${key}: ${message}`, node, fix, severity)
  }

  #refuse(message: string, node: Node, fix?: string, severity: Severity = 'error'): undefined {
    if (severity === 'error') this.isBroken = true
    return this.source.report(message, node, fix, severity)
  }
}

const WRITE_OUT = 'Write the values out where they are used.'
const KEY_VALUE = 'Write lines of the form key: value.'

/** A scalar as it was typed, or why it is none. */
export function scalarText(node: Node): { readonly text: string } | { readonly fault: string; readonly fix: string } {
  if (isAlias(node)) return { fault: 'is a YAML alias, which is not followed.', fix: WRITE_OUT }
  if (!isScalar(node)) return { fault: 'is not a single value.', fix: 'Write one value behind the colon.' }
  if (node.tag !== undefined)
    return {
      fault: `has the YAML tag ${plainLine(node.tag).slice(0, 60)}.`,
      fix: 'Remove the tag: values are read as typed.',
    }
  return { text: String(node.value) }
}

function asNode(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value : null
}

function isNothing(node: Node | null | undefined): boolean {
  if (node === null || node === undefined) return true
  return isScalar(node) && node.type === 'PLAIN' && node.tag === undefined && /^(?:|~|null)$/i.test(String(node.value))
}
