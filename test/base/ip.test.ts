/** Addresses and networks of the Internet Protocol. */
import { BlockList, isIP } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isIpv4, isWithin, parseIp, parseNetwork } from '../../src/base/ip.js'

test('every address has one form, however it is written', () => {
  for (const text of ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:c000:207', '0:0:0:0:0:ffff:c000:0207'])
    expect([text, parseIp(text)]).toEqual([text, 0xffff_c000_0207n])
  expect(parseIp('2001:db8::7')).toBe(parseIp('2001:0DB8:0:0:0:0:0:7'))
  expect([parseIp('::'), parseIp('::1'), parseIp('1::')]).toEqual([0n, 1n, 1n << 112n])
  expect([isIpv4(parseIp('192.0.2.7') ?? 0n), isIpv4(parseIp('::1') ?? 0n)]).toEqual([true, false])
})

const pieces = fc.constantFrom(
  '0',
  '1',
  '25',
  '256',
  '01',
  'ffff',
  'g',
  '10000',
  '.',
  ':',
  '::',
  '1.2.3.4',
  '%',
  ' ',
  '',
)

test('an address is what Node takes for one without a zone, and nothing else', () => {
  const texts = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.array(pieces, { maxLength: 18 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      expect([text, parseIp(text) !== undefined]).toEqual([text, isIP(text) !== 0 && !text.includes('%')])
    }),
    { numRuns: 2000 },
  )
})

test('an address is within a network where Node says so', () => {
  const networks = fc.oneof(
    fc.tuple(fc.ipV4(), fc.ipV4(), fc.integer({ min: 1, max: 32 }), fc.constant('ipv4' as const)),
    fc.tuple(fc.ipV6(), fc.ipV6(), fc.integer({ min: 1, max: 128 }), fc.constant('ipv6' as const)),
  )
  fc.assert(
    fc.property(networks, fc.boolean(), ([base, other, length, family], isInside) => {
      const bits = parseIp(base) ?? 0n
      const fixed = family === 'ipv4' ? 96 + length : length
      const rest = BigInt(128 - fixed)
      const network = { bits: (bits >> rest) << rest, length: fixed }
      const list = new BlockList()
      list.addSubnet(base, length, family)
      const asked = isInside ? base : other
      expect(isWithin(parseIp(asked) ?? 0n, network)).toBe(list.check(asked, family))
    }),
  )
})

test('a network has no bits behind its length, and is never everybody', () => {
  expect(parseNetwork('10.0.0.0/8')).toEqual({ bits: 0xffff_0a00_0000n, length: 104 })
  expect(parseNetwork('::1')).toEqual({ bits: 1n, length: 128 })
  for (const text of ['10.0.0.1/8', '10.0.0.0/33', '0.0.0.0/0', '::/0', '::/129', '10.0.0.0/', '10/8', 'proxy', ''])
    expect([text, parseNetwork(text)]).toEqual([text, undefined])
})
