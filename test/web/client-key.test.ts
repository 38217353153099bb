/** Who counts as one client. */
import { expect, test } from 'vitest'
import { clientKey, isShared } from '../../src/web/client-key.js'

const networks = (...addresses: string[]) => new Set(addresses.map(clientKey)).size

test('IPv4 counts by the /24, also where the socket listens on both families', () => {
  expect(networks('192.0.2.7', '192.0.2.255', '::ffff:192.0.2.9')).toBe(1)
  expect(networks('192.0.2.7', '192.0.3.7', '::192.0.2.7')).toBe(3)
})

test('IPv6 counts by the /48 that one site has, however it is written', () => {
  expect(networks('2001:db8:7::1', '2001:db8:7:ffff:ffff:ffff:ffff:ffff', '2001:0DB8:0007::9')).toBe(1)
  expect(networks('2001:db8:7::1', '2001:db8:8::1', '2001:db8:0:7::1')).toBe(3)
  expect(networks('fe80::1%eth0', 'fe80::2')).toBe(1)
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
