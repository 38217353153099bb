/**
 * src/ as JavaScript that Node loads by itself, for the tests of a process that many files share. Vite would make each
 * file anew in each run, and each use of what it imports a look-up, which loops feel. In: src/. Out: a plugin that
 * leads imports there. Threads have no file there, as in src/: what they would do is done where it is asked for.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import type { Plugin } from 'vitest/config'
import { repository } from './repository.js'
import { sourceFiles, transpile } from './transpile.js'

const NAME = 'belfry-sources-'

/** What Vitest leaves to Node. */
export const NATIVE = new RegExp(`/${NAME}`)

const SRC = join(repository, 'src') + sep

/** The programs that make a package of src/ ask where they stand. */
const isOfARoom = (file: string) => file.slice(SRC.length).includes(sep)

/** A test that puts something in the place of a module needs Vite's, and so does who watches, or looks for a line. */
export function nativeSources(): Plugin[] {
  if (!process.argv.includes('run') || process.env.TEST_SOURCES === 'vite') return []
  return [leadingTo(make)]
}

function leadingTo(make: () => Made): Plugin {
  let made: Made | undefined
  return {
    name: 'belfry-native-sources',
    enforce: 'pre',
    resolveId(source, importer) {
      if (importer === undefined || !source.startsWith('.')) return undefined
      const file = resolve(importer, '..', source)
      if (!file.startsWith(SRC)) return undefined
      made ??= make()
      return made.get(file)
    },
  }
}

/** Path of an import, as it is written → the file that is loaded. */
type Made = ReadonlyMap<string, string>

/** Files of threads: all that is named by its address. */
function startedBy(file: string): string[] {
  const named = readFileSync(file, 'utf8').matchAll(/new URL\('(\.[^']+)\.js', import\.meta\.url\)/g)
  return [...named].map(([, name = '']) => `${resolve(file, '..', name)}.ts`)
}

function make(): Made {
  const folder = mkdtempSync(join(tmpdir(), NAME))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const all = sourceFiles().filter(isOfARoom)
  const started = new Set(all.flatMap(startedBy))
  const files = all.filter((file) => !started.has(file))
  transpile(folder, files)
  // What is beside src/ is found beside it.
  for (const name of readdirSync(repository))
    if (!existsSync(join(folder, name))) symlinkSync(join(repository, name), join(folder, name))
  const imported = files.map((file) => file.replace(/\.tsx?$/, '.js'))
  return new Map(imported.map((file) => [file, join(folder, 'dist', file.slice(SRC.length))]))
}
