/** With `content.render: site` people read what the site shows; an edit is judged by the post's file. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { contentHtml } from '../../src/posts/content-html.js'
import { contentOf } from '../../src/posts/post-content.js'
import { run } from '../../src/run/pipeline.js'
import { read } from '../../src/run/read-content.js'
import { closing } from '../support/closing.js'
import { makeProject, openTestWorld, testClock } from '../support/project.js'

test('a post waits for its page, stops nobody, and is told as the site shows it', async () => {
  const project = await makeProject('sqlite', {
    content: { render: 'site', built: '../_site' },
    feeds: { pages: false },
    notices: { settle: '0s' },
  })
  const clock = testClock('2026-05-04T09:30:00Z')
  const world = await openTestWorld(project, clock)
  closing(world)
  const build = (path: string, words: string) => {
    const file = join(world.config.content.built, path, 'index.html')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `<main><article><h1>x</h1>${words}<script>x()</script></article></main>`)
  }
  project.post('2026-04-14-older.md', { title: 'Older' }, 'It is old.')
  build('news/2026/04/14/older', '<p>It is old.</p>')
  await run(world)
  project.post('2026-05-04-lamp.md', { title: 'Lamp' }, 'See {% include lamp.html %} and {{ site.x }}.')
  project.post('2026-05-04-wick.md', { title: 'Wick' }, 'A wick.')
  build('news/2026/05/04/wick', '<p>A wick of the site.</p>')
  clock.advance(60_000)
  const first = await run(world)
  expect(first.told.map(({ notice }) => notice.key)).toEqual(['announcement:2026-05-04-wick'])
  expect(first.problems.map(({ code, severity, file }) => [code, severity, file.split('/').at(-1)])).toEqual([
    ['POST_PAGE', 'warning', '2026-05-04-lamp.md'],
  ])
  const feed = JSON.parse(readFileSync(join(project.public, 'feed.json'), 'utf8'))
  const entries: readonly { readonly title: string; readonly content_html: string }[] = feed.items
  expect(entries.map(({ title }) => title).sort()).toEqual(['Older', 'Wick'])
  expect(entries.find(({ title }) => title === 'Wick')?.content_html).toContain('A wick of the site.')

  build('news/2026/05/04/lamp', '<p>See <b>the lamp</b> of the <a href="/docs/">docs</a>.</p>')
  clock.advance(60_000)
  const told = await run(world)
  expect([told.told.map(({ notice }) => notice.key), told.problems]).toEqual([['announcement:2026-05-04-lamp'], []])
  const lamp = (await read(world)).announcements.find(({ slug }) => slug === 'lamp')
  const html = lamp === undefined ? '' : contentHtml(contentOf(lamp), world.config.site.url)
  expect(html).toMatch(/<p>See <b>the lamp<\/b> of the <a href="[^"]*\/docs\/">docs<\/a>\.<\/p>/)
  expect(html).not.toMatch(/script|\{%/)

  // Another page of the same post is no edit; other words of the file are, and those with a template are held.
  build('news/2026/05/04/wick', '<p>Another wick, with a remote code execution.</p>')
  clock.advance(60_000)
  expect((await run(world)).told).toEqual([])
  project.post(
    '2026-05-04-wick.md',
    { title: 'Wick' },
    'A wick.\n\n**Update (2026-05-04):** It burns {% include x.html %} the house down.',
  )
  clock.advance(60_000)
  const held = await run(world)
  expect(held.told).toEqual([])
  expect(held.decision.notices.filter(({ kind }) => kind === 'update')).toMatchObject([{ heldBy: 'remarks' }])
})
