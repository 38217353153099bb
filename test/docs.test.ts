/**
 * What the docs say of the program, held against the program: each command that they name can be called so, each link
 * leads somewhere, each piece of configuration is one, each exit code is the one. Each code of an error is named by a
 * test, which finds one that has none.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { remedies } from '../src/base/errors.js'
import { describedProgram } from '../src/cli/program.js'
import { schema } from '../src/config/schema.js'
import { collectReleases } from '../src/releases/collect.js'
import { loadWords } from '../src/words/load-words.js'
import { parse as parsePost, post as postText } from './posts/parsing.js'
import { repository } from './support/project.js'

const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'))

const textOf = (document: string) => readFileSync(join(repository, document), 'utf8')

/** Every call of `belfry` in inline code, in blocks of commands and in what errors say to do. */
function calls(text: string): string[] {
  const inline = [...text.matchAll(/`belfry ([^`\n]+)`/g)].map((match) => match[1] ?? '')
  const lines = [...text.matchAll(/^(?:\$ | *(?:- )?(?:code=0; )?)?(?:npx )?belfry ([a-z].*)$/gm)].map(
    (match) => match[1] ?? '',
  )
  const withoutComments = lines.map((line) => line.replace(/\s+(?:#|\|\|).*$/, ''))
  // A line of Postfix's master.cf, and the example of CONTRIBUTING.
  return [...inline, ...withoutComments].map((call) => call.trim()).filter((call) => !/^unix |^example$/.test(call))
}

const program = await describedProgram(() => undefined)

/** As a shell parts them: what is quoted or substituted is one word. */
const WORD = /\S*\$\([^)]*\)\S*|"[^"]*"|'[^']*'|\S+/g

/** What is wrong with a call, or undefined. `a\|b` and `a|b` stand for each, brackets and `…` for what may be there. */
function faultOf(call: string): string | undefined {
  const plain = call.replaceAll('\\|', '|').replace(/ [>|] .*$/, '')
  const words = (plain.match(WORD) ?? []).filter((word) => word !== '…').map((word) => word.replace(/^\[+|\]+$/g, ''))
  let named: readonly Command[] = [program]
  let at = 0
  for (; at < words.length && (named[0]?.commands.length ?? 0) > 0; at += 1) {
    const names = (words[at] ?? '').split('|')
    const found = names.map((name) => named.flatMap(({ commands }) => commands).find((one) => one.name() === name))
    const missing = names.find((_, index) => found[index] === undefined)
    if (missing !== undefined) return missing.startsWith('-') ? flagFault(named, missing) : `no command ${missing}`
    named = found.flatMap((one) => one ?? [])
  }
  const rest = words.slice(at)
  const faults = rest.flatMap((word) => (word.startsWith('-') ? (flagFault(named, word) ?? []) : []))
  const given = argumentsIn(named, rest)
  const most = Math.max(
    ...named.map(({ registeredArguments: all }) => (all.some((one) => one.variadic) ? 1000 : all.length)),
  )
  return faults[0] ?? (given > most ? `${given} arguments` : undefined)
}

const optionsOf = (named: readonly Command[]) => [program, ...named].flatMap(({ options }) => options)

function flagFault(named: readonly Command[], word: string): string | undefined {
  const flag = word.split('=')[0] ?? ''
  if (['--help', '-h'].includes(flag)) return undefined
  const known = optionsOf(named).some(({ long, short }) => long === flag || short === flag)
  return known ? undefined : `no flag ${flag}`
}

/** Words that are neither flags nor the values of flags. */
function argumentsIn(named: readonly Command[], words: readonly string[]): number {
  const takesValue = (word: string | undefined) =>
    optionsOf(named).some((option) => option.long === word && (option.required || option.optional))
  return words.filter((word, index) => !word.startsWith('-') && !takesValue(words[index - 1])).length
}

describe('commands', () => {
  test.each(documents)('every one in %s can be called', (document) => {
    expect(
      calls(textOf(document)).flatMap((call) => (faultOf(call) === undefined ? [] : [`${call}: ${faultOf(call)}`])),
    ).toEqual([])
  })

  test('those that remedies name can be called', () => {
    const named = Object.values(remedies).flatMap((text) =>
      [...text.matchAll(/belfry ([a-z][a-z-]*(?: (?:[a-z][a-z-]*|--[a-z-]+|[A-Z]+))*)/g)].map(
        (match) => match[1] ?? '',
      ),
    )
    const faults = named.flatMap((call) => {
      // A sentence goes on after the command: whatever is no command and no flag is a word of it.
      const words = call.split(' ')
      const ways = words.map((_, index) => words.slice(0, index + 1).join(' '))
      if (/^(?:from|that|of|and|is|has|knows|for) /.test(`${call} `)) return []
      return ways.some((way) => faultOf(way) === undefined) ? [] : [call]
    })
    expect(faults).toEqual([])
  })

  test('each that takes --json has a row in docs/json.md, and each row is of one', () => {
    const leaves = (command: Command, path = ''): [string, boolean][] =>
      command.commands.length === 0
        ? [[path.trim(), command.options.some(({ long }) => long === '--json')]]
        : command.commands.flatMap((one) => leaves(one, `${path} ${one.name()}`))
    // JSON Lines without any flag.
    const takes = ['audit export', ...leaves(program).flatMap(([path, isJson]) => (isJson ? [path] : []))]
    // `mailings pause`, `resume`: what follows is of the same group, and flags name a form of the same command.
    const named = [...textOf('docs/json.md').matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) => {
      const words = [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word.replace(/ ?--\S+/g, '').trim())
      const group = (words[0] ?? '').split(' ').slice(0, -1).join(' ')
      return words
        .filter((word) => word !== '')
        .map((word) => (takes.includes(word) ? word : `${group} ${word}`.trim()))
    })
    expect(takes.filter((path) => !named.includes(path))).toEqual([])
    expect([...new Set(named)].filter((path) => !takes.includes(path))).toEqual([])
  })

  test('a call that is none would be found', () => {
    expect(faultOf('chek')).toBe('no command chek')
    expect(faultOf('mailings list|shw')).toBe('no command shw')
    expect(faultOf('check --fast')).toBe('no flag --fast')
    expect(faultOf('run now')).toBe('1 arguments')
    expect(faultOf('send POST --test you@example.org')).toBeUndefined()
  })
})

describe('scripts of npm', () => {
  const scripts = Object.keys(Object(Object(JSON.parse(textOf('package.json'))).scripts))
  const namedIn = (text: string) => [...text.matchAll(/`npm run ([a-z][a-z:-]*)/g)].map(([, name = '']) => name)

  test.each(documents)('those that %s names are there', (document) => {
    expect(namedIn(textOf(document)).filter((name) => !scripts.includes(name))).toEqual([])
  })

  test('docs/interop.md has each check, CONTRIBUTING.md each bench', () => {
    const [interop, contributing] = [textOf('docs/interop.md'), textOf('CONTRIBUTING.md')]
    const checks = scripts.filter((name) => name.startsWith('interop:'))
    expect(checks.filter((name) => !interop.includes(`| \`${name}\` |`))).toEqual([])
    const benches = scripts.filter((name) => name.startsWith('bench:'))
    expect(benches.filter((name) => !contributing.includes(name))).toEqual([])
  })
})

