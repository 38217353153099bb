/**
 * The program compiled once for all tests that start it, into few files as `npm run build` does: a process of it is up
 * in a third of the time that a loader of TypeScript takes. In: src/ and the programs of tests. Out: a folder outside
 * the checkout, named by what is in it, that is made by whoever needs it first.
 */
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { OUTSIDE, STARTED, writeBundle } from '../../src/bundle.js'
import { prepareWords } from '../../src/words/load-words.js'
import { repository } from './repository.js'
import { putBeside, sourceFiles, transpile } from './transpile.js'

/**
 * `bundled`: as dist/ is, so that a process opens a thousand files less. `installed`: each file by itself, and the
 * packages as npm put them there, for what is measured.
 */
export type Packages = 'bundled' | 'installed'

/** Programs of tests that are started as Belfry is, and the folders of test/ that they are in. */
const PROGRAMS = {
  'dies-at-step': 'support',
  'dies-in-restore': 'support',
  'commands-in-turn': 'support',
  'sink-process': 'bench/crash',
} as const
type Program = keyof typeof PROGRAMS

const programFiles = Object.fromEntries(
  Object.entries(PROGRAMS).map(([name, folder]) => [name, join(repository, 'test', folder, `${name}.ts`)]),
)

/** Below src/: what programs of tests import by its name. */
const IMPORTED = [
  'config/imap-address',
  'inbound/open-imap',
  'inbound/webhooks/read-https',
  'mail/signing/open-threads',
  'store/open',
  'subscribers/load-keys',
]

const folders: Partial<Record<Packages, string>> = {}

/**
 * @returns the folder that stands for dist/; of what is bundled it holds `main.js`, a file for each thread and, below
 * their own folders, those of IMPORTED
 */
export function compiled(packages: Packages = 'bundled'): string {
  return join(compiledFolder(packages), 'dist')
}

/** @returns the file that stands for NAME.ts, importing what `compiled` holds */
export function compiledProgram(name: Program): string {
  return join(compiled(), `${name}.js`)
}

function compiledFolder(packages: Packages): string {
  const folder = folders[packages] ?? compileOnce(packages)
  folders[packages] = folder
  return folder
}

function compileOnce(packages: Packages): string {
  const sources = sourceFiles()
  const wanted = join(
    tmpdir(),
    `belfry-dist-${packages}-${digest([...sources.sort(), ...Object.values(programFiles)])}`,
  )
  if (existsSync(wanted)) return wanted
  const made = mkdtempSync(join(tmpdir(), 'belfry-dist-'))
  if (packages === 'bundled') bundle(made)
  else transpile(made, sources)
  try {
    renameSync(made, wanted)
  } catch (thrown) {
    // Another test process was first; the same sources make the same files.
    if (!existsSync(wanted)) throw thrown
    rmSync(made, { recursive: true })
  }
  return wanted
}

function digest(files: readonly string[]): string {
  const hash = createHash('sha256').update(repository)
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

function bundle(folder: string): void {
  putBeside(folder)
  const dist = join(folder, 'dist')
  const source = (name: string) => join(repository, 'src', `${name}.ts`)
  writeBundle({
    entryPoints: {
      // Threads are looked for beside whoever starts them, as in dist/.
      ...Object.fromEntries(STARTED.map((name) => [basename(name), source(name)])),
      ...Object.fromEntries(IMPORTED.map((name) => [name, source(name)])),
      ...programFiles,
    },
    outdir: dist,
    chunkNames: 'part-[hash]',
  })
  for (const [name, text] of prepareWords()) writeFileSync(join(dist, name), text)
  for (const name of OUTSIDE) {
    const place = join(folder, 'node_modules', name)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(join(repository, 'node_modules', name), place)
  }
}
