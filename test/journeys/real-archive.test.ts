/**
 * The whole of a real archive: checked without an error, published as feeds that strict readers take, and its three
 * hardest posts mailed.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SaxesParser } from 'saxes'
import { beforeAll, describe, expect, test } from 'vitest'
import { belfry } from '../support/cli.js'
import { corpusMissing, corpusPosts, corpusSettings, seedPosts } from '../support/corpus.js'
import { makeProject } from '../support/project.js'

const archive = corpusPosts()
const seeds = seedPosts()
if (archive === undefined) console.log(corpusMissing)
if (seeds === undefined) console.log('passed over: no ../shared/seeds beside the checkout')

const FEEDS = ['atom.xml', 'rss.xml', 'feed.json'] as const
const NOW = '2020-01-24T00:00:00Z'

async function projectOver(posts: string) {
  const { permalink, ...site } = corpusSettings
  return await makeProject('sqlite', {
    site: { title: 'The archive', ...site },
    content: { posts, permalink },
    feeds: { entries: 500, since: '2019' },
  })
}

interface BuildJson {
  readonly files: readonly { path: string; bytes: number; changed: boolean }[]
  readonly problems: readonly { severity: string }[]
}

/** Every link of a piece of HTML. */
function linksIn(html: string): string[] {
  return [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map((match) => match[1] ?? '')
}

/**
 * Strict: throws where the text is not well-formed XML with namespaces. @returns contents of text nodes and links, by
 * element
 */
function parseXml(text: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const parser = new SaxesParser({ xmlns: true })
  const open: { name: string; attributes: Record<string, string>; text: string }[] = []
  const elements: typeof open = []
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const values = Object.entries(attributes).map(([key, value]) => [key, value.value])
    open.push({ name, attributes: Object.fromEntries(values), text: '' })
  })
  const add = (chunk: string) => {
    const last = open.at(-1)
    if (last !== undefined) last.text += chunk
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => elements.push(...open.splice(-1)))
  parser.write(text).close()
  return elements
}

