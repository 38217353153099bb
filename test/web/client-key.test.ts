/** Who counts as one client. */
import { expect, test } from 'vitest'
import { clientKey, isShared } from '../../src/web/client-key.js'

test('IPv4 counts by address, also where the socket listens on both families', () => {
  expect(clientKey('192.0.2.7')).toBe('192.0.2.7')
  expect(clientKey('::ffff:192.0.2.7')).toBe('192.0.2.7')
})

test('IPv6 counts by the /64 that one household has, however it is written', () => {
  const keys = ['2001:db8:0:7::1', '2001:db8:0:7:ffff:ffff:ffff:ffff', '2001:0DB8:0000:0007::9'].map(clientKey)
  expect(new Set(keys)).toEqual(new Set(['2001:db8:0:7::/64']))
  expect(clientKey('2001:db8:0:8::1')).not.toBe(keys[0])
  expect(clientKey('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
})

test('behind loopback and private addresses many people may stand', () => {
  for (const address of [
    '127.0.0.1',
    '::ffff:127.0.0.1',
    '::1',
    '10.1.2.3',
    '172.17.0.1',
    '172.31.0.1',
    '192.168.1.1',
    'fd00::1',
    'fe80::1',
  ])
    expect([address, isShared(address)]).toEqual([address, true])
  for (const address of ['192.0.2.1', '172.32.0.1', '2001:db8::1', '100.64.0.1', ''])
    expect([address, isShared(address)]).toEqual([address, false])
})
