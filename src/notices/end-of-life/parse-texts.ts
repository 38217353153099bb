/**
 * Reads the sentences of one file. Pure. In: YAML, the language it is in. Out: its sentences, and a problem with line
 * and remedy for each that could not be said: an unknown key, a name in braces that is missing or unknown, a plural
 * that the language has and the file not.
 */
import { isMap } from 'yaml'
import type { Problem } from '../../base/errors.js'
import { nearest } from '../../base/nearest.js'
import { YamlMap, yamlFile } from '../../base/yaml-map.js'
import {
  countNames,
  kindNames,
  mayNameKind,
  maySpeakOfSeveral,
  type Sentence,
  type SentenceKey,
  sentences,
} from './sentences.js'

export interface ParsedTexts {
  readonly sentences: ReadonlyMap<SentenceKey, Sentence>
  readonly problems: readonly Problem[]
}

const QUOTES = 'Put every sentence in quotes: YAML takes a brace at its beginning for something else.'
const KEYS = 'Use the keys of end-of-life-words.yaml as it comes with Belfry.'
const ONE_OR_SEVERAL: ReadonlySet<Intl.LDMLPluralRule> = new Set(['one', 'other'])
const PLURALS: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other']
/** Days are whole, and further apart than this no two dates of a notice are. */
const MOST_DAYS = 1000

export function parseEndOfLifeTexts(file: string, text: string, language: string): ParsedTexts {
  const source = yamlFile(file, text, { code: 'TEMPLATE', fix: QUOTES })
  const found = new Map<SentenceKey, Sentence>()
  const isEmpty = source.top === null && source.problems.length === 0
  const top = source.top === undefined || isEmpty ? undefined : YamlMap.of(source, source.top, 'The file')
  const plurals = pluralsIn(language)
  const take = (key: SentenceKey, sentence: Sentence) => found.set(key, sentence)
  if (top !== undefined) readTree(top, sentences, '', { language, plurals, take })
  return { sentences: found, problems: source.problems }
}

interface Reader {
  readonly language: string
  /** Those of the language. */
  readonly plurals: ReadonlySet<Intl.LDMLPluralRule>
  take(key: SentenceKey, sentence: Sentence): void
}

function readTree(map: YamlMap, tree: object, before: string, reader: Reader): void {
  const known = new Map<string, object>(Object.entries(tree))
  for (const key of map.keys()) {
    const below = known.get(key)
    if (below === undefined) {
      const near = nearest(key, [...known.keys()])
      const fix = near === undefined ? KEYS : `Did you mean ${near}? ${KEYS}`
      map.source.report(`${key}: is the key of no sentence.`, map.keyNode(key), fix)
    } else if (Array.isArray(below)) {
      const optional = mayNameKind(`${before}${key}`) ? kindNames : []
      const forms = formsOf(map, key, { needed: below, optional }, formsIn(`${before}${key}`, below, reader))
      if (forms !== undefined) reader.take(`${before}${key}` as SentenceKey, { language: reader.language, forms })
    } else {
      const inner = map.map(key)
      if (inner !== undefined) readTree(inner, below, `${before}${key}.`, reader)
    }
  }
}

interface Names {
  readonly needed: readonly string[]
  readonly optional: readonly string[]
}

/** Which forms a sentence has. @returns undefined for one that has a single form */
function formsIn(key: string, names: Names['needed'], { language, plurals }: Reader): Forms | undefined {
  if (countNames.some((name) => names.includes(name)))
    return { plurals, why: `${language} counts with this plural too.` }
  return maySpeakOfSeveral(key)
    ? { plurals: ONE_OR_SEVERAL, why: 'one release and several need a form each.' }
    : undefined
}

interface Forms {
  readonly plurals: ReadonlySet<Intl.LDMLPluralRule>
  /** Why one that is left out is missing. */
  readonly why: string
}

function formsOf(map: YamlMap, key: string, names: Names, wanted: Forms | undefined): Sentence['forms'] | undefined {
  const node = map.value(key)
  if (map.isTwice(key)) return undefined
  if (!isMap(node)) {
    const other = sentenceAt(map, key, names)
    return other === undefined ? undefined : { other }
  }
  if (wanted === undefined) return map.fail(key, 'is not one sentence.', QUOTES)
  const plurals = map.map(key)
  return plurals === undefined ? undefined : pluralsOf(plurals, names, wanted)
}

function pluralsOf(map: YamlMap, names: Names, { plurals, why }: Forms): Sentence['forms'] | undefined {
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> = {}
  for (const key of map.keys()) {
    const plural = PLURALS.find((one) => one === key)
    if (plural === undefined) map.fail(key, 'is no plural.', `Plurals are ${PLURALS.join(', ')}.`)
    else {
      const sentence = sentenceAt(map, key, names)
      if (sentence !== undefined) forms[plural] = sentence
    }
  }
  for (const plural of plurals) if (!map.names(plural)) map.fail(plural, why, `Add a line ${plural}: "…".`)
  const { other } = forms
  return other === undefined ? undefined : { ...forms, other }
}

/** Those that days come to; and `other`, which every language has. */
function pluralsIn(language: string): Set<Intl.LDMLPluralRule> {
  const rules = new Intl.PluralRules(language)
  return new Set([...Array.from({ length: MOST_DAYS }, (_, index) => rules.select(index + 1)), 'other'])
}

function sentenceAt(map: YamlMap, key: string, { needed, optional }: Names): string | undefined {
  if (!map.has(key)) return undefined
  const text = map.text(key)
  if (text === undefined) {
    const isSaid = map.isTwice(key)
    return isSaid ? undefined : map.fail(key, 'says nothing.', 'Write a sentence, or leave the key out.')
  }
  const used = [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const may = optional.length === 0 ? '' : ` It may hold ${inBraces(optional)}.`
  const none = `This sentence ${optional.length === 0 ? 'holds' : 'needs'} no names in braces.`
  const must = needed.length === 0 ? none : `It holds ${inBraces(needed)}.`
  const braces = `${must}${may}`
  const unknown = used.find((name) => !needed.includes(name) && !optional.includes(name))
  if (unknown !== undefined) return map.fail(key, `{${unknown}} is not known here.`, braces)
  const missing = needed.filter((name) => !used.includes(name))
  if (missing.length > 0) return map.fail(key, `lacks ${inBraces(missing)}.`, braces)
  if (/[{}]/.test(text.replace(/\{\w+\}/g, ''))) return map.fail(key, 'has a brace that holds no name.', braces)
  return text
}

function inBraces(names: readonly string[]): string {
  return names.map((name) => `{${name}}`).join(' and ')
}
