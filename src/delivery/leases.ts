/**
 * What one worker holds, and whether it still does. In: rows that were just leased. Out: rows to send, in order; a
 * lease is kept up in the background, and judged by the monotonic clock, which no clock jump moves. Pure but for the
 * renewal it is given.
 */
import { messageOf } from '../base/errors.js'
import type { Log } from '../base/log.js'
import type { DeliveryRow } from '../store/tables.js'

/** A leased row and when it was leased, by the monotonic clock. */
export interface LeasedRow {
  readonly row: DeliveryRow
  readonly leasedAt: number
}

export class Leases {
  readonly #timer: NodeJS.Timeout
  #renewedAt: number
  #lapsedAt = 0

  constructor(
    private readonly leaseMs: number,
    private readonly renew: () => Promise<void>,
    private readonly log: Log,
    /** The monotonic clock; it goes on while the process stands still. */
    private readonly ticks: () => number = () => performance.now(),
  ) {
    this.#renewedAt = ticks()
    this.#timer = setInterval(() => void this.#keepUp(), leaseMs / 4)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Until when what was leased just now stays leased, by the monotonic clock. */
  get untilMs(): number {
    return this.#renewedAt + this.leaseMs
  }

  /** Is the lease, with its renewals, still running? */
  isLeased({ leasedAt }: LeasedRow): boolean {
    const until = Math.max(leasedAt, this.#renewedAt) + this.leaseMs
    return leasedAt >= this.#lapsedAt && this.ticks() < until
  }

  async #keepUp(): Promise<void> {
    const now = this.ticks()
    try {
      // After a pause of the whole process (a laptop's sleep) leases may have ended before they could be renewed.
      if (now - this.#renewedAt >= this.leaseMs) this.#lapsedAt = now
      await this.renew()
      this.#renewedAt = now
    } catch (thrown) {
      this.log.warn(`the leases could not be renewed: ${messageOf(thrown)}`)
    }
  }
}
