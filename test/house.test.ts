/**
 * Holds the house together: the direction of imports, no circles, doors, header comments. It reads the source as text, so that it
 * sees what the compiler would forgive.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from './support/project.js'

/** Lower rooms know nothing of higher ones; rooms on one step know nothing of each other. */
const STAIRCASE: readonly (readonly string[])[] = [
  ['base'],
  ['files'],
  ['config'],
  ['store', 'markup', 'git'],
  ['posts'],
  ['releases'],
  ['register'],
  ['subscribers', 'source'],
  ['hubs', 'notices'],
  ['feeds'],
  ['mail', 'site'],
  ['delivery'],
  ['run'],
  ['schedule'],
  ['web'],
  ['cli'],
  ['main', 'sample'],
]

/** Files that may touch disk, SQL, network or processes. */
const DOOR =
  /(^|\/)((read|load|write|ping|open)(-[^/]*)?|[^/]*-store|[^/]*-thread|sendmail|signer|server|daemon)\.tsx?$/
/** Plain JavaScript that runs before anything is installed. */
const BEFORE_INSTALL = 'install.mjs'

const OUTSIDE =
  /^(node:(fs|net|tls|http|https|http2|dgram|dns|child_process|cluster|worker_threads)|better-sqlite3|pg|node-cron|@hono\/node-server|nodemailer\/lib\/smtp-connection)(\/|$)/
/** nodemailer as a sender; its composer touches nothing. */
const SENDER = 'nodemailer'

interface Source {
  /** Below src, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[]
}

const src = join(repository, 'src')
const sources: Source[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('.d.ts'))
  .map((path) => {
    const text = readFileSync(join(src, path), 'utf8')
    return { path, text, imports: importsIn(text) }
  })

function importsIn(text: string): Source['imports'] {
  const found = [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm)].map(
    (match) => ({ from: match[2] ?? '', typeOnly: match[1] !== undefined }),
  )
  const lazy = [...text.matchAll(/import\(\s*['"]([^'"]+)['"]\s*\)/g)].map((match) => ({
    from: match[1] ?? '',
    typeOnly: false,
  }))
  return [...found, ...lazy]
}

/** The room of a file: its folder, or its own name at the top. */
function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : path.replace(/\.[^.]+$/, '')
}

function stepOf(room: string): number {
  return STAIRCASE.findIndex((step) => step.includes(room))
}

/** The file below src that a relative import names. */
function targetOf(source: Source, from: string): string {
  return posix.normalize(posix.join(dirname(source.path), from)).replace(/\.js$/, '')
}

describe('the house', () => {
  test('has files to look at', () => {
    expect(sources.length).toBeGreaterThan(80)
  })

  test('has a step for every room', () => {
    const rooms = [
      ...new Set(sources.filter((source) => source.path !== BEFORE_INSTALL).map((source) => roomOf(source.path))),
    ]
    expect(rooms.filter((room) => stepOf(room) < 0)).toEqual([])
  })

  test('imports go down the staircase, never up and never across', () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter(({ from }) => from.startsWith('.') && !from.endsWith('package.json'))
        .map(({ from }) => ({ from: roomOf(source.path), to: roomOf(`${targetOf(source, from)}.ts`) }))
        .filter(({ from, to }) => from !== to && stepOf(to) >= stepOf(from))
        .map(({ from, to }) => `${source.path}: ${from} imports ${to}`),
    )
    expect(wrong).toEqual([])
  })

  test('has no circles between files', () => {
    const edges = new Map(
      sources.map((source) => [
        source.path.replace(/\.[^.]+$/, ''),
        source.imports
          .filter(({ from, typeOnly }) => from.startsWith('.') && !typeOnly)
          .map(({ from }) => targetOf(source, from)),
      ]),
    )
    const circles: string[] = []
    const done = new Set<string>()
    const visit = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '))
      if (way.includes(file) || done.has(file)) return
      for (const next of edges.get(file) ?? []) visit(next, [...way, file])
      done.add(file)
    }
    for (const file of edges.keys()) visit(file, [])
    expect(circles).toEqual([])
  })

  test('only doors touch disk, SQL, network or processes', () => {
    const wrong = sources
      .filter((source) => !DOOR.test(source.path) && source.path !== BEFORE_INSTALL)
      .flatMap((source) =>
        source.imports
          .filter(({ from, typeOnly }) => !typeOnly && (OUTSIDE.test(from) || from === SENDER))
          .map(({ from }) => `${source.path}: ${from}`),
      )
    expect(wrong).toEqual([])
  })

  test('only stores write queries', () => {
    const wrong = sources
      .filter((source) => !DOOR.test(source.path) && !source.path.startsWith('store/'))
      .filter((source) => /\.(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(source.text))
      .map((source) => source.path)
    expect(wrong).toEqual([])
  })

  test('no file reads the time or rolls dice where it decides', () => {
    const deciding = sources.filter(
      (source) =>
        !DOOR.test(source.path) &&
        /^(markup|posts|releases|register|notices|feeds|site|subscribers)\//.test(source.path),
    )
    expect(
      deciding
        .filter((source) => /\b(Date\.now\(|new Date\(\)|Math\.random\()/.test(source.text))
        .map((source) => source.path),
    ).toEqual([])
  })

  test('every file begins by saying what it is for', () => {
    const silent = sources.filter((source) => !/^(#!.*\n)?\/\*\*/.test(source.text)).map((source) => source.path)
    expect(silent).toEqual([])
  })

  test('file names are kebab-case', () => {
    expect(
      sources.map((source) => source.path).filter((path) => !/^([a-z0-9-]+\/)*[a-z0-9-]+\.(ts|tsx|mjs)$/.test(path)),
    ).toEqual([])
  })

  test('nothing escapes the type checker or is left for later', () => {
    const escapes =
      /@ts-(ignore|nocheck|expect-error)|\bas any\b|: any\b|\bas unknown as\b|\b(TODO|FIXME|XXX|HACK)\b|catch *(\([^)]*\))? *\{ *\}/
    const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
    expect(sources.filter((source) => escapes.test(code(source.text))).map((source) => source.path)).toEqual([])
  })

  test('ARCHITECTURE.md names every room', () => {
    const text = readFileSync(join(repository, 'ARCHITECTURE.md'), 'utf8')
    const rooms = STAIRCASE.flat().filter((room) => !text.includes(`${room}`))
    expect(rooms).toEqual([])
  })

  test('the top level holds what was agreed', () => {
    const allowed = new Set([
      'src',
      'emails',
      'content',
      'config',
      'test',
      'docs',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'tsconfig.build.json',
      'vitest.config.ts',
      'biome.json',
      'knip.json',
      'README.md',
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      'LICENSE',
      'SECURITY.md',
    ])
    const made = new Set(['node_modules', 'dist', 'var', 'coverage', 'public'])
    const found = readdirSync(repository).filter((name) => !name.startsWith('.') && !made.has(name))
    expect(found.filter((name) => !allowed.has(name))).toEqual([])
    expect(relative(repository, src)).toBe('src')
  })
})
