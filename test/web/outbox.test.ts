/** The outbox of a trial run, which is for this machine alone. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { framedHtml, parseMail } from '../../src/web/outbox-mail.js'
import { rawRequest } from './raw-request.js'
import { openWeb, type WebFixture } from './web-fixture.js'

let web: WebFixture
let mailPath = ''
beforeAll(async () => {
  web = await openWeb()
  expect(await (await web.get('/outbox')).text()).toContain('No mail yet.')
  await web.join('ona@example.org')
  await web.announce('Lantern OS 3.1.1 <beta> has been released')
  await web.mails()
  mailPath = /href="(\/outbox\/[^"]+\.eml)"/.exec(await (await web.get('/outbox')).text())?.[1] ?? ''
})
afterAll(async () => await web.close())

test('the list has every mail, newest first, and says that nothing went to the network', async () => {
  const page = await (await web.get('/outbox')).text()
  expect([...page.matchAll(/<a href="\/outbox\/[^"]+">([^<]*)</g)].map(([, subject]) => subject)).toEqual([
    'Lantern OS 3.1.1 &lt;beta> has been released',
    'Confirm your subscription to Lantern OS',
  ])
  for (const found of [
    'nothing was sent to the network',
    'to <bdi>ona@example.org</bdi>',
    'Lantern OS &lt;announce@lantern.example>',
  ])
    expect(page).toContain(found)
})

test('a mail shows its text with links, its HTML in a frame that runs nothing, and its source', async () => {
  const page = await (await web.get(mailPath)).text()
  expect(page).toContain(
    `<iframe class="mail" src="${mailPath}/html" sandbox="allow-top-navigation-by-user-activation"`,
  )
  expect(page).toMatch(/<a href="http:\/\/localhost:8025\/unsubscribe\/[\w-]{39}" dir="ltr">/)
  const part = await web.get(`${mailPath}/html`)
  const policy = part.headers.get('content-security-policy') ?? ''
  for (const directive of [
    "default-src 'none'",
    'img-src data:',
    "frame-ancestors 'self'",
    'sandbox allow-top-navigation-by-user-activation',
  ])
    expect(policy).toContain(directive)
  expect(policy).not.toMatch(/script|https:/)
  expect(await part.text()).toContain('<base target="_top">')
  const source = await web.get(`${mailPath}/source`)
  expect([
    source.headers.get('content-type'),
    (await source.text()).includes('List-Unsubscribe-Post: List-Unsubscribe=One-Click'),
  ]).toEqual(['text/plain; charset=utf-8', true])
})

test.each(['Forwarded', 'Via', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Real-IP', 'CF-Connecting-IP'])(
  'a request with %s came through a proxy, and gets no outbox',
  async (name) => {
    for (const path of ['/outbox', mailPath, `${mailPath}/source`])
      expect((await web.get(path, { headers: { [name]: '192.0.2.7' } })).status).toBe(404)
  },
)

test.each([
  '/outbox/nothing.eml',
  '/outbox/nothing.eml/html',
  '/outbox/nothing.eml/source',
  '/outbox/..%2Fbelfry.yaml',
  '/outbox/.hidden.eml',
  '/outbox/belfry.db',
])('%s is not there', async (path) => {
  expect((await web.get(path)).status).toBe(404)
})

test('a page elsewhere that gives its own name this address gets nothing, nor who comes by a proxy', async () => {
  expect((await rawRequest(web.url, { path: '/outbox', headers: { Host: 'rebound.example' } })).status).toBe(404)
  expect((await rawRequest(web.url, { path: '/outbox', headers: { 'X-Forwarded-For': '192.0.2.1' } })).status).toBe(404)
  expect((await rawRequest(web.url, { path: '/outbox', headers: { Host: 'localhost:8025' } })).status).toBe(200)
})

test('where mail is really sent, or strangers can reach the server, there is no outbox', async () => {
  for (const environment of [
    { BELFRY_MAIL__TRANSPORT: 'smtp://127.0.0.1:2525' },
    { BELFRY_WEB__LISTEN: '0.0.0.0:0' },
  ]) {
    const other = await openWeb({ environment })
    try {
      const { port } = new URL(other.url)
      for (const path of ['/outbox', mailPath])
        expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(404)
      expect(await (await fetch(`http://127.0.0.1:${port}/help`)).text()).not.toContain('Outbox')
    } finally {
      await other.close()
    }
  }
})

test('a mail that is hardly one still shows', async () => {
  const mail = await parseMail(
    Buffer.from('From: <a@example.org>\r\nTo: <b@example.org>, C <c@example.org>\r\nDate: soon\r\n\r\nHello\r\n'),
  )
  expect([mail.subject, mail.from, mail.to, mail.sentAt, mail.text]).toEqual([
    '(no subject)',
    'a@example.org',
    'b@example.org, C <c@example.org>',
    undefined,
    'Hello\n',
  ])
})

test.each([
  [
    'a quote over two lines',
    '> The lamps are \r\n> lit.\r\n>\r\n> All of them.',
    '> The lamps are lit.\n>\n> All of them.',
  ],
  ['a quote in a quote', '>> Is it \r\n>> lit?\r\n> It \r\n> is.', '> > Is it lit?\n> It is.'],
  ['a quote that ends before its paragraph does', '> The lamps \r\nare lit.', '> The lamps\nare lit.'],
  ['stuffed lines', ' >=3.0 burns \r\n From dusk on.\r\n  - oil', '>=3.0 burns From dusk on.\n - oil'],
  ['the separator of signatures', 'Lit.\r\n-- \r\nAda', 'Lit.\n--\nAda'],
  ['words that are a header field', 'format=flowed is \r\nlit', 'format=flowed is lit'],
])('flowed text is shown as a mail program shows it: %s', async (_what, wire, shown) => {
  const type = 'text/plain; charset=utf-8; format=flowed'
  const mail = await parseMail(Buffer.from(`From: <a@example.org>\r\nContent-Type: ${type}\r\n\r\n${wire}\r\n`))
  expect(mail.text?.trimEnd()).toBe(shown)
  expect(mail.headers.at(-1)?.value).toBe(type)
})

test('links in the frame lead the whole window on', () => {
  expect(framedHtml('<p>Hello')).toBe('<base target="_top"><p>Hello')
  expect(framedHtml('<head lang="en"></head><a class="b" target="_blank" href="/x">x</a>')).toBe(
    '<head lang="en"><base target="_top"></head><a class="b" href="/x">x</a>',
  )
})
