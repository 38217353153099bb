/**
 * What one worker has leased and not begun. It is filled up in the background, so that no connection waits for the
 * ledger while there is something to send. In: the ledger, who leases. Out: rows in the order in which they are to be
 * sent, and their messages, made before their turn.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { isLocked } from '../store/postgres-faults.js'
import type { DeliveryRow } from '../store/tables.js'
import { type LeaseResult, type LeaseTerms, lease, releaseLeases } from './lease-store.js'
import type { LeasedRow } from './leases.js'
import type { Made, Messages } from './messages.js'
import type { Paces } from './paces.js'
import type { WorkerNeeds } from './worker-needs.js'

/**
 * Leased at once at the most, and how long that many shall last: what is urgent goes in front of what is not leased
 * yet.
 */
const MOST_AHEAD = 500
const AHEAD_MS = 300
/** Longest wait for a rate, in milliseconds; what waits longer is left to the next call. */
const LONGEST_PAUSE_MS = 10_000

export interface QueueNeeds extends Pick<WorkerNeeds, 'store' | 'config' | 'clock' | 'onStep' | 'sleep'> {
  readonly owner: string
  readonly messages: Messages
  readonly paces: Paces
  /** No more is leased after it. */
  readonly stopping: AbortSignal
  /** Before each lease. */
  readonly onLease: () => Promise<void>
  /** After each lease: there may be more than the open connections can carry. */
  readonly onRows: () => void
  /** Whether a lease that failed is to be tried again; it waits a little. */
  readonly isWorthAnother: (thrown: unknown) => Promise<boolean>
}

export class LeasedQueue {
  #rows: LeasedRow[] = []
  /** Messages by delivery, made before their turn. */
  readonly #madeAhead = new Map<number, Promise<Made>>()
  readonly #fewestAhead: number
  #ahead: number
  #refill: Promise<void> | undefined
  #isDry = false
  /** Did a lease fail, whose commit may have been done all the same, or was anything set free since the last one? */
  #hasMissed = false
  #leasedAt = Number.NEGATIVE_INFINITY

  constructor(private readonly needs: QueueNeeds) {
    const { connections, lanes } = needs.config.delivery
    this.#fewestAhead = connections * lanes
    this.#ahead = this.#fewestAhead
  }

  get length(): number {
    return this.#rows.length
  }

  get mayFindMore(): boolean {
    return this.#hasMissed && this.#rows.length === 0 && !this.needs.stopping.aborted
  }

  /** Something may be due that the last lease did not see. */
  hasMissed(): void {
    this.#hasMissed = true
  }

  async next(): Promise<LeasedRow | undefined> {
    if (this.needs.stopping.aborted) return undefined
    const isLow = this.#rows.length <= this.#ahead / 2
    // In the background: no connection waits for the ledger while there is something to send.
    if (isLow && !this.#isDry) this.leaseMore().catch(() => this.hasMissed())
    if (this.#rows.length === 0) await this.leaseMore()
    this.#makeAhead()
    return this.#rows.shift()
  }

  /** It was not begun: it is the next one again. */
  giveBack(leased: LeasedRow): void {
    this.#rows.unshift(leased)
  }

  async made(row: DeliveryRow): Promise<Made> {
    const ahead = this.#madeAhead.get(row.id)
    this.forget(row)
    return await (ahead ?? this.needs.messages.envelopeAndBytes(row))
  }

  /** It is not sent: its message is not needed. */
  forget({ id }: DeliveryRow): void {
    this.#madeAhead.delete(id)
  }

  /** Waits for a lease that is under way. */
  async settled(): Promise<void> {
    await this.#refill
  }

  /**
   * What was missed nobody would send until the end of this call: what a lease that was not heard of took is given
   * back, and there is another lease.
   */
  async leaseAgain(): Promise<void> {
    await this.#refill?.catch(() => undefined)
    if (!this.mayFindMore) return
    this.#hasMissed = false
    await releaseLeases(this.needs.store, this.needs.owner)
    await this.leaseMore()
  }

  /** One lease at a time: connections that run dry together wait for the same one. */
  async leaseMore(): Promise<void> {
    this.#refill ??= this.#lease().finally(() => {
      this.#refill = undefined
    })
    await this.#refill
  }

  /** What is to be sent next is made and signed while others are under way, in its order. */
  #makeAhead(): void {
    for (const { row } of this.#rows.slice(0, this.#fewestAhead)) {
      if (this.#madeAhead.has(row.id)) continue
      const made = this.needs.messages.envelopeAndBytes(row)
      // Whoever sends it hears of the fault.
      made.catch(() => undefined)
      this.#madeAhead.set(row.id, made)
    }
  }

  async #lease(): Promise<void> {
    const leasedAt = performance.now()
    const lastedMs = leasedAt - this.#leasedAt
    if (lastedMs < AHEAD_MS) this.#ahead = Math.min(MOST_AHEAD, this.#ahead * 2)
    else if (lastedMs > 3 * AHEAD_MS) this.#ahead = Math.max(this.#fewestAhead, Math.floor(this.#ahead / 2))
    this.#leasedAt = leasedAt
    const { clock, config, owner, paces, onStep, stopping } = this.needs
    const { lease: leaseMs, uncertain, rate, domainRates } = config.delivery
    const now = clock.now()
    await this.needs.onLease()
    const terms = { owner, now, leaseMs, resendUncertain: uncertain === 'resend', rate, domainRates }
    const { rows, againAt, slowed } = await this.#leased(terms)
    if (slowed !== undefined) paces.found(slowed)
    this.#rows.push(...rows.map((row) => ({ row, leasedAt, dueBy: now })))
    if (rows.length > 0) onStep?.('leased', rows.length)
    this.needs.onRows()
    const pauseMs = againAt === undefined ? Number.POSITIVE_INFINITY : againAt - clock.now()
    this.#isDry = rows.length === 0 && pauseMs > LONGEST_PAUSE_MS
    if (rows.length > 0 || this.#isDry) return
    await this.#pauseFor(pauseMs)
    if (!stopping.aborted) await this.#lease()
  }

  /** What somebody's session holds is waited for, and said, as long as what this worker has is leased to it. */
  async #leased(terms: Omit<LeaseTerms, 'limit'>): Promise<LeaseResult> {
    for (;;) {
      try {
        return await lease(this.needs.store, { ...terms, limit: Math.max(1, this.#ahead - this.#rows.length) })
      } catch (thrown) {
        if (!isLocked(thrown) || !(await this.needs.isWorthAnother(thrown))) throw thrown
      }
    }
  }

  async #pauseFor(ms: number): Promise<void> {
    const signal = this.needs.stopping
    const sleep = this.needs.sleep ?? (async (pauseMs) => await delay(pauseMs, undefined, { signal }))
    try {
      await sleep(Math.max(1, ms), signal)
    } catch (thrown) {
      if (!signal.aborted) throw thrown
    }
  }
}
