/**
 * The metrics over HTTP, at an address of their own (`web.metrics`), which belongs into no public network: GET
 * /metrics. In: the app context, the metrics. Out: a way to end it. Many who ask at once are one question to the
 * ledger. Door.
 */

import { createServer, type Server } from 'node:http'
import { BelfryError, messageOf } from '../../base/errors.js'
import type { AppContext } from '../../run/app-context.js'
import { type LedgerNumbers, readLedgerNumbers } from '../../run/health/ledger-numbers-store.js'
import { webTexts } from '../texts.js'
import type { Metrics } from './metrics.js'

/** Whoever scrapes more often sees the same numbers of the ledger. */
const FRESH_MS = 5_000

export interface MetricsServer {
  readonly url: string
  close(): Promise<void>
}

/** @throws BelfryError LISTEN where the address cannot be had */
export async function startMetrics(
  context: Pick<AppContext, 'store' | 'clock' | 'log'>,
  metrics: Metrics,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<MetricsServer> {
  const numbers = new FreshNumbers(context)
  const server = createServer((incoming, outgoing) => {
    const isScrape = incoming.method === 'GET' && incoming.url?.split('?')[0] === '/metrics'
    if (!isScrape) return void outgoing.writeHead(404, { 'Content-Type': 'text/plain' }).end('GET /metrics\n')
    void answer().catch((thrown: unknown) => {
      context.log.error(`metrics cannot be shown: ${messageOf(thrown)}`)
      outgoing.writeHead(500).end()
    })
    async function answer(): Promise<void> {
      const text = await metrics.text(await numbers.now())
      outgoing.writeHead(200, { 'Content-Type': metrics.registry.contentType, 'Cache-Control': 'no-store' }).end(text)
    }
  })
  await listening(server, host, port)
  const address = server.address()
  const at = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${at}/metrics`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

class FreshNumbers {
  #asked: Promise<LedgerNumbers | undefined> | undefined
  #askedAt = Number.NEGATIVE_INFINITY

  constructor(private readonly context: Pick<AppContext, 'store' | 'clock' | 'log'>) {}

  async now(): Promise<LedgerNumbers | undefined> {
    const now = performance.now()
    if (this.#asked === undefined || now - this.#askedAt > FRESH_MS) {
      this.#askedAt = now
      this.#asked = this.#ask()
    }
    return await this.#asked
  }

  async #ask(): Promise<LedgerNumbers | undefined> {
    const { store, clock, log } = this.context
    try {
      return await readLedgerNumbers(store, clock.now())
    } catch (thrown) {
      log.warn(`metrics: the ledger cannot be read: ${messageOf(thrown)}`)
      return undefined
    }
  }
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = webTexts.server.cannotListenForMetrics(host, port, messageOf(cause))
      reject(new BelfryError('LISTEN', message, { cause, exitCode: 3 }))
    })
    server.listen(port, host, resolve)
  })
}
