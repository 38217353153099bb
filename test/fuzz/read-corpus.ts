/** The kept corpus: small inputs of each target, a file each, in corpus/TARGET. Door: disk. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_FOLDER } from '../../src/base/read-program.js'

export const CORPUS = join(PACKAGE_FOLDER, 'test', 'fuzz', 'corpus')

/** File name → bytes. */
export function corpusOf(target: string): ReadonlyMap<string, Buffer> {
  const folder = join(CORPUS, target)
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]))
}
