/** src/ as JavaScript, each file by itself. In: TypeScript. Out: a folder that stands for the package. */
import { cpSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { repository } from './repository.js'

export const tsconfig = join(repository, 'tsconfig.json')

/** Those of src/. */
export function sourceFiles(): string[] {
  return readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(repository, 'src', name))
}

/** What a program finds beside itself. */
export function putBeside(folder: string): void {
  cpSync(join(repository, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(repository, 'emails'), join(folder, 'emails'))
}

/** Below FOLDER/dist, with the packages as npm installed them. */
export function transpile(folder: string, entryPoints: string[]): void {
  putBeside(folder)
  const places = { outbase: join(repository, 'src'), outdir: join(folder, 'dist') }
  buildSync({ entryPoints, ...places, format: 'esm', platform: 'node', target: 'node20', tsconfig })
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
}
