/** Links to the source files of other posts: where they lead, what is named, what an edit of them is. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { linkedToPages } from '../../src/posts/file-links.js'
import { collectPosts } from '../../src/source/collect-posts.js'
import { pagesOfFiles } from '../../src/source/post-addresses.js'
import { readGitPosts } from '../../src/source/read-git-posts.js'
import { readPosts } from '../../src/source/read-posts.js'
import { noIds, post, settings } from '../posts/parsing.js'
import { makeRepository, temporaryFolder } from '../support/git-repository.js'

const posts = [
  { path: '2026-01-02-lamp.md', url: 'https://quay.example/lamp/' },
  { path: '2026/wick.mdx', url: 'https://quay.example/wick/' },
  { path: 'oil/index.md', url: 'https://quay.example/oil/' },
  { path: 'a b (c).md', url: 'https://quay.example/a-(c)/' },
]
const pageOf = pagesOfFiles(posts, 'site/content/blog')

test.each([
  ['./2026-01-02-lamp.md', 'x.md', 'lamp'],
  ['2026-01-02-lamp.md', 'x.md', 'lamp'],
  ['../2026-01-02-lamp.md', '2026/wick.mdx', 'lamp'],
  ['wick.mdx', '2026/x.md', 'wick'],
  ['./wick.md', '2026/x.md', 'wick'],
  ['../oil/index.md', '2026/wick.mdx', 'oil'],
  ['./oil.md', 'x.md', 'oil'],
  ['../blog/2026/wick.mdx', 'x.md', 'wick'],
  ['../../content/blog/oil/index.md', 'x.md', 'oil'],
  ['/blog/2026/wick.mdx', 'x.md', 'wick'],
  ['/content/blog/2026/wick.mdx', 'oil/index.md', 'wick'],
  ['/2026/wick.mdx', 'oil/index.md', 'wick'],
  ['@site/blog/2026/wick.mdx', 'oil/index.md', 'wick'],
  // As from the folder of the posts, where there is no such file beside the post.
  ['2026/wick.mdx', 'oil/index.md', 'wick'],
  ['./wick.mdx', 'x.md', undefined],
  ['../docs/oil/index.md', 'x.md', undefined],
  ['/docs/2026/wick.mdx', 'x.md', undefined],
  ['../../../../../../../oil/index.md', 'x.md', undefined],
  ['gone.md', 'x.md', undefined],
])('%s from %s is %s', (path, from, name) => {
  expect(pageOf(path, from)).toBe(name && `https://quay.example/${name}/`)
})

const linked = (text: string, form: 'markdown' | 'html' = 'markdown') =>
  linkedToPages(text, form, { path: 'x.md', pageOf })

test.each([
  ['[a](./2026-01-02-lamp.md)', '[a](https://quay.example/lamp/)'],
  ['[a](./2026-01-02-lamp.md#part "Title")', '[a](https://quay.example/lamp/#part "Title")'],
  [
    '[a](<a b (c).md>) [a](a%20b%20%28c%29.md)',
    '[a](<https://quay.example/a-%28c%29/>) [a](https://quay.example/a-%28c%29/)',
  ],
  ['[a](a%20b%20(c).md)', '[a](https://quay.example/a-%28c%29/)'],
  ['[`code`](2026/wick.mdx?x=1#y)', '[`code`](https://quay.example/wick/?x=1#y)'],
  ['[![b](b.png)](oil/index.md)', '[![b](b.png)](https://quay.example/oil/)'],
  ['[a]\n\n[a]: ./oil/index.md "T"', '[a]\n\n[a]: https://quay.example/oil/ "T"'],
  ['> [a]: <oil/index.md>', '> [a]: <https://quay.example/oil/>'],
  ['<a class=x href="./oil/index.md#y">', '<a class=x href="https://quay.example/oil/#y">'],
  [
    "<a href = 'oil/index.md'> <a href=oil/index.md>",
    "<a href = 'https://quay.example/oil/'> <a href=https://quay.example/oil/>",
  ],
  // Code, other hosts, other files, words.
  ['`[a](./oil/index.md)`', undefined],
  ['    [a](./oil/index.md)', undefined],
  ['```\n[a](./oil/index.md)\n```', undefined],
  ['[a](https://oil.example/oil/index.md) [b](//oil.example/oil/index.md) [c](mailto:oil/index.md)', undefined],
  ['[a](oil/index.html) [b](oil/) [c](#oil.md) [d](?oil.md) oil/index.md (oil/index.md)', undefined],
  ['[^1]: oil/index.md', undefined],
])('%s', (text, made) => {
  expect(linked(text)).toEqual({ text: made ?? text, lost: [] })
})

test('an indent is no code in HTML', () => {
  expect(linked('<p>\n\n      <a href="oil/index.md">a</a>', 'html').text).toContain('https://quay.example/oil/')
})

const files = {
  'content/blog/2026-01-02-lamp.md': post(
    'title: Lamp',
    'As [said](../2026/wick.mdx), [there](./wick.mdx#x) and\n[in the docs](../docs/x.md), [again](../docs/x.md).\n',
  ),
  'content/blog/wick.mdx': post(
    'title: Wick\ndate: 2026-01-03\nupgrade: See [lamp](/blog/2026-01-02-lamp.md).',
    'Of [a draft](draft.md).\n',
  ),
  'content/blog/draft.md': post('title: Draft\ndate: 2026-01-04\ndraft: true'),
}

test('a folder and a revision lead to pages alike, and name what leads to no post', async () => {
  const repository = makeRepository()
  repository.commit(files)
  const inGit = await readGitPosts(
    { clone: join(repository.folder, '.git'), revision: 'HEAD', folders: ['content/blog'] },
    settings,
    noIds,
  )
  const onDisk = await readPosts(join(repository.folder, 'content/blog'), settings, noIds)
  expect(inGit.announcements).toEqual(onDisk.announcements)
  const [wick, lamp] = onDisk.announcements
  expect(lamp?.body).toContain(`[there](${wick?.url}#x)`)
  expect(wick?.upgrade).toBe(`See [lamp](${lamp?.url}).`)
  expect(inGit.problems.map(({ code, severity, file, line, column }) => [code, severity, file, line, column])).toEqual([
    ['POST_LINK', 'warning', 'content/blog/2026-01-02-lamp.md', 5, 11],
    ['POST_LINK', 'warning', 'content/blog/2026-01-02-lamp.md', 6, 15],
    ['POST_LINK', 'warning', 'content/blog/wick.mdx', 7, 14],
  ])
  expect(inGit.problems[1]?.message).toContain('"../docs/x.md"')
})

test('what people know is not judged anew: the digest of the file is kept beside', async () => {
  const folder = temporaryFolder('links')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const { announcements } = await readPosts(join(folder, 'content/blog'), settings, noIds)
  for (const { unfilledDigest, digest } of announcements) {
    expect(unfilledDigest).toMatch(/^[\da-f]{64}$/)
    expect(unfilledDigest).not.toBe(digest)
  }
})

test('a template beside a link is remarked on as ever, and entries of a feed name no files', async () => {
  const bytes = Buffer.from(post('title: Lamp', '{% include x.html %}\n\n[a](./b.md) [c](./gone.md)\n'))
  const source = [
    { path: '2026-01-02-a.md', bytes },
    { path: '2026-01-03-b.md', bytes: Buffer.from(post('title: B')) },
    { path: '2026-01-03-c.md', bytes: Buffer.from(post('title: C', '[a](./2026-01-02-a.md)\n\n{{ x }}\n')) },
  ]
  const options = { settings, ids: noIds, shown: (path: string) => path }
  const codes = (await collectPosts(source, options)).problems.map(({ code, file }) => `${file} ${code}`)
  expect(codes).toEqual([
    '2026-01-02-a.md POST_TEMPLATE',
    '2026-01-02-a.md POST_LINK',
    '2026-01-02-a.md POST_LINK',
    '2026-01-03-c.md POST_TEMPLATE',
  ])
  const ofFeed = await collectPosts(source, { ...options, settings: { ...settings, isFilled: true } })
  expect(ofFeed.problems).toEqual([])
})
