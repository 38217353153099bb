/** One ping and one look, against servers that behave badly. */
import { createHash } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { isLiveWith, pingHub } from '../../src/hubs/ping.js'
import { isLiteral, isPublicAddress } from '../../src/hubs/public-addresses.js'
import { closed, listening, urlOf } from './hub.js'

const TOPIC = 'https://lantern.example/atom.xml'
const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map(closed))
})

async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<string> {
  const server = await listening(answer)
  servers.push(server)
  return urlOf(server)
}

test('a hub is told by a form, and a 2yz is enough', async () => {
  const seen: unknown[] = []
  const hub = await serving(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    seen.push(request.method, request.headers['content-type'], Object.fromEntries(new URLSearchParams(body)))
    response.writeHead(204).end()
  })
  expect(await pingHub(hub, TOPIC)).toBeUndefined()
  expect(seen).toEqual([
    'POST',
    'application/x-www-form-urlencoded',
    { 'hub.mode': 'publish', 'hub.url': TOPIC, 'hub.topic': TOPIC },
  ])
})

test('a refusal is told with its words, without those that would break a line', async () => {
  const hub = await serving((_request, response) => void response.writeHead(400).end('no\r\nsuch \u001b[2J topic'))
  expect(await pingHub(hub, TOPIC)).toBe('it answers 400: no such [2J topic')
})

test('a redirect is not followed', async () => {
  let asked = 0
  const inside = await serving((_request, response) => {
    asked += 1
    response.end()
  })
  const hub = await serving((_request, response) => void response.writeHead(307, { Location: inside }).end())
  expect(await pingHub(hub, TOPIC)).toBe(`it answers 307 and leads to ${inside}, which is not followed`)
  expect(asked).toBe(0)
})

test('an endless answer is not read to its end', async () => {
  const hub = await serving((_request, response) => {
    response.writeHead(500)
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(1_000)));
    }
    response.on('drain', more)
    more()
  })
  expect(await pingHub(hub, TOPIC)).toBe(`it answers 500: ${'x'.repeat(200)}`)
})

test('a hub that never answers is given up', async () => {
  const hub = await serving(() => undefined)
  expect(await pingHub(hub, TOPIC, { timeoutMs: 50 })).toBe('it does not answer')
})

test('a name that leads to a private address, also beside a public one, is not connected to', async () => {
  let asked = 0
  const hub = await serving((_request, response) => {
    asked += 1
    response.end()
  })
  const named = hub.replace('127.0.0.1', 'hub.example')
  for (const addresses of [['127.0.0.1'], ['192.0.43.10', '127.0.0.1'], ['::ffff:127.0.0.1'], ['169.254.169.254']]) {
    let resolved = 0
    const why = await pingHub(named, TOPIC, {
      resolve: (_name, _options, callback) => {
        resolved += 1
        callback(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        )
      },
    })
    expect([why, resolved]).toEqual([`hub.example is at ${addresses.at(-1)}, which is no public address`, 1])
  }
  expect(asked).toBe(0)
})

test('a name without an address, or that cannot be looked up, is a refusal', async () => {
  const none = { resolve: (_n: string, _o: { all: true }, callback: (e: null, a: []) => void) => callback(null, []) }
  expect(await pingHub('http://hub.example/', TOPIC, none)).toBe('hub.example has no address')
})

test.each([
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '172.31.255.255',
  '192.168.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '64:ff9b::a00:1',
  'fc00::1',
  'fe80::1',
  'ff02::1',
  '2001:db8::1',
  '2002:a00:1::1',
  '2001::1',
  'hub.example',
  '',
])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false))

test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '193.0.0.1', '2606:4700::1', '2a00:1450:4001::1'])(
  '%s is public',
  (address) => expect(isPublicAddress(address)).toBe(true),
)

test.each([
  ['http://localhost:8080/', true],
  ['http://10.0.0.5/hub', true],
  ['http://[::1]:9/', true],
  ['http://localhost.example/', false],
  ['https://hub.example/', false],
])('%s names a machine literally: %s', (url, literal) => expect(isLiteral(new URL(url))).toBe(literal))

test('a feed is live where its address answers with the same bytes, and with nothing else', async () => {
  let body = 'published'
  let status = 200
  const topic = await serving((_request, response) => void response.writeHead(status).end(body))
  const published = { digest: createHash('sha256').update('published').digest('hex'), bytes: 9 }
  expect(await isLiveWith(topic, published)).toBe(true)
  body = 'published and more'
  expect(await isLiveWith(topic, published)).toBe(false)
  body = 'older'
  expect(await isLiveWith(topic, published)).toBe(false)
  body = 'published'
  status = 404
  expect(await isLiveWith(topic, published)).toBe(false)
  expect(await isLiveWith('http://127.0.0.1:1/', published)).toBe(false)
})
