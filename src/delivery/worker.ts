/**
 * One worker: leases what is due, sends it over its connections, stores the replies. In: the ledger, a transport. Out:
 * counts of what happened. It returns when nothing is due any more or the server cannot be reached; whoever calls it
 * decides when to call again.
 */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { BelfryError, messageOf } from '../base/errors.js'
import { secondsBetween } from '../base/observed.js'
import type { DeliveryRow } from '../store/tables.js'
import { Brakes } from './brakes.js'
import { Commits } from './commits.js'
import { domainClass } from './domain-class.js'
import { exchange, type Finished } from './exchange-store.js'
import { expireLeases, releaseLeases, renewLeases } from './lease-store.js'
import { LeasedQueue } from './leased-queue.js'
import { type LeasedRow, Leases } from './leases.js'
import { finishMailings } from './mailing-store.js'
import { Messages } from './messages.js'
import { type Reply, settle } from './reply.js'
import { domainOf } from './throttle.js'
import type { Session } from './transport.js'
import type { WorkerNeeds } from './worker-needs.js'

export interface SendResult {
  readonly counts: Record<Reply['outcome'], number>
  /** Set where the server could not be used: what was due still waits. */
  readonly unreachable?: BelfryError
}

/** After a server refused a connection, no more are tried for this long. */
const REFUSED_MS = 30_000

/** Before a database that is away is asked again. */
const DATABASE_PAUSE_MS = 250

/** How long it is asked again once the process was told to stop. */
const STOP_MS = 4_000

/**
 * A commit waits for this part of all lanes at the most: the others keep the wire busy meanwhile. A half made a third
 * more commits, and sent less (`npm run bench:send`).
 */
const COMMIT_PART = 3 / 4

export function workerName(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
}

export function noReplies(): SendResult['counts'] {
  return { accepted: 0, deferred: 0, failed: 0, uncertain: 0, refused: 0, unbegun: 0 }
}

export async function sendDue(needs: WorkerNeeds, owner = workerName()): Promise<SendResult> {
  if ((await needs.marks.stop()) !== undefined) return { counts: noReplies() }
  await expireLeases(needs.store, needs.clock.now())
  const worker = new Worker(needs, owner)
  try {
    await worker.run()
  } finally {
    await worker.stop()
  }
  await finishMailings(needs.store, needs.config.delivery.uncertain === 'resend', needs.clock.now())
  return { counts: worker.counts, ...(worker.unreachable && { unreachable: worker.unreachable }) }
}

