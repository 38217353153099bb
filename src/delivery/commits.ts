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

/** How long a commit waits for company. */
const GATHER_MS = 1

export class Commits {
  #asks: Ask[] = []
  #pumping = false
  #gathered: () => void = () => undefined
  /** When the last commit was done. */
  #lastAt = Number.NEGATIVE_INFINITY

  constructor(
    private readonly exchange: Exchange,
    private readonly patience: Patience,
    /** A commit waits for this many questions: half of all lanes. The other half keeps sending meanwhile. */
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
      try {
        const started = await this.#persist(
          asks.flatMap((ask) => ask.finished ?? []),
          asks.flatMap((ask) => ask.start ?? []),
        )
        this.#lastAt = performance.now()
        for (const ask of asks) ask.resolve(ask.start !== undefined && started.has(ask.start.id))
      } catch (thrown) {
        for (const ask of asks) ask.reject(thrown)
      }
    }
    this.#pumping = false
  }

  /** Waits for the replies that are about to arrive. Without this every message would be a commit of its own. */
  async #gather(): Promise<void> {
    // Where little is sent nobody is about to come.
    if (this.#asks.length >= this.enough() || performance.now() > this.#lastAt + GATHER_MS) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS)
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
