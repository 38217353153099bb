/** Where the releases table is read from: a file, a folder of files, a revision of a git repository. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSource } from '../../src/source/read-all.js'
import { readGitReleases } from '../../src/source/read-git-releases.js'
import { readReleases } from '../../src/source/read-releases.js'
import { noIds, post, settings } from '../posts/parsing.js'
import { makeRepository, temporaryFolder } from '../support/git-repository.js'

const SITE = settings.url
const product = (title: string, keys = '') =>
  `---\ntitle: ${title}\n${keys}releases:\n- releaseCycle: 4.10\n---\n\nText\n`
const FILES = {
  'lantern.md': product('Lantern OS'),
  'oil.yaml': 'title: Oil\npermalink: /lamp-oil\nreleases: []\n',
  'wick.yml': 'products: { wick: { releases: [] }, flame: { releases: [] } }\n',
  'README.md': '# The releases table\n',
  'notes.txt': 'x',
  '.hidden.yaml': '"',
}
const IDS = ['lantern', 'lamp-oil', 'wick', 'flame']

function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder('releases')
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const summary = ({ table, problems }: ReturnType<typeof readReleases>) => ({
  ids: table.products.map(({ id }) => id),
  unreadable: table.unreadable,
  messages: problems.map(({ message }) => message),
})

test('no path is no table', () => {
  expect(readReleases('', SITE)).toEqual({ table: { products: [], unreadable: [] }, problems: [] })
})

test('a folder is read file by file, and what is no table is passed by', () => {
  const folder = folderOf(FILES)
  mkdirSync(join(folder, 'old.yaml'))
  expect(summary(readReleases(folder, SITE))).toEqual({ ids: IDS, unreadable: [], messages: [] })
  expect(summary(readReleases(join(folder, 'wick.yml'), SITE)).ids).toEqual(['wick', 'flame'])
})

test('git reads as the disk does, from a folder or a file of the revision', async () => {
  const repository = makeRepository()
  const inside = Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`content/releases/${name}`, text]))
  repository.commit({ ...inside, 'content/releases/old.yaml/x': 'x' })
  const clone = join(repository.folder, '.git')
  const read = (path: string) => readGitReleases({ clone, revision: 'HEAD', path }, SITE)
  const onDisk = readReleases(join(repository.folder, 'content/releases'), SITE)
  const inGit = await read('content/releases/')
  const withoutFile = ({ file, ...rest }: (typeof onDisk.table.products)[number]) => rest
  expect(inGit.table.products.map(withoutFile)).toEqual(onDisk.table.products.map(withoutFile))
  expect(inGit.table.products.map(({ file }) => file)[0]).toBe('content/releases/lantern.md')
  expect(summary(inGit)).toEqual({ ids: IDS, unreadable: [], messages: [] })
  expect(summary(await read('./content/releases/oil.yaml')).ids).toEqual(['lamp-oil'])
  expect(summary(await read(''))).toEqual({ ids: [], unreadable: [], messages: [] })
  for (const path of ['nowhere.yaml', '../releases.yaml', '/etc/hosts'])
    expect(summary(await read(path))).toMatchObject({
      ids: [],
      unreadable: ['*'],
      messages: [expect.stringMatching(/is not in commit/)],
    })
})

test('posts and table come from one revision', async () => {
  const repository = makeRepository()
  repository.commit({ 'posts/2026-01-01-a.md': post('title: A'), 'releases.yaml': FILES['wick.yml'] })
  const git = {
    remote: repository.folder,
    branch: 'main',
    allowedSigners: '',
    revokedSigners: '',
    signed: 'tip' as const,
  }
  const source = {
    posts: ['posts'],
    releases: 'releases.yaml',
    git,
    clone: join(temporaryFolder('clone'), 'content.git'),
  }
  const first = await readSource(source, settings, noIds)
  expect([first.announcements.length, first.releases.products.map(({ id }) => id), first.problems]).toEqual([
    1,
    ['wick', 'flame'],
    [],
  ])
  expect(first.fileOf('2026-01-01-a.md')).toBe('posts/2026-01-01-a.md')
  const lost = await readSource({ ...source, git: { ...git, remote: `${repository.folder}-gone` } }, settings, noIds)
  expect(lost.releases).toEqual(first.releases)
  expect(lost.problems.map(({ code }) => code)).toEqual(['GIT_FETCH'])
})

test('two products of one id are a problem that names both, and neither is used', () => {
  const { table, problems } = readReleases(
    folderOf({
      'a.md': product('A', 'permalink: /lamp\n'),
      'b.yaml': 'products:\n  wick: { releases: [] }\n  lamp: { releases: [] }\n',
    }),
    SITE,
  )
  expect([table.products.map(({ id }) => id), table.unreadable]).toEqual([['wick'], ['lamp']])
  expect(problems).toEqual([expect.objectContaining({ file: expect.stringMatching(/b\.yaml$/), line: 3 })])
  expect(problems[0]?.message).toMatch(/^The product lamp is there twice: here and in .*a\.md, line 1\.$/)
})

test('what cannot be read is a problem, and leaves everything undecided', () => {
  const folder = folderOf({
    'a.yaml': Buffer.from('title: Lämp\n', 'latin1'),
    'c.yaml': 'products: { c: { releases: [] } }',
  })
  symlinkSync('nowhere.yaml', join(folder, 'b.yaml'))
  writeFileSync(join(folder, 'large.yaml'), ' '.repeat(8 * 1024 * 1024 + 1))
  expect(summary(readReleases(folder, SITE))).toEqual({
    ids: ['c'],
    unreadable: ['*'],
    messages: [
      'The releases table is not UTF-8.',
      expect.stringMatching(/^The releases table cannot be read: it is not there \(ENOENT/),
      'The releases table has more than 8 MB.',
    ],
  })
  expect(summary(readReleases(join(folder, 'gone.yaml'), SITE))).toEqual({
    ids: [],
    unreadable: ['*'],
    messages: ['The releases table is not there.'],
  })
  expect(summary(readReleases(temporaryFolder('empty'), SITE)).messages).toEqual([
    'The releases table is a folder without .md, .yaml or .yml files.',
  ])
})

test.skipIf(process.getuid?.() === 0)('a file that this user may not read is a problem', () => {
  const folder = folderOf({ 'a.yaml': 'products: {}' })
  chmodSync(join(folder, 'a.yaml'), 0)
  expect(summary(readReleases(join(folder, 'a.yaml'), SITE))).toMatchObject({ unreadable: ['*'] })
})

test('a link in a repository is not followed', async () => {
  const repository = makeRepository()
  repository.commit({ 'releases.yaml': { link: '/etc/hosts' } })
  const found = await readGitReleases(
    { clone: join(repository.folder, '.git'), revision: 'HEAD', path: 'releases.yaml' },
    SITE,
  )
  expect(summary(found)).toMatchObject({ ids: [], unreadable: ['*'], messages: [expect.stringMatching(/is a link/)] })
})
