/** Reads a tree for the house test. In: its folder. Out: every TypeScript file of src and test, and ARCHITECTURE.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tree } from './house.js'

export function readTree(folder: string): Tree {
  const files = ['src', 'test']
    .filter((top) => existsSync(join(folder, top)))
    .flatMap((top) =>
      readdirSync(join(folder, top), { recursive: true, encoding: 'utf8' })
        .map((path) => `${top}/${path.replaceAll('\\', '/')}`)
        .filter((path) => /\.(ts|tsx|mjs)$/.test(path)),
    )
  return {
    files: files.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') })),
    architecture: readFileSync(join(folder, 'ARCHITECTURE.md'), 'utf8'),
  }
}
