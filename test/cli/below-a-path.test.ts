/**
 * A site that stands below a path (`https://example.org/project`): each address of a post and of the releases table
 * leads below it, on pages, in feeds, in the calendar, in JSON and in the bytes of a mail.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { freezeAnnouncement, freezeUpdate } from '../../src/mail/freeze-notice.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { parseMail } from '../mail/wire.js'
import { announcementOf } from '../posts/parsing.js'
import { configOf } from '../support/announcements.js'
import { belfry } from '../support/cli.js'
import { makeProject, type Project } from '../support/project.js'

const SITE = 'https://example.org/project'
const PATH = '2026-05-04-lantern-3-1.md'
const POST = `---
title: Lantern 3.1 has been released
categories: [releases]
download_url: /get/
image: /img/a.png
redirect_from: /old/3.1/
upgrade: See [the notes](/upgrade/) and [below](#up).
---

[root](/doc/), [own](/project/doc/), [near](/projects/), [above](../), <a href="/raw/">raw</a>, ![oil](/img/b.png),
[named][1], [host](//cdn.example/x), [query](/?x=1), [site](/)

## Up

[1]: /named/
`
let project: Project

beforeAll(async () => {
  const content = { posts: 'content/posts', register: 'content/register.yaml', releases: 'releases.yaml' }
  project = await makeProject('sqlite', { site: { title: 'Lantern', url: SITE, author: 'Ada' }, content })
  writeFileSync(join(project.posts, PATH), POST)
  project.post('2026-05-03-elsewhere.md', { title: 'Elsewhere', redirect_to: '/elsewhere/' }, '')
  writeFileSync(
    join(project.folder, 'releases.yaml'),
    `title: Lantern
permalink: /lantern
link: /lantern/
releasePolicyLink: /project/policy/
releases:
  - { releaseCycle: "2.1", releaseDate: 2024-05-04, eol: 2026-12-15, link: /notes/2.1/, upgrade: /upgrade/2.1/ }
`,
  )
  const built = await belfry(['build'], { config: project.configFile, now: '2026-05-05T09:00:00Z' })
  expect(built.code).toBe(0)
})

/** What leads to the site's host and not below its path. */
const astray = (text: string) => text.match(/https:\/\/example\.org(?!\/project(?![\w-]))[^\s"'<>)]*/g) ?? []
const doubled = (text: string) => text.match(/\/project\/project(?![\w-])[^\s"'<>)]*/g) ?? []
const WANTED = ['/doc/', '/projects/', '/raw/', '/img/b.png', '/named/', '/?x=1', '/'].map((path) => SITE + path)

test('no published file leads beside the path', () => {
  const files = readdirSync(project.public, { recursive: true, encoding: 'utf8' })
  const texts = files.filter((name) => /\.(?:html|xml|json|ics|opml)$/.test(name))
  expect(texts.length).toBeGreaterThan(10)
  for (const name of texts) {
    const text = readFileSync(join(project.public, name), 'utf8').replace(/\r\n /g, '')
    expect([name, astray(text), doubled(text)]).toEqual([name, [], []])
  }
})

test.each(['atom.xml', 'rss.xml', 'feed.json'])('%s has each link and image of the post below it', (file) => {
  const text = readFileSync(join(project.public, file), 'utf8').replaceAll('\\"', '"').replaceAll('&quot;', '"')
  for (const address of [...WANTED, `${SITE}/img/a.png`, `${SITE}/elsewhere/`]) expect(text).toContain(`${address}"`)
  expect(text).toContain('https://cdn.example/x')
})

test.each([
  ['releases.json', ['/lantern/', '/policy/']],
  ['releases.ics', ['/upgrade/2.1/']],
])('%s has the addresses of the table below it', (file, paths) => {
  const text = readFileSync(join(project.public, file), 'utf8').replace(/\r\n /g, '')
  for (const path of paths) expect(text).toContain(SITE + path)
})

test('both parts of a mail have them below it, of an announcement and of an update', async () => {
  const list = { id: 'releases', title: 'Releases', description: '', categories: ['*'] }
  const config = configOf({ site: { title: 'Lantern', url: SITE }, lists: [list] })
  const announcement = announcementOf(POST, { path: PATH, settings: { url: SITE } })
  const common = { config, templates: loadTemplates(''), lists: [list], now: Date.parse('2026-05-05T09:00:00Z') }
  const update = { text: 'See [it](/doc/).', day: '2026-05-05', severity: 'info' as const }
  const about = { ...common, announcement, update, firstSubject: 'x', references: () => [] }
  for (const { variants } of [
    await freezeAnnouncement({ ...common, key: 'announcement:x', announcement }),
    await freezeUpdate({ ...about, key: 'update:x:2026-05-05' }),
  ]) {
    const { html = '', text = '' } = await parseMail(
      variants.find(({ format }) => format === 'html')?.frozen.bytes ?? Buffer.alloc(0),
    )
    for (const part of [html, text]) {
      expect([astray(part), doubled(part)]).toEqual([[], []])
      const shown = part === html ? WANTED : WANTED.filter((address) => !address.endsWith('.png'))
      for (const address of [...shown, `${SITE}/get/`, `${SITE}/upgrade/`]) expect(part).toContain(address)
    }
    expect(html).toContain(`${announcement.url}#up`)
  }
})
