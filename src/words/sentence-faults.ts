/**
 * What a sentence of a words file must and must not hold. Pure but for the problems that its file gathers. In: the
 * sentence as it was written, what the English one holds. Out: whether it can be said; else a problem with its cure.
 */
import { isScalar } from 'yaml'
import type { YamlMap } from '../base/yaml-map.js'

/** What must stand in a sentence, and what may. */
export interface Leaf {
  readonly needed: readonly string[]
  readonly optional: readonly string[]
  readonly tags: readonly string[]
  /** It has forms in English, by a count that it need not name. */
  readonly counts: boolean
  /** Characters: what is several times as long as the English sentence is no button, subject or label any more. */
  readonly most: number
}

export const SAYS_NOTHING = 'Write a sentence, or leave the key out.'
const QUOTE_IT = 'Write words; where this is what is to be said, put it in quotes.'

export function isSentenceRight(map: YamlMap, key: string, text: string, leaf: Leaf): boolean {
  return (
    signsAreRight(map, key, text, leaf) &&
    bracesAreRight(map, key, text, leaf) &&
    tagsAreRight(map, key, text, leaf.tags)
  )
}

/** Controls, and what turns text round, are taken out when it is read: whoever wrote them meant something. */
function signsAreRight(map: YamlMap, key: string, text: string, { most, needed }: Leaf): boolean {
  const node = map.value(key)
  const plain = isScalar(node) && node.type === 'PLAIN' ? node : undefined
  const raw = (map.raw(key) ?? '').trim()
  if (plain !== undefined && /^(?:[-+]?[\d.,_]+|true|false)$/i.test(text))
    map.fail(key, `is ${/\d/.test(text) ? 'a number' : 'true or false'} to YAML, and no sentence.`, QUOTE_IT)
  else if (plain?.comment)
    map.fail(key, 'ends before the #, behind which YAML reads a comment.', 'Put the sentence in quotes.')
  else if (plain !== undefined && needed.length === 0 && /^[“”„«»‘’].*[“”„«»‘’]$/.test(text))
    map.fail(key, 'stands in quotes that are no quotes to YAML: people would read them.', 'Write straight ones: "…".')
  else if (!/\p{L}/u.test(text)) map.fail(key, 'holds no word.', SAYS_NOTHING)
  else if (/^(?:TO[D]O:|FIX[M]E|TBD|X{3})(?![a-z])/.test(text)) map.fail(key, 'is still to be written.', SAYS_NOTHING)
  else if (/[\n\r\u2028\u2029]/.test(raw)) map.fail(key, 'has several lines.', 'Write it on one line, in quotes.')
  else if (HIDDEN.test(raw))
    map.fail(key, 'holds a character that nobody sees.', 'Remove it, or write the whole line anew.')
  else if (/&(?:#\d+|#x[\da-f]+|[a-z]{2,}\d*);/i.test(text))
    map.fail(
      key,
      'has an entity of HTML, which people would read as it stands.',
      'Write the character itself, like & or ©.',
    )
  else if (!/^(?:[^\u2066-\u2069]|[\u2066-\u2068][^\u2066-\u2069]*\u2069)*$/u.test(raw))
    map.fail(key, 'begins an isolate (U+2066 to U+2068) that U+2069 does not end.', 'End it, or remove both signs.')
  else if (PLACEHOLDER.test(text))
    map.fail(key, `has ${PLACEHOLDER.exec(text)?.[0] ?? ''}, which nobody fills in.`, 'Write a name in braces: {name}.')
  else if (text.length > most)
    map.fail(key, `is longer than ${most} characters, and the English one is short.`, 'Say it in a few words.')
  else return true
  return false
}

/** Of printf, Objective-C, Python and gettext; a percent sign alone is one. */
const PLACEHOLDER = /%(?:\d+\$)?[sd@](?![\p{L}\d])|%\(\w+\)[sd]/u

/** Marks that keep a word's direction (U+200E, U+2066 to U+2069) may stand in a sentence from right to left. */
const HIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufeff\ufffd\ufffe\uffff]/u

function bracesAreRight(map: YamlMap, key: string, text: string, { needed, optional }: Leaf): boolean {
  const used = namesIn(text)
  const may = optional.length === 0 ? '' : ` It may hold ${inBraces(optional)}.`
  const none = `This sentence ${optional.length === 0 ? 'holds' : 'needs'} no names in braces.`
  const must = needed.length === 0 ? none : `It holds ${inBraces(needed)}.`
  const fail = (message: string) => map.fail(key, message, `${must}${may}`)
  const unknown = used.find((name) => !needed.includes(name) && !optional.includes(name))
  const missing = needed.filter((name) => !used.includes(name))
  if (unknown !== undefined) fail(`{${unknown}} is not known here.`)
  else if (missing.length > 0) fail(`lacks ${inBraces(missing)}.`)
  else if (/[%$]\{\w+\}/.test(text)) fail('has a % or $ before a name in braces, which people would read.')
  else if (/[{}]/.test(text.replace(/\{\w+\}/g, ''))) fail('has a brace that holds no name.')
  else return true
  return false
}

/** Each tag of the English sentence once, opened and closed; none within another. */
function tagsAreRight(map: YamlMap, key: string, text: string, tags: readonly string[]): boolean {
  const found = tagNamesIn(text)
  const isSame = found.length === tags.length && tags.every((tag) => found.includes(tag))
  const rest = tags.reduce((left, tag) => left.replace(new RegExp(`<${tag}>[^<>]+</${tag}>`), ''), text)
  if (isSame && !/<(?:\/?[a-z][^<>]*>|!--)/i.test(rest)) return true
  const wanted = tags.map((tag) => `<${tag}>…</${tag}>`).join(' and ')
  map.fail(
    key,
    'has other tags than the English sentence.',
    tags.length === 0 ? 'It holds no tags.' : `It holds ${wanted}, each once.`,
  )
  return false
}

export function namesIn(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
}

export function tagNamesIn(text: string): string[] {
  return [...text.matchAll(/<(\w+)>/g)].map((match) => match[1] ?? '')
}

function inBraces(names: readonly string[]): string {
  return names.map((name) => `{${name}}`).join(' and ')
}
