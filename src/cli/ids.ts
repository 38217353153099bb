/**
 * `belfry ids FEED…`: entries keep the ids that the site's old feeds gave them. In: files or addresses of those feeds.
 * Out: which entry is which post; the register keeps each id from then on.
 */

import { type Matched, matchEntries } from '../adoption/match-entries.js'
import { type Problem, problem } from '../base/errors.js'
import { feedEntries } from '../cms/feed-entries.js'
import { readFeed } from '../cms/read-feed.js'
import { writeRegister } from '../register/write.js'
import { read } from '../run/read-content.js'
import { type AddCommand, exitCodeFor, withReadContext } from './command.js'
import { cliTexts } from './texts.js'

interface IdsFlags {
  readonly dryRun?: boolean
}

export const idsCommand: AddCommand = (self, finish) => {
  self.option('--dry-run', 'write nothing').action(async (feeds: string[], flags: IdsFlags, command) => {
    await withReadContext(command, async (context, terminal) => {
      const { announcements, register } = await read(context)
      const entries = new Map(register.entries)
      const matched: Matched[] = []
      const problems: Problem[] = []
      for (const name of feeds) {
        const feed = feedEntries(await readFeed(name), name)
        if ('problem' in feed) {
          problems.push(feed.problem)
          continue
        }
        const found = matchEntries(feed.entries, announcements, entries, name)
        for (const { post, id } of found.matched) entries.set(post, id)
        matched.push(...found.matched)
        problems.push(...found.problems, ...namelessEntries(feed.nameless, name))
      }
      if (flags.dryRun !== true && matched.length > 0)
        await writeRegister(context.config.content.register, { ...register, entries })
      terminal.problems(problems)
      terminal.print({ matched, problems }, () => linesOf(matched, entries.size, announcements.length))
      finish(exitCodeFor(problems))
    })
  })
}

function namelessEntries(nameless: readonly { readonly title?: string; readonly line: number }[], file: string) {
  return nameless.map(({ title = '', line }) =>
    problem('FEED_IDS', cliTexts.ids.hasNoIdToKeep(title.slice(0, 80)), { file, line }, { severity: 'warning' }),
  )
}

function linesOf(matched: readonly Matched[], kept: number, posts: number): string[] {
  const count = (by: Matched['by']) => matched.filter((one) => one.by === by).length
  return [
    cliTexts.ids.entriesPostsLinkTitle(matched.length, count('link'), count('title and date')),
    cliTexts.ids.postsKeepIdTheir(kept, posts),
  ]
}
