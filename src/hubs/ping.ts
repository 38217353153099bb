/**
 * Tells a WebSub hub that a feed has changed, and asks whether a feed is live. In: addresses. Out: undefined, or why
 * not. Door. A name is resolved once, and the connection goes to the address that was looked at; redirects are not
 * followed.
 */
import { createHash } from 'node:crypto'
import { type LookupAddress, lookup } from 'node:dns'
import { request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { messageOf } from '../base/errors.js'
import { isLiteral, isPublicAddress } from './public-addresses.js'

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
/** Of what a hub says: enough for a sentence. */
const WORDS_BYTES = 2_048

/**
 * `hub.url` is what hubs have read since PubSubHubbub 0.4, `hub.topic` what some ask for since: WebSub leaves this step
 * to the hub (§6), and both together reach all of them.
 * @returns undefined where the hub took it (2yz), else why not
 */
export async function pingHub(hub: string, topic: string, asking: Asking = {}): Promise<string | undefined> {
  const body = new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic }).toString()
  return await postHook(hub, { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, asking)
}

/** @returns undefined where it was taken (2yz), else why not; redirects are not followed */
export async function postHook(
  address: string,
  { body, headers }: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
  asking: Asking = {},
): Promise<string | undefined> {
  try {
    const url = new URL(address)
    const question = { ...asking, body, headers, mostBytes: WORDS_BYTES, onlyPublic: !isLiteral(url) }
    const { status, location, bytes } = await ask(url, question)
    if (status >= 200 && status < 300) return undefined
    if (status >= 300 && status < 400) return `it answers ${status} and leads to ${location}, which is not followed`
    const words = bytes
      .toString('utf8')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, 200)
    return `it answers ${status}${words === '' ? '' : `: ${words}`}`
  } catch (thrown) {
    return messageOf(thrown)
  }
}

/** Whether the feed's address answers with exactly these bytes; whatever goes wrong is a no. */
export async function isLiveWith(
  topic: string,
  published: { readonly digest: string; readonly bytes: number },
  asking: Asking = {},
): Promise<boolean> {
  try {
    const { status, bytes } = await ask(new URL(topic), {
      ...asking,
      mostBytes: published.bytes + 1,
      // The address is our own, and inside one's own network it may well be a private one.
      onlyPublic: false,
    })
    return status === 200 && createHash('sha256').update(bytes).digest('hex') === published.digest
  } catch (thrown) {
    if (thrown instanceof Error) return false
    throw thrown
  }
}

/** What is at an address, up to so many octets; whatever the answer says. @throws Error where there is none */
export async function fetchBounded(address: URL, mostBytes: number, asking: Asking = {}): Promise<Answer> {
  return await ask(address, { ...asking, mostBytes, onlyPublic: !isLiteral(address) })
}

interface Question extends Asking {
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly mostBytes: number
  readonly onlyPublic: boolean
}

interface Answer {
  readonly status: number
  readonly location: string
  readonly bytes: Buffer
}

async function ask(url: URL, { body, headers, mostBytes, onlyPublic, ...asking }: Question): Promise<Answer> {
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
          ? { 'Accept-Encoding': 'identity', 'Cache-Control': 'no-cache' }
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
          location: incoming.headers.location ?? 'nowhere',
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
