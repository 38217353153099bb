/**
 * The packages that a compiled program imports, each as one file: Node opens a thousand files less at each start.
 * Belfry's own files stay as they are. In: a folder with dist/. Out: its node_modules. What no bundler can hold (native
 * code, a browser) leads to what npm installed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import { repository } from './project.js'

const AS_INSTALLED = ['@photostructure/sqlite', 'playwright-core', '@sparticuz/chromium']
/** Packages ask for them in places that Belfry never comes to. */
const NEVER_LOADED = ['pg-native', 'typescript', 'uglify-js']
/** MJML's parser can load pages by it: 0.2 s of work in each process for what no mail does. */
const NEVER_CALLED = 'undici'
/** What CommonJS finds in each file, for packages that are written in it. */
const COMMON_JS = [
  "import { createRequire as belfryRequire } from 'node:module'",
  "import { fileURLToPath as belfryPath } from 'node:url'",
  'const require = belfryRequire(import.meta.url)',
  'const __filename = belfryPath(import.meta.url)',
  "const __dirname = belfryPath(new URL('.', import.meta.url))",
].join(';')

/** `import Default, { one, two as three } from "package";` as esbuild writes it, on one line or on many. */
const IMPORT = /^import (?:([\w$]+),? )?(?:\{([^}]*)\} )?(?:from )?"([^".][^"]*)";$/gm
const LAZY_IMPORT = /\bimport\("([^".][^"]*)"\)/g

/** Names imported by what they are imported from; `default` is one. */
type Imports = Map<string, Set<string>>

export function bundlePackages(folder: string): void {
  const entries = join(folder, 'entries')
  const modules = join(folder, 'node_modules')
  const imports = importsBelow(join(folder, 'dist'))
  const nothing = join(entries, 'nothing.cjs')
  mkdirSync(entries)
  writeFileSync(nothing, 'module.exports = {}\n')
  const files: Record<string, string> = {}
  for (const [from, names] of imports) {
    const file = join(entries, `${from}.mjs`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `export { ${[...names].join(', ')} } from ${JSON.stringify(from)}\n`)
    files[`${from}/bundled`] = file
  }
  buildSync({
    entryPoints: files,
    outdir: modules,
    bundle: true,
    // What two packages share is one file of its own, so that there is one of it.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    nodePaths: [join(repository, 'node_modules')],
    external: [...AS_INSTALLED, ...NEVER_LOADED],
    alias: { [NEVER_CALLED]: nothing },
    minifyWhitespace: true,
    outExtension: { '.js': '.mjs' },
    chunkNames: '.chunks/[hash]',
    banner: { js: COMMON_JS },
    logLevel: 'error',
  })
  for (const from of imports.keys()) sayWhere(modules, from)
  for (const name of AS_INSTALLED) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(repository, 'node_modules', name), join(modules, name))
  }
  rmSync(entries, { recursive: true })
}

function importsBelow(dist: string): Imports {
  const found: Imports = new Map()
  const add = (from: string, names: readonly string[]) => {
    if (from.startsWith('node:') || AS_INSTALLED.includes(from)) return
    found.set(from, new Set([...(found.get(from) ?? []), ...names]))
  }
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.js'))) {
    const text = readFileSync(join(dist, name), 'utf8')
    for (const [, standard, braces = '', from = ''] of text.matchAll(IMPORT))
      add(from, [...(standard === undefined ? [] : ['default']), ...namesIn(braces)])
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
