/**
 * The service: node-cron wakes it, what is due decides what it does. In: the app context. Out: runs and mail, until it
 * is stopped. Door.
 */
import { schedule, validate } from 'node-cron'
import { BelfryError, messageOf } from '../base/errors.js'
import type { AppContext } from '../run/app-context.js'
import { mayGoOn, problemsIn } from '../run/failed-run.js'
import { feedFilesIn, type RunReport, run } from '../run/pipeline.js'
import { tellHubs } from '../run/tell-hubs.js'
import { tellFailure, tellOperators } from '../run/tell-operators.js'
import { Sender } from './sender.js'

export interface Daemon {
  /** Mail was put into the ledger: look now. */
  mailWaiting(): void
  /** Ends after the messages that are being sent. */
  stop(): Promise<void>
}

/** @throws BelfryError CONFIG_VALUE where schedule.cron is no cron expression */
export function startDaemon(context: AppContext): Daemon {
  const { cron, timezone } = context.config.schedule
  refuseNoCron(cron)
  const service = new Service(context)
  const task = schedule(cron, () => service.runSoon(), { timezone, noOverlap: true })
  service.runSoon()
  return {
    mailWaiting: () => service.wake(),
    stop: async () => {
      await task.destroy()
      await service.stop()
    },
  }
}

/** @throws BelfryError CONFIG_VALUE where it is no cron expression that node-cron reads */
export function refuseNoCron(cron: string): void {
  if (validate(cron)) return
  throw new BelfryError('CONFIG_VALUE', `schedule.cron is "${cron}", which is not a cron expression.`, {
    fix: 'Write it like "*/5 * * * *".',
  })
}

class Service {
  readonly #stopping = new AbortController()
  readonly #sender: Sender
  #running: Promise<void> | undefined
  #telling: Promise<void> | undefined
  /** False while something stops all mail from here, confirmations too. */
  #mayMail = false

  constructor(private readonly context: AppContext) {
    this.#sender = new Sender(context, () => this.#mayMail)
  }

  /** One run at a time; a wake during a run changes nothing, the next one finds what is due. */
  runSoon(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  wake(): void {
    this.#sender.wake()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.all([this.#sender.stop(), this.#running, this.#telling])
  }

  async #run(): Promise<void> {
    const { log } = this.context
    try {
      const report = await run(this.context, { send: false })
      for (const fault of report.problems) log.warn(`${fault.file}: ${fault.message} (${fault.fix})`)
      for (const { notice, recipients } of report.told)
        log.info(`told ${notice.key} to ${recipients} people`, { key: notice.key, recipients })
      this.#mayMail = report.mayMail
      this.wake()
      this.#telling ??= this.#tell(report).finally(() => {
        this.#telling = undefined
      })
    } catch (thrown) {
      log.error(`the run failed: ${messageOf(thrown)}`, {
        code: thrown instanceof BelfryError ? thrown.code : undefined,
      })
      await this.#goOn(thrown)
    }
  }

  /** What is queued goes out, confirmations too, where the ledger is sound; operators hear of it. */
  async #goOn(thrown: unknown): Promise<void> {
    const { log } = this.context
    try {
      this.#mayMail = await mayGoOn(this.context)
      this.wake()
      for (const { message, fix } of await tellFailure(this.context, problemsIn(this.context, thrown)))
        log.warn(`${message} (${fix})`)
    } catch (again) {
      log.error(`operators are not told: ${messageOf(again)}`)
    }
  }

  async #tell(report: RunReport): Promise<void> {
    const { signal } = this.#stopping
    try {
      const faults = [
        ...(await tellOperators(this.context, report)),
        ...(await tellHubs(this.context, feedFilesIn(report.published), { signal })),
      ]
      for (const { message, fix } of faults) this.context.log.warn(`${message} (${fix})`)
    } catch (thrown) {
      this.context.log.error(`operators and hubs are not told: ${messageOf(thrown)}`)
    }
  }
}
