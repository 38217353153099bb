/**
 * The service: node-cron wakes it, what is due decides what it does. In: the app context. Out: runs and mail, until it
 * is stopped. Door.
 */
import { schedule } from 'node-cron'
import type { AppContext } from '../run/app-context.js'
import { cronTerms } from './cron-terms.js'
import { openRuns, type Runs } from './open-runs.js'
import { RunsWatch } from './open-runs-watch.js'
import { refuseNoCron } from './read-cron.js'
import { Sender } from './sender.js'

export interface Daemon {
  /** Mail was put into the ledger: look now. */
  mailWaiting(): void
  /** When the next run is due, milliseconds since the epoch; undefined where neither runs nor mail are here. */
  nextRun(): number | undefined
  /** Ends after the messages that are being sent. */
  stop(): Promise<void>
}

/** What a process does of the service; another one does the rest. */
export interface DaemonParts {
  /** Runs, woken by schedule.cron. */
  readonly schedule: boolean
  /** Sending. */
  readonly work: boolean
}

/** @throws BelfryError CONFIG_VALUE where schedule.cron is no cron expression */
export function startDaemon(context: AppContext, parts: DaemonParts = { schedule: true, work: true }): Daemon {
  const { cron } = context.config.schedule
  refuseNoCron(cron)
  const service = new Service(context, parts)
  const task = parts.schedule
    ? schedule(cron, () => service.runSoon(), cronTerms(context.config.schedule, context.log))
    : { destroy: () => undefined }
  if (parts.schedule) service.runSoon()
  const watch = parts.schedule || parts.work ? new RunsWatch(context) : undefined
  return {
    mailWaiting: () => service.wake(),
    nextRun: () => watch?.nextRun(),
    stop: async () => {
      await watch?.stop()
      await task.destroy()
      await service.stop()
    },
  }
}

class Service {
  readonly #sender: Sender | undefined
  readonly #runs: Runs | undefined
  #running: Promise<void> | undefined
  /** False while something stops all mail from here, confirmations too. */
  #mayMail: boolean

  constructor(context: AppContext, { schedule: hasRuns, work }: DaemonParts) {
    // Where the runs are another process's, the ledger says what is stopped.
    this.#mayMail = !hasRuns
    if (work) this.#sender = new Sender(context, () => this.#mayMail)
    if (!hasRuns) return
    this.#runs = openRuns(context, (mayMail) => {
      this.#mayMail = mayMail
      this.wake()
    })
  }

  /** One run at a time; a wake during a run changes nothing, the next one finds what is due. */
  runSoon(): void {
    this.#running ??= this.#runs?.run().finally(() => {
      this.#running = undefined
    })
  }

  wake(): void {
    this.#sender?.wake()
  }

  async stop(): Promise<void> {
    await Promise.all([this.#sender?.stop(), this.#running, this.#runs?.stop()])
  }
}
