/**
 * Reads the sentences of one file. Pure. In: YAML, the language it is in, what the English file says. Out: its
 * sentences, and a problem with line and remedy for each that could not be said: an unknown key, a name in braces or a
 * tag that is missing or unknown, a plural that the language has and the file not.
 */
import { isMap, parse } from 'yaml'
import type { Problem } from '../base/errors.js'
import { nearest } from '../base/nearest.js'
import { YamlMap, yamlFile } from '../base/yaml-map.js'
import { kindNames, mayNameKind, maySpeakOfSeveral } from './end-of-life-keys.js'
import { countNames, type Forms, pluralOf, type Sentence } from './words.js'

export interface ParsedWords {
  readonly sentences: ReadonlyMap<string, Sentence>
  readonly problems: readonly Problem[]
}

/** What must stand in a sentence, and what may. */
interface Leaf {
  readonly needed: readonly string[]
  readonly optional: readonly string[]
  readonly tags: readonly string[]
  /** It has forms in English, by a count that it need not name. */
  readonly counts: boolean
}

/** The keys of the English file. */
export interface WordShape {
  readonly [key: string]: Leaf | WordShape
}

const QUOTES = 'Put every sentence in quotes: YAML takes a brace at its beginning for something else.'
const KEYS = 'Use the keys of words/en.yaml as it comes with Belfry.'
const ONE_OR_SEVERAL: ReadonlySet<Intl.LDMLPluralRule> = new Set(['one', 'other'])
const PLURALS: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other']
/** What is counted is whole, and no days further apart than this are counted as days. */
const COUNTS: readonly number[] = Array.from({ length: 1000 }, (_, index) => index + 1)

/** @param text the English file, which is the program's own */
export function wordShape(text: string): WordShape {
  return shapeIn(parse(text, { schema: 'failsafe' }) as object, '')
}

function shapeIn(tree: object, before: string): WordShape {
  return Object.fromEntries(
    Object.entries(tree).map(([key, below]: [string, string | object]) => {
      const path = `${before}${key}`
      if (typeof below === 'string') return [key, leafOf(path, below, false)]
      return 'other' in below && typeof below.other === 'string'
        ? [key, leafOf(path, below.other, !maySpeakOfSeveral(path))]
        : [key, shapeIn(below, `${path}.`)]
    }),
  )
}

function leafOf(path: string, text: string, counts: boolean): Leaf {
  const kinds: readonly string[] = mayNameKind(path) ? kindNames : []
  const optional = counts && !countNames.some((name) => namesIn(text).includes(name)) ? [...kinds, 'count'] : kinds
  const needed = [...new Set(namesIn(text))].filter((name) => !optional.includes(name))
  return { needed, optional, tags: tagsIn(text), counts }
}

function isLeaf(below: Leaf | WordShape): below is Leaf {
  return Array.isArray(below.needed)
}

export function parseWords(
  { path, text }: { readonly path: string; readonly text: string },
  language: string,
  shape: WordShape,
): ParsedWords {
  const source = yamlFile(path, text, { code: 'TEMPLATE', fix: QUOTES })
  const found = new Map<string, Sentence>()
  const isEmpty = source.top === null && source.problems.length === 0
  const top = source.top === undefined || isEmpty ? undefined : YamlMap.of(source, source.top, 'The file')
  const plurals = numbersIn(language)
  const take = (key: string, forms: Forms) => found.set(key, { language, forms })
  if (top !== undefined) readTree(top, shape, '', { language, plurals, take })
  return { sentences: found, problems: source.problems }
}

interface Reader {
  readonly language: string
  /** Those of the language, and how many numbers each is for. */
  readonly plurals: ReadonlyMap<Intl.LDMLPluralRule, number>
  take(key: string, forms: Forms): void
}

function readTree(map: YamlMap, shape: WordShape, before: string, reader: Reader): void {
  const known = new Map(Object.entries(shape))
  for (const key of map.keys()) {
    const below = known.get(key)
    if (below === undefined) {
      const near = nearest(key, [...known.keys()])
      const fix = near === undefined ? KEYS : `Did you mean ${near}? ${KEYS}`
      map.source.report(`${key}: is the key of no sentence.`, map.keyNode(key), fix)
    } else if (isLeaf(below)) {
      const forms = formsOf(map, key, below, formsIn(`${before}${key}`, below, reader))
      if (forms !== undefined) reader.take(`${before}${key}`, forms)
    } else {
      const inner = map.map(key)
      if (inner !== undefined) readTree(inner, below, `${before}${key}.`, reader)
    }
  }
}

/** Which forms a sentence has. @returns undefined for one that has a single form */
function formsIn(key: string, { needed, counts }: Leaf, { language, plurals }: Reader): WantedForms | undefined {
  if (counts || countNames.some((name) => needed.includes(name)))
    return {
      plurals: new Set(plurals.keys()),
      why: `${language} counts with this plural too.`,
      isSingle: (one) => plurals.get(one) === 1,
    }
  return maySpeakOfSeveral(key)
    ? { plurals: ONE_OR_SEVERAL, why: 'one release and several need a form each.', isSingle: () => false }
    : undefined
}

