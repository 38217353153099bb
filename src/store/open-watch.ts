/**
 * Notices a database that says nothing any more while its connection stands: a firewall that forgot it, a proxy that
 * hangs, a machine that lost its power. In: a question, how long it may take, how to cut the connection. Out: its
 * answer, or DATABASE_SILENT. Door.
 */

import { BelfryError } from '../base/errors.js'
import { storeTexts } from './texts.js'

/** Milliseconds. */
export interface Limits {
  /** From the first octet to a session that takes questions. */
  readonly connectMs: number
  /** A statement of its own, a batch, a commit. */
  readonly shortMs: number
  /** A statement within a transaction: it may write an audience, change tables, wait for others. */
  readonly longMs: number
  /** Between two questions to a connection that only listens; and how long each may take. */
  readonly beatMs: number
  /** For the lock of a table, when tables are changed. */
  readonly lockMs: number
  /** Any of these, once the process was told to stop. */
  readonly stopMs: number
}

export const LIMITS: Limits = {
  connectMs: 10_000,
  shortMs: 120_000,
  longMs: 30 * 60_000,
  beatMs: 15_000,
  lockMs: 3_000,
  stopMs: 4_000,
}

export type LimitOf = Exclude<keyof Limits, 'stopMs' | 'lockMs'>

interface Question {
  /** Gives up after so long from now, where that is sooner. */
  within(ms: number): void
}

export class Watch {
  readonly #questions = new Set<Question>()
  #hasEnded = false

  /**
   * @param signal told to stop: what is silent for `stopMs` after that ends everything, and nothing is asked any more
   */
  constructor(
    readonly limits: Limits,
    private readonly signal?: AbortSignal,
  ) {
    signal?.addEventListener('abort', () => this.#hurry(), { once: true })
  }

  /** Is nothing asked any more? */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  limitMs(kind: LimitOf): number {
    return this.signal?.aborted === true ? Math.min(this.limits.stopMs, this.limits[kind]) : this.limits[kind]
  }

  /** @throws BelfryError DATABASE_SILENT, after `cut` was called; whatever `ask` throws */
  async answered<Result>(ask: () => Promise<Result>, kind: LimitOf, cut: () => void): Promise<Result> {
    if (this.#hasEnded) throw noAnswer(this.limits.stopMs)
    return await new Promise<Result>((resolve, reject) => {
      const giveUp = (ms: number) => {
        this.silent()
        reject(noAnswer(ms))
        cut()
      }
      const timerFor = (ms: number) => setTimeout(() => giveUp(ms), ms)
      let timer = timerFor(this.limitMs(kind))
      const question: Question = {
        within: (ms) => {
          clearTimeout(timer)
          timer = timerFor(ms)
        },
      }
      this.#questions.add(question)
      ask()
        .then(resolve, reject)
        .finally(() => {
          clearTimeout(timer)
          this.#questions.delete(question)
        })
    })
  }

  /**
   * For who has a limit of its own, as long as nobody is told to stop.
   *
   * @param cut ends it at the other limit
   * @throws BelfryError DATABASE_SILENT where nothing is asked any more; whatever `work` throws, also where it was cut
   */
  async unlessStopped<Result>(work: () => Promise<Result>, cut: () => void): Promise<Result> {
    if (this.#hasEnded) throw noAnswer(this.limits.stopMs)
    let timer: NodeJS.Timeout | undefined
    const giveUp = () => {
      this.silent()
      cut()
    }
    const question: Question = {
      within: (ms) => {
        clearTimeout(timer)
        timer = setTimeout(giveUp, ms)
      },
    }
    this.#questions.add(question)
    try {
      return await work()
    } finally {
      clearTimeout(timer)
      this.#questions.delete(question)
    }
  }

  /** Somebody found it silent: once told to stop there is no time to find that out one by one. */
  silent(): void {
    if (this.signal?.aborted !== true || this.#hasEnded) return
    this.#hasEnded = true
    for (const each of this.#questions) each.within(0)
  }

  #hurry(): void {
    for (const each of this.#questions) each.within(this.limits.stopMs)
  }
}

function noAnswer(ms: number): BelfryError {
  return new BelfryError('DATABASE_SILENT', storeTexts.openWatch.databaseDidNotAnswer(ms / 1000), { exitCode: 3 })
}
