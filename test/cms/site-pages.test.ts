/** Pages of a built site: from a folder, from a server, what is kept of them, and what is refused. */
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readSitePages, type SitePages } from '../../src/cms/read-site-pages.js'

const HOUR = 3_600_000
const page = (words: string) => `<html><main><article><p>${words}</p></article></main></html>`
const post = (url: string, digest = 'one') => ({
  ...{ path: `${url.split('/').slice(-2).join('-').replace(/-$/, '')}.md`, url },
  ...{ title: 'Lamp', digest },
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belfry-pages-'))
})

const pages = (siteUrl: string, more: Partial<SitePages> = {}): SitePages => ({
  ...{ siteUrl, folder: '', selector: '', kept: join(folder, 'kept'), now: 0 },
  ...more,
})
const textsOf = ({ html }: Awaited<ReturnType<typeof readSitePages>>) =>
  [...html].map(([path, { text }]) => [path, text])
const whys = ({ unshown }: Awaited<ReturnType<typeof readSitePages>>) => unshown.map(({ message }) => message)

describe('in a folder', () => {
  const SITE = 'https://lantern.example/project'
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, 'site', path)), { recursive: true })
    writeFileSync(join(folder, 'site', path), text)
  }
  const read = async (...urls: string[]) =>
    await readSitePages(
      urls.map((url) => post(url)),
      pages(SITE, { folder: join(folder, 'site') }),
    )

  test('as index.html, as a file of that name, and with signs in the address', async () => {
    write('news/lamp/index.html', page('a'))
    write('wick.html', page('b'))
    write('news/Öl/index.html', page('c'))
    const found = await read(`${SITE}/news/lamp/`, `${SITE}/wick.html`, `${SITE}/x/../wick`, `${SITE}/news/%C3%96l/`)
    expect([...found.html.values()].map(({ text }) => text)).toEqual(['<p>a</p>', '<p>b</p>', '<p>b</p>', '<p>c</p>'])
    expect(found.unshown).toEqual([])
  })

  test('one that is missing takes nothing from the others', async () => {
    write('news/lamp/index.html', page('a'))
    const found = await read(`${SITE}/news/lamp/`, `${SITE}/news/gone/`)
    expect(textsOf(found)).toEqual([['lamp.md', '<p>a</p>']])
    expect(found.unshown).toMatchObject([{ path: 'gone.md', isToCome: true, isKept: false }])
    expect(whys(found)[0]).toContain('there is no news/gone/index.html in ')
  })

  test('nothing outside of it is read', async () => {
    writeFileSync(join(folder, 'secret.html'), page('secret'))
    mkdirSync(join(folder, 'site/news/linked'), { recursive: true })
    symlinkSync(join(folder, 'secret.html'), join(folder, 'site/news/linked/index.html'))
    const found = await read(
      `${SITE}/news/linked/`,
      `${SITE}/..%2Fsecret.html`,
      `${SITE}/%2e%2e%2fsecret`,
      `${SITE}/x%00y/`,
      'https://other.example/project/x/',
      'https://lantern.example/elsewhere/',
    )
    expect(textsOf(found)).toEqual([])
    expect(found.unshown).toHaveLength(6)
    expect(JSON.stringify(found.unshown)).not.toContain('>secret<')
  })

  test('a folder that is not there, a page too large, and one that is no text', async () => {
    write('big/index.html', 'x'.repeat(2_000_001))
    write('odd/index.html', 'x')
    writeFileSync(join(folder, 'site/odd/index.html'), Buffer.from([0x3c, 0xff, 0xc0]))
    expect(whys(await read(`${SITE}/big/`, `${SITE}/odd/`))).toEqual([
      expect.stringContaining('larger than 2 MB'),
      expect.stringContaining('not written in utf-8'),
    ])
    const none = await readSitePages([post(`${SITE}/a/`)], pages(SITE, { folder: join(folder, 'none') }))
    expect(whys(none)[0]).toContain('none is not there')
  })
})