class Worker {
  readonly counts = noReplies()
  unreachable: BelfryError | undefined
  readonly #messages: Messages
  readonly #leases: Leases
  readonly #commits: Commits
  readonly #brakes: Brakes
  readonly #queue: LeasedQueue
  readonly #stopping = new AbortController()
  #stoppedAt = Number.POSITIVE_INFINITY
  readonly #stop = () => this.#stopping.abort()
  readonly #told = () => {
    this.#stoppedAt = performance.now()
    this.#stop()
  }
  readonly #live = new Set<Promise<void>>()
  #lost: BelfryError | undefined
  #lostAt = Number.NEGATIVE_INFINITY
  #openWhenLost = 0
  #thrown: { readonly cause: unknown } | undefined
  /** The last round of keeping leases up. */
  #keepingUp: Promise<void> | undefined

  constructor(
    private readonly needs: WorkerNeeds,
    private readonly owner: string,
  ) {
    const { store, config } = needs
    const { lease: leaseMs, lanes } = config.delivery
    this.#messages = new Messages(store, config, needs.keys, needs.signer)
    this.#leases = new Leases(leaseMs, {
      renew: async () => {
        this.#keepingUp = this.#keepUp()
        await this.#keepingUp
      },
      log: needs.log,
      onSilence: () => store.reconnect(),
    })
    this.#commits = new Commits(
      async (finished, start, isAgain) => await this.#exchange(finished, start, isAgain),
      async (thrown) => await this.#databaseAway(thrown),
      () => Math.ceil(this.#live.size * lanes * COMMIT_PART),
    )
    this.#brakes = new Brakes(needs)
    this.#queue = new LeasedQueue({
      ...needs,
      owner,
      messages: this.#messages,
      paces: this.#brakes.paces,
      stopping: this.#stopping.signal,
      onLease: async () => await this.#brakes.quicken(),
      onRows: () => this.#spread(),
      isWorthAnother: async (thrown) => await this.#databaseAway(thrown),
    })
    needs.signal?.addEventListener('abort', this.#told)
    if (needs.signal?.aborted === true) this.#told()
  }

  async run(): Promise<void> {
    await this.#queue.leaseMore()
    // Connections begin while others are under way, whenever a lease brings more than those can carry.
    while (this.#live.size > 0 || this.#queue.mayFindMore) {
      await Promise.all(this.#live)
      await this.#queue.leaseAgain()
      this.#spread()
      // What it sets free is looked for before the end: nobody else may come for a long time.
      await this.#keepingUp?.catch(() => undefined)
    }
    if (this.#thrown !== undefined) throw this.#thrown.cause
    if (this.#queue.length > 0) this.unreachable = this.#lost
  }

  /** Where it cannot be marked, what servers said is stored all the same, and nothing more is begun. */
  async #exchange(
    finished: readonly Finished[],
    start: readonly DeliveryRow[],
    isAgain: boolean,
  ): Promise<ReadonlySet<number>> {
    const { store, clock, marks } = this.needs
    const raise = marks.raiseNowAndThen()
    const started = await exchange(store, finished, start, { now: clock.now(), isAgain, raise })
    if (raise !== undefined) await this.#mark(async () => await marks.keep())
    return started
  }

  async #mark(mark: () => Promise<void>): Promise<void> {
    try {
      await mark()
    } catch (thrown) {
      this.needs.log.error(`sending stops, because it cannot be marked: ${messageOf(thrown)}`)
      this.#stop()
    }
  }

  /** One connection for each delivery that waits, as far as there may be more. */
  #spread(): void {
    const most = Math.min(this.#mostConnections(), this.#queue.length)
    while (this.#live.size < most && !this.#stopping.signal.aborted) {
      const life = this.#connection(this.needs.transport.open())
        .then(
          (lost) => this.#hasLost(lost),
          (thrown: unknown) => {
            this.#thrown ??= { cause: thrown }
            this.#stopping.abort()
          },
        )
        .finally(() => this.#live.delete(life))
      this.#live.add(life)
    }
  }

  /**
   * Servers limit the connections of each client: what one that could not be opened was to send goes over those that
   * could, and it is a while before more are tried.
   */
  #mostConnections(): number {
    const { connections } = this.needs.config.delivery
    return performance.now() < this.#lostAt + REFUSED_MS ? Math.min(this.#openWhenLost, connections) : connections
  }

  #hasLost(lost: BelfryError | undefined): void {
    if (lost === undefined) return
    this.#lost = lost
    this.#lostAt = performance.now()
    this.#openWhenLost = this.#live.size - 1
  }

  async stop(): Promise<void> {
    // A service's signal outlives thousands of workers.
    this.needs.signal?.removeEventListener('abort', this.#told)
    this.#leases.stop()
    this.#stop()
    await this.#queue.settled()
    await releaseLeases(this.needs.store, this.owner)
    await this.#brakes.quicken()
    await this.#mark(async () => await this.needs.marks.settle())
  }

  /** @returns why the server could not be used any more; undefined when nothing was left to send */
  async #connection(session: Session): Promise<BelfryError | undefined> {
    try {
      const { lanes } = this.needs.config.delivery
      const ends = await settledAll(Array.from({ length: lanes }, () => this.#lane(session)))
      return ends.find((end) => end !== undefined)
    } finally {
      await session.close()
    }
  }

  /** One message after the other: each one's reply is stored in the commit that starts the next. */
  async #lane(session: Session): Promise<BelfryError | undefined> {
    let finished: Finished | undefined
    let isPromised = false
    try {
      for (;;) {
        const leased = await this.#queue.next()
        if (leased === undefined) return undefined
        await this.#brakes.pausesAreDone()
        const lost = await unreachableBy(session)
        if (lost !== undefined) {
          this.#queue.giveBack(leased)
          if (lost.code === 'SMTP_REFUSED') await this.#refused(leased.row.mailing_id, lost)
          return lost
        }
        isPromised = true
        const started = await this.#commits.exchanged(finished, leased.row)
        if (finished !== undefined) this.needs.onStep?.('stored', 1)
        finished = undefined
        if (!started) {
          this.#queue.forget(leased.row)
          session.skip?.()
        }
        isPromised = false
        if (started) this.needs.onStep?.('started', 1)
        if (started) finished = await this.#send(session, leased)
      }
    } finally {
      if (isPromised) session.skip?.()
      if (finished !== undefined) await this.#commits.exchanged(finished, undefined)
    }
  }

  async #send(session: Session, leased: LeasedRow): Promise<Finished> {
    const { row } = leased
    const message = await this.#queue.made(row)
    const startedAt = performance.now()
    const reply = await session.send({ ...message, mayFinish: () => this.#leases.isLeased(leased) })
    // Only a server's word says that nothing will be read from there any more.
    if (reply.outcome === 'accepted') this.#messages.reuse(message)
    this.counts[reply.outcome] += 1
    this.needs.onStep?.('replied', 1)
    this.needs.onReply?.(reply.outcome)
    const { outcome } = reply
    const seconds = secondsBetween(startedAt, performance.now())
    this.needs.observe?.({ what: 'reply', outcome, domainClass: domainClass(domainOf(row.address)), seconds })
    const { createdAt, kind } = await this.#messages.mailing(row.mailing_id)
    const { clock, config } = this.needs
    if (reply.outcome !== 'unbegun')
      this.#brakes.paces.note(domainOf(row.address), reply.outcome === 'accepted', clock.now())
    const at = { since: createdAt, now: clock.now(), retryForMs: config.delivery.retryFor }
    // A mail to one person is nobody's to resume: it is tried again like any other.
    if (reply.outcome === 'refused' && kind !== 'notice')
      return { row, settled: settle({ ...reply, outcome: 'deferred' }, row, at) }
    await this.#brakes.heed(leased, kind, reply)
    return { row, settled: settle(reply, row, at) }
  }

  /** The server takes no mail of this account at all. */
  async #refused(mailing: number, lost: BelfryError): Promise<void> {
    const { kind } = await this.#messages.mailing(mailing)
    await this.#brakes.refused(mailing, kind, lost)
  }

  async #keepUp(): Promise<void> {
    const { store, config, clock } = this.needs
    await renewLeases(store, this.owner, config.delivery.lease)
    // What dead workers had leased is not left until this one has nothing else to do.
    if ((await expireLeases(store, clock.now())) > 0) this.#queue.hasMissed()
  }

  /** @returns false once the lease has ended; other workers then find the deliveries that are in doubt */
  async #databaseAway(thrown: unknown): Promise<boolean> {
    const untilMs = Math.min(this.#leases.untilMs, this.#stoppedAt + STOP_MS)
    const isLate = performance.now() + DATABASE_PAUSE_MS >= untilMs
    const then = isLate ? 'giving up' : 'trying again'
    this.needs.log.warn(`the ledger cannot be written, ${then}: ${messageOf(thrown)}`)
    if (!isLate) await delay(DATABASE_PAUSE_MS)
    return !isLate
  }
}

/** Waits for all of them, also where one fails. @throws what the first failed with */
async function settledAll<Result>(all: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(all)
  return await Promise.all(all)
}

async function unreachableBy(session: Session): Promise<BelfryError | undefined> {
  try {
    await session.ready()
    return undefined
  } catch (thrown) {
    if (thrown instanceof BelfryError && thrown.code.startsWith('SMTP_')) return thrown
    throw thrown
  }
}
