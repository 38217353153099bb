/** The server as a whole: where it listens, what every answer carries, what happens when something fails. */
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { BelfryError } from '../../src/base/errors.js'
import { startServer } from '../../src/web/server.js'
import { rawRequest } from './raw-request.js'
import { openWeb, type WebFixture } from './web-fixture.js'

let web: WebFixture
const logged: string[] = []
beforeAll(async () => {
  const keep = (sentence: string) => void logged.push(sentence)
  web = await openWeb({ log: { info: () => undefined, warn: () => undefined, error: keep } })
})
afterAll(async () => await web.close())

test('an address that is taken is told with its number, as a dependency that is not there', async () => {
  const port = Number(new URL(web.url).port)
  const taken = {
    ...web.world,
    config: { ...web.world.config, web: { ...web.world.config.web, listen: { host: '127.0.0.1', port } } },
  }
  const thrown: unknown = await startServer(taken, { mailWaiting: () => undefined }).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(BelfryError)
  expect(thrown).toMatchObject({
    code: 'LISTEN',
    exitCode: 3,
    message: `Cannot listen on 127.0.0.1:${port}: another program listens there.`,
  })
})

test('closing ends connections that wait for a next request, without waiting for the time of grace', async () => {
  const server = await startServer(web.world, { mailWaiting: () => undefined })
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  await new Promise((resolve) => {
    socket.once('data', resolve)
    socket.write('GET /help HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  })
  socket.resume()
  const ended = new Promise((resolve) => socket.once('close', resolve))
  // Time stands still: whatever ends now does not end because time went by.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    await server.close()
    await ended
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
  await expect(fetch(server.url)).rejects.toThrow()
})

test('two Host fields are refused, whichever stands first', async () => {
  for (const hosts of [
    ['127.0.0.1', 'evil.example'],
    ['evil.example', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
  ]) {
    const fields = hosts.map((host, index) => `${index === 0 ? 'Host' : 'hOST'}: ${host}\r\n`).join('')
    const socket = connect(Number(new URL(web.url).port), '127.0.0.1')
    const answer = await new Promise<string>((resolve) => {
      socket.once('data', (bytes: Buffer) => resolve(bytes.toString()))
      socket.write(`GET /help HTTP/1.1\r\n${fields}\r\n`)
    })
    socket.destroy()
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  }
})

test('a trusted proxy says who asks, and each of its clients has limits of their own', async () => {
  const behind = await openWeb({
    environment: { BELFRY_WEB__TRUSTED_PROXIES: '[127.0.0.1]' },
    limits: { perNetwork: 1 },
  })
  const ask = async (headers: readonly (readonly [string, string])[]) => {
    const body = new URLSearchParams({ address: 'ada@example.org', list: 'releases' })
    return (await behind.get('/subscribe', { method: 'POST', body, headers: headers.map(([...field]) => field) }))
      .status
  }
  try {
    expect(await ask([['X-Forwarded-For', '198.51.100.7, 192.0.2.7']])).toBe(303)
    expect(await ask([['X-Forwarded-For', '203.0.113.7, 192.0.2.7']])).toBe(429)
    expect(await ask([['Forwarded', 'for=192.0.2.7;proto=https']])).toBe(429)
    expect(await ask([['Forwarded', 'for=198.51.100.7']])).toBe(303)
  } finally {
    await behind.close()
  }
})

test('security.txt stands where somebody is named, and nowhere else', async () => {
  expect((await web.get('/.well-known/security.txt')).status).toBe(404)
  const config = {
    ...web.world.config,
    web: { ...web.world.config.web, securityContact: 'mailto:security@lantern.example' },
  }
  const server = await startServer({ ...web.world, config }, { mailWaiting: () => undefined })
  const answer = await fetch(`${server.url}/.well-known/security.txt`)
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; charset=utf-8/i)
  const fields = new Map(
    (await answer.text()).split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
  )
  expect(fields.get('Contact')).toBe('mailto:security@lantern.example')
  const ahead = Date.parse(fields.get('Expires') ?? '') - web.world.clock.now()
  expect(ahead).toBeGreaterThan(0)
  expect(ahead).toBeLessThan(365 * 86_400_000)
  await server.close()
})

test.each(['/', '/atom.xml', '/help', '/subscribe', '/outbox', '/confirm/x', '/nothing-here'])(
  '%s runs no script, leaks no address, sits in nobody’s frame',
  async (path) => {
    const { headers } = await web.get(path)
    const policy = headers.get('content-security-policy') ?? ''
    for (const directive of [
      "default-src 'none'",
      "form-action 'self' http://localhost:8025",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
      expect(policy).toContain(directive)
    expect(policy).not.toContain('script-src')
    const holdsToken = /^\/(confirm|unsubscribe|preferences|address|outbox)\//.test(path)
    expect(headers.get('referrer-policy')).toBe(holdsToken ? 'no-referrer' : 'strict-origin')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  },
)

test.each(['/subscribe', '/confirm/x', '/unsubscribe/x', '/preferences/x'])('%s is kept by no cache', async (path) => {
  expect((await web.get(path)).headers.get('cache-control')).toBe('no-store')
})

test('more than 64 KB is refused, announced or not', async () => {
  const body = `address=${'a'.repeat(70_000)}`
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  for (const length of [{ 'Content-Length': String(body.length) }, { 'Transfer-Encoding': 'chunked' }]) {
    const answer = await rawRequest(web.url, {
      path: '/subscribe',
      method: 'POST',
      headers: { ...headers, ...length },
      body,
    })
    expect([answer.status, answer.body.includes('That is too much')]).toEqual([413, true])
  }
})

test.each([
  ['POST', '/'],
  ['POST', '/help'],
  ['PUT', '/subscribe'],
  ['DELETE', '/unsubscribe/x'],
])('%s %s is told that nothing takes it', async (method, path) => {
  expect((await web.get(path, { method })).status).toBe(405)
})

test('the help says how to subscribe and how to leave', async () => {
  const page = await (await web.get('/help')).text()
  for (const found of [
    'href="/subscribe"',
    'To leave',
    'Security bulletins',
    'Vulnerabilities and what to do about them.',
  ])
    expect(page).toContain(found)
})

test('a failure is logged with its route and without the token, and the page is calm', async () => {
  const broken = await openWeb({
    log: { info: () => undefined, warn: () => undefined, error: (sentence) => void logged.push(sentence) },
  })
  await broken.join('token@example.org')
  const [mail] = await broken.mails()
  const token = /\/confirm\/([\w-]{39})/.exec(mail?.text ?? '')?.[1] ?? ''
  await broken.world.store.close()
  try {
    const answer = await broken.get(`/confirm/${token}`)
    const page = await answer.text()
    expect(answer.status).toBe(500)
    expect(page).toContain('Something failed here')
    expect(page).not.toMatch(/\.[jt]sx?\b|node_modules|driver/)
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(logged.at(-1)).toContain('GET /confirm/:token failed')
    expect(logged.join('\n')).not.toContain(token)
  } finally {
    await broken.close()
  }
})
