/**
 * Reads what is said in one language: Belfry's own words, and over them those of a project. In: the folder of its
 * templates (mail.templates), or none; the site's language. Out: the words, and what check warns of. Door.
 */
import { hash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { BelfryError, formatProblem, messageOf, type Problem, problem, systemCode } from '../base/errors.js'
import { canonicalTag, isKnownLanguage } from '../base/locale.js'
import { nearest } from '../base/nearest.js'
import { PACKAGE_FOLDER, programFolder } from '../base/read-program.js'
import { readInside } from '../files/read-inside.js'
import { type ParsedWords, parseWords, type WordShape, wordShape } from './parse-words.js'
import type { Sentence, Words } from './words.js'

const FOLDER = 'words'
/** Where the sentences of an end of life stood alone. */
const FORMER = 'end-of-life-words.yaml'
const OWN = join(PACKAGE_FOLDER, 'emails', FOLDER)

export interface LoadedWords {
  readonly words: Words
  readonly warnings: readonly Problem[]
}

interface English {
  readonly shape: WordShape
  readonly sentences: ReadonlyMap<string, Sentence>
}

/** Belfry's, which stay as they are while it runs: reading them takes longer than a run that has nothing to do. */
let english: English | undefined
const shipped = new Map<string, ReadonlyMap<string, Sentence>>()

/** @throws BelfryError TEMPLATE with every sentence that could not be said */
export function loadWords(folder: string, language: string): LoadedWords {
  const { shape, sentences } = englishWords()
  const tags = tagsOf(language)
  const names = folder === '' ? [] : namesIn(join(folder, FOLDER))
  const ours = tags.flatMap((tag) => [...shippedIn(tag, shape)])
  refuseMisnamed(folder, names, tags)
  const own = new Map(ours)
  let isTheirs = false
  for (const tag of tags.filter((one) => names.includes(`${one}.yaml`)))
    for (const [key, sentence] of parsed(folder, tag, shape, own)) {
      own.set(key, sentence)
      isTheirs = true
    }
  if (folder !== '') refuseFormer(folder)
  return {
    words: { language, sentences: isTheirs ? allOf(sentences, own) : shippedFor(tags) },
    warnings: [
      ...strays(folder, names),
      ...missing(folder, language, { all: [...sentences.keys()], own, names }),
      ...untranslated(folder, language, { sentences, own }),
    ],
  }
}

function allOf(...parts: readonly ReadonlyMap<string, Sentence>[]): Words['sentences'] {
  return Object.fromEntries(parts.flatMap((part) => [...part]))
}

/** By the languages that there are of those that were asked for: what Belfry says where a project says nothing else. */
const together = new Map<string, Words['sentences']>()

function shippedFor(tags: readonly string[]): Words['sentences'] {
  const { shape, sentences } = englishWords()
  const parts = tags.filter((tag) => tag !== 'en' && shippedIn(tag, shape).size > 0)
  const made = together.get(parts.join()) ?? allOf(sentences, ...parts.map((tag) => shippedIn(tag, shape)))
  together.set(parts.join(), made)
  return made
}

/** What is said in every language must be said in each: `de`, then what `de-AT` says otherwise. */
function tagsOf(language: string): string[] {
  const parts = language.split('-')
  return parts.map((_, index) => parts.slice(0, index + 1).join('-'))
}

function englishWords(): English {
  if (english !== undefined) return english
  const text = readFileSync(join(OWN, 'en.yaml'), 'utf8')
  const { shape, sentences } = readPrepared('en', text) ?? {}
  english = shape && sentences ? { shape, sentences: new Map(Object.entries(sentences)) } : parsedEnglish(text)
  shipped.set('en', english.sentences)
  return english
}

function parsedEnglish(text: string): English {
  const shape = wordShape(text)
  return { shape, sentences: refuseFaults(parseWords({ path: join(OWN, 'en.yaml'), text }, 'en', shape)).sentences }
}

/** One of Belfry's own files as `npm run build` read it: parsing is a third of a command that has little to do. */
interface PreparedLanguage {
  /** It is believed for the very texts that it was made of. */
  readonly madeOf: string
  readonly sentences: Readonly<Record<string, Sentence>>
  /** English has it, for all. */
  readonly shape?: WordShape
}

/** Beside the program. */
const preparedFile = (tag: string) => join(programFolder(), `words.${tag}.json`)

/**
 * @returns the text of each file that stands beside the program, by its name
 * @throws BelfryError TEMPLATE with every sentence that could not be said
 */
export function prepareWords(): Map<string, string> {
  const { shape } = englishWords()
  const tags = readdirSync(OWN).flatMap((name) => (name.endsWith('.yaml') ? [name.slice(0, -5)] : []))
  return new Map(
    tags.sort().map((tag) => {
      const sentences = Object.fromEntries(shippedIn(tag, shape))
      const prepared: PreparedLanguage = {
        madeOf: madeOf(ownText(tag) ?? ''),
        sentences,
        ...(tag === 'en' && { shape }),
      }
      return [basename(preparedFile(tag)), JSON.stringify(prepared)]
    }),
  )
}

/** What a language may say depends on the English file. */
function madeOf(text: string): string {
  return hash('sha256', `${readFileSync(join(OWN, 'en.yaml'), 'utf8')}\0${text}`)
}

/**
 * Only the built program has it.
 * @returns undefined where it was made of another text
 */
function readPrepared(tag: string, text: string): PreparedLanguage | undefined {
  const file = preparedFile(tag)
  const is: PreparedLanguage | undefined = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  return is?.madeOf === madeOf(text) ? is : undefined
}

function shippedIn(tag: string, shape: WordShape): ReadonlyMap<string, Sentence> {
  const known = shipped.get(tag)
  if (known !== undefined || !/^[\w-]+$/.test(tag)) return known ?? new Map()
  const text = ownText(tag)
  const found = text === undefined ? new Map<string, Sentence>() : sentencesIn(tag, text, shape)
  shipped.set(tag, found)
  return found
}

function sentencesIn(tag: string, text: string, shape: WordShape): ReadonlyMap<string, Sentence> {
  const ready = readPrepared(tag, text)
  if (ready !== undefined) return new Map(Object.entries(ready.sentences))
  return refuseFaults(parseWords({ path: join(OWN, `${tag}.yaml`), text }, tag, shape)).sentences
}

function ownText(tag: string): string | undefined {
  const path = join(OWN, `${tag}.yaml`)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function parsed(
  folder: string,
  language: string,
  shape: WordShape,
  before: ReadonlyMap<string, Sentence>,
): ReadonlyMap<string, Sentence> {
  const name = `${FOLDER}/${language}.yaml`
  const path = `${folder}/${name}`
  const found = readInside(folder, name)
  // A folder may be Belfry's own: reading the same sentences again takes longer than most runs.
  if ('text' in found && found.text === ownText(language)) return new Map()
  if ('text' in found) return refuseFaults(parseWords({ path, text: found.text }, language, shape, before)).sentences
  const place = { file: path, ...(found.line !== undefined && { line: found.line }) }
  const fault = problem('TEMPLATE', `this file ${found.fault}`, place, { fix: found.fix })
  throw new BelfryError('TEMPLATE', formatProblem(fault), { problems: [fault] })
}

function refuseFaults(words: ParsedWords): ParsedWords {
  const [first] = words.problems
  if (first !== undefined) throw new BelfryError('TEMPLATE', formatProblem(first), { problems: [...words.problems] })
  return words
}

/** Nobody would notice that its sentences are English again. */
function refuseFormer(folder: string): void {
  if (!existsSync(join(folder, FORMER))) return
  const fix =
    'Move its lines into words/LANGUAGE.yaml (words/de.yaml), below a line endOfLife:, each two spaces further in.'
  const fault = problem('TEMPLATE', 'is not read any more', { file: `${folder}/${FORMER}` }, { fix })
  throw new BelfryError('TEMPLATE', formatProblem(fault), { problems: [fault] })
}

/** A file for a language that is spoken, by a name that nothing reads: people would get other words in silence. */
function refuseMisnamed(folder: string, names: readonly string[], tags: readonly string[]): void {
  const problems = names.flatMap((name) => {
    const [, tag = ''] = /^([a-z\d_-]+)\.(?:ya?ml|json|txt|po)$/i.exec(name) ?? []
    const meant = tags.find((one) => one === canonicalOf(tag.replaceAll('_', '-')))
    if (meant === undefined || name === `${meant}.yaml`) return []
    const file = `${folder}/${FOLDER}/${name}`
    return [problem('TEMPLATE', 'nothing reads a file of this name', { file }, { fix: `Name it ${meant}.yaml.` })]
  })
  const [first] = problems
  if (first !== undefined) throw new BelfryError('TEMPLATE', formatProblem(first), { problems })
}

function canonicalOf(tag: string): string | undefined {
  return isKnownLanguage(tag) ? canonicalTag(tag) : undefined
}

/** A folder that is not there holds none; that of the templates is a fault of theirs. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return []
    throw new BelfryError('TEMPLATE_MISSING', `The folder ${folder} cannot be read: ${messageOf(cause)}.`, { cause })
  }
}

/** A name with a slip in it says nothing, and nobody would notice. */
function strays(folder: string, names: readonly string[]): Problem[] {
  return names
    .filter((name) => !name.startsWith('.') && !(name.endsWith('.yaml') && isTag(name.slice(0, -5))))
    .map((name) => {
      const stem = name.split('.')[0] ?? ''
      const tag = canonicalOf(stem)
      const near = tag === undefined ? nearest(name, [`${stem}.yaml`]) : `${tag}.yaml`
      const hint = near === undefined || near === name ? '' : `; did you mean ${near}?`
      const fix = 'Name it by its language, such as words/de.yaml, or remove it.'
      return warning(`nothing reads this file${hint}`, `${folder}/${FOLDER}/${name}`, fix)
    })
}

/** Of a language that there is, as its file is called. */
function isTag(name: string): boolean {
  return canonicalOf(name) === name
}

function missing(
  folder: string,
  language: string,
  { all, own, names }: { readonly all: readonly string[]; readonly names: readonly string[] } & Pick<Said, 'own'>,
): Problem[] {
  const lost = all.filter((key) => !own.has(key))
  if (lost.length === 0 || /^en(?:-|$)/i.test(language)) return []
  const name = `${FOLDER}/${language}.yaml`
  const named = lost.slice(0, 3).join(', ')
  const more = lost.length > 3 ? ` and ${lost.length - 3} more` : ''
  const message = `lacks ${lost.length} of ${all.length} sentences, which are said in English: ${named}${more}`
  const same = names.find((one) => !names.includes(`${language}.yaml`) && isSameLanguage(one.slice(0, -5), language))
  const fix =
    same === undefined
      ? 'Add them from words/en.yaml (belfry templates copy words/en.yaml), in mail.templates.'
      : `${FOLDER}/${same} is read for ${same.slice(0, -5)} alone: name it ${language}.yaml, or write that language.`
  return [warning(message, folder === '' ? name : `${folder}/${name}`, fix)]
}

interface Said {
  readonly own: ReadonlyMap<string, Sentence>
}

/** Two tags of what people take for one language: `zh-CN` is written as `zh-Hans` is, and `no` is mostly `nb`. */
function isSameLanguage(file: string, language: string): boolean {
  if (!isTag(file) || file === language) return false
  const likely = (tag: string) => new Intl.Locale(tag === 'no' ? 'nb' : tag).maximize().toString()
  return likely(file) === likely(language)
}

/** What was copied and not translated; a name or two may be the same in both languages. */
function untranslated(
  folder: string,
  language: string,
  {
    sentences,
    own,
  }: { readonly sentences: ReadonlyMap<string, Sentence>; readonly own: ReadonlyMap<string, Sentence> },
): Problem[] {
  if (/^en(?:-|$)/i.test(language)) return []
  const same = [...own].filter(([key, { forms }]) => {
    const english = sentences.get(key)?.forms.other ?? ''
    return forms.other === english && (english.match(/\p{L}{2,}(?![^{]*\})/gu) ?? []).length >= WORDS_OF_NO_NAME
  })
  if (same.length === 0) return []
  const named = same.slice(0, 3).map(([key]) => key)
  const more = same.length > 3 ? ` and ${same.length - 3} more` : ''
  const count = `${same.length} ${same.length === 1 ? 'sentence' : 'sentences'}`
  const message = `has ${count} in English still: ${named.join(', ')}${more}`
  const name = `${FOLDER}/${language}.yaml`
  return [warning(message, folder === '' ? name : `${folder}/${name}`, 'Translate what stands in quotes.')]
}

const WORDS_OF_NO_NAME = 4

function warning(message: string, file: string, fix: string): Problem {
  return problem('TEMPLATE', message, { file }, { severity: 'warning', fix })
}
