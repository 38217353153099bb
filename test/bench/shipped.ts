/**
 * The program as npm ships it. In: a folder that is not there yet. Out: what stands for dist/ in it, as `npm run build`
 * makes it.
 */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../../src/bundle.js'
import { prepareWords } from '../../src/words/load-words.js'
import { repository } from '../support/project.js'

/** @returns the folder with main.js */
export function shipped(folder: string): string {
  const dist = join(folder, 'dist')
  mkdirSync(folder, { recursive: true })
  bundle(dist)
  cpSync(join(repository, 'package.json'), join(folder, 'package.json'))
  for (const name of ['emails', 'node_modules']) symlinkSync(join(repository, name), join(folder, name))
  for (const [name, text] of prepareWords()) writeFileSync(join(dist, name), text)
  return dist
}
