/** A history in which posts are filled in, each step from its own revision of the site. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { replay } from '../../../src/run/history/replay.js'
import { openHistory } from '../../../src/source/open-history.js'
import { readGitPosts } from '../../../src/source/read-git-posts.js'
import { readOutside } from '../../../src/source/read-outside.js'
import { rules } from '../../notices/situations.js'
import { noIds, post, settings } from '../../posts/parsing.js'
import { makeRepository } from '../../support/git-repository.js'

const liquid = { ...settings, liquid: true }
const thanks = (person: string) =>
  `Thanks to ${person}, who mended the lock of the lamp and wrote down how it is opened.\n`
const files = {
  '_config.yml': 'title: Quay\n',
  '_includes/thanks.html': thanks('Ann'),
  '_posts/2026-01-01-old.md': post('title: Old', 'Old.\n\n{% include thanks.html %}\n'),
}

test('an include that changes is an edit at its step, and a file that stays is filled in anew', async () => {
  const repository = makeRepository()
  const at = (day: string) => Date.parse(`${day}T00:00:00Z`)
  const steps = [
    repository.commit(files),
    repository.commit({ '_posts/2026-01-02-new.md': post('title: New', 'New.\n\n{% include thanks.html %}\n') }),
    repository.commit({
      '_includes/thanks.html': `${thanks('Bob')}\nThe download was replaced: the old one loses data.\n`,
    }),
  ].map((commit, push) => ({ push, commit, at: at(`2026-01-0${push + 1}`) }))
  const history = await openHistory(repository.folder)
  try {
    const { lines } = await replay(history, steps, { site: liquid, rules, folders: ['_posts'], releases: [] })
    expect(lines.map(({ push, post: path, kind, decision }) => [push, path, kind, decision])).toEqual([
      [1, '2026-01-02-new.md', 'announcement', 'tell'],
      [2, '2026-01-02-new.md', 'update', 'ask'],
      [2, '2026-01-01-old.md', 'update', 'ask'],
    ])
  } finally {
    await history.close()
  }
})

test('a told post outside of the history is filled in from the site of its own commit', async () => {
  const repository = makeRepository()
  const clone = join(repository.folder, '.git')
  const commit = repository.commit(files)
  repository.git('checkout', '-q', '--orphan', 'other')
  const revision = repository.commit({
    '_includes/thanks.html': thanks('Bob'),
    '_posts/2026-01-01-old.md': null,
    '_posts/2026-01-03-other.md': post('title: Other', '{% include thanks.html %}\n'),
  })
  const read = await readGitPosts({ clone, revision, folders: ['_posts'] }, liquid, noIds)
  const told = [{ post: '2026-01-01-old', commit, path: '_posts/2026-01-01-old.md', signer: '' }]
  const outside = await readOutside({ clone, revision }, told, { read, settings: liquid, ids: noIds })
  expect(read.announcements.map(({ body }) => body.trim())).toEqual([thanks('Bob').trim()])
  expect(outside.announcements.map(({ body }) => body.trim())).toEqual([`Old.\n\n${thanks('Ann')}`.trim()])
})
