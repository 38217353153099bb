import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.js'
import { emptyRegister } from '../../src/register/register.js'
import { publish } from '../../src/run/output/publish.js'
import { readGitPosts } from '../../src/source/read-git-posts.js'
import { readPosts } from '../../src/source/read-posts.js'
import { noIds, post, settings } from '../posts/parsing.js'
import { makeRepository } from '../support/git-repository.js'

const png = (size: number) => Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(size, 'x')])
const body = 'See ![a lamp](lamp.png) and ![a wick](pictures/wick.png).\n'

function archive() {
  const repository = makeRepository()
  repository.commit({
    'posts/2026-05-01-lamps/index.md': post('title: Lamps', body),
    'posts/2026-05-01-lamps/lamp.png': png(300_000),
    'posts/2026-05-01-lamps/pictures/wick.png': png(10),
    'posts/2026-05-01-lamps/notes.txt': 'mine',
    'posts/2026-05-01-lamps/fake.png': '<script>alert(1)</script>',
    'posts/2026-05-01-lamps/other.jpg': png(10),
    'posts/2026-05-01-lamps/drawing.svg': '<svg/>',
    'posts/2026-05-01-lamps/large.png': png(8 * 1024 * 1024),
    'posts/2026-05-01-lamps/link.png': { link: '/etc/hostname' },
    'posts/wick/index.md': post('title: Wick\ndate: 2026-05-02'),
    'posts/2026-05-03-alone.md': post('title: Alone'),
    'posts/beside.png': png(10),
    'posts/2026-05-04-no-index/lamp.png': png(10),
    'posts/2026/2026-05-05-no-index/lamp.png': png(10),
  })
  return repository
}

const FAULTS = [
  ['2026-05-01-lamps/drawing.svg', 'an SVG may hold script'],
  ['2026-05-01-lamps/fake.png', 'it is no picture'],
  ['2026-05-01-lamps/large.png', 'it is larger than 8 MB'],
  ['2026-05-01-lamps/link.png', 'it is a link'],
  ['2026-05-01-lamps/other.jpg', 'it holds a png picture'],
].map(([file, why]) => `${file} The file is not published beside its post: ${why}.`)
const NO_INDEX = ['2026-05-04-no-index/', '2026/2026-05-05-no-index/'].map(
  (folder) => `${folder} The folder is named like a post and holds no index.md.`,
)

test('pictures of a bundle are found on disk and in git alike, and what is none is named', async () => {
  const { folder } = archive()
  const root = join(folder, 'posts')
  symlinkSync('/etc', join(root, '2026-05-01-lamps/outside'))
  const onDisk = await readPosts(root, settings, noIds)
  const source = { clone: join(folder, '.git'), revision: 'HEAD', folders: ['posts'] }
  const inGit = await readGitPosts(source, settings, noIds)
  for (const { pictures, problems, fileOf } of [onDisk, inGit]) {
    const said = problems.map(({ file, message }) => `${file.slice(fileOf('').length)} ${message}`).sort()
    expect(said.map((line) => line.replace(/^\//, '')).filter((line) => !line.includes('outside'))).toEqual(
      [...FAULTS, ...NO_INDEX].sort(),
    )
    expect(problems.filter(({ code }) => code === 'POST_PICTURE')).toHaveLength(FAULTS.length)
    expect([...pictures].map(([path, all]) => [path, all.map(({ name }) => name)])).toEqual([
      ['2026-05-01-lamps/index.md', ['lamp.png', 'pictures/wick.png']],
    ])
    const [lamp] = pictures.get('2026-05-01-lamps/index.md') ?? []
    expect(Buffer.from((await lamp?.bytes()) ?? '').equals(png(300_000))).toBe(true)
  }
})

test('pictures stand beside the page, feeds name their whole addresses, and one that goes is removed', async () => {
  const repository = archive()
  const config = [
    'site: { title: L, url: https://lantern.example }',
    'content: { posts: ../posts, permalink: /news/:title/ }',
    'feeds: { ids: url }',
    'mail: { from: news@lantern.example, domain: lantern.example }',
  ].join('\n')
  repository.commit({ 'config/belfry.yaml': config })
  const context = {
    config: loadConfig(join(repository.folder, 'config/belfry.yaml'), {}),
    clock: { now: () => Date.parse('2026-06-01T00:00:00Z') },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as Parameters<typeof publish>[0]
  const published = async () => {
    const read = await readPosts(join(repository.folder, 'posts'), { ...settings, permalink: '/news/:title/' }, noIds)
    return (await publish(context, { ...read, register: emptyRegister })).files
  }
  const pictures = (files: readonly { path: string }[]) =>
    files.map(({ path }) => path).filter((path) => path.endsWith('.png'))
  expect(pictures(await published())).toEqual(['news/lamps/lamp.png', 'news/lamps/pictures/wick.png'])
  const folder = join(repository.folder, 'public')
  expect(readFileSync(join(folder, 'news/lamps/lamp.png')).equals(png(300_000))).toBe(true)
  expect(readFileSync(join(folder, 'atom.xml'), 'utf8')).toContain('https://lantern.example/news/lamps/lamp.png')
  const again = await published()
  expect(again.filter(({ path, changed }) => changed && path.endsWith('.png'))).toEqual([])
  repository.commit({ 'posts/2026-05-01-lamps/lamp.png': null })
  expect(pictures(await published())).toEqual(['news/lamps/pictures/wick.png'])
  expect(() => readFileSync(join(folder, 'news/lamps/lamp.png'))).toThrow('ENOENT')
})
