/**
 * The web server: listens where web.listen says and answers from memory or with the app. In: the app context, what to
 * call when mail waits. Out: the address it is at, and a way to end it. Door.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { BelfryError, messageOf, systemCode } from '../base/errors.js'
import { isLoopback, isWithin, type Network, parseIp, parseNetwork } from '../base/ip.js'
import type { AppContext } from '../run/app-context.js'
import { webApp } from './app.js'
import { clientOf } from './forwarded.js'
import { defaultRateLimits, type RateLimits } from './limits.js'
import { boundSockets, HEADERS_MS, REQUEST_MS, SOCKETS, SOCKETS_PER_PEER } from './open-sockets.js'
import { publishedListener } from './published/listener.js'
import { PublishedFolder } from './published/read-folder.js'
import { securityFields } from './security-headers.js'
import { webTexts } from './texts.js'
import type { WebHooks } from './web-context.js'

export interface WebServer {
  readonly url: string
  /** From now on requests are answered with this context; those under way end with the one before. */
  use(context: AppContext, hooks: WebHooks): void
  /** Requests that are under way are answered; connections without a request end at once. */
  close(): Promise<void>
}

/** A request that is open longer than this after close() is cut off. */
const GRACE_MS = 2_000
/** How often requests are looked for that take too long to come. */
const CHECK_MS = 5_000

/** @throws BelfryError LISTEN where the address cannot be had */
export async function startServer(
  context: AppContext,
  hooks: WebHooks,
  limits: RateLimits = defaultRateLimits,
  published = new PublishedFolder(context.config.feeds.folder),
): Promise<WebServer> {
  let answer = answersOf(context, hooks, limits, published)
  const times = { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: CHECK_MS }
  const server = createServer(times, (incoming, outgoing) => {
    if (hasSeveralHosts(incoming.rawHeaders)) refuse(outgoing)
    else answer(incoming, outgoing)
  })
  const trusted = networksOf(context)
  boundSockets(server, {
    ...{ inAll: SOCKETS, perPeer: SOCKETS_PER_PEER },
    isShared: (peer) => isLoopback(peer.replace(/^::ffff:/, '')) || isAmong(trusted, peer),
  })
  const { host, port } = context.config.web.listen
  await listening(server, host, port)
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server) ?? port}`,
    use: (next, nextHooks) => {
      answer = answersOf(next, nextHooks, limits, new PublishedFolder(next.config.feeds.folder))
    },
    close: async () => await closed(server),
  }
}

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** From memory, or with the app. */
function answersOf(context: AppContext, hooks: WebHooks, limits: RateLimits, published: PublishedFolder): Answer {
  const app = webApp(context, hooks, limits, published)
  const answeredFromMemory = publishedListener(published, securityFields(context.config))
  const trusted = networksOf(context)
  const answer = getRequestListener((request, { incoming: { socket, rawHeaders, url } }) =>
    app.fetch(request, { client: clientAt(socket.remoteAddress, rawHeaders, trusted), target: url ?? '' }),
  )
  return (incoming, outgoing) => {
    if (!answeredFromMemory(incoming, outgoing)) void answer(incoming, outgoing)
  }
}

function networksOf({ config }: AppContext): Network[] {
  return config.web.trustedProxies.flatMap((text) => parseNetwork(text) ?? [])
}

function isAmong(networks: readonly Network[], peer: string): boolean {
  const bits = parseIp(peer)
  return bits !== undefined && networks.some((one) => isWithin(bits, one))
}

function clientAt(peer: string | undefined, raw: readonly string[], trusted: readonly Network[]): string {
  const lines = { forwarded: linesOf(raw, 'forwarded'), xForwardedFor: linesOf(raw, 'x-forwarded-for') }
  return clientOf(peer ?? '', lines, trusted)
}

/** @param raw names and values in turn */
function linesOf(raw: readonly string[], name: string): string[] {
  return raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === name)
}

/**
 * RFC 9112 §3.2: which of them is meant, a proxy and we might read differently. Asked of every request, so that nothing
 * is made for it.
 */
function hasSeveralHosts(raw: readonly string[]): boolean {
  let hosts = 0
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts > 1
}

function refuse(outgoing: ServerResponse): void {
  outgoing
    .writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' })
    .end(webTexts.server.oneHostPlease())
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(refused(cause, host, port)))
    server.listen(port, host, resolve)
  })
}

function refused(cause: Error, host: string, port: number): BelfryError {
  const why = systemCode(cause) === 'EADDRINUSE' ? 'another program listens there' : messageOf(cause)
  return new BelfryError('LISTEN', webTexts.server.cannotListen(host, port, why), { cause, exitCode: 3 })
}

/** The real one, where port 0 asked for any. */
function portOf(server: Server): number | undefined {
  const address = server.address()
  return typeof address === 'object' ? address?.port : undefined
}

async function closed(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  // A connection whose last answer goes out now would otherwise be kept for the next request.
  server.on('request', (_incoming, outgoing) => outgoing.once('close', () => server.closeIdleConnections()))
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
  clearTimeout(timer)
}
