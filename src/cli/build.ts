/** `belfry build`: feeds and pages alone, without a database. In: --out DIR. Out: the files with their sizes. */

import { resolve } from 'node:path'
import { buildAlone } from '../run/output/build-alone.js'
import { type AddCommand, exitCodeFor, withReadContext } from './command.js'
import { countingOf } from './shown/progress.js'
import { cliTexts } from './texts.js'

export const buildCommand: AddCommand = (self, finish) => {
  self
    .option('--out <folder>', 'folder to write to (default: feeds.folder)')
    .action(async (flags: { out?: string }, command) => {
      await withReadContext(command, async (context, terminal) => {
        const { feeds } = context.config
        const folder = flags.out === undefined ? feeds.folder : resolve(flags.out)
        const config = { ...context.config, feeds: { ...feeds, folder } }
        const { files, problems } = await buildAlone({ ...context, config }, countingOf('files'))
        terminal.problems(problems)
        const changed = files.filter((file) => file.changed).length
        terminal.print({ files, problems }, () => cliTexts.build.filesThemChanged(files.length, folder, changed))
        finish(exitCodeFor(problems))
      })
    })
}
