/**
 * Reads the configuration once. In: the file, the environment. Out: a Config with absolute paths, or one error that
 * lists every fault with line and remedy. Door: nothing else reads this file; read-environment.ts says which it is,
 * read-overrides.ts which variables stand for its keys.
 */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Document, isCollection, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { BelfryError, messageOf, type Place, type Problem, problem, systemCode } from '../base/errors.js'
import { isRecord } from '../base/json.js'
import { nearest } from '../base/nearest.js'
import { isKeyText } from '../base/secrets.js'
import { yamlSentence } from '../base/yaml-sentence.js'
import { loadWords } from '../words/load-words.js'
import { wordsUnder } from '../words/words.js'
import { listsSpoken } from './list-texts.js'
import { isFingerprint } from './openpgp-key.js'
import { overlapsOf } from './overlaps.js'
import type { Environment } from './read-environment.js'
import { type Override, overrides } from './read-overrides.js'
import { ownStyle } from './read-own-style.js'
import { type Config, NO_MARKS, type Settings, schema } from './schema.js'
import { knownKeys, sectionKeys } from './schema-keys.js'
import { configTexts } from './texts.js'
import { valueSentence } from './value-sentence.js'

export function isThere(file: string): boolean {
  return existsSync(file)
}

/** @throws BelfryError with all problems at once */
export function loadConfig(file: string, environment: Environment = process.env): Config {
  const written = readWritten(file)
  const { document } = written
  if (document.errors.length > 0) {
    throw invalid(
      file,
      document.errors.map((error) =>
        problem('CONFIG_SYNTAX', configTexts.load.noYaml(yamlSentence(error)), placeAt(written, error.pos[0])),
      ),
    )
  }
  const values = valuesOf(document, file)
  const fromEnvironment = overrides(environment)
  for (const { path, value } of fromEnvironment.values()) setIn(values, path, value)
  // Once in a process: to make code for it first takes longer.
  const result = schema.safeParse(values, { error: valueSentence, jitless: true })
  if (!result.success) {
    const place = placesIn(written, fromEnvironment)
    throw invalid(
      file,
      result.error.issues.flatMap((issue) => problemsOf(issue, place)),
    )
  }
  const { style, problems } = ownStyle(result.data.site.style, file)
  if (problems.length > 0) throw invalid(file, problems)
  const config = { ...withAbsolutePaths(result.data, file), ...(style !== undefined && { style }) }
  const overlaps = overlapsOf(config)
  if (overlaps.length === 0) return config
  const place = placesIn(written, fromEnvironment)
  const fix = configTexts.load.nameTwoFoldersBeside()
  throw invalid(
    file,
    overlaps.map(({ path, message, other }) =>
      problem('CONFIG_VALUE', `${path.join('.')} ${message}`, placeOfOverlap(place, path, other), { fix }),
    ),
  )
}

/** Where a key has its default, what it touches is what was written. */
function placeOfOverlap(place: PlaceOfKey, path: readonly PropertyKey[], other: readonly PropertyKey[]): Place {
  const own = place(path)
  return own.line === undefined && own.file?.startsWith('$') !== true ? place(other) : own
}

/** Where a key was given its value, by its path: `['mail', 'transport']`. */
export type PlaceOfKey = (path: readonly PropertyKey[]) => Place

/** For faults that only show when what a key names is looked at. */
export function placesOfKeys(file: string, environment: Environment = process.env): PlaceOfKey {
  return placesIn(readWritten(file), overrides(environment))
}

/** What was given beside the defaults: by path, the value as written, and where. Values may be secret. */
export interface Given {
  readonly value: unknown
  readonly place: Place
  /** Read from the file that a variable of the environment names. */
  readonly isOfFile: boolean
}

/** @returns what the file or the environment gives a key; undefined where its default stands */
export function givenIn(file: string, environment: Environment = process.env): (path: string) => Given | undefined {
  const written = readWritten(file)
  const values = valuesOf(written.document, file)
  const fromEnvironment = overrides(environment)
  const place = placesIn(written, fromEnvironment)
  for (const { path, value } of fromEnvironment.values()) setIn(values, path, value)
  return (key) => {
    const path = key.split('.')
    const value = path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), values)
    if (value === undefined) return undefined
    const isOfFile = fromEnvironment.get(key)?.name.endsWith('_FILE') === true
    return { value, place: place(path), isOfFile }
  }
}

