/**
 * One worker: leases what is due, sends it over its connections, stores the replies. In: the ledger, a transport. Out: counts of what
 * happened. It returns when nothing is due any more or the server cannot be reached; whoever calls it decides when to call again.
 */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../clock.js'
import type { Config } from '../config/schema.js'
import { BelfryError, messageOf } from '../errors.js'
import type { Log } from '../log.js'
import type { Signer } from '../mail/signer.js'
import type { Store } from '../store/open-store.js'
import type { DeliveryRow } from '../store/tables.js'
import type { Keys } from '../subscribers/links.js'
import { exchange, expireLeases, type Finished, lease, releaseLeases, renewLeases } from './delivery-store.js'
import { finishMailings, moveMailing } from './mailing-store.js'
import { Messages } from './messages.js'
import { type Reply, settle } from './reply.js'
import type { Session, Transport } from './transport.js'

export interface WorkerNeeds {
  readonly store: Store
  readonly transport: Transport
  readonly config: Config
  readonly keys: Keys
  readonly signer: Signer
  readonly clock: Clock
  readonly log: Log
  /** Stops after the messages that are being sent. */
  readonly signal?: AbortSignal
  /** Called after each reply, for a progress bar. */
  readonly onReply?: (outcome: Reply['outcome']) => void
}

export interface SendResult {
  readonly counts: Record<Reply['outcome'], number>
  /** Set where the server could not be used: what was due still waits. */
  readonly unreachable?: BelfryError
}

/** Leased ahead per connection: enough to keep it busy, few enough that a confirmation need not wait long. */
const AHEAD = 5

export function workerName(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
}

export async function sendDue(needs: WorkerNeeds, owner = workerName()): Promise<SendResult> {
  await expireLeases(needs.store, needs.clock.now())
  const worker = new Worker(needs, owner)
  try {
    await worker.run()
  } finally {
    await worker.stop()
  }
  await finishMailings(needs.store.db, needs.config.delivery.uncertain === 'resend', needs.clock.now())
  return { counts: worker.counts, ...(worker.unreachable && { unreachable: worker.unreachable }) }
}

/** A leased row and when it was leased, by the monotonic clock. */
interface Held {
  readonly row: DeliveryRow
  readonly leasedAt: number
}

interface Ask {
  readonly finished: Finished | undefined
  readonly start: DeliveryRow | undefined
  resolve(started: boolean): void
  reject(thrown: unknown): void
}

class Worker {
  readonly counts: Record<Reply['outcome'], number> = { accepted: 0, deferred: 0, failed: 0, uncertain: 0, refused: 0 }
  unreachable: BelfryError | undefined
  readonly #messages: Messages
  readonly #renewal: NodeJS.Timeout
  #queue: Held[] = []
  #asks: Ask[] = []
  #pumping = false
  #refill: Promise<void> | undefined
  #renewedAt = performance.now()
  #lapsedAt = 0

  constructor(
    private readonly needs: WorkerNeeds,
    private readonly owner: string,
  ) {
    this.#messages = new Messages(needs.store, needs.config, needs.keys, needs.signer)
    const leaseMs = needs.config.delivery.lease
    this.#renewal = setInterval(() => void this.#renew(), leaseMs / 3)
  }

