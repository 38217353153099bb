/** A feed as the source of posts: what is taken of each format, what is refused, and what goes on beside it. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { feedText } from '../../src/cms/feed-text.js'
import { readSourceFeed } from '../../src/cms/read-source-feed.js'
import { contentHtml } from '../../src/posts/content-html.js'
import { contentOf } from '../../src/posts/post-content.js'

const SITE = 'https://lantern.example'
const settings = { url: SITE, timezone: 'UTC', author: 'The Lantern team', permalink: '/x/:title/' }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-feed-'))
})

const read = async (feed: string, ids: ReadonlyMap<string, string> = new Map(), site = settings) =>
  await readSourceFeed({ feed, lastGood: join(folder, 'last.json') }, site, ids)
const readText = async (text: string | Uint8Array) => {
  const file = join(folder, 'feed')
  writeFileSync(file, text)
  return await read(file)
}
const atom = (entries: string) => `<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>\n${entries}</feed>`
const entry = (id: string, more = '', link = `${SITE}/news/${id}/`) =>
  `<entry><id>${id}</id><title>About ${id}</title><link href="${link}"/>` +
  `<published>2026-05-0${(id.length % 8) + 1}T10:00:00Z</published>${more || '<content>Words.</content>'}</entry>\n`
const html = async (feed: string) => {
  const { announcements, problems } = await readText(feed)
  const [post] = announcements
  return { post, problems, html: post === undefined ? '' : contentHtml(contentOf(post), SITE) }
}

describe('what an entry is', () => {
  test('a number that names an entry is no address of it', async () => {
    const bare = entry('7').replace(/<link[^>]*>/, '')
    const { announcements, problems } = await readText(atom(entry('a') + bare))
    expect(announcements).toHaveLength(1)
    expect(problems).toMatchObject([
      { code: 'FEED_ENTRY', line: 3, message: expect.stringContaining('no address') as string },
    ])
  })

  test('an & that begins no entity is one, but in CDATA', async () => {
    const body = '<content type="html"><![CDATA[<p>a &amp; b</p>]]></content>'
    const found = await html(atom(entry('a', body, `${SITE}/a-&-b/`).replace('About a', 'R&D &amp; more')))
    expect(found).toMatchObject({ post: { title: 'R&D & more', url: `${SITE}/a-&-b/` }, problems: [] })
    expect(found.html).toContain('<p>a &amp; b</p>')
  })

  test('Atom: id, instant, address, categories and authors; HTML is sanitised, its links are of the entry', async () => {
    const body =
      '<p onclick="x()">See <a href="../b/">b</a>, <a href="/c">c</a>.</p><script>alert(1)</script>{{ site.x }}'
    const found = await html(
      atom(
        entry(
          'tag:x,2026:a',
          `<category term="Releases"/><category term="x, y"/><author><name>Ada</name></author>` +
            `<content type="html">${body.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</content>`,
          '/news/a/?p=1',
        ).replace('About tag:x,2026:a', 'Lantern *4.1* &amp; [more]'),
      ),
    )
    expect(found.post).toMatchObject({
      id: 'tag:x,2026:a',
      title: 'Lantern *4.1* & [more]',
      instant: Date.parse('2026-05-05T10:00:00Z'),
      url: `${SITE}/news/a/?p=1`,
      slug: 'a',
      categories: ['Releases', 'x', 'y'],
      authors: ['Ada'],
      lines: { title: 2, body: 2 },
    })
    expect(found.html).toContain(`<p>See <a href="${SITE}/news/b/">b</a>, <a href="${SITE}/c">c</a>.</p>`)
    expect(found.html).toContain('{{ site.x }}')
    expect(found.html).not.toMatch(/script|onclick/)
    expect(found.post?.remarks).toBeUndefined()
  })

  test('XHTML as HTML, whatever its prefix; a blank line and code stay', async () => {
    const div = '<h:div><h:p>One &amp;\n\n<h:b>two</h:b></h:p><h:pre>a\n\n    b</h:pre></h:div>'
    const found = await html(
      atom(entry('a', `<content type="xhtml" xmlns:h="http://www.w3.org/1999/xhtml">${div}</content>`)),
    )
    expect(found.html).toContain('<b>two</b>')
    expect(found.html.replace(/<!-- -->/g, '')).toMatch(/<pre>a\n\n {4}b<\/pre>/)
    expect(found.html).toContain('One &amp;')
  })

  test('RSS: content:encoded before description, guid and link, title in HTML, another vocabulary says nothing', async () => {
    const rss = (item: string) =>
      '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:m="http://search.example/m" ' +
      `xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title>\n\n<item>${item}</item></channel></rss>`
    const found = await html(
      rss(
        '<m:title>no</m:title><title>Caf&amp;eacute; &amp;lt;b&amp;gt; <![CDATA[<em>it</em>]]></title>' +
          `<link>http://lantern.example/news/a</link><guid isPermaLink="false">7</guid><dc:creator>Ada</dc:creator>` +
          '<pubDate>Tue, 05 May 2026 12:00:00 +0200</pubDate><category><![CDATA[News]]></category>' +
          '<description>short</description><content:encoded><![CDATA[<p>long</p>]]></content:encoded>',
      ),
    )
    expect(found.problems).toEqual([])
    expect(found.post).toMatchObject({
      id: '7',
      title: 'Café <b> it',
      url: `${SITE}/news/a`,
      instant: Date.parse('2026-05-05T10:00:00Z'),
      categories: ['News'],
      authors: ['Ada'],
      lines: { title: 3 },
    })
    expect(found.html).toBe('<div><p>long</p></div>\n')
  })

  test('JSON Feed: HTML, else text as paragraphs', async () => {
    const items = [
      { id: 'a', url: `${SITE}/a`, title: 'A <b>', date_published: '2026-05-05T10:00:00Z', content_html: '<i>x</i>' },
      { id: 'b', url: `${SITE}/b`, title: 'B', date_published: '2026-05-04T10:00:00Z', content_text: '1 < 2\n\nthree' },
    ]
    const { announcements } = await readText(JSON.stringify({ version: '1.1', items }, null, 1))
    expect(announcements.map(({ title, lines }) => [title, lines?.title])).toEqual([
      ['A <b>', 5],
      ['B', 12],
    ])
    expect(announcements.map((post) => contentHtml(contentOf(post), SITE))).toEqual([
      '<div><i>x</i></div>\n',
      expect.stringMatching(/<p>1 &lt; 2<\/p>\s*(?:<!-- -->)?\s*<p>three<\/p>/),
    ])
  })

  test('one that cannot be a post is named with its line, the others are read', async () => {
    const { announcements, problems } = await readText(
      atom(
        entry('good') +
          entry('far', '', 'https://elsewhere.example/far/') +
          entry('dateless').replace(/<published>.*<\/published>/, '<published>soon</published>') +
          entry('two words') +
          entry('empty', '<content> </content>'),
      ),
    )
    expect(announcements.map(({ id }) => id)).toEqual(['good'])
    expect(problems.map(({ code, line, severity }) => [code, line, severity])).toEqual([
      ['FEED_ENTRY', 3, 'error'],
      ['FEED_ENTRY', 4, 'error'],
      ['FEED_ENTRY', 5, 'error'],
      ['POST_EMPTY', 6, 'error'],
    ])
    expect(problems.every(({ file }) => file === join(folder, 'feed'))).toBe(true)
  })

  test('an entry whose feed gives it another id keeps the one that it was known by', async () => {
    const [first] = (await readText(atom(entry('old', '', `${SITE}/news/x/`)))).announcements
    const stem = first?.path.replace(/\.html$/, '') ?? ''
    writeFileSync(join(folder, 'feed'), atom(entry('new', '', `${SITE}/news/x`)))
    const [again] = (await read(join(folder, 'feed'), new Map([[stem, 'old']]))).announcements
    expect([again?.id, again?.path]).toEqual(['old', first?.path])
  })
})

describe('a broken feed', () => {
  const bomb = `<!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>${atom(
    entry('a').replace('Words.', '&c;'),
  )}`
  const outside = `<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>${atom(entry('a').replace('Words.', '&x;'))}`
  const broken: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['no feed', '<html><body>Error</body></html>', /page of HTML|no entry and no item/],
    ['cut off', atom(entry('a')).slice(0, -30), /not well-formed/],
    ['an empty file', '', /well-formed|empty/],
    ['no entries', atom(''), /no entry/],
    ['JSON without items', '{"items": []}', /no items/],
    ['JSON cut off', '{"items": [', /not valid JSON/],
    ['entries without ids', atom('<entry><title>x</title></entry>'), /no entry that has an id/],
    ['one id twice', atom(entry('a') + entry('b') + entry('a')), /two entries have the id "a", here and on line 2/],
    ['entities in each other', bomb, /undefined entity|not well-formed/],
    ['an entity from a file', outside, /undefined entity|not well-formed/],
    ['a deep nest', atom(`${'<a>'.repeat(300)}${'</a>'.repeat(300)}`), /nested too deeply/],
    ['too many entries', atom('<entry><id>1</id></entry>'.repeat(5001)), /more than 5000 entries/],
    ['bytes of another encoding', Buffer.from(atom(entry('caf\xe9')), 'latin1'), /not written in utf-8/],
    ['too many bytes', Buffer.alloc(20_000_001, 32), /larger than 20 MB/],
    ['another site', atom(entry('a', '', 'https://elsewhere.example/a')), /no entry is below site\.url/],
  ]

  test.each(broken)('%s: nothing of it is taken, and the last good reading goes on', async (_name, text, says) => {
    await expect(readText(text)).rejects.toMatchObject({ message: expect.stringMatching(says), exitCode: 3 })
    await readText(atom(entry('good')))
    const { announcements, problems } = await readText(text)
    expect(announcements.map(({ id }) => id)).toEqual(['good'])
    expect(problems).toMatchObject([{ severity: 'error', message: expect.stringMatching(says) }])
    expect(['CONTENT_FEED', 'FEED_MOVED']).toContain(problems[0]?.code)
  })

  test('a last good reading of another feed, or a damaged one, is none', async () => {
    await readText(atom(entry('good')))
    await expect(read(join(folder, 'other'))).rejects.toMatchObject({ code: 'CONTENT_FEED' })
    writeFileSync(join(folder, 'last.json'), '{"feed":')
    await expect(readText('')).rejects.toMatchObject({ code: 'CONTENT_FEED' })
  })
})

describe('over HTTP', () => {
  type Answer = (request: IncomingMessage, response: ServerResponse) => void
  let answer: Answer
  const asked: IncomingMessage['headers'][] = []
  const server = createServer((request, response) => {
    asked.push(request.headers)
    answer(request, response)
  })
  let base = ''
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())
  const good: Answer = (_request, response) => {
    response.setHeader('ETag', '"1"').setHeader('Last-Modified', 'Mon, 04 May 2026 10:00:00 GMT')
    response.end(atom(entry('good')))
  }

  test('it is asked whether it changed, and need not come again', async () => {
    answer = good
    await read(`${base}/feed`)
    answer = (_request, response) => void response.writeHead(304).end()
    const again = await read(`${base}/feed`)
    expect(again.announcements.map(({ id }) => id)).toEqual(['good'])
    expect(asked.at(-1)).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': 'Mon, 04 May 2026 10:00:00 GMT',
    })
    expect(again.problems).toEqual([])
  })

  test('the charset that the server names counts', async () => {
    answer = (_request, response) => {
      response.setHeader('Content-Type', 'application/xml; charset=ISO-8859-1')
      response.end(Buffer.from(atom(entry('a').replace('About a', 'Caf\xe9')), 'latin1'))
    }
    expect((await read(`${base}/latin`)).announcements[0]?.title).toBe('Café')
  })

  test('a redirect is followed on the same host', async () => {
    answer = (request, response) =>
      request.url === '/old' ? void response.writeHead(301, { Location: '/new' }).end() : good(request, response)
    expect((await read(`${base}/old`)).announcements).toHaveLength(1)
  })

  const bad: readonly (readonly [string, string, Answer])[] = [
    ['an error', 'CONTENT_FEED', (_request, response) => void response.writeHead(500).end('x')],
    ['a redirect to another host', 'FEED_MOVED', (_request, response) => to(response, 'http://other.example/feed')],
    ['a redirect to another port', 'FEED_MOVED', (_request, response) => to(response, 'http://127.0.0.1:1/feed')],
    ['a redirect to a file', 'FEED_MOVED', (_request, response) => to(response, 'file:///etc/passwd')],
    ['a redirect in a circle', 'CONTENT_FEED', (_request, response) => to(response, '/feed')],
    ['no answer', 'CONTENT_FEED', () => undefined],
    ['an answer that never ends', 'CONTENT_FEED', (_request, response) => void response.write('<feed')],
    [
      'an answer that nobody can unpack',
      'CONTENT_FEED',
      (_request, response) => void response.writeHead(200, { 'Content-Encoding': 'br' }).end('x'),
    ],
    ['304 to who has nothing', 'CONTENT_FEED', (_request, response) => void response.writeHead(304).end()],
  ]
  const to = (response: ServerResponse, Location: string) => void response.writeHead(302, { Location }).end()

  test.each(bad)('%s', async (name, code, behaviour) => {
    answer = behaviour
    const source = { feed: `${base}/feed`, lastGood: join(folder, 'last.json') }
    const asking = /^no answer|never ends$/.test(name) ? { timeoutMs: 500 } : {}
    await expect(readSourceFeed(source, settings, new Map(), asking)).rejects.toMatchObject({ code, exitCode: 3 })
  })

  test('a name that leads to a machine of ours is refused', async () => {
    const source = { feed: 'http://feeds.example/atom.xml', lastGood: join(folder, 'last.json') }
    const asking = {
      resolve: (_name: string, _options: { all: true }, callback: (error: null, found: never[]) => void) =>
        callback(null, [{ address: '10.0.0.7', family: 4 }] as never[]),
    }
    await expect(readSourceFeed(source, settings, new Map(), asking as never)).rejects.toMatchObject({
      message: expect.stringContaining('10.0.0.7, which is no public address'),
    })
  })
})

test('a mark of byte order counts before what the feed says of itself', () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<?xml encoding="utf-8"?>é', 'utf16le')])
  expect(feedText(utf16)).toEqual({ text: '<?xml encoding="utf-8"?>é' })
  expect(feedText(Buffer.from('<?xml version="1.0" encoding="windows-1252"?>\xe9', 'latin1'))).toEqual({
    text: '<?xml version="1.0" encoding="windows-1252"?>é',
  })
  expect(feedText(Buffer.from('x'), 'klingon')).toEqual({ fault: 'nobody knows its encoding klingon' })
})

test('the last good reading is for its owner alone, and is written once', async () => {
  await readText(atom(entry('good')))
  const written = readFileSync(join(folder, 'last.json'), 'utf8')
  expect(JSON.parse(written)).toMatchObject({ feed: join(folder, 'feed') })
})
