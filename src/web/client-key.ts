/**
 * Who counts as one client for a limit. Pure. In: a client's address. Out: its network, and whether many people may
 * stand behind it.
 */
import { isIpv4, isWithin, networkOf, parseIp, parseNetwork } from '../base/ip.js'

/** Of IPv4 the /24, of IPv6 the /48 that a site is given (RFC 6177): one customer has many addresses. */
export function clientKey(address: string): string {
  const bits = parseIp(withoutZone(address))
  if (bits === undefined) return ''
  const length = isIpv4(bits) ? 96 + 24 : 48
  return `${networkOf(bits, length).bits.toString(16)}/${length}`
}

/** Loopback, private and link-local (RFC 1918, 4193, 3927, 4291 §2.5.6). */
const SHARED = [
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'],
  ...['::1', 'fc00::/7', 'fe80::/10'],
].flatMap((text) => parseNetwork(text) ?? [])

/** Often a proxy through which everybody comes. */
export function isShared(address: string): boolean {
  const bits = parseIp(withoutZone(address))
  return bits !== undefined && SHARED.some((network) => isWithin(bits, network))
}

/** Sockets name the interface of a link-local peer. */
function withoutZone(address: string): string {
  return address.replace(/%.*/, '')
}
