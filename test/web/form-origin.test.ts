/** A form is taken from pages of ours and from programs, and from no other site's page. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CameFrom, isFromElsewhere, originsOf } from '../../src/web/form-origin.js'
import { openWeb, type WebFixture } from './web-fixture.js'

const OURS = originsOf(['https://news.example.org/feeds', 'http://localhost:8025'])

describe('what a browser says', () => {
  const host = '127.0.0.1:8025'
  test.each<[string, Partial<CameFrom>, boolean]>([
    ['nothing: a program, or a browser of old', {}, false],
    ['our site', { origin: 'https://news.example.org' }, false],
    ['our server by its own name', { origin: 'http://localhost:8025' }, false],
    ['our server by another name', { origin: 'http://127.0.0.1:8025' }, false],
    ['our server by that name in capitals', { origin: 'http://news.test:8025', host: 'NEWS.test:8025' }, false],
    ['another site', { origin: 'https://evil.example' }, true],
    ['another port', { origin: 'http://127.0.0.1:9000' }, true],
    ['a site whose name begins like ours', { origin: 'https://news.example.org.evil.example' }, true],
    ['ours without TLS', { origin: 'http://news.example.org' }, true],
    ['no origin at all', { origin: '' }, true],
    ['words', { origin: 'news.example.org' }, true],
    ['null on our page', { origin: 'null', fetchSite: 'same-origin' }, false],
    ['null of a bookmark', { origin: 'null', fetchSite: 'none' }, false],
    ['null of another site', { origin: 'null', fetchSite: 'cross-site' }, true],
    ['null of a sister site', { origin: 'null', fetchSite: 'same-site' }, true],
    ['null alone', { origin: 'null' }, true],
    ['another site alone', { fetchSite: 'cross-site' }, true],
    ['our page alone', { fetchSite: 'same-origin' }, false],
    ['another site that claims ours', { origin: 'https://evil.example', fetchSite: 'same-origin' }, true],
  ])('%s', (_what, said, expected) => {
    const from = { origin: undefined, fetchSite: undefined, host, ...said }
    expect(isFromElsewhere(from, OURS)).toBe(expected)
  })
})

describe('the form', () => {
  let web: WebFixture
  beforeAll(async () => {
    web = await openWeb({ environment: { BELFRY_WEB__ORIGINS: '["https://www.lantern.example"]' } })
  })
  afterAll(async () => await web.close())

  const sends = async (headers: Record<string, string>) =>
    await web.get('/subscribe', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: 'address=ada%40example.org&list=releases',
    })

  test.each([
    { Origin: 'https://evil.example' },
    { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
    { Origin: 'null' },
  ])('of another site changes nothing: %o', async (headers) => {
    const before = await web.ledger()
    const answer = await sends(headers)
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('This came from another site')])
    expect(await web.ledger()).toBe(before)
  })

  test.each([
    {},
    { Origin: 'https://lantern.example' },
    { Origin: 'http://localhost:8025' },
    { Origin: 'https://www.lantern.example' },
  ])('of a page of ours is taken: %o', async (headers) => {
    expect((await sends(headers)).headers.get('location')).toBe('/subscribe/sent')
  })
})
