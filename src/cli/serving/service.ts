/**
 * The service while it lives: web pages, inbound mail, runs, sending, or some of them; the configuration is read anew
 * when somebody asks. In: the app context, which parts. Out: sentences in the log.
 */

import { BelfryError, formatProblem, messageOf } from '../../base/errors.js'
import { type AppContext, withConfig } from '../../run/app-context.js'
import { openInbound } from '../../run/inbound/open-listener.js'
import { openReadContext } from '../../run/read-context.js'
import { type Daemon, startDaemon } from '../../schedule/daemon.js'
import { refuseNoCron } from '../../schedule/read-cron.js'
import { Metrics } from '../../web/metrics/metrics.js'
import { type MetricsServer, startMetrics } from '../../web/metrics/server.js'
import { startServer, type WebServer } from '../../web/server.js'
import { cliTexts } from '../texts.js'
import { fixedKeys, withFixedKeys } from './fixed-keys.js'

export const servingParts = ['web', 'schedule', 'work'] as const

export type ServingParts = Readonly<Record<(typeof servingParts)[number], boolean>>

interface Begun {
  readonly context: AppContext
  readonly parts: ServingParts
  readonly daemon: Daemon
  readonly server: WebServer | undefined
  readonly metrics: MetricsServer | undefined
}

export class Serving {
  #context: AppContext
  #daemon: Daemon
  #inbound: { close(): Promise<void> } | undefined
  #reading: Promise<void> = Promise.resolve()
  #isStopping = false

  private constructor(private readonly begun: Begun) {
    this.#context = begun.context
    this.#daemon = begun.daemon
  }

  /** @throws BelfryError LISTEN, CONFIG_VALUE; nothing is left running then */
  static async begin(opened: AppContext, parts: ServingParts): Promise<Serving> {
    const metrics = new Metrics()
    const context: AppContext = { ...opened, observe: (observation) => metrics.observe(observation) }
    const daemon = startDaemon(context, parts)
    const undo: (() => Promise<void>)[] = [async () => await daemon.stop()]
    try {
      const at = context.config.web.metrics
      const metricsServer = at && (await startMetrics(context, metrics, at))
      if (metricsServer !== undefined) undo.push(async () => await metricsServer.close())
      const server = parts.web ? await startServer(context, daemon) : undefined
      if (server !== undefined) undo.push(async () => await server.close())
      const serving = new Serving({ context, parts, daemon, server, metrics: metricsServer })
      await serving.#openInbound()
      return serving
    } catch (thrown) {
      await Promise.all(undo.map(async (one) => await one()))
      throw thrown
    }
  }

  /** What it does, for whoever started it. */
  get sentence(): string {
    const { config, transport } = this.#context
    const { schedule, work } = this.begun.parts
    const does = [
      ...(this.begun.server === undefined ? [] : [`is at ${this.begun.server.url}`]),
      ...(schedule ? [`writes its feeds to ${config.feeds.folder}`] : []),
    ]
    const mails = work ? [`mail goes to ${transport.name}`] : []
    const all = [...(does.length > 0 ? [`Belfry ${does.join(' and ')}`] : []), ...mails].join('; ')
    return cliTexts.service.ctrlCStops(all.charAt(0).toUpperCase(), all.slice(1))
  }

  /** Reads the configuration anew. A wrong one is refused, and the old one stays. Never throws. */
  async readAnew(): Promise<void> {
    this.#reading = this.#reading.then(async () => await this.#readOnce())
    await this.#reading
  }

  async #readOnce(): Promise<void> {
    if (this.#isStopping) return
    const before = this.#context
    const { log } = before
    try {
      const { config } = openReadContext({ file: before.config.file, log })
      refuseNoCron(config.schedule.cron)
      const next = await withConfig(before, withFixedKeys(config, before.config))
      await this.#change(next)
      log.info(cliTexts.service.configurationReadAnew())
      for (const key of fixedKeys(config, before.config))
        log.warn(`${key} was changed, which takes effect when the service is started anew`)
    } catch (thrown) {
      const problems = thrown instanceof BelfryError ? thrown.problems.map(formatProblem) : []
      const why = problems.length > 0 ? problems.join('\n') : messageOf(thrown)
      log.error(`The configuration was read anew and is refused; the old one stays: ${why}`)
    }
  }

  /** What a run is doing it ends under the old configuration. */
  async #change(next: AppContext): Promise<void> {
    await this.#inbound?.close()
    try {
      await this.#openInbound(next)
    } catch (thrown) {
      await this.#openInbound()
      throw thrown
    }
    await this.#daemon.stop()
    this.#context = next
    this.#daemon = startDaemon(next, this.begun.parts)
    this.begun.server?.use(next, this.#daemon)
  }

  async #openInbound(context = this.#context): Promise<void> {
    this.#inbound = undefined
    if (!this.begun.parts.web) return
    const inbound = await openInbound(context)
    if (inbound !== undefined) context.log.info(cliTexts.service.mailComesBackTaken(inbound.port))
    this.#inbound = inbound
  }

  /** Ends after the requests that are under way and the messages that are being sent. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await this.#reading
    await Promise.all([
      this.#inbound?.close(),
      this.begun.server?.close(),
      this.#daemon.stop(),
      this.begun.metrics?.close(),
    ])
  }
}
