/**
 * Asks an address of the web once. In: an address, what to send, how many bytes to read. Out: status, header fields,
 * the beginning of the body. Door. A name is resolved once, and the connection goes to the address that was looked at;
 * redirects are not followed.
 */
import { type LookupAddress, lookup } from 'node:dns'
import { type IncomingHttpHeaders, request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isPublicAddress } from './public-addresses.js'

type Resolve = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export interface Asking {
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly resolve?: Resolve
}

const PATIENCE_MS = 10_000

export interface WebQuestion extends Asking {
  /** Is posted; without it the address is got. */
  readonly body?: string
  /** With a body its Content-Type; with a GET in place of those that are sent with it. */
  readonly headers?: Readonly<Record<string, string>>
  /** What lies behind them is not read. */
  readonly mostBytes: number
  /** A name that leads to a machine of ours is refused. */
  readonly onlyPublic: boolean
}

export interface WebReply {
  readonly status: number
  readonly location: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
}

/** @throws Error where nobody answers in time, or the name leads where it may not */
export async function ask(url: URL, question: WebQuestion): Promise<WebReply> {
  const { body, headers, mostBytes, onlyPublic, ...asking } = question
  const request = url.protocol === 'https:' ? requestByHttps : requestByHttp
  const patience = AbortSignal.timeout(asking.timeoutMs ?? PATIENCE_MS)
  return await new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: body === undefined ? 'GET' : 'POST',
      // A connection of its own, which ends with the answer.
      agent: false,
      signal: asking.signal === undefined ? patience : AbortSignal.any([asking.signal, patience]),
      ...(onlyPublic && { lookup: publicLookup(asking.resolve ?? lookup) }),
      headers: {
        'User-Agent': 'Belfry',
        ...(body === undefined
          ? { 'Accept-Encoding': 'identity', ...(headers ?? { 'Cache-Control': 'no-cache' }) }
          : { ...headers, 'Content-Length': Buffer.byteLength(body) }),
      },
    })
    outgoing.once('error', (error) => reject(patience.aborted ? new Error('it does not answer') : error))
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = []
      let left = mostBytes
      const done = () => {
        resolve({
          status: incoming.statusCode ?? 0,
          location: incoming.headers.location,
          headers: incoming.headers,
          bytes: Buffer.concat(chunks),
        })
        outgoing.destroy()
      }
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk.subarray(0, left))
        left -= chunk.length
        if (left <= 0) done()
      })
      incoming.once('end', done)
      incoming.once('error', reject)
    })
    outgoing.end(body)
  })
}

function publicLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      const inside = addresses?.find(({ address }) => !isPublicAddress(address))
      if (error !== null) callback(error, [])
      else if (first === undefined) callback(new Error(`${hostname} has no address`), [])
      else if (inside !== undefined)
        callback(new Error(`${hostname} is at ${inside.address}, which is no public address`), [])
      else if (options.all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}
