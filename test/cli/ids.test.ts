/** Entries keep the ids that the feeds of another program gave them, whatever form these have. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { feedEntries } from '../../src/cms/feed-entries.js'
import { belfry } from '../support/cli.js'
import { makeProject, type Project } from '../support/project.js'

const now = '2026-05-04T10:00:00Z'
const SITE = 'https://lantern.example'

const atom = (entries: string) => `<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>${entries}</feed>`
const entry = (id: string, link: string, more = '') =>
  `<entry><id>${id}</id><link rel="self" href="https://x.example"/><link href="${link}"/>${more}</entry>`

let project: Project
const register = () => readFileSync(join(project.folder, 'content/register.yaml'), 'utf8')
const feedFile = (name: string, text: string) => {
  writeFileSync(join(project.folder, name), text)
  return join(project.folder, name)
}
const ids = async (...args: string[]) => await belfry(['ids', ...args], { config: project.configFile, now })

beforeEach(async () => {
  project = await makeProject('sqlite')
  for (const [day, name] of [
    ['01', 'lamp'],
    ['02', 'wick'],
    ['03', 'oil'],
  ])
    project.post(`2026-03-${day}-${name}.md`, { title: `About the ${name}` }, 'Text.')
})

describe('belfry ids', () => {
  test('by link, whatever stands at its end; by title and date; once each', async () => {
    const old = feedFile(
      'feed.xml',
      atom(
        entry(`${SITE}/id/of/lamp`, `${SITE}/news/2026/03/01/lamp.html`) +
          entry(
            '/wick',
            'https://elsewhere.example/a',
            '<title type="html">About&#32;the  Wick!</title><published>2026-03-02T20:00:00Z</published>',
          ) +
          entry('gone', `${SITE}/gone/`, '<title>Gone</title>'),
      ),
    )
    const done = await ids(old, '--json')
    expect([done.code, done.json()]).toMatchObject([
      0,
      {
        matched: [
          { post: '2026-03-01-lamp', id: `${SITE}/id/of/lamp`, by: 'link' },
          { post: '2026-03-02-wick', id: '/wick', by: 'title and date' },
        ],
        problems: [{ code: 'FEED_IDS', severity: 'warning' }],
      },
    ])
    expect(register()).toContain(
      'entries:\n  2026-03-01-lamp: https://lantern.example/id/of/lamp\n  2026-03-02-wick: /wick\n',
    )
    expect((await ids(old, '--json')).json()).toMatchObject({ matched: [] })
  })

  test('feeds, their check, and later runs keep them', async () => {
    await ids(
      feedFile(
        'feed.xml',
        atom(entry('/lamp', `${SITE}/news/2026/03/01/lamp/`) + entry('7', `${SITE}/news/2026/03/02/wick/`)),
      ),
    )
    const call = { config: project.configFile, now }
    for (const command of ['build', 'run', 'run']) expect((await belfry([command], call)).code).toBe(0)
    expect(readFileSync(join(project.public, 'atom.xml'), 'utf8')).toContain('<id>/lamp</id>')
    expect(readFileSync(join(project.public, 'rss.xml'), 'utf8')).toContain('>7</guid>')
    expect(
      JSON.parse(readFileSync(join(project.public, 'feed.json'), 'utf8')).items.map(({ id }: { id: string }) => id),
    ).toEqual(expect.arrayContaining(['/lamp', '7', expect.stringContaining('tag:')]))
    expect(register()).toContain('  2026-03-01-lamp: /lamp\n')
    const { problems } = (await belfry(['check', '--feeds', '--json'], call)).json() as { problems: { code: string }[] }
    expect(problems.filter(({ code }) => code === 'FEED_RULE')).toEqual([])
  })

  test('RSS and JSON feeds, from an address too; --dry-run writes nothing', async () => {
    const rss = `<rss version="2.0"><channel><item><guid isPermaLink="false">tag:x,1:1</guid><link>${SITE}/news/2026/03/01/lamp/index.html</link></item></channel></rss>`
    const json = JSON.stringify({
      items: [
        { id: 'b2', title: 'About the wick', date_published: '2026-03-02T00:00:00Z' },
        { url: `${SITE}/news/2026/03/03/oil` },
      ],
    })
    const server = createServer((_, response) => response.end(json))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.json`
    const tried = await ids(feedFile('rss.xml', rss), url, '--json', '--dry-run')
    server.close()
    expect(tried.json()).toMatchObject({
      matched: [
        { post: '2026-03-01-lamp', id: 'tag:x,1:1', by: 'link' },
        { post: '2026-03-02-wick', id: 'b2', by: 'title and date' },
        { post: '2026-03-03-oil', id: `${SITE}/news/2026/03/03/oil`, by: 'link' },
      ],
    })
    expect(() => register()).toThrow()
  })

  test('one id for two entries, and two ids for one post, are named; the first stays', async () => {
    const twice =
      entry('a', `${SITE}/news/2026/03/01/lamp/`) +
      entry('a', `${SITE}/news/2026/03/02/wick/`) +
      entry('b', `${SITE}/news/2026/03/01/lamp`)
    const done = await ids(feedFile('feed.xml', atom(twice)), '--json')
    expect(done.json()).toMatchObject({
      matched: [{ id: 'a' }],
      problems: [{ code: 'FEED_IDS' }, { code: 'FEED_IDS' }],
    })
  })

  test('two posts of one title and day are neither', async () => {
    project.post('2026-03-01-lamp-again.md', { title: 'About the lamp' }, 'Text.')
    const one = entry(
      'a',
      'https://elsewhere.example/',
      '<title>About the lamp</title><published>2026-03-01T00:00:00Z</published>',
    )
    expect((await ids(feedFile('feed.xml', atom(one)), '--json')).json()).toMatchObject({ matched: [] })
  })
})

const BOMB =
  '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>\n'

test('relative addresses are resolved by XML Base, ids stay as they are', () => {
  const entries = [
    '<entry><id>lamp</id><link href="lamp/"/></entry>',
    '<entry xml:base="/oil/"><id>./x</id><link href=""/></entry>',
    '<entry xml:base="http:// no"><id>y</id><link xml:base="wick/" href="?z"/></entry>',
  ]
  const feed = `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/news/">${entries.join('')}</feed>`
  expect(feedEntries(feed, 'feed.xml')).toMatchObject({
    entries: [
      { id: 'lamp', link: 'https://a.example/news/lamp/' },
      { id: './x', link: 'https://a.example/oil/' },
      { id: 'y', link: 'https://a.example/news/wick/?z' },
    ],
  })
})

test('what has neither id nor link is named, and is no entry', () => {
  const rss =
    '<rss><channel>\n<item><title>Lamp</title></item>\n<item><guid> </guid><link>/a/</link></item></channel></rss>'
  const json = JSON.stringify({ items: [{ title: 'Lamp' }, { id: 7 }] })
  expect(feedEntries(rss, 'x')).toMatchObject({ entries: [{ id: '/a/' }], nameless: [{ title: 'Lamp', line: 2 }] })
  expect(feedEntries(json, 'x')).toMatchObject({ entries: [{ id: '7' }], nameless: [{ title: 'Lamp' }] })
})

describe('what is no feed', () => {
  test.each([
    ['an entity bomb', `${BOMB}${atom(entry('&c;', SITE))}`, 2],
    ['a file of the disk', `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n${atom(entry('&x;', SITE))}`, 2],
    ['half a feed', `<feed>\n<entry>\n`, 3],
    ['a page', '<html><body/></html>', 1],
    ['a million tags', '<a>'.repeat(1_000_000), 1],
    ['half of JSON', '{ "items": [', 1],
    ['deep JSON', `{ "items": ${'['.repeat(1_000_000)}`, 1],
    ['nothing', '', 1],
  ])('%s is named', (_, text, line) => {
    const started = process.cpuUsage()
    expect(feedEntries(text, 'feed.xml')).toMatchObject({
      problem: { code: 'FEED_UNREADABLE', file: 'feed.xml', line },
    })
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000)
  })

  test('nothing of it is taken, and the exit code says so', async () => {
    expect((await ids(feedFile('feed.xml', `${BOMB}${atom(entry('&c;', SITE))}`))).code).toBe(1)
    expect((await ids(join(project.folder, 'none.xml'))).stderr).toContain('FEED_UNREADABLE')
    expect(() => register()).toThrow()
  })
})