interface Written {
  readonly file: string
  readonly document: Document.Parsed
  readonly lines: LineCounter
}

function readWritten(file: string): Written {
  const lines = new LineCounter()
  return { file, document: parseDocument(readText(file), { lineCounter: lines }), lines }
}

function placesIn(written: Written, fromEnvironment: ReadonlyMap<string, Override>): PlaceOfKey {
  return (path) => {
    const variable = fromEnvironment.get(path.join('.'))
    return variable === undefined ? placeOf(written, path) : { file: `$${variable.name}` }
  }
}

/** An empty value is one that is not given: the default stands. */
function valuesOf(document: Document, file: string): unknown {
  try {
    const values: unknown = document.toJS({ maxAliasCount: 0 }) ?? {}
    return isRecord(values) ? withoutEmpty(values, sectionKeys()) : values
  } catch (cause) {
    throw invalid(file, [problem('CONFIG_SYNTAX', configTexts.load.hasYamlAliasWhich(messageOf(cause)), { file })])
  }
}

function withoutEmpty(values: Record<string, unknown>, sections: readonly string[]): Record<string, unknown> {
  const given = Object.entries(values).flatMap(([key, value]): [string, unknown][] => {
    if (value === null) return sections.includes(key) ? [[key, {}]] : []
    return [[key, isRecord(value) ? withoutEmpty(value, []) : value]]
  })
  return Object.fromEntries(given)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = systemCode(cause) === 'ENOENT' ? 'is not there' : `cannot be read: ${messageOf(cause)}`
    throw new BelfryError('CONFIG_MISSING', configTexts.load.theConfiguration(file, why), { cause })
  }
}

function invalid(file: string, problems: Problem[]): BelfryError {
  const count = problems.length === 1 ? 'a fault' : `${problems.length} faults`
  return new BelfryError(problems[0]?.code ?? 'CONFIG_VALUE', configTexts.load.configurationHas(file, count), {
    problems,
  })
}

function placeAt({ file, lines }: Written, offset: number): Place {
  const at = lines.linePos(offset)
  return { file, line: at.line, column: at.col }
}

/** The place of a key, or of its nearest parent that is written down. */
function placeOf(written: Written, path: readonly PropertyKey[]): Place {
  const { document } = written
  for (let depth = path.length; depth > 0; depth -= 1) {
    const keys = path.slice(0, depth)
    const parent = depth === 1 ? document.contents : document.getIn(keys.slice(0, -1), true)
    const last = keys.at(-1)
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === last) : undefined
    const node = pair !== undefined && isScalar(pair.key) ? pair.key : document.getIn(keys, true)
    const range = isScalar(node) || isCollection(node) ? node.range : undefined
    if (range) return placeAt(written, range[0])
  }
  return { file: written.file }
}

function problemsOf(issue: z.core.$ZodIssue, place: PlaceOfKey): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const near = nearest(key, knownKeys(issue.path))
      const hint = near === undefined ? '' : configTexts.load.didYouMean(near)
      return problem(
        'CONFIG_KEY_UNKNOWN',
        configTexts.load.notKeyBelfryKnows([...issue.path, key].join('.'), hint),
        place([...issue.path, key]),
      )
    })
  }
  return [problem('CONFIG_VALUE', `${issue.path.join('.') || 'the file'} ${issue.message}`, place(issue.path))]
}

function setIn(root: unknown, path: readonly string[], value: unknown): void {
  let at = root
  path.forEach((key, depth) => {
    if (typeof at !== 'object' || at === null) return
    const record = at as Record<string, unknown>
    if (depth === path.length - 1) record[key] = value
    else if (typeof record[key] !== 'object' || record[key] === null) record[key] = {}
    at = record[key]
  })
}

