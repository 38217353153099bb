/**
 * Says that feeds and pages are not renewed: where runs come to nothing, or whoever makes them is gone. Each process of
 * a service looks, so that one is left to say it. In: the app context. Out: operators are told, once. Door: it waits.
 */
import { type ScheduledTask, schedule } from 'node-cron'
import { messageOf } from '../base/errors.js'
import type { AppContext } from '../run/app-context.js'
import { tellNotRenewed } from '../run/tell-operators.js'
import { PUBLISHED_AT, readFact } from '../store/meta-store.js'
import { loggerOf } from './cron-terms.js'
import { isOverdue, nextExpected } from './next-look.js'

const WATCH_MS = 60_000

export class RunsWatch {
  /** It wakes nobody: node-cron knows when a task is due next only of those that it wakes. */
  readonly #wakes: ScheduledTask
  readonly #timer: NodeJS.Timeout
  #looking: Promise<void> | undefined
  #expected: number | undefined

  constructor(private readonly context: AppContext) {
    const { cron, timezone } = context.config.schedule
    // Whether a wake was late is the daemon's to say.
    this.#wakes = schedule(cron, () => undefined, {
      timezone,
      suppressMissedWarning: true,
      logger: loggerOf(context.log),
    })
    this.#timer = setInterval(() => {
      this.#looking ??= this.look().finally(() => {
        this.#looking = undefined
      })
    }, WATCH_MS)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
    await this.#wakes.destroy()
  }

  /** By the schedule, milliseconds since the epoch. */
  nextRun(): number | undefined {
    return this.#wakes.getNextRun()?.getTime()
  }

  /** Once a minute. Never throws. */
  async look(): Promise<void> {
    const { store, clock, log } = this.context
    try {
      const said = await readFact(store.db, PUBLISHED_AT)
      const publishedAt = said === undefined ? undefined : Number(said)
      const before = { publishedAt, expected: this.#expected }
      this.#expected = nextExpected(before, () => this.nextRun())
      if (!isOverdue(this.#expected, clock.now())) return
      for (const { message, fix } of await tellNotRenewed(this.context, publishedAt)) log.warn(`${message} (${fix})`)
    } catch (thrown) {
      log.error(`whether feeds are renewed is not known: ${messageOf(thrown)}`)
    }
  }
}
