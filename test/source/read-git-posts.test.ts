import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readGitPosts } from '../../src/source/read-git-posts.js'
import { readPosts } from '../../src/source/read-posts.js'
import { noIds, post, settings } from '../posts/parsing.js'
import { corpusMissing, corpusPosts, corpusSettings } from '../support/corpus.js'
import { makeRepository, type TestRepository } from '../support/git-repository.js'

const read = (repository: TestRepository, folder = '', revision = 'HEAD') =>
  readGitPosts({ clone: join(repository.folder, '.git'), revision, folders: [folder] }, settings, noIds)
const codes = (result: Awaited<ReturnType<typeof read>>) =>
  result.problems.map(({ file, code, severity }) => `${severity} ${file} ${code}`)

/** A repository whose commit holds entries that no file system could. */
function withEntries(entries: readonly { mode: string; type: string; id: string; name: Uint8Array }[]): TestRepository {
  const repository = makeRepository()
  const listing = entries.map(({ mode, type, id, name }) =>
    Buffer.concat([Buffer.from(`${mode} ${type} ${id}\t`), name, Buffer.from([0])]),
  )
  const tree = repository.pipe(Buffer.concat(listing), 'mktree', '-z', '--missing')
  repository.git('update-ref', 'HEAD', repository.git('commit-tree', '-m', 'Entries', tree))
  return repository
}

test('a repository reads as the same files in a folder do', async () => {
  const repository = makeRepository()
  repository.commit({
    'a/2026-02-01-two.markdown': post('title: Two\nid: lamp'),
    'a.b/2026-01-15-three.md': post('title: Three\nid: lamp'),
    '2026-01-01-one.md': post('title: One'),
    '2026-01-02-syntax.md': '---\ntitle: "open\n---\nBody\n',
    '2026-01-03-latin.md': Buffer.from(post('title: Lämp'), 'latin1'),
    '2026-01-04-größe.md': post('title: Größe'),
    'dated.md': post('title: Dated\ndate: 2026-01-08'),
    'README.md': '# Read me\n\ndate: 2026-01-01\n',
    '2026-01-XX-draft.md': '---js\n---\n',
    '_drafts/2026-01-01-draft.md': '---js\n---\n',
    '.hidden/2026-01-01-hidden.md': '---js\n---\n',
    '2026-01-09-notes.txt': 'x',
  })
  const [inGit, onDisk] = [await read(repository), await readPosts(repository.folder, settings, noIds)]
  expect(inGit.announcements).toEqual(onDisk.announcements)
  expect(inGit.unreadable).toEqual(onDisk.unreadable)
  expect(inGit.problems.map(({ file, ...rest }) => ({ ...rest, file: join(repository.folder, file) }))).toEqual(
    onDisk.problems,
  )
  expect(inGit.announcements).toHaveLength(4)
  expect(inGit.problems).toHaveLength(3)
})

test('without a folder it is _posts, else content/posts, else the root, and problems name the path in the repository', async () => {
  const repository = makeRepository()
  repository.commit({ '2026-01-01-a.md': post('title: Root'), '2026-01-02-b.md': '' })
  const root = await read(repository)
  expect([root.announcements.map(({ path }) => path), codes(root)]).toEqual([
    ['2026-01-01-a.md'],
    ['error 2026-01-02-b.md POST_FRONT_MATTER_MISSING'],
  ])
  repository.commit({ 'content/posts/2026-01-01-a.md': post('title: Content'), 'content/posts/2026-01-02-b.md': '' })
  const content = await read(repository)
  expect([content.announcements.map(({ path, title }) => [path, title]), codes(content), content.unreadable]).toEqual([
    [['2026-01-01-a.md', 'Content']],
    ['error content/posts/2026-01-02-b.md POST_FRONT_MATTER_MISSING'],
    ['2026-01-02-b.md'],
  ])
  repository.commit({ '_posts/2026-01-01-a.md': post('title: Jekyll') })
  expect((await read(repository)).announcements.map(({ title }) => title)).toEqual(['Jekyll'])
  expect((await read(repository, './content/posts/')).announcements.map(({ title }) => title)).toEqual(['Content'])
})

test('a folder that was renamed is an error that names the commit, never an empty folder', async () => {
  const repository = makeRepository()
  repository.commit({ 'news/2026-01-01-a.md': post('title: A') })
  repository.git('mv', 'news', 'archive')
  const commit = repository.commit({})
  for (const folder of ['news', '../news', '/etc', 'archive/2026-01-01-a.md'])
    await expect(read(repository, folder, commit)).rejects.toMatchObject({
      code: 'POSTS_FOLDER',
      message: expect.stringContaining(commit.slice(0, 12)),
    })
})

test('a revision that is not there is an error', async () => {
  const repository = makeRepository()
  repository.commit({})
  for (const revision of ['nowhere', 'a'.repeat(40), 'HEAD\nHEAD', '--batch'])
    await expect(read(repository, '', revision)).rejects.toMatchObject({ code: 'GIT_REPOSITORY' })
})

