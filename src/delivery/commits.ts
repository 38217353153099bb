/**
 * Shares commits among connections: while one is under way, what others want of the ledger gathers for the next. In: a
 * reply to store, a delivery to start. Out: whether it may start. A database that is away for a while (restarted,
 * locked, its disk full) is asked again as long as the lease lasts: what servers answered is not known anywhere else.
 * Pure but for the exchange it is given.
 */
import type { DeliveryRow } from '../store/tables.js'
import type { Finished } from './exchange-store.js'

/** @param isAgain was the same asked before, and nobody knows whether it was done? */
type Exchange = (
  finished: readonly Finished[],
  start: readonly DeliveryRow[],
  isAgain: boolean,
) => Promise<ReadonlySet<number>>

/** How to wait before the exchange is tried again; false where there is no more time. */
type Patience = (thrown: unknown) => Promise<boolean>

interface Ask {
  readonly finished: Finished | undefined
  readonly start: DeliveryRow | undefined
  resolve(started: boolean): void
  reject(thrown: unknown): void
}

/**
 * A commit waits for company at the most as long as one usually takes: a far server's replies come a connection's at a
 * time, and a commit for each of them keeps the loop busy with the disk. Never shorter, never longer.
 */
const GATHER_MS = { least: 1, most: 10 }
/** Where no commit was for so long, little is sent, and nobody is about to come. */
const BUSY_MS = 20
/** How much of what commits usually take is the last one. */
const LAST_PART = 0.2

export class Commits {
  #asks: Ask[] = []
  #pumping = false
  #gathered: () => void = () => undefined
  /** When the last commit was done. */
  #lastAt = Number.NEGATIVE_INFINITY
  /** What a commit takes, the last ones most of all. */
  #usualMs = GATHER_MS.least

  constructor(
    private readonly exchange: Exchange,
    private readonly patience: Patience,
    /** More questions than this a commit does not wait for. */
    private readonly enough: () => number,
  ) {}

  /** @returns may `start` be sent? Once it resolves both are on disk. */
  async exchanged(finished: Finished | undefined, start: DeliveryRow | undefined): Promise<boolean> {
    return await new Promise((resolve, reject) => {
      this.#asks.push({ finished, start, resolve, reject })
      if (!this.#pumping) void this.#pump()
      else if (this.#asks.length >= this.enough()) this.#gathered()
    })
  }

  async #pump(): Promise<void> {
    this.#pumping = true
    while (this.#asks.length > 0) {
      await this.#gather()
      const asks = this.#asks
      this.#asks = []
      const beganAt = performance.now()
      try {
        const started = await this.#persist(
          asks.flatMap((ask) => ask.finished ?? []),
          asks.flatMap((ask) => ask.start ?? []),
        )
        this.#lastAt = performance.now()
        this.#usualMs += (this.#lastAt - beganAt - this.#usualMs) * LAST_PART
        for (const ask of asks) ask.resolve(ask.start !== undefined && started.has(ask.start.id))
      } catch (thrown) {
        for (const ask of asks) ask.reject(thrown)
      }
    }
    this.#pumping = false
  }

  /** Waits for the replies that are about to arrive. Without this every message would be a commit of its own. */
  async #gather(): Promise<void> {
    if (this.#asks.length >= this.enough() || performance.now() > this.#lastAt + BUSY_MS) return
    const mostMs = Math.min(GATHER_MS.most, Math.max(GATHER_MS.least, this.#usualMs))
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, mostMs)
      this.#gathered = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#gathered = () => undefined
  }

  async #persist(finished: readonly Finished[], start: readonly DeliveryRow[]): Promise<ReadonlySet<number>> {
    for (let isAgain = false; ; isAgain = true) {
      try {
        return await this.exchange(finished, start, isAgain)
      } catch (thrown) {
        if (!(await this.patience(thrown))) throw thrown
      }
    }
  }
}
