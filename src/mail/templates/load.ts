/**
 * Reads the templates once: Belfry's own, and over them what a project has in its folder. In: that folder
 * (mail.templates), or none. Out: Templates; what the project changed was parsed. Door: the only place that reads
 * templates; a template itself reaches nothing but the other templates.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BelfryError, messageOf, type Problem, problem } from '../../base/errors.js'
import { isKnownLanguage } from '../../base/locale.js'
import { nearest } from '../../base/nearest.js'
import { NewestCache } from '../../base/newest-cache.js'
import { PACKAGE_FOLDER } from '../../base/read-program.js'
import { leavesFolder, readInside } from '../../files/read-inside.js'
import { loadWords } from '../../words/load-words.js'
import type { Words } from '../../words/words.js'
import { mailTexts } from '../texts.js'
import { requiredFiles, stray } from './check.js'
import { templateError } from './fault.js'
import { isTouched, olderCopies } from './files.js'
import { makeTemplates, type TemplateFile, type Templates } from './make.js'

export type { Templates } from './make.js'

const OWN = join(PACKAGE_FOLDER, 'emails')
const TEMPLATE = /^[\w-]+(\.\w+)?\.(mjml|txt)$/
const SAMPLE = /^[\w-]+\.json$/
/** Read elsewhere, or no part of this. */
const OF_OTHERS = /^\.|\.ya?ml$|^README|^LICEN[CS]E/i

/**
 * @param words of the site's language; English where nothing is said
 * @param folder holds those *.mjml and *.txt that stand in for Belfry's, and samples/*.json beside or instead of its;
 * empty: none
 * @throws BelfryError TEMPLATE_MISSING, or TEMPLATE with file and line of all that cannot be read or parsed
 */
export function loadTemplates(folder: string, words: Words = loadWords('', 'en').words): Templates {
  const ours = ownTemplates()
  if (folder === '' || folder === OWN) return madeOnce([OWN], ours, words, () => makeTemplates(ours, ownSamples, words))
  const names = namesIn(folder)
  const samples = () => over(ownSamples(), samplesIn(folder, names))
  const files = over(ours, readAll(folder, names.filter(isTemplate), ours))
  const mayFail: Parameters<typeof makeTemplates>[3] = (name) => names.includes('words') || isTouched(name, files)
  const templates = madeOnce([folder, ...names], files, words, () => makeTemplates(files, samples, words, mayFail))
  const beside = () => [...unread(folder, names), ...olderCopies(wordsIn(folder, names))]
  return { ...templates, check: async () => [...beside(), ...(await templates.check())] }
}

/** What was made of the same files for the same words; it holds what was parsed of them. */
const made = new WeakMap<Words['sentences'], NewestCache<string, Templates>>()

function madeOnce(
  places: readonly string[],
  files: readonly TemplateFile[],
  { language, sentences }: Words,
  make: () => Templates,
): Templates {
  const known = made.get(sentences) ?? new NewestCache<string, Templates>({ most: 2 })
  made.set(sentences, known)
  return known.getOrMake([language, ...places, ...files.map(({ text }) => text)].join('\0'), make)
}

/** All that a project may copy: templates, and the words of each language. */
export function ownFiles(): TemplateFile[] {
  return [...ownIn('', TEMPLATE), ...ownWords()]
}

function ownIn(below: string, wanted: RegExp): TemplateFile[] {
  const folder = join(OWN, below)
  return namesIn(folder)
    .filter((name) => wanted.test(name))
    .map((name) => ({ name, path: `${folder}/${name}`, text: orMissing(folder, () => textAt(join(folder, name))) }))
}

function textAt(path: string): string {
  return readFileSync(path, 'utf8')
}

function ownWords(): TemplateFile[] {
  return ownIn('words', /\.yaml$/).map((file) => ({ ...file, name: `words/${file.name}` }))
}

function ownTemplates(): TemplateFile[] {
  return ownIn('', TEMPLATE)
}

function ownSamples(): TemplateFile[] {
  return ownIn('samples', SAMPLE)
}

/** A file of the same name stands in for ours. */
function over(ours: readonly TemplateFile[], theirs: readonly TemplateFile[]): TemplateFile[] {
  return [...new Map([...ours, ...theirs].map((file) => [file.name, file])).values()]
}

function isTemplate(name: string): boolean {
  return TEMPLATE.test(name)
}

function samplesIn(folder: string, names: readonly string[]): TemplateFile[] {
  if (!names.includes('samples')) return []
  const below = join(folder, 'samples')
  const left = faultOfLink(folder, 'samples')
  if (left !== undefined) throw templateError([left])
  const ours = ownSamples()
  return readAll(
    below,
    namesIn(below).filter((name) => SAMPLE.test(name)),
    ours,
  )
}

/** They are read with the configuration; here only how old a copy they are is of interest. */
function wordsIn(folder: string, names: readonly string[]): TemplateFile[] {
  return ownWords()
    .filter(() => names.includes('words'))
    .flatMap(({ name, text: original }) => {
      const read = readInside(folder, name)
      return 'text' in read ? [{ name, path: `${folder}/${name}`, text: read.text, original }] : []
    })
}

/** @throws BelfryError TEMPLATE with all that cannot be read */
function readAll(folder: string, names: readonly string[], ours: readonly TemplateFile[]): TemplateFile[] {
  const problems: Problem[] = []
  const files = names.flatMap((name) => {
    const path = `${folder}/${name}`
    const read = readInside(folder, name)
    if ('text' in read)
      return [{ name, path, text: read.text, original: ours.find((file) => file.name === name)?.text ?? '' }]
    const place = { file: path, ...(read.line !== undefined && { line: read.line }) }
    problems.push(problem('TEMPLATE', `this file ${read.fault}`, place, { fix: read.fix }))
    return []
  })
  if (problems.length > 0) throw templateError(problems)
  return files
}

function faultOfLink(folder: string, name: string): Problem | undefined {
  const fault = leavesFolder(folder, name)
  return fault && problem('TEMPLATE', `this folder ${fault.fault}`, { file: `${folder}/${name}` }, { fix: fault.fix })
}

/** Files that stand in for nothing, because of how they are called. */
function unread(folder: string, names: readonly string[]): Problem[] {
  const known = [...requiredFiles, 'samples', 'words']
  const astray = names.filter((name) => name === 'words.yaml' || (/\.ya?ml$/.test(name) && isLanguage(name)))
  return [
    ...names
      .filter((name) => !isTemplate(name) && name !== 'samples' && name !== 'words' && !OF_OTHERS.test(name))
      .map((name) => stray(`${folder}/${name}`, nearest(name, known))),
    ...astray.map((name) => stray(`${folder}/${name}`, `words/${name === 'words.yaml' ? 'de.yaml' : name}`)),
  ]
}

/** `de.yaml`: words that are not in their folder. */
function isLanguage(name: string): boolean {
  return isKnownLanguage(name.replace(/\.ya?ml$/, ''))
}

function namesIn(folder: string): string[] {
  return orMissing(folder, () => readdirSync(folder).sort())
}

/** @throws BelfryError TEMPLATE_MISSING */
function orMissing<Read>(folder: string, read: () => Read): Read {
  try {
    return read()
  } catch (cause) {
    throw new BelfryError('TEMPLATE_MISSING', mailTexts.loadTemplates.templatesCannotRead(folder, messageOf(cause)), {
      cause,
    })
  }
}
