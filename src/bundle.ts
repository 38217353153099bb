/**
 * `npm run build`: the program and what it is made of, as few files. In: src/ and the packages it imports. Out: dist/
 * with main.js, belfry.js for other programs and its types, a file for each kind of thread, what they share, a list of
 * the packages inside with their licences, and Belfry's own words as they were read.
 * Node opens a thousand files less at each start, and an installation needs one package: SQLite's library.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, buildSync, type Metafile } from 'esbuild'
import { declarations } from './describe-api.js'
import { joinParts } from './join-parts.js'
import { prepareWords } from './words/load-words.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Native code, and what an operator may add: no bundle can hold them. */
export const OUTSIDE = ['@photostructure/sqlite', 'playwright-core', '@sparticuz/chromium', 'node-addon-api']

/** Packages ask for them where Belfry never comes to. Who does come there is told which is missing. */
const NEVER_LOADED = [
  ...['pg-native', 'typescript', 'uglify-js', 'undici', 'htmlnano', 'cssnano', 'cssnano-preset-lite', 'postcss'],
  ...[
    'js-beautify',
    'prettier',
    'prettier/plugins/html',
    'mjml-cli',
    'mjml-migrate',
    'chokidar',
    'yargs',
    'yargs-parser',
  ],
]

/** What packages that are written in CommonJS find in each file that asks for it. */
const COMMON_JS = [
  "import { createRequire as belfryRequire } from 'node:module'",
  "import { fileURLToPath as belfryPath } from 'node:url'",
  'const require = belfryRequire(import.meta.url)',
  'const __filename = belfryPath(import.meta.url)',
  "const __dirname = belfryPath(new URL('.', import.meta.url))",
].join(';')

/** How packages are put into one file, for the program and for the tests that start it. */
export const BUNDLING = {
  bundle: true,
  // What two entry points share is one file of its own, so that there is one of it.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: OUTSIDE,
  alias: Object.fromEntries(NEVER_LOADED.map((name) => [name, join(root, 'src', 'left-out.cjs')])),
  minifyWhitespace: true,
  logLevel: 'error',
} satisfies BuildOptions

/** What is a file of its own: the program, what others import, and threads (open-thread-pool.ts, open-runs.ts). */
export const STARTED = [
  'main',
  'api/belfry',
  'mail/signing/signing-thread',
  'run/content-thread',
  'schedule/run-thread',
]

/** @returns what is inside, for the list of packages */
export function bundle(folder: string): Metafile {
  rmSync(folder, { recursive: true, force: true })
  return writeBundle({
    entryPoints: STARTED.map((name) => join(root, 'src', `${name}.ts`)),
    outdir: folder,
    entryNames: '[name]',
    chunkNames: 'part-[hash]',
  })
}

/**
 * As the program is made, for it and for what tests start.
 * @param what goes in, and where it comes out
 */
export function writeBundle(what: BuildOptions): Metafile {
  const { metafile, outputFiles } = buildSync({
    ...BUNDLING,
    tsconfig: join(root, 'tsconfig.json'),
    ...what,
    write: false,
    metafile: true,
  })
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, withCommonJs(withoutEsprima(withPlainFields(text))))
  }
  joinParts(metafile, BUNDLING)
  return metafile
}

/**
 * markdown-it comes with its fields of classes written for older programs, each by a function that asks first whether
 * it is there: a sixth of what Markdown takes. An assignment does the same.
 */
