/**
 * `belfry templates copy NAME`: Belfry's own templates for the folder of a project. In: a template (`confirm`) or one
 * of its files (`kind.txt`), --out. Out: the paths of the copies.
 */

import { resolve } from 'node:path'
import { BelfryError } from '../base/errors.js'
import { writeCopies } from '../mail/templates/write-copies.js'
import { type AddCommand, addCommand, withReadContext } from './command.js'
import { cliTexts } from './texts.js'

export const templatesCommand: AddCommand = (group) => {
  addCommand(group, 'copy <name>', 'a copy of a template (confirm) or of one file of it (kind.txt)')
    .option('--out <folder>', 'folder to write to (default: the one that mail.templates names)')
    .action(async (name: string, { out }: { readonly out?: string }, command) => {
      await withReadContext(command, async ({ config }, terminal) => {
        const folder = out === undefined ? config.mail.templates : resolve(out)
        if (folder === '') throw noFolder()
        const paths = await writeCopies(name, folder)
        terminal.print({ files: paths }, () => paths)
      })
    })
}

function noFolder(): BelfryError {
  const fix = cliTexts.templates.nameFolderYourOwn()
  return new BelfryError('USAGE', cliTexts.templates.projectHasNoFolder(), { fix, exitCode: 2 })
}
