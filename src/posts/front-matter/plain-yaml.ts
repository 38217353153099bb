/**
 * Front matter as most posts write it, without a YAML parser: keys at the beginning of a line, each with a word, a
 * quoted text, a number, a day or a list of such. Pure. In: the text between the two lines of dashes. Out: the values
 * that js-yaml gives in its core schema, or undefined for every text that holds anything else, which js-yaml reads. A
 * test holds the two equal.
 */

/** A tab, a control character, a carriage return that ends no line, what lies beyond the first plane. */
const ODD = /[^\x20-\x7E\n\r\xA0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]|\r(?!\n)/
const LINE_END = /\r?\n/
const KEY = /^([A-Za-z_][\w-]{0,99}):(?: +(.*))?$/
const ITEM = /^( *)- +(.*)$/

/** YAML reads these as something else than their letters, as keys too. */
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...['null', 'Null', 'NULL'].map((word): [string, null] => [word, null]),
  ...['true', 'True', 'TRUE'].map((word): [string, boolean] => [word, true]),
  ...['false', 'False', 'FALSE'].map((word): [string, boolean] => [word, false]),
])

/** @returns undefined where it takes a parser to tell */
export function plainYaml(block: string): ReadonlyMap<string, unknown> | undefined {
  if (ODD.test(block)) return undefined
  const fields = new Map<string, unknown>()
  const lines = block.includes('\r') ? block.split(LINE_END) : block.split('\n')
  for (let at = 0; at < lines.length; at += 1) {
    if (lines[at] === '') continue
    const [, key, behind = ''] = KEY.exec(lines[at] ?? '') ?? []
    if (key === undefined || key === '__proto__' || WORDS.has(key)) return undefined
    const text = withoutBlanks(behind)
    const list = text === '' ? listBelow(lines, at) : undefined
    const value = list === undefined ? behindKey(text) : list
    if (value === undefined) return undefined
    fields.set(key, value)
    if (list !== undefined) at += list.length
  }
  return fields.size === 0 ? undefined : fields
}

/** The items of a list that begins below that line, all as deep; undefined where none does, or one of them is odd. */
function listBelow(lines: readonly string[], at: number): unknown[] | undefined {
  const items: unknown[] = []
  let indent: string | undefined
  for (let next = at + 1; next < lines.length; next += 1) {
    const [, blanks, text = ''] = ITEM.exec(lines[next] ?? '') ?? []
    if (blanks === undefined || (indent !== undefined && indent !== blanks)) break
    const value = scalarOf(withoutBlanks(text))
    if (value === undefined) break
    indent = blanks
    items.push(value)
  }
  return items.length === 0 ? undefined : items
}

function behindKey(text: string): unknown {
  if (text === '') return null
  return text.startsWith('[') ? flowOf(text) : scalarOf(text)
}

/** `[a, "b", 3]`, with nothing in it that could part it otherwise. */
const FLOW = /^\[([^[\]{}:#]*)\]$/

function flowOf(text: string): unknown[] | undefined {
  const inside = FLOW.exec(text)?.[1]
  if (inside === undefined) return undefined
  if (withoutBlanks(inside) === '') return []
  const items = inside.split(',').map((one) => scalarOf(withoutBlanks(one)))
  return items.includes(undefined) ? undefined : items
}

const QUOTED = /^(?:"([^"\\]*)"|'([^']*)')$/
/** A sign that begins nothing but words. */
const FIRST = /^[A-Za-z\d(/\xA0-\uFFFD]/
/** A colon before a blank or the end, a comment. */
const PARTED = /:(?: |$)| #/
const WHOLE = /^(?:0|[1-9]\d{0,14})$/
const DECIMAL = /^(?:0|[1-9]\d{0,5})\.\d{1,6}$/
/** YAML's core schema has no days: they are text. */
const DAY = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?$/

/** @param text without blanks around it */
function scalarOf(text: string): unknown {
  const quoted = QUOTED.exec(text)
  if (quoted !== null) return quoted[1] ?? quoted[2]
  if (!FIRST.test(text) || PARTED.test(text)) return undefined
  const word = WORDS.get(text)
  if (word !== undefined) return word
  // No number has a blank in it.
  if (!/^\d/.test(text) || text.includes(' ') || DAY.test(text)) return text
  return WHOLE.test(text) || DECIMAL.test(text) ? Number(text) : undefined
}

/** To YAML a space that does not break is a letter. */
function withoutBlanks(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && text[from] === ' ') from += 1
  while (to > from && text[to - 1] === ' ') to -= 1
  return text.slice(from, to)
}
