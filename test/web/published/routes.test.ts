/** The published folder over HTTP: what a feed reader and a browser get. */
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rawRequest } from '../raw-request.js'
import { openWeb, type WebFixture } from '../web-fixture.js'

let web: WebFixture
beforeAll(async () => {
  web = await openWeb()
})
afterAll(async () => await web.close())

test('the front page and the feeds come with their media types, from the bytes on disk', async () => {
  for (const [path, file, type] of [
    ['/', 'index.html', 'text/html; charset=utf-8'],
    ['/atom.xml', 'atom.xml', 'application/atom+xml; charset=utf-8'],
    ['/rss.xml', 'rss.xml', 'application/rss+xml; charset=utf-8'],
    ['/feed.json', 'feed.json', 'application/feed+json; charset=utf-8'],
    ['/belfry.css', 'belfry.css', 'text/css; charset=utf-8'],
  ] as const) {
    const answer = await web.get(path)
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, type])
    expect(await answer.text()).toBe(readFileSync(join(web.folder, 'public', file), 'utf8'))
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
  }
})

test('a browser gets the same feeds under types that it shows, by the app and from memory', async () => {
  const browser = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
  for (const [path, shown] of [
    ['/atom.xml', 'application/xml; charset=utf-8'],
    ['/rss.xml', 'application/xml; charset=utf-8'],
    ['/feed.json', 'application/json; charset=utf-8'],
    ['/', 'text/html; charset=utf-8'],
    ['/feed.css', 'text/css; charset=utf-8'],
  ] as const) {
    const reader = await web.get(path)
    for (const answer of [await web.get(`${path}?`, { headers: browser }), await web.get(path, { headers: browser })]) {
      expect([path, answer.headers.get('content-type')]).toEqual([path, shown])
      for (const field of ['etag', 'vary', 'access-control-allow-origin'])
        expect(answer.headers.get(field)).toBe(reader.headers.get(field))
      expect(await answer.text()).toBe(await reader.clone().text())
    }
  }
  expect((await web.get('/')).headers.get('vary')).toBe('Accept-Encoding')
  const feedReader = { Accept: 'text/html, application/atom+xml;q=0.9, */*;q=0.1' }
  expect((await web.get('/atom.xml', { headers: feedReader })).headers.get('content-type')).toContain('atom')
})

test('scripts of other sites may read the feeds', async () => {
  expect((await web.get('/feed.json')).headers.get('access-control-allow-origin')).toBe('*')
  expect((await web.get('/')).headers.get('access-control-allow-origin')).toBeNull()
})

test('they may read one that is too large to be held, too', async () => {
  const name = join(web.folder, 'public/large.json')
  writeFileSync(name, ' '.repeat(8 * 1024 * 1024 + 1))
  const { status, headers, body } = await web.get('/large.json')
  await body?.cancel()
  expect([status, headers.get('etag'), headers.get('access-control-allow-origin')]).toEqual([200, null, '*'])
  const modified = headers.get('last-modified') ?? ''
  const again = await web.get('/large.json', { headers: { 'If-Modified-Since': modified } })
  expect([again.status, again.headers.get('access-control-allow-origin')]).toEqual([304, '*'])
  rmSync(name)
})

test('calendar programs and scripts of other sites may read what the releases table gives', async () => {
  for (const [name, type] of [
    ['releases.ics', 'text/calendar; charset=utf-8'],
    ['releases.json', 'application/json; charset=utf-8'],
  ] as const) {
    writeFileSync(join(web.folder, 'public', name), '[]')
    const { status, headers } = await web.get(`/${name}`)
    expect([status, headers.get('content-type'), headers.get('access-control-allow-origin')]).toEqual([200, type, '*'])
  }
})

test('who has the bytes already gets 304 and none of them', async () => {
  const first = await web.get('/atom.xml')
  const etag = first.headers.get('etag') ?? ''
  const modified = first.headers.get('last-modified') ?? ''
  for (const headers of [
    { 'If-None-Match': etag },
    { 'If-None-Match': `"other", ${etag}` },
    { 'If-Modified-Since': modified },
  ]) {
    const again = await web.get('/atom.xml', { headers })
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    // Nothing of a body, nor what a cache has from the answer that it keeps (RFC 9110 §15.4.5).
    for (const field of ['content-type', 'content-length', 'content-security-policy'])
      expect([field, again.headers.get(field)]).toEqual([field, null])
    expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'))
  }
  const older = { 'If-None-Match': '"other"', 'If-Modified-Since': modified }
  expect((await web.get('/atom.xml', { headers: older })).status).toBe(200)
})

