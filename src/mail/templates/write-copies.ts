/**
 * Copies Belfry's templates for a project. In: a template (`confirm`) or one of its files (`kind.txt`), a folder. Out:
 * the files, each with what it was copied from in its first line. Door.
 */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BelfryError } from '../../base/errors.js'
import { nearest } from '../../base/nearest.js'
import { writeAtomically } from '../../files/write-folder.js'
import { mailTexts } from '../texts.js'
import { copyOf } from './files.js'
import { ownFiles } from './load.js'
import { templateNames, templateParts } from './names.js'

/**
 * @returns the paths of the copies
 * @throws BelfryError USAGE for a name that there is not, and for a file that is there already
 */
export async function writeCopies(name: string, folder: string): Promise<string[]> {
  const files = filesNamed(name).map((file) => ({ path: join(folder, file.name), text: copyOf(file) }))
  const there = files.find(({ path }) => existsSync(path))
  if (there !== undefined) throw isThere(there.path)
  for (const { path, text } of files) await writeAtomically(path, text)
  return files.map(({ path }) => path)
}

/** @throws BelfryError USAGE */
function filesNamed(name: string) {
  const files = ownFiles()
  const isWhole = templateNames.some((one) => one === name)
  const wanted = isWhole ? templateParts.map((part) => `${name}.${part}`) : [name]
  const found = files.filter((file) => wanted.includes(file.name))
  if (found.length > 0) return found
  const near = nearest(name, [...templateNames, ...files.map((file) => file.name)])
  const fix =
    near === undefined
      ? mailTexts.writeCopies.templatesAre(templateNames.join(', '))
      : mailTexts.writeCopies.didYouMean(near)
  throw new BelfryError('USAGE', mailTexts.writeCopies.belfryHasNoTemplate(name), { fix, exitCode: 2 })
}

function isThere(path: string): BelfryError {
  const fix = mailTexts.writeCopies.copyAnotherFolderOut()
  return new BelfryError('USAGE', mailTexts.writeCopies.alreadyNotOverwritten(path), { fix, exitCode: 2 })
}