  /** What a connection that could not be opened was to send is sent over those that could: servers limit them for each client. */
  async run(): Promise<void> {
    await this.#leaseMore()
    let connections = this.needs.config.delivery.connections
    while (this.#queue.length > 0 && !this.needs.signal?.aborted) {
      const lives = Array.from({ length: Math.min(connections, this.#queue.length) }, () =>
        this.#connection(this.needs.transport.open()),
      )
      const ends = await Promise.allSettled(lives)
      const failed = ends.find((end) => end.status === 'rejected')
      if (failed !== undefined) throw failed.reason
      const lost = ends.flatMap((end) => (end.status === 'fulfilled' && end.value !== undefined ? [end.value] : []))
      connections = ends.length - lost.length
      if (connections > 0) continue
      this.unreachable = lost[0]
      return
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#renewal)
    await releaseLeases(this.needs.store, this.owner)
  }

  /**
   * One connection's life: each message's reply is stored in the commit that starts the next.
   * @returns why the server could not be used any more; undefined when nothing was left to send
   */
  async #connection(session: Session): Promise<BelfryError | undefined> {
    let finished: Finished | undefined
    try {
      for (;;) {
        const held = await this.#next()
        if (held === undefined) return undefined
        const lost = await unreachableBy(session)
        if (lost !== undefined) {
          this.#queue.unshift(held)
          return lost
        }
        const started = await this.#exchange(finished, held.row)
        finished = undefined
        if (started) finished = await this.#send(session, held)
      }
    } finally {
      if (finished !== undefined) await this.#exchange(finished, undefined)
      await session.close()
    }
  }

  async #send(session: Session, held: Held): Promise<Finished> {
    const { row } = held
    const message = await this.#messages.envelopeAndBytes(row)
    const reply = await session.send({ ...message, mayFinish: () => this.#isHeld(held) })
    this.counts[reply.outcome] += 1
    this.needs.onReply?.(reply.outcome)
    if (reply.outcome === 'refused') await this.#pause(row, reply)
    const { createdAt } = await this.#messages.mailing(row.mailing_id)
    const at = {
      attempts: row.attempts + 1,
      since: createdAt,
      now: this.needs.clock.now(),
      retryForMs: this.needs.config.delivery.retryFor,
    }
    return { row, settled: settle(reply, at) }
  }

  /** The server refuses the sender: that is nobody's address to blame, and trying on would only make it worse. */
  async #pause(row: DeliveryRow, reply: Reply): Promise<void> {
    const reason = `the server refused the sender: ${reply.text}`
    const now = this.needs.clock.now()
    const paused = await this.needs.store.transaction(
      async (transaction) =>
        await moveMailing(this.needs.store.words, transaction, row.mailing_id, 'pause', reason, now),
    )
    if (!paused) return
    this.needs.log.error(`mailing ${row.mailing_id} is paused: ${reason}`, { mailing: row.mailing_id })
  }

  /** By our own monotonic clock, which no clock jump moves: is the lease, with its renewals, still running? */
  #isHeld({ leasedAt }: Held): boolean {
    const until = Math.max(leasedAt, this.#renewedAt) + this.needs.config.delivery.lease
    return leasedAt >= this.#lapsedAt && performance.now() < until
  }

  async #next(): Promise<Held | undefined> {
    if (this.needs.signal?.aborted) return undefined
    if (this.#queue.length === 0) await this.#leaseMore()
    return this.#queue.shift()
  }

  /** One lease at a time: connections that run dry together wait for the same one. */
  async #leaseMore(): Promise<void> {
    this.#refill ??= this.#lease().finally(() => {
      this.#refill = undefined
    })
    await this.#refill
  }

  async #lease(): Promise<void> {
    const { connections, lease: leaseMs, uncertain } = this.needs.config.delivery
    const leasedAt = performance.now()
    const rows = await lease(this.needs.store, {
      owner: this.owner,
      limit: connections * AHEAD,
      now: this.needs.clock.now(),
      leaseMs,
      resendUncertain: uncertain === 'resend',
    })
    this.#queue.push(...rows.map((row) => ({ row, leasedAt })))
  }

  async #renew(): Promise<void> {
    const now = performance.now()
    try {
      // After a pause of the whole process (a laptop's sleep) leases may have ended before they could be renewed.
      if (now - this.#renewedAt >= this.needs.config.delivery.lease) this.#lapsedAt = now
      await renewLeases(this.needs.store, this.owner, this.needs.config.delivery.lease)
      this.#renewedAt = now
    } catch (thrown) {
      this.needs.log.warn(`the leases could not be renewed: ${messageOf(thrown)}`)
    }
  }

  async #exchange(finished: Finished | undefined, start: DeliveryRow | undefined): Promise<boolean> {
    return await new Promise((resolve, reject) => {
      this.#asks.push({ finished, start, resolve, reject })
      if (!this.#pumping) void this.#pump()
    })
  }

  /** While one commit is under way the next gathers: many connections share each commit. */
  async #pump(): Promise<void> {
    this.#pumping = true
    while (this.#asks.length > 0) {
      // Replies that have arrived meanwhile join: without this turn of the event loop every message would be a commit of its own.
      await setImmediate()
      const asks = this.#asks
      this.#asks = []
      try {
        const finished = asks.flatMap((ask) => ask.finished ?? [])
        const start = asks.flatMap((ask) => ask.start ?? [])
        const started = await exchange(this.needs.store, finished, start, this.needs.clock.now())
        for (const ask of asks) ask.resolve(ask.start !== undefined && started.has(ask.start.id))
      } catch (thrown) {
        for (const ask of asks) ask.reject(thrown)
      }
    }
    this.#pumping = false
  }
}

async function unreachableBy(session: Session): Promise<BelfryError | undefined> {
  try {
    await session.ready()
    return undefined
  } catch (thrown) {
    if (thrown instanceof BelfryError && thrown.code === 'SMTP_UNREACHABLE') return thrown
    throw thrown
  }
}
