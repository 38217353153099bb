/**
 * Addresses and networks of the Internet Protocol. Pure. In: text. Out: the 128 bits that it stands for, or undefined
 * where it is no address; IPv4 stands where IPv6 maps it (::ffff:0:0/96, RFC 4291 §2.5.5.2), so that an address has
 * one form however a socket or a proxy wrote it.
 */

export interface Network {
  readonly bits: bigint
  /** How many of the 128 bits are the network's, from the left. */
  readonly length: number
}

const MAPPED = 0xffffn << 32n
/** The length of ::ffff:0:0/96, to which that of an IPv4 network is added. */
const MAPPED_LENGTH = 96
const OCTET = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}$`)

/** Strict: no zone, no port, no leading zeros, which some read as octal. */
export function parseIp(text: string): bigint | undefined {
  const v4 = parseIpv4(text)
  return v4 === undefined ? parseIpv6(text) : MAPPED | v4
}

function parseIpv4(text: string): bigint | undefined {
  const octets = IPV4.exec(text)?.slice(1)
  return octets?.reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n)
}

/** RFC 4291 §2.2. */
function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::')
  if (halves.length > 2 || !text.includes(':')) return undefined
  const groups = halves.map((half, index) => groupsOf(half, index === halves.length - 1))
  const [before, after] = groups
  if (before === undefined || (halves.length === 2 && after === undefined)) return undefined
  const missing = 8 - before.length - (after?.length ?? 0)
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...before, ...Array.from({ length: missing }, () => 0n), ...(after ?? [])]
  return all.reduce((bits, group) => (bits << 16n) | group, 0n)
}

/** Of one side of `::`; only the end of an address may be written as IPv4. */
function groupsOf(half: string, isEnd: boolean): bigint[] | undefined {
  if (half === '') return []
  const parts = half.split(':')
  const v4 = isEnd ? parseIpv4(parts.at(-1) ?? '') : undefined
  const hex = v4 === undefined ? parts : parts.slice(0, -1)
  if (!hex.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined
  return [...hex.map((part) => BigInt(`0x${part}`)), ...(v4 === undefined ? [] : [v4 >> 16n, v4 & 0xffffn])]
}

/**
 * An address, or a network in the notation of RFC 4632. Bits behind the length are none of a network, and a length of 0
 * is everybody.
 */
export function parseNetwork(text: string): Network | undefined {
  const [, address = text, written] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? []
  const bits = parseIp(address)
  if (bits === undefined) return undefined
  const offset = parseIpv4(address) === undefined ? 0 : MAPPED_LENGTH
  const length = written === undefined ? 128 : offset + Number(written)
  if (length > 128 || length <= offset || networkOf(bits, length).bits !== bits) return undefined
  return { bits, length }
}

export function networkOf(bits: bigint, length: number): Network {
  const rest = BigInt(128 - length)
  return { bits: (bits >> rest) << rest, length }
}

export function isWithin(bits: bigint, network: Network): boolean {
  return networkOf(bits, network.length).bits === network.bits
}

export function isIpv4(bits: bigint): boolean {
  return isWithin(bits, { bits: MAPPED, length: MAPPED_LENGTH })
}

/** What leaves no machine: the host of an address, in brackets or not. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