function withAbsolutePaths(settings: Settings, file: string): Config {
  const folder = dirname(file)
  const absolute = (path: string) => (path === '' ? '' : resolve(folder, path))
  // The text of a key may stand where its path does.
  const located = (text: string) => (isKeyText(text) ? text : absolute(text))
  const behind = (prefix: string, text: string) =>
    text.startsWith(prefix) ? prefix + absolute(text.slice(prefix.length)) : text
  const templates = absolute(settings.mail.templates)
  return {
    ...settings,
    file,
    ...wordsFor(settings, templates),
    content: contentPaths(settings.content, absolute),
    feeds: { ...settings.feeds, folder: absolute(settings.feeds.folder) },
    mail: {
      ...settings.mail,
      templates,
      transport: behind('file:', settings.mail.transport),
      dkim: dkimPaths(settings.mail.dkim, located),
      openpgp: {
        key: isFingerprint(settings.mail.openpgp.key) ? settings.mail.openpgp.key : located(settings.mail.openpgp.key),
      },
    },
    database: behind('sqlite:', settings.database),
    secrets: absolute(settings.secrets),
    hooks: settings.hooks.map((hook) => ({ ...hook, secretFile: absolute(hook.secretFile) })),
    marks: settings.marks === NO_MARKS ? NO_MARKS : absolute(settings.marks),
    cache: absolute(settings.cache),
    kept: absolute(settings.kept),
    inbound: inboundPaths(settings.inbound, absolute),
    lists: listsSpoken(settings.lists, settings.site.language),
    backups: { ...settings.backups, folder: absolute(settings.backups.folder) },
  }
}

/**
 * Posts may be in other languages than the site: of these what posts hold is asked, and nothing is said. Subscribers
 * may choose others: in these all is said.
 */
function wordsFor(
  { site, content, lists, subscribers }: Settings,
  templates: string,
): Pick<Config, 'words' | 'spoken' | 'otherWords'> {
  const wordsIn = (language: string) => loadWords(templates, language).words
  const named = [content.language, ...lists.map(({ language }) => language ?? '')].filter((one) => one !== '')
  const others = othersThan(site.language, named)
  const spoken = othersThan(site.language, subscribers.languages)
  return {
    words: wordsIn(site.language),
    ...(spoken.length > 0 && { spoken: spoken.map(wordsIn) }),
    ...(others.length > 0 && { otherWords: others.map((one) => wordsUnder(wordsIn(one), ['posts'])) }),
  }
}

/** Each once, in whatever letter case it is written. */
function othersThan(language: string, named: readonly string[]): string[] {
  const others = new Map(named.map((one) => [one.toLowerCase(), one]))
  others.delete(language.toLowerCase())
  return [...others.values()]
}

function inboundPaths(inbound: Settings['inbound'], absolute: (path: string) => string): Settings['inbound'] {
  const { cert, key, maildir, mbox } = inbound
  return {
    ...inbound,
    cert: absolute(cert),
    key: absolute(key),
    maildir: absolute(maildir),
    mbox: absolute(mbox),
  }
}

function dkimPaths(dkim: Settings['mail']['dkim'], located: (text: string) => string): Settings['mail']['dkim'] {
  const { key, ed25519 } = dkim
  return { ...dkim, key: located(key), ed25519: { ...ed25519, key: located(ed25519.key) } }
}

/**
 * With a remote, posts and releases are paths inside the repository, and the register stands beside the configuration.
 */
function contentPaths(content: Settings['content'], absolute: (path: string) => string): Settings['content'] {
  const { posts, feed, built, releases, authors, register, git } = content
  const isRemote = git.remote !== ''
  const fallback = isRemote ? 'register.yaml' : '../content/register.yaml'
  return {
    ...content,
    posts: isRemote ? posts : posts.map(absolute),
    feed: /^https?:\/\//i.test(feed) ? feed : absolute(feed),
    built: absolute(built),
    releases: isRemote ? releases : absolute(releases),
    authors: isRemote ? authors : absolute(authors),
    register: absolute(register === '' ? fallback : register),
    git: {
      ...git,
      // Only what looks like a path is one: `host:path` is ssh.
      remote: /^\.{1,2}\//.test(git.remote) ? absolute(git.remote) : git.remote,
      allowedSigners: absolute(git.allowedSigners),
      revokedSigners: absolute(git.revokedSigners),
    },
  }
}
