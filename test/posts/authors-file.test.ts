import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAuthors } from '../../src/posts/authors-file.js'
import { readAuthors, readGitAuthors } from '../../src/source/read-authors.js'
import { makeRepository, temporaryFolder } from '../support/git-repository.js'
import { announcementOf, post } from './parsing.js'

const one = (file: string, text: string) => parseAuthors([{ file, text }])

test('the files of Jekyll, Docusaurus and Hugo give names by key', () => {
  const jekyll = 'ada:\n  name: Ada Lantern\n  name: "Ada  Lantern"\nben: Ben\nnone:\n  url: x\n'
  expect(one('authors.yml', jekyll).names).toEqual({ ada: 'Ada Lantern', ben: 'Ben' })
  expect(one('authors.json', '[{"short_name":"ada","name":"Ada"},{"name":"Nobody"}]').names).toEqual({ ada: 'Ada' })
  expect(one('authors.toml', '[ada]\nname = "Ada"\n').names).toEqual({ ada: 'Ada' })
  expect(parseAuthors([{ file: 'data/authors/ada.yaml', text: 'name: Ada', key: 'ada' }]).names).toEqual({ ada: 'Ada' })
})

test.each([
  ['authors.yml', 'ada:\n  name: "open\n', 3],
  ['authors.json', '{"ada":', 1],
  ['authors.toml', '[ada]\nname =\n', 2],
])('%s that cannot be read is named with its line, and gives nobody', (file, text, line) => {
  expect(one(file, text)).toMatchObject({ names: {}, problems: [{ code: 'AUTHORS_FILE', file, line }] })
})

test('posts name authors by key, by name, or write them out; a key of every object is none', () => {
  const authors = parseAuthors([{ file: 'a.yml', text: 'ada: Ada Lantern\n__proto__: { name: Eve }\n' }]).names
  const named = (lines: string) => announcementOf(post(`title: x\n${lines}`), { settings: { authors } }).authors
  expect(named('author: ada')).toEqual(['Ada Lantern'])
  expect(named('authors: [ada, Ben, constructor, toString]')).toEqual(['Ada Lantern', 'Ben', 'constructor', 'toString'])
  expect(named('authors:\n  - key: ada\n    title: Lamplighter\n  - name: Cy\n    url: /cy')).toEqual([
    'Ada Lantern',
    'Cy',
  ])
})

test('a folder of authors is read from disk and from git, and what leads out of it is named', async () => {
  const folder = temporaryFolder('authors')
  mkdirSync(join(folder, 'authors'))
  writeFileSync(join(folder, 'secret.yml'), 'name: Secret')
  writeFileSync(join(folder, 'authors/ada.yml'), 'name: Ada')
  writeFileSync(join(folder, 'authors/large.yml'), `name: ${'x'.repeat(1_000_001)}`)
  symlinkSync('../secret.yml', join(folder, 'authors/link.yml'))
  const read = readAuthors(join(folder, 'authors'))
  expect(read.names).toEqual({ ada: 'Ada' })
  expect(read.problems.map(({ message }) => message)).toEqual([
    'No author is taken from it: it is larger than 1 MB.',
    'No author is taken from it: it is a link that leaves its folder.',
  ])
  expect(readAuthors(join(folder, 'gone.yml')).problems).toMatchObject([{ code: 'AUTHORS_FILE' }])
  const repository = makeRepository()
  repository.commit({ 'data/authors/ada.yml': 'name: Ada', 'data/authors/b.yml': { link: '/etc/hostname' } })
  const inGit = await readGitAuthors(join(repository.folder, '.git'), 'HEAD', 'data/authors')
  expect(inGit.names).toEqual({ ada: 'Ada' })
  expect(inGit.problems).toMatchObject([{ code: 'AUTHORS_FILE', file: 'data/authors/b.yml' }])
})

test('the folders above _posts are categories, before those of front matter', () => {
  const at = (path: string) => {
    const { categories, url } = announcementOf(post('title: x\ncategories: [wick, Security]'), {
      path,
      settings: { permalink: '/:categories/:title/' },
    })
    return [categories, new URL(url).pathname]
  }
  expect(at('security/_posts/2026-05-01-a.md')).toEqual([['security', 'wick'], '/security/wick/security/a/'])
  expect(at('_posts/deep/2026-05-01-a.md')[0]).toEqual(['wick', 'Security'])
  expect(at('news/2026-05-01-a.md')[0]).toEqual(['wick', 'Security'])
})
