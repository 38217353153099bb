/** The JSON API: what it takes, what it says, who may call it, and that its description leaves nothing out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acceptedSchema, openApi, operations } from '../../src/web/api-operations.js'
import { webApp } from '../../src/web/app.js'
import { defaultRateLimits } from '../../src/web/limits.js'
import { problemSchema } from '../../src/web/problem.js'
import { PublishedFolder } from '../../src/web/published/read-folder.js'
import { NO_HOOKS, openWeb, type WebFixture } from './web-fixture.js'

let web: WebFixture
beforeAll(async () => {
  web = await openWeb({ environment: { BELFRY_WEB__ORIGINS: '["https://www.lantern.example"]' } })
})
afterAll(async () => await web.close())

const JSON_TYPE = { 'Content-Type': 'application/json' }

const send = async (body: unknown, headers: Record<string, string> = JSON_TYPE) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await web.get('/api/subscriptions', { method: 'POST', headers, body: text })
  return { answer, said: (await answer.json()) as unknown }
}

test('who asks is mailed the link to confirm, for the lists and in the format that were asked for', async () => {
  const { answer, said } = await send({ address: 'ada@example.org', lists: ['security'], format: 'text' })
  expect([answer.status, acceptedSchema.parse(said)]).toEqual([202, said])
  const theirs = (await web.mails()).filter(({ to }) => to?.[0]?.address === 'ada@example.org')
  expect(theirs.map(({ subject, html }) => [subject, html])).toEqual([
    ['Confirm your subscription to Lantern OS', undefined],
  ])
  const known = await send({ address: 'ada@example.org', want: 'preferences' })
  expect([known.answer.status, known.said]).toEqual([202, said])
})

test.each<[string, unknown, number, readonly string[]]>([
  ['no JSON', 'address=ada', 400, []],
  ['nothing', '', 400, []],
  ['no object', [], 422, ['body']],
  ['no address', { lists: ['releases'] }, 422, ['address']],
  ['an address that is none', { address: 'ada at example', lists: ['releases'] }, 422, ['address']],
  ['an address that is a number', { address: 7, lists: ['releases'] }, 422, ['address']],
  ['no list', { address: 'eve@example.org' }, 422, ['lists']],
  ['a list that is not there', { address: 'eve@example.org', lists: ['gossip'] }, 422, ['lists']],
  ['another format', { address: 'eve@example.org', lists: ['releases'], format: 'pdf' }, 422, ['format']],
  ['a field that nobody knows', { address: 'eve@example.org', lists: ['releases'], admin: true }, 422, ['admin']],
])('%s is told, field by field, and changes nothing', async (_what, body, status, fields) => {
  const before = await web.ledger()
  const { answer, said } = await send(body)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json'])
  const named = problemSchema.parse(said).fields ?? {}
  expect(Object.keys(named)).toEqual(fields)
  // In the words of people, not of a schema.
  for (const words of Object.values(named)) expect(words).not.toMatch(/Invalid|expected|received|Unrecognized|option/)
  expect(await web.ledger()).toBe(before)
})

test('a body of another type is refused: pages of other sites may send such without asking', async () => {
  const body = JSON.stringify({ address: 'eve@example.org', lists: ['releases'] })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])
    expect((await send(body, { 'Content-Type': type })).answer.status).toBe(415)
})

describe('a browser', () => {
  const asksFirst = async (origin: string) =>
    await web.get('/api/subscriptions', {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    })

  test.each(['https://lantern.example', 'http://localhost:8025', 'https://www.lantern.example'])(
    'may call it from a page of ours: %s',
    async (origin) => {
      const first = await asksFirst(origin)
      const fields = ['origin', 'methods', 'headers'].map((name) => first.headers.get(`access-control-allow-${name}`))
      expect([first.status, ...fields]).toEqual([204, origin, 'POST', 'Content-Type'])
      expect(first.headers.get('access-control-allow-credentials')).toBeNull()
      const { answer } = await send({ address: '' }, { ...JSON_TYPE, Origin: origin })
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([422, origin])
      expect(answer.headers.get('vary')).toMatch(/origin/i)
    },
  )

  test.each(['https://evil.example', 'null', 'https://lantern.example.evil.example'])(
    'may not from any other: %s',
    async (origin) => {
      expect((await asksFirst(origin)).headers.get('access-control-allow-origin')).toBeNull()
      const { answer } = await send(
        { address: 'eve@example.org', lists: ['releases'] },
        { ...JSON_TYPE, Origin: origin },
      )
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null])
    },
  )
})

test('limits are those of the form, and said', async () => {
  const strict = await openWeb({ limits: { perMailbox: 2 } })
  try {
    const ask = async () =>
      await strict.get('/api/subscriptions', {
        method: 'POST',
        headers: JSON_TYPE,
        body: JSON.stringify({ address: 'ada@example.org', lists: ['releases'] }),
      })
    await strict.post('/subscribe', [
      ['address', 'ada@example.org'],
      ['list', 'releases'],
    ])
    const [first, second] = [await ask(), await ask()]
    expect([first.status, second.status, second.headers.get('retry-after')]).toEqual([202, 429, '1800'])
    expect(problemSchema.parse(await second.json()).status).toBe(429)
  } finally {
    await strict.close()
  }
})

test('a body that is too large, and what is not there, are told in JSON too', async () => {
  expect((await send({ address: 'a'.repeat(70_000) })).answer.status).toBe(413)
  const large = {
    method: 'POST',
    headers: { ...JSON_TYPE, Origin: 'https://www.lantern.example' },
    body: 'a'.repeat(70_000),
  }
  const refused = await web.get('/api/subscriptions', large)
  expect([refused.status, refused.headers.get('Access-Control-Allow-Origin')]).toEqual([
    413,
    'https://www.lantern.example',
  ])
  for (const [path, method] of [
    ['/api/subscriptions', 'GET'],
    ['/api/openapi.json', 'POST'],
  ] as const) {
    const other = await web.get(path, { method })
    expect([other.status, other.headers.get('Allow')?.split(', ').includes(method)]).toEqual([405, false])
    expect(problemSchema.parse(await other.json())).toMatchObject({ code: 'API_METHOD' })
  }
  const gone = await web.get('/api/nothing')
  expect([gone.status, problemSchema.parse(await gone.json()).status]).toEqual([404, 404])
})

test('its description is served, of OpenAPI 3.1, with every route of it and none that is not there', async () => {
  const document = (await (await web.get('/api/openapi.json')).json()) as ReturnType<typeof openApi>
  expect(document).toEqual(JSON.parse(JSON.stringify(openApi(web.world.config))))
  expect([document.openapi, document.servers]).toEqual(['3.1.0', [{ url: 'http://localhost:8025' }]])
  const app = webApp(web.world, NO_HOOKS, defaultRateLimits, new PublishedFolder(web.folder))
  const routes = app.routes
    .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'))
    .map(({ method, path }) => `${method} ${path}`)
  const told = Object.values(operations).map(({ method, path }) => `${method.toUpperCase()} /api${path}`)
  expect(told.sort()).toEqual([...new Set(routes)].sort())
  expect(Object.keys(document.paths).sort()).toEqual(['/api/openapi.json', '/api/subscriptions'])
  const text = JSON.stringify(document.paths['/api/subscriptions'])
  for (const word of ['"address"', '"additionalProperties":false', '"required":["address"]', 'Retry-After'])
    expect(text).toContain(word)
})