describe.skipIf(archive === undefined)('the real archive at its tip', () => {
  let folder = ''
  let build: BuildJson
  let check: { code: number | null; ok: boolean; problems: { severity: string }[] }
  const hashes = () =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.\w+$/.test(name))
        .map((name) => [
          name,
          createHash('sha256')
            .update(readFileSync(join(folder, name)))
            .digest('hex'),
        ]),
    )

  beforeAll(async () => {
    const project = await projectOver(archive ?? '')
    const call = { config: project.configFile, now: NOW }
    const checked = await belfry(['check', '--json'], call)
    check = { code: checked.code, ...(checked.json() as Omit<typeof check, 'code'>) }
    const built = await belfry(['build', '--json'], call)
    expect(built.code).toBe(0)
    build = built.json() as BuildJson
    folder = project.public
  })

  test('check reports no error', () => {
    expect(check).toMatchObject({ code: 0, ok: true })
    expect(check.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  test('build writes the three feeds, a page for each of the 202 posts, and three for addresses that lead to one', () => {
    expect(build.files.map(({ path }) => path)).toEqual(expect.arrayContaining([...FEEDS]))
    const pages = build.files.filter(({ path }) => path.startsWith('news/'))
    const leadsOn = ({ path }: { path: string }) =>
      /<meta http-equiv="refresh"/i.test(readFileSync(join(folder, path), 'utf8'))
    expect([pages.length, pages.filter(leadsOn).length]).toEqual([205, 3])
  })

  test('Atom and RSS are well-formed for a strict parser and hold all of them, where the feeds may be that long', () => {
    const entries = (file: string, name: string) =>
      parseXml(readFileSync(join(folder, file), 'utf8')).filter((element) => element.name === name)
    expect(entries('atom.xml', 'entry')).toHaveLength(202)
    expect(entries('rss.xml', 'item')).toHaveLength(202)
  })

  test('every link of every feed is absolute', () => {
    const atom = parseXml(readFileSync(join(folder, 'atom.xml'), 'utf8'))
    const rss = parseXml(readFileSync(join(folder, 'rss.xml'), 'utf8'))
    const { items } = JSON.parse(readFileSync(join(folder, 'feed.json'), 'utf8')) as {
      items: { url: string; content_html: string }[]
    }
    const own = [
      ...atom.flatMap((element) => element.attributes.href ?? []),
      ...rss.filter(({ name }) => name === 'link').map(({ text }) => text),
      ...items.map(({ url }) => url),
    ].filter((link) => link !== '')
    const html = [
      ...atom.filter(({ name }) => name === 'content' || name === 'summary').map(({ text }) => text),
      ...rss.filter(({ name }) => name === 'content:encoded' || name === 'description').map(({ text }) => text),
      ...items.map((item) => item.content_html),
    ].join('\n')
    expect(own.length).toBeGreaterThan(600)
    expect(linksIn(html).length).toBeGreaterThan(2000)
    expect([...own, ...linksIn(html)].filter((link) => !/^(https?:\/\/|mailto:|xmpp:)/.test(link))).toEqual([])
  })

  test('the JSON feed is one of version 1.1, with every required field and ids of its own', () => {
    const feed = JSON.parse(readFileSync(join(folder, 'feed.json'), 'utf8')) as {
      version: string
      title: string
      items: Record<string, unknown>[]
    }
    expect(feed).toMatchObject({ version: 'https://jsonfeed.org/version/1.1', title: expect.stringMatching(/./) })
    for (const item of feed.items) {
      expect(item).toMatchObject({
        id: expect.stringMatching(/./),
        url: expect.stringMatching(/^https:/),
        content_html: expect.any(String),
      })
      for (const name of ['date_published', 'date_modified']) {
        if (name in item) expect(item[name]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
      }
    }
    expect(new Set(feed.items.map(({ id }) => id)).size).toBe(202)
  })

  test('the same input gives the same bytes, into the same folder and into another', async () => {
    const first = hashes()
    const project = await projectOver(archive ?? '')
    const call = { config: project.configFile, now: '2020-01-24T06:00:00Z' }
    const again = (await belfry(['build', '--json', '--out', folder], call)).json() as BuildJson
    expect(again.files.filter(({ changed }) => changed)).toEqual([])
    expect(hashes()).toEqual(first)
    folder = project.public
    await belfry(['build'], call)
    expect(hashes()).toEqual(first)
  })
})

describe.skipIf(seeds === undefined)('the three posts that the project was conceived from', () => {
  const names = seeds === undefined ? [] : readdirSync(seeds).filter((name) => name.endsWith('.md'))

  test('they build without an error, into feeds of three entries', async () => {
    const project = await projectOver(seeds ?? '')
    const built = await belfry(['build', '--json'], { config: project.configFile, now: '2024-09-18T00:00:00Z' })
    expect(built.code).toBe(0)
    expect((built.json() as BuildJson).problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(
      parseXml(readFileSync(join(project.public, 'atom.xml'), 'utf8')).filter(({ name }) => name === 'entry'),
    ).toHaveLength(3)
  })

  test.each(names)('%s has a preview in HTML, text and as a message', async (name) => {
    const project = await projectOver(seeds ?? '')
    const out = join(project.folder, 'preview')
    const preview = await belfry(['preview', name, '--json', '--out', out], {
      config: project.configFile,
      now: '2024-09-18T00:00:00Z',
    })
    expect(preview.code).toBe(0)
    const { subject, files } = preview.json() as { subject: string; files: { path: string; bytes: number }[] }
    const [html, text, message] = files.map(({ path }) => readFileSync(path, 'utf8'))
    expect(files.slice(0, 3).map(({ path }) => path.replace(/^.*\./, ''))).toEqual(['html', 'txt', 'eml'])
    expect(text).toContain(subject.slice(0, 20))
    expect(linksIn(html ?? '').filter((link) => !/^(https?:\/\/|mailto:)/.test(link))).toEqual([])
    expect(Buffer.byteLength(html ?? '')).toBeLessThan(100_000)
    expect(message).toMatch(/^Content-Type: multipart\/alternative/m)
  })
})
