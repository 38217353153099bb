import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keptHtml } from '../../src/posts/content-html.js'
import { contentOf, type PostContent } from '../../src/posts/post-content.js'
import { openContentThreads } from '../../src/run/open-content-threads.js'
import { readPosts } from '../../src/source/read-posts.js'
import { openPostFiles } from '../../src/source/unread/open-post-files.js'
import { noIds, post, settings } from '../posts/parsing.js'
import { compiled } from '../support/compiled.js'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'belfry-posts-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

const read = () => readPosts(folder, settings, noIds)
const codes = (result: Awaited<ReturnType<typeof read>>) =>
  result.problems.map((problem) => `${problem.file.slice(folder.length + 1)} ${problem.code}`)

test('posts are found in every folder below and come newest first', async () => {
  write('2026-01-01-one.md', post('title: One'))
  write('2026/2026-02-01-two.markdown', post('title: Two'))
  write('_posts/deep/2026-01-15-three.md', post('title: Three'))
  const { announcements, problems } = await read()
  expect(announcements.map((each) => each.path)).toEqual([
    '2026/2026-02-01-two.markdown',
    '_posts/deep/2026-01-15-three.md',
    '2026-01-01-one.md',
  ])
  expect(problems).toEqual([])
})

test('a post is a dated name, or front matter with a date; everything else passes silently', async () => {
  write('about.md', post('title: About\ndate: 2026-01-01'))
  write('README.md', '# Read me\n\ndate: 2026-01-01\n')
  write('index.md', post('title: Index\nlayout: page', 'The page.\n\n---\n\ndate: 2026-01-01\n'))
  write('broken.md', '---\ntitle: "open\n---\n')
  write('2026-01-01-notes.txt', 'x')
  write('.2026-01-01-hidden.md', post('title: x'))
  write('.git/2026-01-01-hidden.md', post('title: x'))
  write('_drafts/2026-01-01-draft.md', '---js\n---\n')
  write('2026-01-XX-draft.md', '---js\n---\n')
  const result = await read()
  expect(result.announcements.map((each) => each.id)).toEqual(['about'])
  expect([result.problems, result.unreadable]).toEqual([[], []])
})

test('what was made of a long post to see that it can be shown is what pages and feeds show; bodies stand in files', async () => {
  write('2026-01-01-long.md', post('title: Long', 'It is so. '.repeat(4_000)))
  write('2026-01-02-short.md', post('title: Short'))
  const [short, long] = (await read()).announcements.map(contentOf)
  expect(keptHtml(long as PostContent, settings.url)).toContain('<p>It is so.')
  expect(keptHtml(short as PostContent, settings.url)).toBeUndefined()
  expect(short?.body.place).toMatchObject({ file: join(folder, '2026-01-02-short.md'), path: '2026-01-02-short.md' })
  expect(JSON.stringify(short)).not.toContain(folder)
})

test('bad posts are named with file, line and remedy, and never stop the good ones', async () => {
  write('2026-01-01-good.md', post('title: Good'))
  write('2026-01-02-syntax.md', '---\ntitle: "open\n---\nBody\n')
  write('2026-01-03-script.md', '---js\n{ title: process.exit(9) }\n---\nBody\n')
  write('2026-01-04-large.md', post('title: Large', 'x'.repeat(5 * 1024 * 1024)))
  write('2026-01-05-latin.md', Buffer.from(post('title: Lämp'), 'latin1'))
  write('2026-01-06-empty.md', '')
  write('2026-01-07-gone.md', post('title: Body', ''))
  write('dated.md', '---\ndate: 2026-01-08\ntitle: [\n---\nBody\n')
  symlinkSync(join(folder, 'nowhere'), join(folder, '2026-01-09-dangling.md'))
  const result = await read()
  expect(result.announcements.map((each) => each.title)).toEqual(['Good'])
  expect(codes(result)).toEqual([
    '2026-01-02-syntax.md POST_FRONT_MATTER',
    '2026-01-03-script.md POST_FRONT_MATTER_EXECUTABLE',
    '2026-01-04-large.md POST_TOO_LARGE',
    '2026-01-05-latin.md POST_ENCODING',
    '2026-01-06-empty.md POST_FRONT_MATTER_MISSING',
    '2026-01-07-gone.md POST_EMPTY',
    '2026-01-09-dangling.md POST_UNREADABLE',
    'dated.md POST_FRONT_MATTER',
  ])
  expect(result.unreadable).toHaveLength(8)
  expect(result.problems.every((problem) => problem.fix.length > 10)).toBe(true)
  expect(result.problems[0]).toMatchObject({ line: 2, column: 8 })
})

test('a post with a warning is still an announcement', async () => {
  write('2026-01-01-number.md', post('title: Lamp\nversion: 4.20'))
  const result = await read()
  expect([codes(result), result.unreadable, result.announcements.length]).toEqual([
    ['2026-01-01-number.md POST_NUMBER'],
    [],
    1,
  ])
})

