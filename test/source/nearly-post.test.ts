/** Files that are nearly posts are named, and what is nobody's post is not. */
import { expect, test } from 'vitest'
import { collectPosts } from '../../src/source/collect-posts.js'
import { hasOtherEnding, nearlyPost } from '../../src/source/nearly-post.js'
import { settings } from '../posts/parsing.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const POST = '---\ntitle: Lamps\n---\nText.\n'
const named = (path: string, text = POST) => nearlyPost(path, bytes(text))?.problems[0]?.message

test.each([
  '2026-05-04-a.mdtxt',
  '2026-05-04-b.qmd',
  '2026-05-04-c.markdwn',
  '2026-05-04-c.Makrdown',
  '2026_05_04_d.html',
  '2026-05-04-e.md.txt',
  'deep/2026-05-04-f.rst',
  '26-05-04-g.md',
  '2026_05_04_h.md',
  '20260504-i.md',
  '2026-05-04_j.md',
  '2026-05-04.md',
  '04-05-2026-k.md',
  '2026-05-news.md',
])('%s is named', (path) => {
  expect(named(path)).toMatch(/^The file is passed by: /)
})

test('a misspelt date is named in each language of front matter', () => {
  expect(named('lamp.md', '+++\ntitle = "x"\ndaet = 2026-05-04\n+++\n')).toContain('daet')
  expect(named('lamp.md', '---\ntitle: x\ndtae: 2026-05-04\n---\n')).toContain('dtae')
  expect(named('lamp.md', '---\ntitle: x\nDate: 2026-05-04\n---\n')).toContain('Date')
})

test.each([
  ['readme.md', '# Lamps\n'],
  ['about.md', POST],
  ['_index.md', POST],
  ['lamp.md', '---\ntitle: x\npermalink: /x/\n---\n'],
  ['lamp.md', '---\ntitle: x\nlayout: page\n---\n'],
  ['2026-05-04-checksums.txt', 'abc  lamp.iso\n'],
  ['2026-05-04-log.html', '<html></html>\n'],
  ['notes.txt', POST],
  ['2026-05-04-x.mdx', '---\ntitle: x\ndraft: true\n---\n'],
  ['2026_05_04_e.md', 'no front matter\n'],
])('%s (%j) is nobody’s post', (path, text) => {
  expect(named(path, text)).toBeUndefined()
})

test('only files of other endings are looked at beside posts', () => {
  expect(['a.qmd', 'a.TXT', 'a.rst'].every(hasOtherEnding)).toBe(true)
  expect(['a.md', 'a.mdx', 'a.HTML', 'a.png', 'a.md~', 'a', 'a.md.orig'].some(hasOtherEnding)).toBe(false)
})

test('a titled file without a date is named among posts, and not among pages', async () => {
  const found = (names: readonly string[]) =>
    names.map((path) => {
      const parsed = path.includes('page') ? nearlyPost(path, bytes(POST)) : undefined
      return parsed === undefined ? { path, bytes: bytes(POST) } : { path, parsed, read: () => bytes(POST) }
    })
  const read = (names: readonly string[]) =>
    collectPosts(found(names), { settings, ids: new Map(), shown: (path) => path })
  const among = await read(['2026-05-01-a.md', '2026-05-02-b.md', '2026-05-03-c.md', 'page.md'])
  expect(among.problems).toMatchObject([{ code: 'POST_NEARLY', file: 'page.md', severity: 'warning' }])
  expect(among.unreadable).toEqual([])
  expect((await read(['2026-05-01-a.md', 'page-1.md', 'page-2.md'])).problems).toEqual([])
})

test.each([
  ['2026-05-04-a.org', POST, 'Org', 'pandoc -f org -t gfm 2026-05-04-a.org -o 2026-05-04-a.md'],
  ['2026-05-04-a.rst', POST, 'reStructuredText', 'pandoc -f rst -t gfm 2026-05-04-a.rst -o 2026-05-04-a.md'],
])('%s is named with the command that converts it', (path, text, markup, command) => {
  const [problem] = nearlyPost(path, new TextEncoder().encode(text))?.problems ?? []
  expect(problem).toMatchObject({ message: `The file is passed by: ${markup} is not read.` })
  expect(problem?.fix).toContain(command)
})