function withPlainFields(text: string): string {
  return text.replace(/(?<=[;{}])_defineProperty\(this,"(\w+)",/g, '(this.$1=')
}

/**
 * js-yaml asks for a parser of JavaScript as soon as it is loaded, for functions in YAML, which Belfry never reads:
 * to find it, or that it is nowhere, takes as long as to read thirty posts.
 */
function withoutEsprima(text: string): string {
  return text.replace(/\besprima=_require\(["']esprima["']\)/g, 'esprima=undefined')
}

/** Behind the line that names the program it runs by. */
function withCommonJs(text: string): string {
  if (!/\b(?:require|__filename|__dirname)\b/.test(text)) return text
  const program = /^#!.*\n/.exec(text)?.[0] ?? ''
  return `${program}${COMMON_JS};${text.slice(program.length)}`
}

interface Package {
  readonly name: string
  readonly version: string
  /** SPDX, as the package says it. */
  readonly license: string
  readonly texts: readonly string[]
  /** Who imports it: Belfry, or other packages. */
  readonly by: readonly string[]
}

const NODE_MODULES = 'node_modules/'

/** @returns the folder of the package that a file belongs to; undefined for Belfry's own */
function packageFolder(file: string): string | undefined {
  const at = file.lastIndexOf(NODE_MODULES)
  if (at < 0) return undefined
  const [scope = '', name = ''] = file.slice(at + NODE_MODULES.length).split('/')
  return file.slice(0, at + NODE_MODULES.length) + (scope.startsWith('@') ? `${scope}/${name}` : scope)
}

const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf(NODE_MODULES) + NODE_MODULES.length)

/** All of which something is in the bundle, by name and version. */
function packagesIn({ inputs, outputs }: Metafile): Package[] {
  const inside = new Set(Object.values(outputs).flatMap((output) => Object.keys(output.inputs)))
  const importers = new Map<string, Set<string>>()
  for (const file of inside) {
    const from = packageFolder(file)
    for (const { path } of inputs[file]?.imports ?? []) {
      const to = packageFolder(path)
      if (to === undefined || to === from) continue
      importers.set(to, (importers.get(to) ?? new Set()).add(from === undefined ? 'Belfry' : nameOf(from)))
    }
  }
  const found = new Map<string, Package>()
  for (const folder of new Set([...inside].flatMap((file) => packageFolder(file) ?? []))) {
    const read = packageAt(folder)
    const key = `${read.name} ${read.version}`
    // npm puts one version into several folders where another stands above it.
    const by = [...(found.get(key)?.by ?? []), ...(importers.get(folder) ?? [])]
    found.set(key, { ...read, by: [...new Set(by)].sort() })
  }
  return [...found.keys()].sort().flatMap((key) => found.get(key) ?? [])
}

function packageAt(folder: string): Package {
  const { name, version, license }: Record<string, unknown> = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  if (typeof license !== 'string') throw new Error(`${folder}/package.json says no licence that a list can hold.`)
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return { name: String(name), version: String(version), license, texts, by: [] }
}

/** Texts that are equal stand once, below the names of all who bring them. */
function licences(packages: readonly Package[]): string {
  const texts = new Map<string, string[]>()
  for (const { name, version, license, texts: own } of packages)
    for (const text of own.length === 0 ? [`${license}; the package brings no text of its own.`] : own)
      texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`])
  const rows = packages.map(({ name, version, license, by }) => `${name} ${version} | ${license} | ${by.join(', ')}`)
  const parts = [...texts].map(([text, names]) => `${names.join(', ')}\n\n${text}`)
  const head = 'Packages inside this program: name and version, licence, who imports it.'
  return `${[[head, ...rows].join('\n'), ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

const SPDX = /^[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*$/

/** CycloneDX 1.6 (ECMA-424): the same source makes the same bytes, so it has neither a date nor a number. */
function billOfMaterials(packages: readonly Package[]): string {
  const { name, version }: Record<string, unknown> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const components = packages.map((one) => ({
    type: 'library',
    name: one.name,
    version: one.version,
    purl: `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`,
    licenses: [SPDX.test(one.license) ? { expression: one.license } : { license: { name: one.license } }],
  }))
  const component = { type: 'application', name, version, purl: `pkg:npm/${name}@${version}` }
  const bill = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component }, components }
  return `${JSON.stringify(bill, null, 2)}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = join(root, 'dist')
  const packages = packagesIn(bundle(dist))
  writeFileSync(join(dist, 'belfry.d.ts'), declarations())
  writeFileSync(join(dist, 'licences.txt'), licences(packages))
  writeFileSync(join(dist, 'sbom.cdx.json'), billOfMaterials(packages))
  for (const [name, text] of prepareWords()) writeFileSync(join(dist, name), text)
  writeFileSync(join(dist, 'belfry.1'), execFileSync(process.execPath, [join(dist, 'main.js'), 'manual']))
}
