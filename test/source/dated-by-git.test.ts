import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readGitPosts } from '../../src/source/read-git-posts.js'
import { readPosts } from '../../src/source/read-posts.js'
import { noIds, post, settings } from '../posts/parsing.js'
import { makeRepository, temporaryFolder } from '../support/git-repository.js'

const undated = { ...settings, undated: 'git' as const }
const body = 'The lamps are lit at dusk, and put out at dawn, by whoever comes first.\n'

function archive() {
  const repository = makeRepository()
  repository.commit({ 'site/old ü.md': post('title: Lamps', body) }, { date: '2024-02-03T10:00:00+02:00' })
  repository.commit(
    { 'site/old ü.md': null, 'site/posts/lamps.md': post('title: Lamps', body) },
    { date: '2025-01-01T00:00:00Z' },
  )
  repository.commit(
    {
      'site/posts/wick/index.md': post('title: Wick'),
      'site/posts/2026-01-01-dated.md': post('title: Dated'),
      'site/posts/README.md': post('title: Read me'),
    },
    { date: '2026-03-04T05:06:07Z' },
  )
  return repository
}

test('a first commit dates what nothing else does, through renames, from disk and from git alike', async () => {
  const { folder } = archive()
  const read = await readPosts(join(folder, 'site/posts'), undated, noIds)
  expect(read.problems).toEqual([])
  const dates = read.announcements.map(({ path, instant }) => [path, new Date(instant).toISOString()])
  expect(dates.filter(([path]) => path !== '2026-01-01-dated.md')).toEqual([
    ['wick/index.md', '2026-03-04T05:06:07.000Z'],
    ['lamps.md', '2024-02-03T08:00:00.000Z'],
  ])
  const source = { clone: join(folder, '.git'), revision: 'HEAD', folders: ['site/posts'] }
  expect((await readGitPosts(source, undated, noIds)).announcements).toEqual(read.announcements)
})

test('what is not committed, and a folder outside of git, are named', async () => {
  const { folder } = archive()
  writeFileSync(join(folder, 'site/posts/new.md'), post('title: New'))
  const { problems, announcements } = await readPosts(join(folder, 'site/posts'), undated, noIds)
  expect(problems).toMatchObject([
    { code: 'POST_DATE', severity: 'warning', message: expect.stringContaining('no commit holds it yet') },
  ])
  expect(announcements).toHaveLength(3)
  const plain = temporaryFolder('plain')
  writeFileSync(join(plain, 'new.md'), post('title: New'))
  expect((await readPosts(plain, undated, noIds)).problems).toMatchObject([{ code: 'POST_DATE', severity: 'error' }])
  expect((await readPosts(plain, settings, noIds)).problems).toMatchObject([{ code: 'POST_NEARLY' }])
})

test('a shallow clone is refused, with how to mend it', async () => {
  const { folder } = archive()
  const clone = join(temporaryFolder('shallow'), 'clone')
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${folder}`, clone])
  const { problems, unreadable } = await readPosts(join(clone, 'site/posts'), undated, noIds)
  expect(unreadable).toEqual(['lamps.md', 'wick/index.md'])
  expect(problems[0]).toMatchObject({
    message: expect.stringContaining('is shallow'),
    fix: expect.stringContaining('--unshallow'),
  })
})
