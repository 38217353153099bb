/**
 * What a look at files takes for built is what would be built: whatever of a project changes, the next build says and
 * leaves what one that remembers nothing does.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildAlone } from '../../../src/run/output/build-alone.js'
import { openReadContext } from '../../../src/run/read-context.js'
import { fileOfLine, linesThatChanged, stampOf } from '../../../src/source/read-stamp.js'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'belfry-still-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}
const post = (title: string, more = '') => `---\ntitle: ${title}\n${more}---\nText of ${title}.\n`
const CONFIG = [
  'site: { title: Lantern, url: https://lantern.example }',
  'content: { posts: ../posts, register: register.yaml, releases: releases.yaml, authors: authors.yaml }',
  'feeds: { folder: ../public, authority: lantern.example, since: "2026", entries: 2 }',
  'mail: { from: a@lantern.example, domain: lantern.example }',
]
function project(): void {
  write('config/belfry.yaml', CONFIG.join('\n'))
  for (const day of [1, 2, 3]) write(`posts/2026-05-0${day}-lamp-${day}.md`, post(`Lamp ${day}`, 'severty: info\n'))
  write('posts/2026-06-20-later.md', post('Later'))
  write('posts/2026-04-01-over.md', post('Over', 'expiryDate: 2026-06-10\n'))
}

/** The disk has been at rest for a minute. */
const rested = () => Date.now() + 60_000
const NOON = '2026-06-01T12:00:00Z'
const build = async (at: number | undefined, now = NOON, cwd = root) => {
  const clock = { now: () => Date.parse(now) }
  const context = openReadContext({ file: join(cwd, 'config/belfry.yaml'), environment: {}, clock })
  return await buildAlone(context, undefined, at)
}
const below = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')])
    .sort()
/** The files of it as they were built; nothing is taken from a cache. */
const isRead = () => {
  const cache = join(root, 'var/cache')
  return readFileSync(join(cache, 'plan.cache'), 'latin1').includes('"built"')
}

test('nothing changed: the same is said, by a look alone', async () => {
  project()
  const first = await build(rested())
  expect(isRead()).toBe(true)
  const long = await build(0)
  rmSync(join(root, 'var/cache/posts.json'))
  const short = await build(rested())
  expect(short).toEqual(long)
  expect(short.files.every(({ changed }) => !changed)).toBe(true)
  expect(short.files.map(({ path }) => path).sort()).toEqual(first.files.map(({ path }) => path).sort())
  expect(short.problems.filter(({ code }) => code === 'POST_KEY')).toHaveLength(3)
  // Whoever reads remembers what was read.
  expect(readdirSync(join(root, 'var/cache'))).not.toContain('posts.json')
})

const changes: readonly [string, () => void, string?][] = [
  ['a post', () => write('posts/2026-05-02-lamp-2.md', post('Lamp 9', 'severty: info\n'))],
  ['a post more', () => write('posts/deep/2026-05-09-more.md', post('More'))],
  ['a post less', () => rmSync(join(root, 'posts/2026-05-02-lamp-2.md'))],
  ['another name', () => cpSync(join(root, 'posts/2026-05-02-lamp-2.md'), join(root, 'posts/2026-05-02-other.md'))],
  ['a file that is nearly a post', () => write('posts/2026_05_04_near.md', post('Near'))],
  ['a link', () => symlinkSync('2026-05-01-lamp-1.md', join(root, 'posts/2026-05-30-linked.md'))],
  ['the register', () => write('config/register.yaml', 'version: 1\nids:\n  2026-05-01-lamp-1: lamp-one\n')],
  ['releases', () => write('config/releases.yaml', 'lantern:\n  releases:\n    - { name: "4.0", eol: 2027-01-01 }\n')],
  ['authors', () => write('config/authors.yaml', 'kit: { name: Kit }\n')],
  ['a key', () => write('config/belfry.yaml', CONFIG.join('\n').replace('title: Lantern', 'title: Lamps'))],
  ['a file that was published', () => rmSync(join(root, 'public/atom.xml'))],
  ['one that was cut short', () => write('public/atom.xml', '<feed/>')],
  ['a copy', () => rmSync(join(root, 'public/atom.xml.gz'))],
  ['the time, at which a post comes', () => undefined, '2026-06-20T12:00:00Z'],
  ['the time, at which one is over', () => undefined, '2026-06-10T12:00:00Z'],
  ['the day', () => undefined, '2026-06-02T00:00:00Z'],
  ['a clock that was set back', () => undefined, '2026-05-02T12:00:00Z'],
]

test.each(changes)('%s: what is built is what another copy builds', async (_what, change, now) => {
  project()
  await build(rested())
  expect(isRead()).toBe(true)
  change()
  const built = await build(rested(), now).catch(String)
  const fresh = join(root, 'fresh')
  for (const name of ['config', 'posts'])
    cpSync(join(root, name), join(fresh, name), { recursive: true, verbatimSymlinks: true })
  const anew = await build(0, now, fresh).catch(String)
  if (typeof built === 'string' || typeof anew === 'string') {
    expect(built).toBe(anew)
    return
  }
  expect(built.problems.map(({ code, line }) => [code, line])).toEqual(
    anew.problems.map(({ code, line }) => [code, line]),
  )
  expect(built.files.map(({ path, bytes }) => [path, bytes]).sort()).toEqual(
    anew.files.map(({ path, bytes }) => [path, bytes]).sort(),
  )
  expect(below(join(root, 'public'))).toEqual(below(join(fresh, 'public')))
})

test('what was changed just now is read, and what stands elsewhere too', async () => {
  project()
  const [young, old] = [Date.now(), rested()].map((at) => stampOf([join(root, 'posts'), join(root, 'nowhere')], at))
  if (young === undefined || old === undefined) throw new Error('posts cannot be looked at')
  expect(linesThatChanged(young, old)?.map((line) => fileOfLine(young, line))).toEqual(
    readdirSync(join(root, 'posts')).map((name) => join(root, 'posts', name)),
  )
  expect(linesThatChanged(old, young)).toEqual([])
  write('posts/bundle/index.md', post('Bundle', 'date: 2026-05-05\n'))
  write('posts/2026-05-07-broken.md', '---\ntitle: "open\n---\n')
  await build(rested())
  expect(isRead()).toBe(false)
})
