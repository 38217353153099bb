/**
 * Attempts to keep all pages from being written, by the address of one post: too long for a disk, below the page of
 * another, at the same page under another spelling. In: posts with permalinks. Out: that the others are published, and
 * who is named.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { withoutPage } from '../../src/site/without-page.js'
import { belfry } from '../support/cli.js'
import { makeProject, type Project } from '../support/project.js'

const SITE = 'https://lantern.example'
const long = (count: number) => `/${`${'x'.repeat(200)}/`.repeat(count)}`

test.each([
  ['names that are longer together than a disk takes', [long(30)], ['0']],
  ['folders in folders', [`/${'a/'.repeat(2500)}`], ['0']],
  ['a name that is too long', [`/${'x'.repeat(300)}/`], ['0']],
  ['a name that is long in bytes', [`/${'%E2%82%AC'.repeat(90)}/`], ['0']],
  ['a page below a page', ['/clash.html', '/clash.html/b/'], ['1 below 0']],
  ['a page below a page, the other way round', ['/clash.html/b/c/', '/clash.html'], ['0 below 1']],
  ['one page in three spellings', ['/a/', '/a/index.html', '/%61/'], ['1 below 0', '2 below 0']],
  ['half a character', ['/%E0%A4%A/'], ['0']],
  ['a slash in a name', ['/a%2Fb/'], ['0']],
  ['what is free', ['/a/', '/a', '/a/b', '/A/', '/b.html/', long(3)], []],
])('%s', (_name, paths, found) => {
  const posts = paths.map((path, at) => ({ path: String(at), url: `${SITE}${path}` }))
  expect(
    withoutPage(posts, SITE).map(({ post, other }) =>
      other === undefined ? post.path : `${post.path} below ${other.path}`,
    ),
  ).toEqual(found)
})

let project: Project
let codes: string[]
beforeAll(async () => {
  project = await makeProject('sqlite')
  const write = (name: string, permalink: string, more = {}) =>
    project.post(name, { title: name, permalink, ...more }, 'Words.')
  project.post('2026-05-01-good.md', { title: 'Good news' }, 'All is well.')
  write('2026-05-02-long.md', long(30))
  write('2026-05-02-file.md', '/clash.html')
  write('2026-05-02-below.md', '/clash.html/b/')
  write('2026-05-02-again.md', '/clash.html/../clash')
  // A picture beside a page, and a page in a folder of its name.
  const bundle = join(project.posts, '2026-05-03-pictured')
  mkdirSync(bundle)
  writeFileSync(join(bundle, 'index.md'), '---\ntitle: Pictured\npermalink: /pictured/\n---\n![](lamp.png)\n')
  writeFileSync(
    join(bundle, 'lamp.png'),
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
      'base64',
    ),
  )
  write('2026-05-03-under.md', '/pictured/lamp.png/')
  // Taken back, and its address is a folder or a file to others now.
  const goneFrom = (url: string) => `  - { post: '${url}', url: '${SITE}${url}', at: 2026-04-01T00:00:00Z }\n`
  const retractions = ['/pictured/index.html/x/', '/news/2026.html/'].map(goneFrom).join('')
  writeFileSync(join(project.folder, 'content', 'register.yaml'), `retractions:\n${retractions}`)
  const result = await belfry(['build', '--json'], { config: project.configFile, now: '2026-05-05T00:00:00Z' })
  expect(result.stderr).not.toContain('OUTPUT_FOLDER')
  codes = (result.json() as { problems: { code: string; file: string }[] }).problems.map(
    ({ code, file }) => `${code} ${file.replace(/^.*-/, '')}`,
  )
})

test('one post at an address that no disk takes keeps no other from being published', () => {
  expect(codes.sort()).toEqual(['POST_FIELD long.md', 'POST_URL_TWICE again.md', 'POST_URL_TWICE below.md'])
  expect(readFileSync(join(project.public, 'atom.xml'), 'utf8')).toContain('Good news')
  for (const path of ['clash.html', 'pictured/index.html', 'pictured/lamp.png/index.html'])
    expect([path, existsSync(join(project.public, path))]).toEqual([path, true])
})
