import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { postFolders } from '../../src/source/post-folders.js'
import { readGitPosts } from '../../src/source/read-git-posts.js'
import { readPosts } from '../../src/source/read-posts.js'
import { noIds, post, settings } from '../posts/parsing.js'
import { makeRepository, temporaryFolder } from '../support/git-repository.js'

const files = {
  'content/news/2026-01-01-one.md': post('title: One'),
  'content/security/2026/2026-01-02-two.md': post('title: Two'),
  'content/about/2026-01-03-not-read.md': post('title: Three'),
}

function onDisk(): string {
  const folder = temporaryFolder('folders')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const paths = ['security/2026/2026-01-02-two.md', 'news/2026-01-01-one.md']
const bySection = { ...settings, permalink: '/:section/:title/' }

test('paths are relative to one folder, and of several to the deepest that holds them all', () => {
  expect(postFolders(['/a/posts'])).toEqual({ common: '/a/posts', parts: [''] })
  expect(postFolders(['/a/b/news', '/a/c/'])).toEqual({ common: '/a', parts: ['b/news/', 'c/'] })
  expect(postFolders(['./news', 'blog'])).toEqual({ common: '', parts: ['news/', 'blog/'] })
  expect(postFolders([''])).toEqual({ common: '', parts: [''] })
})

test('posts of several folders are read from disk and from git alike, and permalinks name the folder', async () => {
  const folder = onDisk()
  const folders = ['content/news', 'content/security']
  const read = await readPosts(
    folders.map((one) => join(folder, one)),
    bySection,
    noIds,
  )
  expect(read.announcements.map(({ path }) => path)).toEqual(paths)
  expect(read.announcements.map(({ url }) => new URL(url).pathname)).toEqual(['/security/two/', '/news/one/'])
  expect(read.fileOf(paths[0] ?? '')).toBe(join(folder, 'content', paths[0] ?? ''))
  const repository = makeRepository()
  repository.commit(files)
  const source = { clone: join(repository.folder, '.git'), revision: 'HEAD', folders }
  const inGit = await readGitPosts(source, bySection, noIds)
  expect(inGit.announcements).toEqual(read.announcements)
  expect(inGit.fileOf(paths[1] ?? '')).toBe('content/news/2026-01-01-one.md')
  await expect(readGitPosts({ ...source, folders: ['content/news', 'gone'] }, settings, noIds)).rejects.toMatchObject({
    code: 'POSTS_FOLDER',
    message: expect.stringContaining('gone, is not in commit'),
  })
})

test('one folder that is missing, or leads into another by a link, is named and nothing is read', async () => {
  const folder = onDisk()
  const [news, gone, linked] = ['content/news', 'content/gone', 'content/linked'].map((one) => join(folder, one))
  symlinkSync(join(folder, 'content/news'), linked ?? '')
  const code = { code: 'POSTS_FOLDER' }
  await expect(readPosts([news ?? '', gone ?? ''], settings, noIds)).rejects.toMatchObject(code)
  await expect(readPosts([news ?? '', linked ?? ''], settings, noIds)).rejects.toMatchObject(code)
})
