/** `belfry source`: what is read, and an operator's word on it. */
import { BelfryError } from '../base/errors.js'
import { foresee } from '../run/pipeline.js'
import { read } from '../run/read-content.js'
import { GONE_ACCEPTED, setFact } from '../store/meta-store.js'
import { type AddCommand, addCommand, addGroup, withAppContext } from './command.js'

export const sourceCommand: AddCommand = (program) => {
  const group = addGroup(program, 'source', 'what is read, and an operator’s word on it')
  addCommand(group, 'show', 'where posts come from, how many there are, and whether the read is believed').action(
    async (_flags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const { posts, git } = context.config.content
        const content = await read(context)
        const { failedRead } = await foresee(context, content)
        const source = {
          ...(git.remote === '' ? {} : { remote: git.remote, branch: git.branch }),
          posts,
          announcements: content.announcements.length,
          unreadable: content.unreadable.length,
          gone: failedRead,
        }
        terminal.print(source, () => [
          `${git.remote === '' ? posts : `${posts} of ${git.remote} (${git.branch})`}: ` +
            `${source.announcements} posts, ${source.unreadable} that cannot be read.`,
          ...(failedRead === 0
            ? []
            : [`${failedRead} are gone at once: belfry source accept --gone takes that as meant.`]),
        ])
      })
    },
  )
  addCommand(group, 'accept', 'the next run takes what is read now as meant')
    .option('--gone', 'posts that vanished at once are to be gone: each told one becomes a question')
    .action(async (flags: { gone?: true }, command) => {
      if (flags.gone !== true) throw new BelfryError('USAGE', 'Say what to accept: --gone.', { exitCode: 2 })
      await withAppContext(command, async (context, terminal) => {
        const { failedRead } = await foresee(context, await read(context))
        if (failedRead > 0) await setFact(context.store.db, GONE_ACCEPTED, true)
        terminal.print({ gone: failedRead }, () =>
          failedRead === 0
            ? 'No posts are missing that would need a word.'
            : `${failedRead} posts are taken as gone by the next run.`,
        )
      })
    })
}
