/** `belfry build`: feeds and pages alone, without a database. In: --out DIR. Out: the files with their sizes. */
import { resolve } from 'node:path'
import { BelfryError } from '../base/errors.js'
import { placeOfPosts } from '../config/place-of-posts.js'
import { feedIdsProblem } from '../register/feed-identity.js'
import { publish } from '../run/publish.js'
import { publishedOf, read } from '../run/read-content.js'
import { type AddCommand, exitCodeFor, withReadContext } from './command.js'

export const buildCommand: AddCommand = (self, finish) => {
  self
    .option('--out <folder>', 'folder to write to (default: feeds.folder)')
    .action(async (flags: { out?: string }, command) => {
      await withReadContext(command, async (context, terminal) => {
        const config =
          flags.out === undefined
            ? context.config
            : { ...context.config, feeds: { ...context.config.feeds, folder: resolve(flags.out) } }
        const content = await read(context)
        const { releases, register } = content
        const announcements = publishedOf(content)
        // What lists take concerns mail, and no page.
        const found = content.problems.filter(({ code }) => code !== 'LIST_CATEGORY')
        if (content.announcements.length === 0) {
          terminal.problems(found)
          const message = `${placeOfPosts(config)} holds no post that can be read; what was published stays as it is.`
          throw new BelfryError('POSTS_EMPTY', message)
        }
        const unvouched = found.find(({ code }) => code === 'GIT_UNVOUCHED')
        if (unvouched !== undefined)
          throw new BelfryError(unvouched.code, 'Nothing is published.', { problems: [unvouched] })
        const otherIds = feedIdsProblem(register, config)
        if (otherIds !== undefined)
          throw new BelfryError(otherIds.code, 'Nothing is published.', { problems: [otherIds] })
        const { files } = await publish(
          { ...context, config },
          { announcements, register, releases, pictures: content.pictures },
        )
        const problems = [...found, ...content.remember()]
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