test('links that leave the folder are refused, links inside it are read, links to folders are not followed', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'belfry-outside-'))
  writeFileSync(join(outside, 'secret.md'), post('title: Secret'))
  write('real/2026-01-01-one.md', post('title: One'))
  symlinkSync(join(outside, 'secret.md'), join(folder, '2026-01-02-leak.md'))
  symlinkSync(outside, join(folder, 'elsewhere'))
  symlinkSync('.', join(folder, 'round'))
  symlinkSync('real/2026-01-01-one.md', join(folder, '2026-01-03-again.md'))
  const result = await read()
  rmSync(outside, { recursive: true })
  expect(result.announcements.map((each) => each.id)).toEqual(['2026-01-03-again', '2026-01-01-one'])
  expect(codes(result)).toEqual([
    '2026-01-02-leak.md POST_UNREADABLE',
    'elsewhere POST_UNREADABLE',
    'round POST_UNREADABLE',
  ])
  expect(result.unreadable).toEqual(['2026-01-02-leak.md'])
})

test('the folder itself may be a link', async () => {
  write('real/2026-01-01-one.md', post('title: One'))
  symlinkSync('real', join(folder, 'posts'))
  expect((await readPosts(join(folder, 'posts'), settings, noIds)).announcements).toHaveLength(1)
})

test.skipIf(process.platform === 'win32')('a pipe with a post’s name is passed over and never waited for', async () => {
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, '2026-01-01-pipe.md')])
  expect(codes(await read())).toEqual(['2026-01-01-pipe.md POST_UNREADABLE'])
})

test('two posts with one id or one address: the first stays, the other is named with both', async () => {
  write('2026-01-01-a.md', post('title: A\nid: lamp'))
  write('2026-01-02-b.md', post('title: B\nid: lamp'))
  write('2026-01-03-c.md', post('title: C\npermalink: /c/'))
  write('2026-01-04-d.md', post('title: D\npermalink: /c/'))
  const result = await read()
  expect(result.announcements.map((each) => each.title)).toEqual(['C', 'A'])
  expect(codes(result)).toEqual(['2026-01-02-b.md POST_ID_TWICE', '2026-01-04-d.md POST_URL_TWICE'])
  expect(result.problems[0]?.message).toMatch(/2026-01-02-b\.md.*2026-01-01-a\.md/)
  expect(result.unreadable).toEqual(['2026-01-02-b.md', '2026-01-04-d.md'])
})

test('below the working folder a problem names the file as a user would type it', async () => {
  write('posts/2026-01-01-a.md', '')
  const before = process.cwd()
  const move = (to: string) => Object.defineProperty(process, 'cwd', { value: () => to, configurable: true })
  move(folder)
  const result = await readPosts(join(folder, 'posts'), settings, noIds).finally(() => move(before))
  expect(result.problems[0]?.file).toBe(join('posts', '2026-01-01-a.md'))
})

test('a folder that is not there, or is a file, ends the command with its remedy', async () => {
  write('file', 'x')
  for (const name of ['none', 'file']) {
    await expect(readPosts(join(folder, name), settings, noIds)).rejects.toMatchObject({
      code: 'POSTS_FOLDER',
      fix: expect.stringContaining('content.posts'),
    })
  }
})

test('an empty folder is no fault of the reader', async () => {
  expect(await read()).toMatchObject({ announcements: [], problems: [], unreadable: [] })
})

test('what threads read is what is read here, and what they cannot is', async () => {
  write('2026-01-01-lamp.md', post('title: Lamp\nseverity: urgent', 'Text.\n\n**Update 2026-01-15:** Oil is back.\n'))
  write('2026-01-02-bad.md', Buffer.from([0x2d, 0xff]))
  write('2026-01-03-links.md', post('title: Links', 'See [there](2026-01-01-lamp.md).'))
  write('2026-01-04-headed.md', '---\ncategories: [a]\n---\n# Headed\n\nText.\n')
  write('about.md', '# About\n')
  write('near.md', post('title: Near'))
  const names = ['2026-01-01-lamp.md', '2026-01-02-bad.md', '2026-01-03-links.md', '2026-01-04-headed.md']
  const some = [...names, 'about.md', 'near.md', '2026-01-05-gone.md', 'gone.md']
  const state = { size: 1, mtimeMs: 1, ctimeMs: 1, ino: 1 }
  const files = Array.from({ length: 60 }, () => some.map((path) => ({ path, file: join(folder, path), state }))).flat()
  const how = { settings, ids: noIds, isFilled: false }
  const { reading, close } = openContentThreads(pathToFileURL(join(compiled(), 'content-thread.js')))
  const elsewhere = await openPostFiles(files, how, { threads: reading }).finally(close)
  const here = await openPostFiles(files.slice(0, 8), how)
  const shown = ({ found, kept }: (typeof here)[number]) =>
    JSON.stringify({
      found: { ...found, bytes: found !== undefined && 'bytes' in found ? `${found.bytes}` : undefined },
      kept,
    })
  expect(elsewhere).toHaveLength(files.length)
  expect(new Set(elsewhere.map(shown))).toEqual(new Set(here.map(shown)))
  expect(elsewhere.slice(-8).map(shown)).toEqual(here.map(shown))
})
