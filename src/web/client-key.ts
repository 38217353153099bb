/**
 * Who counts as one client for a limit. Pure. In: a socket's address. Out: a key, and whether many people may stand
 * behind it.
 */

/** IPv4 as it is; of IPv6 the /64 that one household or machine has to itself. */
export function clientKey(address: string): string {
  const v4 = asV4(address)
  return v4 ?? `${groups(address).slice(0, 4).join(':')}::/64`
}

/** Loopback and private addresses (RFC 1918, 4193, 3927, 4291 §2.5.6): often a proxy through which everybody comes. */
export function isShared(address: string): boolean {
  const v4 = asV4(address)
  if (v4 !== undefined) return /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(v4)
  return address === '::1' || /^f[cd]|^fe[89ab]/i.test(address)
}

/** Sockets that listen on both families show IPv4 clients as ::ffff:192.0.2.1 (RFC 4291 §2.5.5.2). */
function asV4(address: string): string | undefined {
  return /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1]
}

function groups(address: string): string[] {
  const [head = '', tail] = address.replace(/%.*/, '').split('::')
  const before = head.split(':').filter((group) => group !== '')
  const after = (tail ?? '').split(':').filter((group) => group !== '')
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return [...before, ...zeros, ...after].map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
}
