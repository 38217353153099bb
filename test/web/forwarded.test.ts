/** Who the client is where proxies stand before the service. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseIp, parseNetwork } from '../../src/base/ip.js'
import { clientOf, type ForwardedLines } from '../../src/web/forwarded.js'

const trusted = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'].flatMap((text) => parseNetwork(text) ?? [])
const NO_LINES: ForwardedLines = { forwarded: [], xForwardedFor: [] }

const byXForwardedFor = (...lines: string[]) => clientOf('127.0.0.1', { ...NO_LINES, xForwardedFor: lines }, trusted)
const byForwarded = (...lines: string[]) => clientOf('127.0.0.1', { ...NO_LINES, forwarded: lines }, trusted)

test('nobody is asked but trusted proxies', () => {
  const lines = { forwarded: ['for=192.0.2.7'], xForwardedFor: ['192.0.2.7'] }
  expect(clientOf('198.51.100.1', lines, trusted)).toBe('198.51.100.1')
  expect(clientOf('127.0.0.1', lines, [])).toBe('127.0.0.1')
  expect(clientOf('127.0.0.1', NO_LINES, trusted)).toBe('127.0.0.1')
  expect(clientOf('::ffff:127.0.0.1', lines, trusted)).toBe('192.0.2.7')
  expect(clientOf('fd00::1%eth0', lines, trusted)).toBe('192.0.2.7')
})

test.each([
  [['192.0.2.7'], '192.0.2.7'],
  [['6.6.6.6, 192.0.2.7'], '192.0.2.7'],
  [['6.6.6.6', '192.0.2.7, 10.1.2.3'], '192.0.2.7'],
  [['10.9.9.9, 192.0.2.7 , fd00::2'], '192.0.2.7'],
  [['192.0.2.7:4711'], '192.0.2.7'],
  [['2001:db8::7'], '2001:db8::7'],
  [['[2001:db8::7]'], '2001:db8::7'],
  [['[2001:db8::7]:4711'], '2001:db8::7'],
  [['::ffff:192.0.2.7'], '::ffff:192.0.2.7'],
  [['10.1.2.3'], '10.1.2.3'],
  [['6.6.6.6, unknown'], '127.0.0.1'],
  [['6.6.6.6, _hidden, 10.1.2.3'], '10.1.2.3'],
  [['6.6.6.6, '], '127.0.0.1'],
  [['6.6.6.6,,10.1.2.3'], '10.1.2.3'],
  [['6.6.6.6, 192.0.2.007'], '127.0.0.1'],
  [['6.6.6.6, 192.0.2.7.'], '127.0.0.1'],
  [['6.6.6.6, fe80::1%eth0'], '127.0.0.1'],
  [['6.6.6.6, [192.0.2.7]'], '127.0.0.1'],
  [[''], '127.0.0.1'],
])('X-Forwarded-For %j is %s', (lines, client) => {
  expect(byXForwardedFor(...lines)).toBe(client)
})

test.each([
  [['for=192.0.2.7'], '192.0.2.7'],
  [['For="[2001:db8::7]:4711";proto=https; by=203.0.113.1'], '2001:db8::7'],
  [['proto=http;for="192.0.2.7:_port"'], '192.0.2.7'],
  [['for="192.0.2.\\7"'], '192.0.2.7'],
  [['for=6.6.6.6, for=192.0.2.7,for=10.1.2.3'], '192.0.2.7'],
  [['for=6.6.6.6', 'for=192.0.2.7', 'for=10.1.2.3'], '192.0.2.7'],
  [['for=6.6.6.6, for=unknown'], '127.0.0.1'],
  [['for=6.6.6.6, for=_x'], '127.0.0.1'],
  [['for=6.6.6.6, by=10.1.2.3'], '127.0.0.1'],
  [['for=6.6.6.6;for=192.0.2.7'], '127.0.0.1'],
  [['for=6.6.6.6, '], '127.0.0.1'],
  [['for=6.6.6.6, for=[2001:db8::7]'], '127.0.0.1'],
  [['for=6.6.6.6, for="2001:db8::7"'], '127.0.0.1'],
  [['for=6.6.6.6, for="192.0.2.7'], '127.0.0.1'],
  [['for=6.6.6.6;x=", for=192.0.2.7'], '127.0.0.1'],
  // What one line leaves open ends with it.
  [['for=6.6.6.6;x="', 'for=192.0.2.7'], '192.0.2.7'],
  [['for = 6.6.6.6'], '127.0.0.1'],
])('Forwarded %j is %s', (lines, client) => {
  expect(byForwarded(...lines)).toBe(client)
})

test('where both stand they must agree', () => {
  const client = (forwarded: string, xForwardedFor: string) =>
    clientOf('127.0.0.1', { forwarded: [forwarded], xForwardedFor: [xForwardedFor] }, trusted)
  expect(client('for=192.0.2.7', '6.6.6.6, ::ffff:192.0.2.7')).toBe('192.0.2.7')
  expect(client('for=6.6.6.6', '192.0.2.7')).toBe('127.0.0.1')
  expect(client('for=192.0.2.7', '6.6.6.6')).toBe('127.0.0.1')
})

const stranger = fc
  .oneof(fc.ipV4(), fc.ipV6())
  .filter(
    (text) =>
      !trusted.some(
        ({ bits, length }) => (parseIp(text) ?? 0n) >> BigInt(128 - length) === bits >> BigInt(128 - length),
      ),
  )
const proxy = fc.oneof(
  fc.nat(255).map((octet) => `10.1.2.${octet}`),
  fc.nat(0xffff).map((group) => `fd00::${group.toString(16)}`),
)
const written = fc.string({ unit: fc.constantFrom(...' ,;="\\[]:.for_by%unknow1260'), maxLength: 40 })
const field = (address: string) => `for=${address.includes(':') ? `"[${address}]"` : address}`

test('whatever a client writes before it, the client is who the outermost trusted proxy saw, or a proxy', () => {
  fc.assert(
    fc.property(stranger, fc.array(proxy, { maxLength: 4 }), written, (client, proxies, lie) => {
      const seen = [client, ...proxies]
      expect(byXForwardedFor(lie, seen.join(', '))).toBe(client)
      expect(byXForwardedFor([lie, ...seen].join(', '))).toBe(client)
      expect(byForwarded(lie, seen.map(field).join(', '))).toBe(client)
      expect(byForwarded(lie, ...seen.map(field))).toBe(client)
      expect([client, '127.0.0.1', ...proxies]).toContain(byForwarded([lie, ...seen.map(field)].join(', ')))
    }),
    { numRuns: 1000 },
  )
})