test('compressed bytes are the same text, and caches know', async () => {
  const etags = new Set()
  for (const [accept, encoding] of [
    ['gzip, br', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=0', null],
  ] as const) {
    const answer = await web.get('/atom.xml', { headers: { 'Accept-Encoding': accept } })
    expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual([
      encoding,
      'Accept-Encoding, Accept',
    ])
    expect(await answer.text()).toBe(readFileSync(join(web.folder, 'public/atom.xml'), 'utf8'))
    etags.add(answer.headers.get('etag'))
  }
  expect([etags.size, ...etags].join()).toMatch(/^3(,"[^"]+"){3}$/)
})

test('HEAD says what GET would, without a body', async () => {
  const head = await web.get('/', { method: 'HEAD', headers: { 'Accept-Encoding': 'identity' } })
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect(Number(head.headers.get('content-length'))).toBe(readFileSync(join(web.folder, 'public/index.html')).length)
})

test('a file that changed is served anew a second later, and at once to who reloads', async () => {
  const notes = join(web.folder, 'public/notes.txt')
  const text = async (init?: RequestInit) => await (await web.get('/notes.txt', init)).text()
  writeFileSync(notes, 'one')
  expect(await text()).toBe('one')
  writeFileSync(notes, 'three')
  expect(await text({ headers: { 'Cache-Control': 'no-cache' } })).toBe('three')
  writeFileSync(notes, 'fourth')
  expect(await text()).toBe('three')
  web.later(1_000)
  expect(await text()).toBe('fourth')
  rmSync(notes)
  web.later(1_000)
  expect((await web.get('/notes.txt')).status).toBe(404)
})

test('a file that comes before another by its name takes over', async () => {
  writeFileSync(join(web.folder, 'public/page.html'), 'the page')
  expect(await (await web.get('/page')).text()).toBe('the page')
  writeFileSync(join(web.folder, 'public/page'), 'the file')
  web.later(1_000)
  expect(await (await web.get('/page')).text()).toBe('the file')
})

test('an answer from memory is the answer of the app', async () => {
  const fresh = await openWeb()
  try {
    for (const path of ['/', '/atom.xml', '/feed.json', '/belfry.css', '/404'])
      for (const headers of [{ 'Accept-Encoding': 'br' }, { 'Accept-Encoding': 'identity' }, { 'If-None-Match': '*' }])
        for (const method of ['GET', 'HEAD']) {
          // What was mended, like a query, never comes from memory.
          const app = await fresh.get(`${path}?app`, { method, headers })
          await fresh.get(path, { method, headers })
          const memory = await fresh.get(path, { method, headers })
          const seen = async (answer: Response) => [
            answer.status,
            [...answer.headers].filter(([name]) => name !== 'date').sort(),
            await answer.text(),
          ]
          expect(await seen(memory)).toEqual(await seen(app))
        }
  } finally {
    await fresh.close()
  }
})

test('what belongs to a route of the app is never taken by a file', async () => {
  writeFileSync(join(web.folder, 'public/help'), 'not the help')
  for (let time = 0; time < 2; time += 1) expect(await (await web.get('/help')).text()).not.toBe('not the help')
})

test('a part of a file is never sent', async () => {
  const { status, headers } = await web.get('/atom.xml', { headers: { Range: 'bytes=0-9' } })
  expect([status, headers.get('content-range')]).toEqual([200, null])
})

test('a link that leads out of the folder is no page, at once and after a file stood there', async () => {
  const link = join(web.folder, 'public/leak.txt')
  symlinkSync(join(web.folder, 'belfry.yaml'), link)
  expect((await web.get('/leak.txt')).status).toBe(404)
  rmSync(link)
  writeFileSync(link, 'harmless')
  expect((await web.get('/leak.txt')).status).toBe(200)
  rmSync(link)
  symlinkSync(join(web.folder, 'belfry.yaml'), link)
  web.later(1_000)
  expect((await web.get('/leak.txt')).status).toBe(404)
})

test('an announcement is found at its address, and without the last slash is led to it', async () => {
  const path = '/news/2026/11/10/lantern-os-3-1-0-has-been-released'
  expect((await web.get(`${path}/`)).status).toBe(200)
  const led = await web.get(path)
  expect([led.status, led.headers.get('location')]).toEqual([301, `${path}/`])
})

test.each([
  '/.belfry-manifest.json',
  '/../belfry.yaml',
  '/%2e%2e/belfry.yaml',
  '/..%2fbelfry.yaml',
  '/..%5cbelfry.yaml',
  '//belfry.example/',
  '/news//2026/',
  '/%00',
  '/%ff',
  '/index.html/',
  '/nothing-here',
  '/.belfry-manifest.json?x',
  '/%2ebelfry-manifest.json',
  '/news/%2e%2e/.belfry-manifest.json',
  '/atom.xml%00',
  '/atom%2exml/..%2f..%2fbelfry.yaml',
  '/atom.xml/',
])('%s is a page that says there is none', async (path) => {
  const { status, body } = await rawRequest(web.url, { path })
  expect(status).toBe(404)
  expect(body).toContain('There is no page here')
})

test('a name longer than any file system takes is no page either', async () => {
  expect((await web.get(`/${'long'.repeat(200)}`)).status).toBe(404)
})

test('without static pages the front page offers the feeds and the form, in the same style', async () => {
  const bare = await openWeb({ environment: { BELFRY_FEEDS__PAGES: 'false' } })
  try {
    const page = await (await bare.get('/')).text()
    for (const found of [
      'href="/atom.xml"',
      'href="/rss.xml"',
      'href="/feed.json"',
      'action="/subscribe"',
      'rel="alternate"',
    ])
      expect(page).toContain(found)
    expect((await bare.get('/belfry.css')).headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect((await bare.get('/atom.xml')).status).toBe(200)
  } finally {
    await bare.close()
  }
})
