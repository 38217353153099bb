/**
 * What one worker holds, and whether it still does. In: rows that were just leased. Out: rows to send, in order; a
 * lease is kept up in the background, and judged by the monotonic clock, which no clock jump moves. Pure but for the
 * renewal it is given.
 */
import { messageOf } from '../base/errors.js'
import type { Log } from '../base/log.js'
import type { DeliveryRow } from '../store/tables.js'

/** A leased row and when it was leased. */
export interface LeasedRow {
  readonly row: DeliveryRow
  /** By the monotonic clock. */
  readonly leasedAt: number
  /** By the command's clock: the instant by which it was due. */
  readonly dueBy: number
}

export interface LeaseNeeds {
  readonly renew: () => Promise<void>
  readonly log: Log
  /** Called where a renewal was not answered within the lease: nothing that was asked before is waited for. */
  readonly onSilence?: () => void
  /** The monotonic clock; it goes on while the process stands still. */
  readonly ticks?: () => number
}

export class Leases {
  readonly #timer: NodeJS.Timeout
  #renewedAt: number
  #lapsedAt = 0
  /** When the renewal was asked for that is not answered yet. */
  #askedAt: number | undefined

  readonly #ticks: () => number

  constructor(
    private readonly leaseMs: number,
    private readonly needs: LeaseNeeds,
  ) {
    this.#ticks = needs.ticks ?? (() => performance.now())
    this.#renewedAt = this.#ticks()
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
  isLeased({ leasedAt }: Pick<LeasedRow, 'leasedAt'>): boolean {
    const until = Math.max(leasedAt, this.#renewedAt) + this.leaseMs
    return leasedAt >= this.#lapsedAt && this.#ticks() < until
  }

  async #keepUp(): Promise<void> {
    const now = this.#ticks()
    // One at a time: what is not answered would only be asked once more behind it.
    if (this.#askedAt !== undefined) {
      if (now - this.#askedAt >= this.leaseMs) this.#giveUp()
      return
    }
    this.#askedAt = now
    try {
      // After a pause of the whole process (a laptop's sleep) leases may have ended before they could be renewed.
      if (now - this.#renewedAt >= this.leaseMs) this.#lapsedAt = now
      await this.needs.renew()
      this.#renewedAt = now
    } catch (thrown) {
      this.needs.log.warn(`the leases could not be renewed: ${messageOf(thrown)}`)
    } finally {
      this.#askedAt = undefined
    }
  }

  #giveUp(): void {
    this.#lapsedAt = this.#ticks()
    this.needs.log.error(`the database did not answer for a whole lease (${this.leaseMs / 1000} s): connecting again`)
    this.needs.onSilence?.()
  }
}
