/**
 * The program compiled once for all tests that start it: a process of it is up in half the time that a loader of
 * TypeScript takes. In: src/. Out: a folder outside the checkout, named by what is in it, that is made by whoever needs
 * it first.
 */
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { repository } from './project.js'

let folder: string | undefined

/** @returns the folder that stands for dist/ */
export function compiled(): string {
  folder ??= compileOnce()
  return join(folder, 'dist')
}

function compileOnce(): string {
  const source = join(repository, 'src')
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'),
  )
  const texts = files.sort().map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }))
  const wanted = join(
    tmpdir(),
    `belfry-dist-${createHash('sha256').update(repository).update(JSON.stringify(texts)).digest('hex').slice(0, 16)}`,
  )
  if (existsSync(wanted)) return wanted
  const made = mkdtempSync(join(tmpdir(), 'belfry-dist-'))
  for (const { name, text } of texts) {
    const file = join(made, 'dist', name.replace(/\.tsx?$/, '.js'))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, transpiled(name, text))
  }
  cpSync(join(repository, 'package.json'), join(made, 'package.json'))
  for (const beside of ['node_modules', 'emails']) symlinkSync(join(repository, beside), join(made, beside))
  try {
    renameSync(made, wanted)
  } catch (thrown) {
    // Another test process was first; the same sources make the same files.
    if (!existsSync(wanted)) throw thrown
    rmSync(made, { recursive: true })
  }
  return wanted
}

function transpiled(fileName: string, text: string): string {
  const { config } = ts.readConfigFile(join(repository, 'tsconfig.json'), (file) => readFileSync(file, 'utf8')) as {
    config: { compilerOptions: Record<string, unknown> }
  }
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, module: 'ESNext', moduleResolution: 'Bundler', noEmit: false },
    repository,
  )
  return ts.transpileModule(text, { fileName, compilerOptions: options }).outputText
}
