/**
 * Who the client is where proxies stand before the service. Pure. In: the address at the other end of the socket,
 * the header lines in which proxies name who asked them, the proxies that are believed. Out: the client's address.
 *
 * Names are read from the right, hop by hop: each proxy adds at the end whom it saw, and what stands before that is
 * whatever a client cares to write. The first hop that is no trusted proxy is the client. Where a trusted proxy names
 * nobody who can be read, the client is that proxy.
 */
import { isWithin, type Network, parseIp } from '../base/ip.js'

/** As they came, a line each; empty where there is none. */
export interface ForwardedLines {
  readonly forwarded: readonly string[]
  readonly xForwardedFor: readonly string[]
}

/** Whom one proxy named; undefined where that is no address: malformed, `unknown`, or a name of the proxy's own. */
type Named = string | undefined

export function clientOf(peer: string, lines: ForwardedLines, trusted: readonly Network[]): string {
  // Sockets name the interface of a link-local peer.
  const address = peer.replace(/%.*/, '')
  const headers = [
    { lines: lines.forwarded, read: forwardedNames },
    { lines: lines.xForwardedFor, read: xForwardedForNames },
  ].filter((header) => header.lines.length > 0)
  const [client, other] = headers.map((header) => followed(address, header.lines.flatMap(header.read), trusted))
  if (client === undefined) return address
  // A proxy writes one of the two and may let the other through as the client wrote it.
  return other === undefined || parseIp(other) === parseIp(client) ? client : address
}

function followed(peer: string, names: readonly Named[], trusted: readonly Network[]): string {
  let hop = peer
  for (const name of [...names].reverse()) {
    const bits = parseIp(hop)
    if (name === undefined || bits === undefined || !trusted.some((network) => isWithin(bits, network))) return hop
    hop = name
  }
  return hop
}

/** An address, often with a port: 192.0.2.7, 192.0.2.7:4711, 2001:db8::7, [2001:db8::7]:4711. */
function xForwardedForNames(line: string): Named[] {
  return line.split(',').map((item) => {
    const text = item.trim()
    return parseIp(text) === undefined ? addressOfNode(text) : text
  })
}

/** RFC 7239 §6: a port may be one of the proxy's own names; IPv6 stands in brackets. */
function addressOfNode(node: string): Named {
  const [, v6, v4] = /^(?:\[([^\]]*:[^\]]*)\]|([\d.]+))(?::(?:\d{1,5}|_[\w.-]+))?$/.exec(node) ?? []
  const address = v6 ?? v4
  return address === undefined || parseIp(address) === undefined ? undefined : address
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
/** One pair, or none, and what ends it. */
const PAIR = new RegExp(`[ \\t]*(?:(${TOKEN})=(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)"))?[ \\t]*(;|,|$)`, 'y')

/** RFC 7239 §4, a line by itself. Of a line that is malformed nothing can be told, not even where an element ends. */
function forwardedNames(line: string): Named[] {
  const names: Named[] = []
  let nodes: string[] = []
  PAIR.lastIndex = 0
  for (;;) {
    const pair = PAIR.exec(line)
    if (pair === null) return [undefined]
    const [, key, token, quoted, end] = pair
    if (key?.toLowerCase() === 'for') nodes.push(token ?? quoted?.replace(/\\(.)/g, '$1') ?? '')
    if (end === ';') continue
    names.push(nodes.length === 1 ? addressOfNode(nodes[0] ?? '') : undefined)
    if (end !== ',') return names
    nodes = []
  }
}
