/**
 * Posts that are filled in, from a folder and from a revision: what they say, where faults stand, what of the disk is
 * reached, what a cache remembers.
 */
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { postCache } from '../../src/source/post-cache.js'
import { readGitPosts } from '../../src/source/read-git-posts.js'
import { readPosts } from '../../src/source/read-posts.js'
import { noIds, post, settings } from '../posts/parsing.js'
import { makeRepository, temporaryFolder } from '../support/git-repository.js'

const liquid = { ...settings, liquid: true }

const site = {
  '_config.yml': 'title: Quay\ndefaults:\n  - scope: { path: "" }\n    values: { ship: Tern }\n',
  '_data/people.yml': 'ann: Ann Mole\n',
  '_includes/thanks.html': 'Thanks to {{ site.data.people.ann }}, for {{ include.what }}.\n',
  '_posts/2026-01-01-old.md': post('title: Old', 'Nothing to fill in.\n'),
  '_posts/2026-02-01-new.md': post(
    'title: "New at {{ site.title }}"',
    ['{% include thanks.html what="ropes" %}', 'The {{ page.ship }} of {{ page.date | date: "%F" }}.'].join('\n') +
      '\n\nAfter [the old]({% post_url 2026-01-01-old %}).\n\n{% include_relative parts/rope.md %}\n',
  ),
  '_posts/parts/rope.md': 'Rope of {{ page.title }}.\n',
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder('site')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const read = (folder: string) => readPosts(join(folder, '_posts'), liquid, noIds)
type Result = Awaited<ReturnType<typeof read>>
const bodyOf = ({ announcements }: Result, id: string) => announcements.find((one) => one.id === id)?.body
const faults = ({ problems }: Result) =>
  problems.map(({ file, line, code, message }) => ({ file, line, code, message }))

test('a folder and a revision are filled in alike, from what lies beside the posts', async () => {
  const repository = makeRepository()
  repository.commit(site)
  const revision = { clone: join(repository.folder, '.git'), revision: 'HEAD', folders: ['_posts'] }
  const inGit = await readGitPosts(revision, liquid, noIds)
  const onDisk = await read(repository.folder)
  const [fresh] = onDisk.announcements
  expect(fresh).toMatchObject({
    title: 'New at Quay',
    unfilledDigest: expect.stringMatching(/^[\da-f]{64}$/) as string,
  })
  const old = new URL(onDisk.announcements[1]?.url ?? '').pathname
  expect(fresh?.body).toBe(
    '\nThanks to Ann Mole, for ropes.\n\nThe Tern of 2026-02-01.\n\n' +
      `After [the old](${old}).\n\nRope of New at Quay.\n\n`,
  )
  expect(inGit.announcements).toEqual(onDisk.announcements)
  expect([inGit.problems, onDisk.problems]).toEqual([[], []])
})

test('the remark on a template says which key fills it in, and nothing is filled in without the key', async () => {
  const folder = folderWith(site)
  const { announcements, problems } = await readPosts(join(folder, '_posts'), settings, noIds)
  expect(announcements[0]?.body).toContain('{% include thanks.html')
  expect(problems.map(({ code }) => code)).toContain('POST_TEMPLATE')
  expect(problems.map(({ fix }) => fix).join()).toContain('content.liquid: true')
})

test('what cannot be filled in leaves the post out, with its line, and a draft asks nothing', async () => {
  const folder = folderWith({
    ...site,
    '_posts/2026-02-01-new.md': post('title: New', 'a\n\n{{ site.nothing }}\n'),
    '_posts/2026-02-02-title.md': post('date: 2026-02-02\ntitle: "{{ site.nothing }}"', 'a\n'),
    '_posts/2026-02-03-draft.md': post('title: Draft\ndraft: true', '{{ site.nothing }}\n'),
    '_posts/2026-02-04-off.md': post('title: Off\nrender_with_liquid: false', '`{{ site.nothing }}`\n'),
  })
  const result = await read(folder)
  expect(
    faults(result).map(({ file, line, code }) => `${file.slice(file.lastIndexOf('/') + 1)}:${line} ${code}`),
  ).toEqual(['2026-02-01-new.md:7 POST_FILL', '2026-02-02-title.md:3 POST_FILL'])
  expect(result.announcements.map(({ id }) => id)).toEqual(['2026-02-04-off', '2026-01-01-old'])
  expect(result.unreadable).toEqual(['2026-02-01-new.md', '2026-02-02-title.md'])
})

test('remarks on what was filled in stand on the lines of the file', async () => {
  const folder = folderWith({
    '_config.yml': 'title: Quay\n',
    '_posts/2026-02-01-new.md': post('title: New', '{% if site.title %}\n\na\n{% endif %}\n\n:::danger\n'),
  })
  expect(faults(await read(folder))).toMatchObject([{ line: 10, code: 'POST_TEMPLATE' }])
})

test('a warm folder says what a cold one says when an include, data or another post change', async () => {
  const folder = folderWith(site)
  const stamps: string[] = []
  const warm = async (text: string | undefined) => {
    const cache = postCache(Buffer.from(text ?? ''), 'key')
    const keep: typeof cache.keep = (path, ...rest) => {
      stamps.push(path)
      cache.keep(path, ...rest)
    }
    const result = await readPosts(join(folder, '_posts'), liquid, noIds, { cache: { ...cache, keep } })
    return { result, text: cache.text(Date.now() + 60_000) }
  }
  const first = await warm(undefined)
  expect(stamps).toContain('2026-01-01-old.md')
  expect(stamps).not.toContain('2026-02-01-new.md')
  for (const [path, text] of [
    ['_includes/thanks.html', 'No thanks.'],
    ['_data/people.yml', 'ann: Ann Vole\n'],
    ['_posts/2026-01-01-old.md', post('title: Old\npermalink: /elsewhere/', 'Moved.\n')],
  ] as const) {
    writeFileSync(join(folder, path), text)
    const [again, cold] = [await warm(first.text), await read(folder)]
    expect(again.result.announcements).toEqual(cold.announcements)
    expect(again.result.announcements.map(({ body }) => body)).toEqual(cold.announcements.map(({ body }) => body))
  }
  expect(bodyOf(await read(folder), '2026-02-01-new')).toContain('/elsewhere/')
})

test('nothing outside of the site is read: links, and links of folders, in a folder and in a revision', async () => {
  const outside = folderWith({ 'secret.html': 'SECRET', 'in/secret.html': 'SECRET', 'in/data.yml': 'word: SECRET' })
  const posts = ['secret.html', 'far/secret.html', 'loop.html'].map(
    (name, index) => [`_posts/2026-01-0${index + 1}-x.md`, post(`title: ${index}`, `{% include ${name} %}\n`)] as const,
  )
  const data = post('title: Data', '{{ site.data.far.word }}{{ site.data.data.word }}\n')
  const repository = makeRepository()
  const files = { '_config.yml': 'title: Quay\n', ...Object.fromEntries(posts), '_posts/2026-01-09-x.md': data }
  repository.commit({
    ...files,
    '_includes/secret.html': { link: join(outside, 'secret.html') },
    '_includes/far': { link: join(outside, 'in') },
    '_includes/loop.html': { link: 'loop.html' },
    '_data/data.yml': { link: join(outside, 'in/data.yml') },
    '_data/far': { link: join(outside, 'in') },
  })
  const folder = folderWith(files)
  mkdirSync(join(folder, '_includes'))
  mkdirSync(join(folder, '_data'))
  symlinkSync(join(outside, 'secret.html'), join(folder, '_includes/secret.html'))
  symlinkSync(join(outside, 'in'), join(folder, '_includes/far'))
  symlinkSync('loop.html', join(folder, '_includes/loop.html'))
  symlinkSync(join(outside, 'in/data.yml'), join(folder, '_data/data.yml'))
  symlinkSync(join(outside, 'in'), join(folder, '_data/far'))
  const revision = { clone: join(repository.folder, '.git'), revision: 'HEAD', folders: ['_posts'] }
  for (const result of [await read(folder), await readGitPosts(revision, liquid, noIds)]) {
    expect(result.announcements).toEqual([])
    expect(faults(result).map(({ line, code }) => `${line} ${code}`)).toEqual(Array(4).fill('5 POST_FILL'))
    expect(JSON.stringify(result.problems)).not.toContain('SECRET')
  }
})

test('data and includes that are too large, or no text, are named and never read', async () => {
  const folder = folderWith({
    '_config.yml': 'title: Quay\n',
    '_data/huge.yml': 'a: b\n',
    '_includes/huge.html': 'a',
    '_posts/2026-01-01-a.md': post('title: A', '{{ site.data.huge.a }}\n'),
    '_posts/2026-01-02-b.md': post('title: B', '{% include huge.html %}\n'),
    '_posts/2026-01-03-c.md': post('title: C', '{% include latin.html %}\n'),
    '_posts/2026-01-04-d.md': post('title: D', '{{ site.title }}\n'),
  })
  truncateSync(join(folder, '_data/huge.yml'), 100 * 1024 * 1024)
  truncateSync(join(folder, '_includes/huge.html'), 100 * 1024 * 1024)
  writeFileSync(join(folder, '_includes/latin.html'), Buffer.from('ä', 'latin1'))
  const result = await read(folder)
  expect(faults(result).map(({ line, message }) => `${line} ${message}`)).toEqual([
    '5 _data/huge.yml has 100.0 MB, and 1 MB is the most.',
    '5 _includes/huge.html has 100.0 MB, and 1 MB is the most.',
    '5 _includes/latin.html is not UTF-8.',
  ])
  expect(result.announcements.map(({ id }) => id)).toEqual(['2026-01-04-d'])
})

test('shortcodes of Hugo and links of Zola are filled in, from a folder and from a revision', async () => {
  const head = (title: string, more = '') => `+++\ntitle = "${title}"\ndate = 2026-01-0${title.length}\n${more}+++\n`
  const hugo = {
    'hugo.toml': '[params]\nMirror = "dl.quay.example"\n',
    'content/news/a/index.md': `${head('A', '[params]\nwind = 4\n')}[b]({{< ref "/news/b.md#oil" >}}) {{< param mirror >}}\n`,
    'content/news/b.md': `${head('BB')}{{< notice >}}\n`,
  }
  const zola = {
    'zola.toml': 'base_url = "https://quay.example"\n',
    'content/news/a.md': `${head('A')}[b](@/news/b.md) {{/* x() */}}\n`,
    'content/news/b.md': `${head('BB')}\n\n{{ note() }}\n`,
  }
  for (const [shortcodes, files, line, text] of [
    ['hugo', hugo, 5, /^\[b\]\(https:.*\/#oil\) dl\.quay\.example\n$/],
    ['zola', zola, 7, /^\[b\]\(https:.*\/\) \{\{ x\(\) \}\}\n$/],
  ] as const) {
    const repository = makeRepository()
    repository.commit(files)
    const about = { ...settings, shortcodes }
    const revision = { clone: join(repository.folder, '.git'), revision: 'HEAD', folders: ['content/news'] }
    const onDisk = await readPosts(join(repository.folder, 'content/news'), about, noIds)
    const inGit = await readGitPosts(revision, about, noIds)
    expect(onDisk.announcements.map(({ body }) => body)).toEqual([expect.stringMatching(text)])
    expect(faults(onDisk)).toMatchObject([{ line, code: 'POST_FILL' }])
    expect(inGit.announcements).toEqual(onDisk.announcements)
  }
})