test('links are refused, submodules passed over, wherever they lead', async () => {
  const repository = makeRepository()
  const commit = repository.commit({
    '2026-01-01-good.md': post('title: Good'),
    '2026-01-02-passwd.md': { link: '/etc/passwd' },
    '2026-01-03-inside.md': { link: '2026-01-01-good.md' },
  })
  repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},vendor`)
  repository.git('commit', '-q', '-m', 'A submodule')
  const result = await read(repository)
  expect(result.announcements.map(({ title }) => title)).toEqual(['Good'])
  expect(codes(result)).toEqual([
    'error 2026-01-02-passwd.md POST_UNREADABLE',
    'error 2026-01-03-inside.md POST_UNREADABLE',
    'warning vendor POST_UNREADABLE',
  ])
  expect(JSON.stringify(result)).not.toContain('root:')
})

test('a file over the limit is not read, and neither stops nor delays the others', async () => {
  const repository = makeRepository()
  repository.commit({
    '2026-01-01-large.md': post('title: Large', 'x'.repeat(5 * 1024 * 1024)),
    '2026-01-02-good.md': post('title: Good'),
    'large.md': post('title: Large\ndate: 2026-01-01', 'x'.repeat(5 * 1024 * 1024)),
  })
  const result = await read(repository)
  expect(result.announcements.map(({ title }) => title)).toEqual(['Good'])
  expect(codes(result)).toEqual(['error 2026-01-01-large.md POST_TOO_LARGE'])
  expect(result.problems[0]?.message).toBe('The post has 5.0 MB.')
})

test('names that are not UTF-8 are refused with a remedy, and two of them never become one post', async () => {
  const blob = (repository: TestRepository, title: string) =>
    repository.pipe(post(`title: ${title}`), 'hash-object', '-w', '--stdin')
  const name = (byte: number) => Buffer.concat([Buffer.from('2026-01-01-l'), Buffer.from([byte]), Buffer.from('.md')])
  const repository = withEntries([])
  const [a, b] = [blob(repository, 'A'), blob(repository, 'B')]
  const tree = repository.pipe(
    Buffer.concat(
      [a, b].flatMap((id, index) => [Buffer.from(`100644 blob ${id}\t`), name(0xe4 + index), Buffer.from([0])]),
    ),
    'mktree',
    '-z',
  )
  const result = await read(repository, '', repository.git('commit-tree', '-m', 'Names', tree))
  expect(result.announcements).toEqual([])
  expect(codes(result)).toEqual(Array(2).fill('error 2026-01-01-l\uFFFD.md POST_UNREADABLE'))
  expect(result.problems[0]?.fix).toContain('git mv')
})

test('a file that is missing from the repository is named', async () => {
  const name = Buffer.from('2026-01-01-lost.md')
  const repository = withEntries([{ mode: '100644', type: 'blob', id: 'a'.repeat(40), name }])
  expect(codes(await read(repository))).toEqual(['error 2026-01-01-lost.md POST_UNREADABLE'])
})

test('a tree that doubles at every level ends with an error, not with the memory', async () => {
  const repository = makeRepository()
  const blob = repository.pipe(post('title: A'), 'hash-object', '-w', '--stdin')
  let tree = repository.pipe(`100644 blob ${blob}\t2026-01-01-a.md\n`, 'mktree')
  for (let level = 0; level < 40; level += 1)
    tree = repository.pipe(`040000 tree ${tree}\ta\n040000 tree ${tree}\tb\n`, 'mktree')
  const commit = repository.git('commit-tree', '-m', 'Doubling', tree)
  await expect(read(repository, '', commit)).rejects.toMatchObject({ code: 'GIT_REPOSITORY' })
})

test('filters, attributes and programs that the repository names stay asleep', async () => {
  const repository = makeRepository()
  const mark = join(repository.folder, 'was-here')
  repository.commit({ '2026-01-01-a.md': post('title: A') })
  repository.git('config', 'filter.lfs.smudge', `touch ${mark}`)
  repository.git('config', 'diff.lfs.textconv', `touch ${mark}`)
  repository.git('config', 'core.fsmonitor', `touch ${mark}`)
  mkdirSync(join(repository.folder, '.git', 'info'), { recursive: true })
  writeFileSync(join(repository.folder, '.git', 'info', 'attributes'), '*.md filter=lfs diff=lfs\n')
  expect((await read(repository)).announcements).toHaveLength(1)
  expect(existsSync(mark)).toBe(false)
})

const corpus = corpusPosts()
if (corpus === undefined) console.log(corpusMissing)

test.skipIf(corpus === undefined)('the archive reads the same from git as from its checkout', async () => {
  const started = performance.now()
  const inGit = await readGitPosts(
    { clone: join(corpus ?? '', '.git'), revision: 'HEAD', folders: [''] },
    corpusSettings,
    noIds,
  )
  const tookMs = performance.now() - started
  const onDisk = await readPosts(corpus ?? '', corpusSettings, noIds)
  console.log(`${inGit.announcements.length} posts from git in ${tookMs.toFixed(0)} ms`)
  expect(inGit.announcements).toEqual(onDisk.announcements)
})
