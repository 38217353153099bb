/**
 * The authors of a site, whom posts name by a key: `_data/authors.yml` of Jekyll, `data/authors` of Hugo, `authors.yml`
 * of Docusaurus. Pure. In: names and texts of files. Out: key → name, and what is wrong with each file.
 */

import yaml from 'js-yaml'
import { parse as parseToml, TomlError } from 'smol-toml'
import { type Problem, problem } from '../base/errors.js'
import { plainLine } from '../base/plain-line.js'
import { postsTexts } from './texts.js'

/** What a post calls an author by → the name that readers see. */
export type AuthorNames = Readonly<Record<string, string>>

export interface ReadAuthors {
  readonly names: AuthorNames
  readonly problems: readonly Problem[]
}

export interface AuthorsFile {
  /** As problems name it. */
  readonly file: string
  readonly text: string
  /** Of a folder each file is an author, whose key is the file's name. */
  readonly key?: string
}

/** Bytes of one file. */
export const AUTHORS_LIMIT_BYTES = 1_000_000
/** Files in one folder. */
export const AUTHORS_LIMIT_FILES = 2_000

export const noAuthors: ReadAuthors = { names: {}, problems: [] }

export function isAuthorsFile(name: string): boolean {
  return /^[^._].*\.(?:ya?ml|json|toml)$/i.test(name)
}

export function parseAuthors(files: readonly AuthorsFile[]): ReadAuthors {
  const names = new Map<string, string>()
  const problems: Problem[] = []
  for (const { file, text, key } of files) {
    const read = readData(file, text)
    if ('problem' in read) problems.push(read.problem)
    else for (const [called, name] of namesIn(read.data, key)) if (!names.has(called)) names.set(called, name)
  }
  return { names: Object.fromEntries(names), problems }
}

function readData(file: string, text: string): { readonly data: unknown } | { readonly problem: Problem } {
  const unreadable = (why: string, line: number) => ({
    problem: problem('AUTHORS_FILE', postsTexts.authorsFile.noAuthorTakenFrom(why.split('\n')[0] ?? ''), {
      file,
      line,
    }),
  })
  try {
    if (/\.toml$/i.test(file)) return { data: parseToml(text, { maxDepth: 20 }) }
    if (/\.json$/i.test(file)) return { data: JSON.parse(text) as unknown }
    return { data: yaml.load(text, { schema: yaml.CORE_SCHEMA, json: true }) }
  } catch (thrown) {
    if (thrown instanceof yaml.YAMLException) return unreadable(thrown.message, lineIn(thrown))
    if (thrown instanceof TomlError) return unreadable(thrown.message, thrown.line)
    if (thrown instanceof SyntaxError) return unreadable(thrown.message, 1)
    throw thrown
  }
}

/** js-yaml counts from 0. */
function lineIn(thrown: Error): number {
  const mark: unknown = Reflect.get(thrown, 'mark')
  const line: unknown = typeof mark === 'object' && mark !== null ? Reflect.get(mark, 'line') : undefined
  return typeof line === 'number' ? line + 1 : 1
}

/** A map of keys to authors, or a list of authors that say their key. */
function namesIn(data: unknown, key: string | undefined): [string, string][] {
  if (key !== undefined) return named(key, data)
  if (Array.isArray(data)) return data.flatMap((one: unknown) => keysOf(one).flatMap((own) => named(own, one)))
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([own, author]: [string, unknown]) => named(own, author))
}

function named(key: string, author: unknown): [string, string][] {
  const name =
    typeof author === 'string'
      ? author
      : ['name', 'display_name', 'title'].map((one) => textAt(author, one)).find(isText)
  const line = name === undefined ? '' : plainLine(name)
  return line === '' || key === '' ? [] : [[key, line]]
}

function keysOf(author: unknown): string[] {
  return ['key', 'id', 'short_name', 'username', 'slug', 'nickname'].map((one) => textAt(author, one)).filter(isText)
}

function textAt(value: unknown, key: string): string | undefined {
  const own: unknown =
    typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
  return typeof own === 'string' && own.trim() !== '' ? own : undefined
}

function isText(text: string | undefined): text is string {
  return text !== undefined
}
