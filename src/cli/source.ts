/** `belfry source`: what is read, and an operator's word on it. */

import { BelfryError } from '../base/errors.js'
import type { AppContext } from '../run/app-context.js'
import { foresee } from '../run/due/decide-now.js'
import { type ProjectContent, read } from '../run/read-content.js'
import { GONE_ACCEPTED, setFact } from '../store/meta-store.js'
import { recordEvent, type Word } from '../subscribers/event-store.js'
import { type AddCommand, addCommand, exitCodeFor, withAppContext } from './command.js'
import { type WordFlags, withWord, wordOf } from './operator-word.js'
import { cliTexts } from './texts.js'

export const sourceCommand: AddCommand = (group, finish) => {
  addCommand(group, 'show', 'where posts come from, how many there are, and whether the read is believed').action(
    async (_flags, command) => {
      await withAppContext(command, async (context, terminal) => {
        const { posts, git } = context.config.content
        const content = await read(context)
        const { failedRead } = await foresee(context, content)
        const problems = content.problems.filter(({ code }) => code.startsWith('GIT_'))
        const source = {
          ...(git.remote === '' ? {} : { remote: git.remote, branch: git.branch }),
          ...revisionOf(content),
          posts: posts.join(', '),
          announcements: content.announcements.length,
          unreadable: content.unreadable.length,
          gone: failedRead,
        }
        terminal.problems(problems)
        terminal.print(source, () => [
          cliTexts.source.postsCannotRead(
            git.remote === '' ? posts.join(', ') : `${posts.join(', ')} of ${git.remote} (${git.branch})`,
            source.announcements,
            source.unreadable,
          ),
          ...revisionLines(content),
          ...(failedRead === 0 ? [] : [cliTexts.source.goneAtOnceBelfry(failedRead)]),
        ])
        finish(exitCodeFor(problems))
      })
    },
  )
  withWord(addCommand(group, 'accept [commit]', 'the next run takes what is read now, or that commit, as meant'))
    .option('--gone', 'posts that vanished at once are to be gone: each told one becomes a question')
    .action(async (commit: string | undefined, flags: WordFlags & { gone?: true }, command) => {
      if (flags.gone !== true && commit === undefined)
        throw new BelfryError('USAGE', cliTexts.source.sayWhatAcceptCommit(), { exitCode: 2 })
      await withAppContext(command, async (context, terminal) => {
        const word = commit === undefined ? undefined : await accept(context, commit, wordOf(flags))
        const gone = flags.gone === true ? await acceptGone(context, wordOf(flags)) : undefined
        terminal.print({ ...word, ...(gone !== undefined && { gone }) }, () => [
          ...(word === undefined ? [] : [cliTexts.source.postsReadCommitSigned(word.commit, word.signer)]),
          ...(gone === undefined ? [] : [goneLine(gone)]),
        ])
      })
    })
}

async function accept(context: AppContext, commit: string, word: Word) {
  // git is loaded by who needs it.
  const { acceptSource } = await import('../run/accept-source.js')
  return await acceptSource(context, commit, word)
}

async function acceptGone(context: AppContext, word: Word): Promise<number> {
  const { failedRead } = await foresee(context, await read(context))
  if (failedRead > 0)
    await context.store.transaction(async (transaction) => {
      await setFact(transaction, GONE_ACCEPTED, true)
      const event = { action: 'accept-gone', details: { posts: failedRead } } as const
      await recordEvent(transaction, event, word, context.clock.now())
    })
  return failedRead
}

function goneLine(gone: number): string {
  return gone === 0 ? cliTexts.source.noPostsMissingWould() : cliTexts.source.postsTakenGoneNext(gone)
}

/** Of posts in a repository: what is read, who vouches for it, what was told and stands outside of its history. */
function revisionOf({ revision }: ProjectContent) {
  if (revision === undefined) return {}
  const { commit, vouched, kept } = revision
  if (vouched === undefined) return { commit }
  const { signer, belief } = vouched
  return { commit, ...(signer !== '' && { signer }), believed: belief === 'believed', kept: kept.length }
}

function revisionLines({ revision }: ProjectContent): string[] {
  if (revision === undefined) return []
  const { commit, vouched, kept } = revision
  const by = vouched === undefined || vouched.signer === '' ? '' : `, signed by ${vouched.signer}`
  const outside = cliTexts.source.postsWereToldNo(kept.length)
  return [cliTexts.source.readCommit(commit, by), ...(kept.length === 0 ? [] : [outside])]
}
