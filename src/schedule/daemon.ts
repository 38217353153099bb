/**
 * The service: node-cron wakes it, what is due decides what it does. In: a world. Out: runs and mail, until it is stopped. Door.
 */
import { schedule, validate } from 'node-cron'
import { nextDueAt } from '../delivery/lease-store.js'
import { sendDue, workerName } from '../delivery/send-due.js'
import { BelfryError, messageOf } from '../errors.js'
import { feedsOf, type RunReport, run } from '../pipeline.js'
import { tellHubs } from '../tell-hubs.js'
import { tellOperators } from '../tell-operators.js'
import type { World } from '../world.js'
import { pauseBeforeNextLook } from './next-look.js'

export interface Daemon {
  /** Mail was put into the ledger: look now. */
  mailWaiting(): void
  /** Ends after the messages that are being sent. */
  stop(): Promise<void>
}

/** @throws BelfryError CONFIG_VALUE where schedule.cron is no cron expression */
export function startDaemon(world: World): Daemon {
  const { cron, timezone } = world.config.schedule
  if (!validate(cron))
    throw new BelfryError('CONFIG_VALUE', `schedule.cron is "${cron}", which is not a cron expression.`, {
      fix: 'Write it like "*/5 * * * *".',
    })
  const service = new Service(world)
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

class Service {
  readonly #stopping = new AbortController()
  readonly #sending: Promise<void>
  #running: Promise<void> | undefined
  #telling: Promise<void> | undefined
  /** False while the register knows more than the ledger: then nothing is mailed, confirmations neither. */
  #mayMail = false
  #wake: () => void = () => undefined
  /** A wake that came while nobody was asleep. */
  #wasWoken = false

  constructor(private readonly world: World) {
    this.#sending = this.#sendForEver()
  }

  /** One run at a time; a wake during a run changes nothing, the next one finds what is due. */
  runSoon(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  wake(): void {
    this.#wasWoken = true
    this.#wake()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.wake()
    await this.#running
    await this.#telling
    await this.#sending
  }

  async #run(): Promise<void> {
    const { log } = this.world
    try {
      const report = await run(this.world, { send: false })
      for (const fault of report.problems) log.warn(`${fault.file}: ${fault.message} (${fault.fix})`)
      for (const { notice, recipients } of report.told)
        log.info(`told ${notice.key} to ${recipients} people`, { key: notice.key, recipients })
      this.#mayMail = !report.problems.some((fault) => fault.code === 'LEDGER_BEHIND')
      this.wake()
      this.#telling ??= this.#tell(report).finally(() => {
        this.#telling = undefined
      })
    } catch (thrown) {
      log.error(`the run failed: ${messageOf(thrown)}`, {
        code: thrown instanceof BelfryError ? thrown.code : undefined,
      })
    }
  }

  async #tell(report: RunReport): Promise<void> {
    const { signal } = this.#stopping
    try {
      const faults = [
        ...(await tellOperators(this.world, report)),
        ...(await tellHubs(this.world, feedsOf(report.published), { signal })),
      ]
      for (const { message, fix } of faults) this.world.log.warn(`${message} (${fix})`)
    } catch (thrown) {
      this.world.log.error(`operators and hubs are not told: ${messageOf(thrown)}`)
    }
  }

  async #sendForEver(): Promise<void> {
    const { signal } = this.#stopping
    const owner = workerName()
    let failures = 0
    while (!signal.aborted) {
      failures = (await this.#sendOnce(owner, signal)) ? 0 : failures + 1
      const dueAt = this.#mayMail ? await this.#nextDue() : undefined
      await this.#pause(pauseBeforeNextLook({ now: this.world.clock.now(), dueAt, failures }))
    }
  }

  /** @returns false where the server or the database could not be used */
  async #sendOnce(owner: string, signal: AbortSignal): Promise<boolean> {
    if (!this.#mayMail) return true
    try {
      const { unreachable, counts } = await sendDue({ ...this.world, signal }, owner)
      if (counts.accepted > 0) this.world.log.info(`${counts.accepted} messages accepted`, counts)
      if (unreachable !== undefined) this.world.log.warn(`${unreachable.message} (${unreachable.fix})`)
      return unreachable === undefined
    } catch (thrown) {
      this.world.log.error(`sending failed: ${messageOf(thrown)}`)
      return false
    }
  }

  async #nextDue(): Promise<number | undefined> {
    try {
      return await nextDueAt(this.world.store)
    } catch (thrown) {
      this.world.log.error(`the ledger cannot be read: ${messageOf(thrown)}`)
      return undefined
    }
  }

  async #pause(ms: number): Promise<void> {
    if (!this.#stopping.signal.aborted && !this.#wasWoken) await this.#sleep(ms)
    this.#wasWoken = false
  }

  async #sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
