/** `belfry build`: feeds and pages alone, without a database. In: --out DIR. Out: the files with their sizes. */
import { resolve } from 'node:path'
import { publish } from '../run/publish.js'
import { read } from '../run/read-content.js'
import { type AddCommand, addCommand, exitCodeFor, withDesk } from './command.js'

export const buildCommand: AddCommand = (program, finish) => {
  addCommand(program, 'build', 'write feeds and pages; needs no database')
    .option('--out <folder>', 'folder to write to (default: feeds.folder)')
    .action(async (flags: { out?: string }, command) => {
      await withDesk(command, async (desk, terminal) => {
        const config =
          flags.out === undefined
            ? desk.config
            : { ...desk.config, feeds: { ...desk.config.feeds, folder: resolve(flags.out) } }
        const content = await read(desk)
        const { announcements, releases, register, problems } = content
        const { files } = await publish({ ...desk, config }, announcements, register, releases)
        await content.keep()
        terminal.problems(problems)
        const changed = files.filter((file) => file.changed).length
        terminal.print(
          { files, problems },
          () => `${files.length} files in ${config.feeds.folder}, ${changed} of them changed.`,
        )
        finish(exitCodeFor(problems))
      })
    })
}
