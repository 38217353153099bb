/**
 * The program compiled once for all tests that start it: a process of it is up in half the time that a loader of
 * TypeScript takes. In: src/ and the programs of tests. Out: a folder outside the checkout, named by what is in it,
 * that is made by whoever needs it first.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { bundlePackages } from './bundled-packages.js'
import { repository } from './project.js'

/**
 * `bundled`: each package that Belfry imports is one file, so that a process opens a thousand files less. `installed`:
 * the packages as npm put them there, for what is measured.
 */
export type Packages = 'bundled' | 'installed'

/** Programs of tests that are started as Belfry is, below test/support. */
const PROGRAMS = ['dies-at-step', 'dies-in-restore', 'commands-in-turn'] as const

const folders: Partial<Record<Packages, string>> = {}

/** @returns the folder that stands for dist/ */
export function compiled(packages: Packages = 'bundled'): string {
  return join(compiledFolder(packages), 'dist')
}

/** @returns the file that stands for test/support/NAME.ts, importing what `compiled` holds */
export function compiledProgram(name: (typeof PROGRAMS)[number]): string {
  return join(compiledFolder('bundled'), 'test', 'support', `${name}.js`)
}

function compiledFolder(packages: Packages): string {
  const folder = folders[packages] ?? compileOnce(packages)
  folders[packages] = folder
  return folder
}

function compileOnce(packages: Packages): string {
  const sources = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(repository, 'src', name))
  const programs = PROGRAMS.map((name) => join(repository, 'test', 'support', `${name}.ts`))
  const wanted = join(tmpdir(), `belfry-dist-${packages}-${digest([...sources.sort(), ...programs])}`)
  if (existsSync(wanted)) return wanted
  const made = mkdtempSync(join(tmpdir(), 'belfry-dist-'))
  transpile(sources, { outbase: join(repository, 'src'), outdir: join(made, 'dist') })
  transpile(programs, { outbase: join(repository, 'test'), outdir: join(made, 'test') })
  // Programs of tests import from ../../src.
  symlinkSync('dist', join(made, 'src'))
  cpSync(join(repository, 'package.json'), join(made, 'package.json'))
  symlinkSync(join(repository, 'emails'), join(made, 'emails'))
  if (packages === 'bundled') bundlePackages(made)
  else symlinkSync(join(repository, 'node_modules'), join(made, 'node_modules'))
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

function transpile(entryPoints: string[], places: { outbase: string; outdir: string }): void {
  const tsconfig = join(repository, 'tsconfig.json')
  buildSync({ entryPoints, ...places, format: 'esm', platform: 'node', target: 'node20', tsconfig })
}
