/**
 * Reads what is said of the end of a cycle: Belfry's own sentences, and over them those of a project. In: the folder of
 * its templates (mail.templates), or none; the site's language. Out: the texts, and what check warns of. Door.
 */
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BelfryError, formatProblem, messageOf, type Problem, problem, systemCode } from '../../base/errors.js'
import { nearest } from '../../base/nearest.js'
import { readInside } from '../../files/read-inside.js'
import { type ParsedTexts, parseEndOfLifeTexts } from './parse-texts.js'
import { sentenceKeys } from './sentences.js'
import { EndOfLifeTexts } from './texts.js'

const FILE = 'end-of-life-words.yaml'
/** Beside the program, from src/ as from dist/. */
const OWN = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'emails')

export interface LoadedTexts {
  readonly endOfLifeTexts: EndOfLifeTexts
  readonly warnings: readonly Problem[]
}

/** Belfry's, which stay as they are while it runs: reading them takes longer than a run that has nothing to do. */
let own: ParsedTexts | undefined

/** @throws BelfryError TEMPLATE with every sentence that could not be said */
export function loadEndOfLifeTexts(folder: string, language: string): LoadedTexts {
  own ??= parsed(OWN, 'en')
  const ours = own
  const names = folder === '' ? [] : namesIn(folder)
  if (!names.includes(FILE))
    return { endOfLifeTexts: new EndOfLifeTexts(language, ours.sentences), warnings: strays(folder, names) }
  const theirs = parsed(folder, language)
  const endOfLifeTexts = new EndOfLifeTexts(language, new Map([...ours.sentences, ...theirs.sentences]))
  return { endOfLifeTexts, warnings: [...strays(folder, names), ...leftOut(folder, theirs, language)] }
}

function parsed(folder: string, language: string): ParsedTexts {
  const texts = parseEndOfLifeTexts(`${folder}/${FILE}`, read(folder), language)
  const [first] = texts.problems
  if (first !== undefined) throw new BelfryError('TEMPLATE', formatProblem(first), { problems: [...texts.problems] })
  return texts
}

function read(folder: string): string {
  const found = readInside(folder, FILE)
  if ('text' in found) return found.text
  const place = { file: `${folder}/${FILE}`, ...(found.line !== undefined && { line: found.line }) }
  const fault = problem('TEMPLATE', `this file ${found.fault}`, place, { fix: found.fix })
  throw new BelfryError('TEMPLATE', formatProblem(fault), { problems: [fault] })
}

/** A folder that is not there is a fault of the templates, and named with them. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.ya?ml$/.test(name))
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return []
    throw new BelfryError('TEMPLATE_MISSING', `The folder ${folder} cannot be read: ${messageOf(cause)}.`, { cause })
  }
}

/** A name with a slip in it says nothing, and nobody would notice. */
function strays(folder: string, names: readonly string[]): Problem[] {
  return names
    .filter((name) => name !== FILE)
    .map((name) => {
      const hint = nearest(name, [FILE]) === undefined ? '' : `; did you mean ${FILE}?`
      const fix = `Name it ${FILE}, or remove it.`
      return warning(`nothing reads this file${hint}`, `${folder}/${name}`, fix)
    })
}

function leftOut(folder: string, { sentences }: ParsedTexts, language: string): Problem[] {
  const missing = sentenceKeys.filter((key) => !sentences.has(key))
  if (missing.length === 0 || /^en(?:-|$)/i.test(language)) return []
  const [first, second, third, ...more] = missing
  const named = [first, second, third].filter((key) => key !== undefined).join(', ')
  const message = `leaves out ${named}${more.length === 0 ? '' : ` and ${more.length} more`}, said in English`
  return [warning(message, `${folder}/${FILE}`, 'Add them from the file of that name that comes with Belfry.')]
}

function warning(message: string, file: string, fix: string): Problem {
  return problem('TEMPLATE', message, { file }, { severity: 'warning', fix })
}
