/**
 * The packages that a compiled program imports, each as one file: Node opens a thousand files less at each start.
 * Belfry's own files stay as they are. In: a folder with dist/. Out: its node_modules. What no bundler can hold (native
 * code, a browser) leads to what npm installed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import { BUNDLING, OUTSIDE } from '../../src/bundle.js'
import { repository } from './project.js'

/** `import Default, { one, two as three } from "package";` as esbuild writes it, on one line or on many; `* as all`. */
const IMPORT = /^import (?:([\w$]+),? )?(?:(\* as [\w$]+) |\{([^}]*)\} )?(?:from )?"([^".][^"]*)";$/gm
const LAZY_IMPORT = /\bimport\("([^".][^"]*)"\)/g

/** Names imported by what they are imported from; `default` is one, and `*` all that there are. */
type Imports = Map<string, Set<string>>

export function bundlePackages(folder: string): void {
  const entries = join(folder, 'entries')
  const modules = join(folder, 'node_modules')
  const imports = importsBelow(join(folder, 'dist'))
  mkdirSync(entries)
  const files: Record<string, string> = {}
  for (const [from, names] of imports) {
    const file = join(entries, `${from}.mjs`)
    mkdirSync(dirname(file), { recursive: true })
    const named = `{ ${[...names].filter((name) => name !== '*').join(', ')} }`
    writeFileSync(file, (names.has('*') ? ['*', named] : [named]).map((what) => exported(what, from)).join(''))
    files[`${from}/bundled`] = file
  }
  buildSync({
    ...BUNDLING,
    entryPoints: files,
    outdir: modules,
    nodePaths: [join(repository, 'node_modules')],
    outExtension: { '.js': '.mjs' },
    chunkNames: '.chunks/[hash]',
  })
  for (const from of imports.keys()) sayWhere(modules, from)
  for (const name of OUTSIDE) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(repository, 'node_modules', name), join(modules, name))
  }
  rmSync(entries, { recursive: true })
}

function exported(what: string, from: string): string {
  return `export ${what} from ${JSON.stringify(from)}\n`
}

function importsBelow(dist: string): Imports {
  const found: Imports = new Map()
  const add = (from: string, names: readonly string[]) => {
    if (from.startsWith('node:') || OUTSIDE.includes(from)) return
    found.set(from, new Set([...(found.get(from) ?? []), ...names]))
  }
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.js'))) {
    const text = readFileSync(join(dist, name), 'utf8')
    for (const [, standard, all, braces = '', from = ''] of text.matchAll(IMPORT))
      add(from, [
        ...(standard === undefined ? [] : ['default']),
        ...(all === undefined ? [] : ['*']),
        ...namesIn(braces),
      ])
    for (const [, from = ''] of text.matchAll(LAZY_IMPORT)) add(from, ['default'])
  }
  return found
}

/** @param braces ` one, two as three ` */
function namesIn(braces: string): string[] {
  return braces
    .split(',')
    .map((part) => part.trim().split(' as ')[0] ?? '')
    .filter((name) => name !== '')
}

/** Adds a path of a package to the `exports` that lead to its files. */
function sayWhere(modules: string, from: string): void {
  const name = from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')
  const path = from.slice(name.length)
  const file = join(modules, name, 'package.json')
  const said: { exports: Record<string, string> } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { exports: {} }
  writeFileSync(file, JSON.stringify({ name, exports: { ...said.exports, [`.${path}`]: `.${path}/bundled.mjs` } }))
}
