/**
 * Reads the sentences of one file. Pure. In: YAML, the language it is in, what the English file says. Out: its
 * sentences, and a problem with line and remedy for each that could not be said: an unknown key, a name in braces or a
 * tag that is missing or unknown, a plural that the language has and the file not, or the file and not the language.
 */
import { isMap, type Node, parse } from 'yaml'
import type { Problem } from '../base/errors.js'
import { nearest } from '../base/nearest.js'
import { YamlMap, yamlFile } from '../base/yaml-map.js'
import { kindNames, mayNameKind, maySpeakOfSeveral } from './end-of-life-keys.js'
import { isSentenceRight, type Leaf, namesIn, SAYS_NOTHING, tagNamesIn } from './sentence-faults.js'
import { isWordList, MONTHS_DIFFER, monthsOfOneName, wordListIsRight } from './word-lists.js'
import { countNames, type Forms, pluralOf, type Sentence } from './words.js'

export interface ParsedWords {
  readonly sentences: ReadonlyMap<string, Sentence>
  readonly problems: readonly Problem[]
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
  const most = isWordList(path) ? MOST_CHARACTERS : Math.max(LONG_ENOUGH, TIMES_ENGLISH * text.length)
  return { needed, optional, tags: tagNamesIn(text), counts, most }
}

const MOST_CHARACTERS = 2_000
const LONG_ENOUGH = 200
const TIMES_ENGLISH = 6

function isLeaf(below: Leaf | WordShape): below is Leaf {
  return Array.isArray(below.needed)
}

/** @param before what is said in that language where the file is silent */
export function parseWords(
  { path, text }: { readonly path: string; readonly text: string },
  language: string,
  shape: WordShape,
  before: ReadonlyMap<string, Sentence> = new Map(),
): ParsedWords {
  const source = yamlFile(path, text, { code: 'TEMPLATE', fix: QUOTES })
  const found = new Map<string, Sentence>()
  const isEmpty = source.top === null && source.problems.length === 0
  const top = source.top === undefined || isEmpty ? undefined : YamlMap.of(source, source.top, 'The file')
  const nodes = new Map<string, Node>()
  const take = (key: string, forms: Forms, node: Node) => {
    found.set(key, { language, forms })
    nodes.set(key, node)
  }
  if (top !== undefined) readTree(top, shape, '', { language, plurals: numbersIn(language), take })
  for (const { key, message } of monthsOfOneName(new Map([...before, ...found]), nodes))
    source.report(message, nodes.get(key), MONTHS_DIFFER)
  return { sentences: found, problems: source.problems }
}

interface Reader {
  readonly language: string
  /** Those of the language, and how many numbers each is for. */
  readonly plurals: ReadonlyMap<Intl.LDMLPluralRule, number>
  take(key: string, forms: Forms, node: Node): void
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
      const path = `${before}${key}`
      const forms = formsOf(map, key, below, formsIn(path, below, reader))
      const isRead = forms !== undefined && (!isWordList(path) || wordListIsRight(map, key, forms.other))
      if (isRead) reader.take(path, forms, map.keyNode(key))
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
      known: new Set(new Intl.PluralRules(language).resolvedOptions().pluralCategories),
      unknown: `${language} counts with no such plural.`,
      why: `${language} counts with this plural too.`,
      isSingle: (one) => plurals.get(one) === 1,
    }
  return maySpeakOfSeveral(key)
    ? {
        plurals: ONE_OR_SEVERAL,
        known: ONE_OR_SEVERAL,
        unknown: 'releases that end together are one or several.',
        why: 'one release and several need a form each.',
        isSingle: () => false,
      }
    : undefined
}

interface WantedForms {
  readonly plurals: ReadonlySet<Intl.LDMLPluralRule>
  /** Those that may stand there: also such as no count needs that is said. */
  readonly known: ReadonlySet<Intl.LDMLPluralRule>
  /** Why another one says nothing. */
  readonly unknown: string
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

function pluralsOf(
  map: YamlMap,
  leaf: Leaf,
  { plurals, known, unknown, why, isSingle }: WantedForms,
): Forms | undefined {
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> = {}
  for (const key of map.keys()) {
    const plural = PLURALS.find((one) => one === key)
    if (plural === undefined) map.fail(key, 'is no plural.', `Plurals are ${PLURALS.join(', ')}.`)
    else if (!known.has(plural)) map.fail(key, unknown, `Remove the line; there are ${inWords(known)}.`)
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
  if (!map.has(key)) return map.names(key) ? map.fail(key, 'says nothing.', SAYS_NOTHING) : undefined
  const text = map.text(key)
  if (text === undefined) {
    const isSaid = map.isTwice(key)
    return isSaid ? undefined : map.fail(key, 'says nothing.', SAYS_NOTHING)
  }
  return isSentenceRight(map, key, text, leaf) ? text : undefined
}

function inWords(names: ReadonlySet<string>): string {
  return PLURALS.filter((one) => names.has(one)).join(', ')
}