interface WantedForms {
  readonly plurals: ReadonlySet<Intl.LDMLPluralRule>
  /** Why one that is left out is missing. */
  readonly why: string
  /** Whether a form is for one number alone, which need not stand in it. */
  isSingle(plural: Intl.LDMLPluralRule): boolean
}

function formsOf(map: YamlMap, key: string, leaf: Leaf, wanted: WantedForms | undefined): Forms | undefined {
  const node = map.value(key)
  if (map.isTwice(key)) return undefined
  if (!isMap(node)) {
    const other = sentenceAt(map, key, leaf)
    return other === undefined ? undefined : { other }
  }
  if (wanted === undefined)
    return map.fail(key, 'is not one sentence.', 'It counts nothing and has one form: write it on one line, in quotes.')
  const plurals = map.map(key)
  return plurals === undefined ? undefined : pluralsOf(plurals, leaf, wanted)
}

function pluralsOf(map: YamlMap, leaf: Leaf, { plurals, why, isSingle }: WantedForms): Forms | undefined {
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> = {}
  for (const key of map.keys()) {
    const plural = PLURALS.find((one) => one === key)
    if (plural === undefined) map.fail(key, 'is no plural.', `Plurals are ${PLURALS.join(', ')}.`)
    else {
      const sentence = sentenceAt(map, key, isSingle(plural) ? withoutCount(leaf) : leaf)
      if (sentence !== undefined) forms[plural] = sentence
    }
  }
  for (const plural of plurals) if (!map.names(plural)) map.fail(plural, why, `Add a line ${plural}: "…".`)
  const { other } = forms
  return other === undefined ? undefined : { ...forms, other }
}

/** How many numbers each plural is for, as far as is counted; and `other`, which every language has. */
function numbersIn(language: string): Map<Intl.LDMLPluralRule, number> {
  const numbers = new Map<Intl.LDMLPluralRule, number>([['other', 0]])
  for (const count of COUNTS) {
    const plural = pluralOf(language, count)
    numbers.set(plural, (numbers.get(plural) ?? 0) + 1)
  }
  return numbers
}

function withoutCount({ needed, optional, ...rest }: Leaf): Leaf {
  const isCount = (name: string) => countNames.some((one) => one === name)
  const counted = needed.filter(isCount)
  return { ...rest, needed: needed.filter((name) => !isCount(name)), optional: [...optional, ...counted] }
}

function sentenceAt(map: YamlMap, key: string, leaf: Leaf): string | undefined {
  if (!map.has(key)) return undefined
  const text = map.text(key)
  if (text === undefined) {
    const isSaid = map.isTwice(key)
    return isSaid ? undefined : map.fail(key, 'says nothing.', 'Write a sentence, or leave the key out.')
  }
  const isRight =
    signsAreRight(map, key, text) && bracesAreRight(map, key, text, leaf) && tagsAreRight(map, key, text, leaf.tags)
  return isRight ? text : undefined
}

/** Longer than any of Belfry's by far: it stands in subjects, buttons and names of feeds. */
const MOST_CHARACTERS = 2_000

/** Controls, and what turns text round, were taken out when it was read. */
function signsAreRight(map: YamlMap, key: string, text: string): boolean {
  if (/&(?:#\d+|#x[\da-f]+|[a-z]{2,}\d*);/i.test(text))
    map.fail(
      key,
      'has an entity of HTML, which people would read as it stands.',
      'Write the character itself, like & or ©.',
    )
  else if (text.length > MOST_CHARACTERS)
    map.fail(key, `is longer than ${MOST_CHARACTERS} characters.`, 'Write a sentence.')
  else return true
  return false
}

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
  else if (/[{}]/.test(text.replace(/\{\w+\}/g, ''))) fail('has a brace that holds no name.')
  else return true
  return false
}

/** Each tag of the English sentence once, opened and closed; none within another. */
function tagsAreRight(map: YamlMap, key: string, text: string, tags: readonly string[]): boolean {
  const found = tagsIn(text)
  const isSame = found.length === tags.length && tags.every((tag) => found.includes(tag))
  const rest = tags.reduce((left, tag) => left.replace(new RegExp(`<${tag}>[^<>]+</${tag}>`), ''), text)
  if (isSame && (tags.length === 0 || !/<\/?\w+>/.test(rest))) return true
  const wanted = tags.map((tag) => `<${tag}>…</${tag}>`).join(' and ')
  map.fail(
    key,
    'has other tags than the English sentence.',
    tags.length === 0 ? 'It holds no tags.' : `It holds ${wanted}, each once.`,
  )
  return false
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
}

function tagsIn(text: string): string[] {
  return [...text.matchAll(/<(\w+)>/g)].map((match) => match[1] ?? '')
}

function inBraces(names: readonly string[]): string {
  return names.map((name) => `{${name}}`).join(' and ')
}