describe('links', () => {
  /** As GitHub makes them. */
  const anchorsOf = (document: string) =>
    [...textOf(document).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    )

  /** Markdown's, and those of pictures that come in two schemes. */
  const linksOf = (document: string) =>
    [...textOf(document).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)|\b(?:src|srcset)="([^"]+)"/g)].map(
      ([, link, source]) => link ?? source ?? '',
    )

  test('every page of docs is reached from README.md', () => {
    const reached = new Set(['README.md'])
    for (const document of reached)
      for (const link of linksOf(document)) {
        const file = relative(repository, resolve(repository, dirname(document), link.split('#')[0] ?? ''))
        if (documents.includes(file)) reached.add(file)
      }
    expect(documents.filter((document) => !reached.has(document))).toEqual([])
  })

  test.each(documents)('every one of %s that stays in the project leads somewhere', (document) => {
    const dead = linksOf(document).filter((link) => {
      const [path = '', anchor] = link.split('#')
      const file = path === '' ? document : relative(repository, resolve(repository, dirname(document), path))
      if (!existsSync(join(repository, file))) return true
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(anchor)
    })
    expect(dead).toEqual([])
  })
})

describe('configuration', () => {
  const keys = Object.keys(schema.shape)
  const isConfiguration = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && Object.keys(value).every((key) => keys.includes(key))
  const least = {
    site: { title: 'Lantern', url: 'https://lantern.example' },
    content: { posts: '../posts' },
    feeds: { authority: 'lantern.example', since: '2024' },
    lists: ['releases', 'security'].map((id) => ({ id, title: id, categories: [id] })),
    mail: { from: 'announce@lantern.example', domain: 'announce.lantern.example' },
  }

  /** A piece says only what it is about; the rest is that of a small project. */
  function whole(piece: Record<string, unknown>): unknown {
    const sections = Object.entries(piece).map(([key, value]) => {
      const given = (least as Record<string, unknown>)[key]
      return [key, isPlain(given) && isPlain(value) ? { ...given, ...value } : value]
    })
    return { ...least, ...Object.fromEntries(sections) }
  }
  const isPlain = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value)

  const isOf = (block: string, key: string) => Object.keys(Object(parse(block))).includes(key)

  /** What is wrong with a block of YAML, by whatever it is a piece of; one that is a piece of nothing is a fault. */
  function faultsOf(document: string, block: string): readonly unknown[] {
    const value: unknown = parse(block)
    if (isConfiguration(value)) return schema.safeParse(whole(value)).error?.issues ?? []
    if (isOf(block, 'products')) return tableFaults(block)
    if (/^endOfLife: \{ product/.test(block))
      return parsePost(postText(`title: Lantern OS 4.1 has ended\n${block}`)).problems
    if (isOf(block, 'endOfLife')) return wordsFaults(block)
    // test/docs/ci.test.ts has those.
    return document === 'docs/ci.md' ? [] : ['it is no piece of a configuration, table, post or file of words']
  }

  /** A product that shows a policy alone has releases elsewhere. */
  function tableFaults(block: string): readonly unknown[] {
    const releases = block.includes('releases:') ? '' : '    releases: [{ releaseCycle: "1.0" }]\n'
    const bytes = Buffer.from(block + releases)
    return collectReleases([{ file: 'releases.yaml', bytes }], least.site.url, false).problems
  }

  function wordsFaults(block: string): readonly unknown[] {
    const folder = mkdtempSync(join(tmpdir(), 'belfry-docs-'))
    mkdirSync(join(folder, 'words'))
    writeFileSync(join(folder, 'words', 'de.yaml'), block)
    return loadWords(folder, 'de').warnings
  }

  test.each(documents)('every piece of YAML in %s is accepted', (document) => {
    const blocks = [...textOf(document).matchAll(/^```ya?ml[^\n]*\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '')
    expect(
      blocks.map((block) => ({ block, faults: faultsOf(document, block) })).filter(({ faults }) => faults.length > 0),
    ).toEqual([])
  })

  test('one that is none would be found', () => {
    expect(faultsOf('docs/x.md', 'mial: {}\n')).not.toEqual([])
    expect(faultsOf('docs/x.md', 'mail: { form: a@a.example }\n')).not.toEqual([])
    expect(
      faultsOf('docs/x.md', 'products: { lantern: { releases: [{ releaseCycle: "1", eol: soon }] } }\n'),
    ).not.toEqual([])
    expect(() => faultsOf('docs/x.md', 'endOfLife: { titel: {} }\n')).toThrow('titel')
  })
})

describe('errors', () => {
  const sources = filesIn('src').map((file) => readFileSync(file, 'utf8'))
  const table = new Map(
    [...textOf('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \| (.*?) \|/gm)].map(([, code = '', says = '']) => [
      code,
      says,
    ]),
  )

  function filesIn(folder: string): string[] {
    return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesIn(path) : /\.tsx?$/.test(entry.name) ? [join(repository, path)] : []
    })
  }

  /** Codes of errors that are made with an exit code of their own. */
  function codesWith(exitCode: number): string[] {
    const made = sources.flatMap((text) => [
      ...text.matchAll(/new BelfryError\(\s*'([A-Z_]+)'((?:(?!new BelfryError\()[\s\S]){0,700}?)exitCode: (\d)/g),
    ])
    return [...new Set(made.flatMap((match) => (Number(match[3]) === exitCode ? [match[1] ?? ''] : [])))].sort()
  }

  test.each([2, 3])('exit code %d stands beside each code that ends with it', (exitCode) => {
    const said = [...table].flatMap(([code, says]) =>
      new RegExp(`\\b${exitCode}\\b`).test(says.replace(/^.*?xit code/s, '')) && /xit code/.test(says) ? [code] : [],
    )
    expect(codesWith(exitCode).filter((code) => !said.includes(code))).toEqual([])
  })

  test('every code is asked for by a test, beside what comments and titles say', () => {
    const tests = filesIn('test')
      .filter((file) => /\.test\.tsx?$/.test(file) && !/errors\.test|docs\.test/.test(file))
      .map((file) => readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, ''))
      .map((text) => text.replace(/\b(?:test|it|describe)(?:\.\w+)*\(\s*(['"`])(?:(?!\1)[^\\\n]|\\.)*\1/g, ''))
    const named = new Set(tests.flatMap((text) => [...text.matchAll(/\b[A-Z][A-Z_]{2,}\b/g)].map(([word]) => word)))
    expect(Object.keys(remedies).filter((code) => !named.has(code))).toEqual([])
  })
})