describe('at the address of the post', () => {
  type Answer = (request: IncomingMessage, response: ServerResponse) => void
  let answer: Answer
  let asked: string[] = []
  let base = ''
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(request, response)
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())
  beforeEach(() => {
    asked = []
  })
  const html =
    (text: string): Answer =>
    (_request, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end(text)
    }
  const read = async (posts: ReturnType<typeof post>[], now = 0, asking = {}) =>
    await readSitePages(posts, pages(base, { now }), asking)

  test('it is asked for once, and again when the post changed', async () => {
    const lamp = post(`${base}/lamp/`)
    answer = html(page('one'))
    expect(textsOf(await read([lamp]))).toEqual([['lamp.md', '<p>one</p>']])
    expect(textsOf(await read([lamp]))).toEqual([['lamp.md', '<p>one</p>']])
    expect(asked).toEqual(['/lamp/'])
    answer = html(page('two'))
    expect(textsOf(await read([{ ...lamp, digest: 'two' }]))).toEqual([['lamp.md', '<p>two</p>']])
    expect(textsOf(await read([{ ...lamp, digest: 'two' }]))).toEqual([['lamp.md', '<p>two</p>']])
    expect(asked).toHaveLength(2)
  })

  test('a page that is as it was, of a post that changed, is asked for again for an hour', async () => {
    const lamp = post(`${base}/lamp/`)
    answer = html(page('one'))
    await read([lamp])
    const edited = { ...lamp, digest: 'two' }
    await read([edited], 1)
    await read([edited], HOUR / 2)
    expect(asked).toHaveLength(3)
    await read([edited], HOUR + 1)
    await read([edited], HOUR + 2)
    expect(asked).toHaveLength(4)
  })

  test('where the site fails, what was read before goes on; what was never read waits', async () => {
    const lamp = post(`${base}/lamp/`)
    answer = html(page('one'))
    await read([lamp])
    answer = (_request, response) => void response.writeHead(500).end()
    const found = await read([{ ...lamp, digest: 'two' }, post(`${base}/wick/`)])
    expect(textsOf(found)).toEqual([['lamp.md', '<p>one</p>']])
    expect(found.unshown).toMatchObject([
      { path: 'lamp.md', isKept: true },
      { path: 'wick.md', isKept: false, isToCome: true },
    ])
    expect(whys(found)[1]).toContain('it answers with 500')
  })

  test('a server that is silent is not asked for each of a hundred posts', async () => {
    answer = (request) => void request.socket.destroy()
    const found = await read(Array.from({ length: 100 }, (_, at) => post(`${base}/p${at}/`)))
    expect(found.unshown).toHaveLength(100)
    expect(asked.length).toBeLessThan(20)
  })

  const redirect =
    (to: string): Answer =>
    (request, response) => {
      if (request.url === '/moved/') html(page('moved'))(request, response)
      else response.writeHead(302, { Location: to }).end()
    }
  test.each<[string, () => Answer, RegExp]>([
    [
      'leads to another host',
      () => redirect('http://other.example/'),
      /leads to http:\/\/other\.example\/, which is not/,
    ],
    ['leads to another port', () => redirect('http://127.0.0.1:1/'), /leads to http:\/\/127\.0\.0\.1:1\//],
    ['leads round in a circle', () => redirect('/lamp/'), /redirects more than 5 times/],
    [
      'is a picture',
      () => (_request, response) => void response.setHeader('Content-Type', 'image/png').end('x'),
      /it is image\/png/,
    ],
    ['is of no type', () => (_request, response) => void response.end('x'), /of no type/],
    ['is too large', () => html('x'.repeat(2_000_001)), /larger than 2 MB/],
    [
      'never ends',
      () => (_request, response) => void response.setHeader('Content-Type', 'text/html').write('<p>'),
      /does not answer/,
    ],
    [
      'is packed',
      () => (_request, response) =>
        void response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' }).end('x'),
      /packed/,
    ],
    [
      'says another encoding',
      () => (_request, response) => void response.setHeader('Content-Type', 'text/html; charset=klingon').end('x'),
      /nobody knows its encoding/,
    ],
  ])('one that %s is not shown', async (name, make, why) => {
    answer = make()
    const found = await read([post(`${base}/lamp/`)], 0, name === 'never ends' ? { timeoutMs: 500 } : {})
    expect([textsOf(found), whys(found).length]).toEqual([[], 1])
    expect(whys(found)[0]).toMatch(why)
    expect(readdirSync(folder)).toEqual([])
  })

  test('a redirect on the same host is followed, and addresses are of where it leads', async () => {
    answer = redirect('/moved/')
    expect(textsOf(await read([post(`${base}/lamp/`)]))).toEqual([['lamp.md', '<p>moved</p>']])
  })

  test('a name that leads to a machine of ours is refused, and no other host is asked', async () => {
    const resolve = ((_name: string, _options: unknown, done: (error: null, found: unknown[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }])) as never
    const site = 'http://lantern.example'
    const found = await readSitePages([post(`${site}/lamp/`), post('http://evil.example/x/')], pages(site), { resolve })
    expect(whys(found)).toEqual([
      expect.stringContaining('127.0.0.1, which is no public address'),
      expect.stringContaining('not below site.url'),
    ])
    expect(asked).toEqual([])
  })

  test('what is kept is not believed where it is damaged, or of another selector', async () => {
    const lamp = post(`${base}/lamp/`)
    answer = html(page('one'))
    await read([lamp])
    const [file = ''] = readdirSync(join(folder, 'kept'))
    writeFileSync(join(folder, 'kept', file), '{"url":')
    await read([lamp])
    await readSitePages([lamp], pages(base, { selector: 'main p' }))
    expect(asked).toHaveLength(3)
  })
})
