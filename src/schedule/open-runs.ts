/**
 * The runs of a service on a thread of their own: pages and mail do not wait for a post that takes long, and a run
 * that takes all memory ends its thread alone. In: the app context. Out: runs; whether mail may go out. TypeScript that
 * nobody compiled has no file to begin a thread with: then runs are here. Door: threads.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { AppContext } from '../run/app-context.js'
import type { FromRuns, ToRuns } from './run-thread.js'
import { goOn, ScheduledRuns, type TellMayMail } from './scheduled-run.js'

export interface Runs {
  /** Resolves when it has ended, however; not to be called again before. */
  run(): Promise<void>
  /** Ends after the run that is under way, or without its end where that takes long: the next one goes on. */
  stop(): Promise<void>
}

const THREAD = new URL('./run-thread.js', import.meta.url)
/** A service is given 10 s to end before it is killed, by many that start one. */
const LONGEST_END_MS = 8_000
/** A thread that cannot begin at all is not tried without a pause. */
const AGAIN_MS = 2_000

export function openRuns(context: AppContext, tellMayMail: TellMayMail): Runs {
  return existsSync(fileURLToPath(THREAD))
    ? new RunsApart(context, tellMayMail)
    : new ScheduledRuns(context, tellMayMail)
}

class RunsApart implements Runs {
  #thread: Worker | undefined
  #ends: { resolve(): void; reject(thrown: unknown): void } | undefined
  #isStopping = false
  #again: NodeJS.Timeout | undefined

  constructor(
    private readonly context: AppContext,
    private readonly tellMayMail: TellMayMail,
  ) {}

  async run(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#ends = { resolve, reject }
        this.#thread ??= this.#begun()
        this.#thread.postMessage('run' satisfies ToRuns)
      })
    } catch (thrown) {
      await goOn(this.context, thrown, this.tellMayMail)
    }
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    clearTimeout(this.#again)
    const thread = this.#thread
    if (thread === undefined) return
    const ended = new Promise((resolve) => thread.once('exit', resolve))
    thread.postMessage('stop' satisfies ToRuns)
    const late = setTimeout(() => void thread.terminate(), LONGEST_END_MS)
    await ended
    clearTimeout(late)
  }

  #begun(): Worker {
    const thread = new Worker(THREAD, { workerData: this.context.config })
    thread.on('message', (message: FromRuns) => this.#hear(message))
    // A thread that ended, whatever of, is begun again: forms wait for it, and the next run.
    thread.on('error', (thrown) => this.#gone(thrown))
    thread.on('exit', () => this.#gone(new Error('its thread ended')))
    return thread
  }

  #hear(message: FromRuns): void {
    if (message.says === 'log') this.context.log[message.level](...message.said)
    else if (message.says === 'observed') this.context.observe?.(message.observation)
    else if (message.says === 'mayMail') this.tellMayMail(message.mayMail)
    else this.#ends?.resolve()
  }

  #gone(thrown: unknown): void {
    this.#thread = undefined
    if (this.#isStopping) this.#ends?.resolve()
    else this.#ends?.reject(thrown)
    if (this.#again === undefined && !this.#isStopping) this.#again = setTimeout(() => this.#beginAgain(), AGAIN_MS)
  }

  #beginAgain(): void {
    this.#again = undefined
    if (!this.#isStopping) this.#thread ??= this.#begun()
  }
}
