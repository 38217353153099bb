/**
 * One worker: leases what is due, sends it over its connections, stores the replies. In: the ledger, a transport. Out:
 * counts of what happened. It returns when nothing is due any more or the server cannot be reached; whoever calls it
 * decides when to call again.
 */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../base/clock.js'
import { BelfryError, messageOf } from '../base/errors.js'
import type { Log } from '../base/log.js'
import { type Observe, secondsBetween } from '../base/observed.js'
import type { Config } from '../config/schema.js'
import type { Signer } from '../mail/signing/signer.js'
import type { MachineMarks } from '../marks/open-marks.js'
import type { Store } from '../store/open.js'
import { isLocked } from '../store/postgres-faults.js'
import type { DeliveryRow } from '../store/tables.js'
import type { Keys } from '../subscribers/links.js'
import { Commits } from './commits.js'
import { domainClass } from './domain-class.js'
import { exchange, type Finished } from './exchange-store.js'
import { Failures } from './failures.js'
import { expireLeases, type LeaseResult, type LeaseTerms, lease, releaseLeases, renewLeases } from './lease-store.js'
import { type LeasedRow, Leases } from './leases.js'
import { finishMailings, type MailingTerms, moveMailing } from './mailing-store.js'
import { type Made, Messages } from './messages.js'
import { Paces } from './paces.js'
import { type Reply, settle } from './reply.js'
import { quickenDomains, slowDown } from './share-store.js'
import { asksForPatience, domainOf } from './throttle.js'
import type { Session, Transport } from './transport.js'

/**
 * The places between two states of a delivery, where a process may die: a lease was taken, a start committed and
 * nothing sent, a reply heard and not stored, a reply stored.
 */
export type DeliveryStep = 'leased' | 'started' | 'replied' | 'stored'

export interface WorkerNeeds {
  readonly store: Store
  readonly transport: Transport
  readonly config: Config
  readonly keys: Keys
  readonly signer: Signer
  readonly clock: Clock
  readonly log: Log
  readonly marks: Pick<MachineMarks, 'stop' | 'raiseNowAndThen' | 'keep' | 'settle'>
  /** Stops after the messages that are being sent. */
  readonly signal?: AbortSignal
  /** Called after each reply, for a progress bar. */
  readonly onReply?: (outcome: Reply['outcome']) => void
  readonly observe?: Observe
  /** Called at each step, with how many deliveries took it: tests die there. */
  readonly onStep?: (step: DeliveryStep, count: number) => void
  /** How to wait until a rate allows more. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

export interface SendResult {
  readonly counts: Record<Reply['outcome'], number>
  /** Set where the server could not be used: what was due still waits. */
  readonly unreachable?: BelfryError
}

/**
 * Leased at once at the most, and how long that many shall last: what is urgent goes in front of what is not leased
 * yet.
 */
const MOST_AHEAD = 500
const AHEAD_MS = 300
/** Longest wait for a rate, in milliseconds; what waits longer is left to the next call. */
const LONGEST_PAUSE_MS = 10_000
/** After a server refused a connection, no more are tried for this long. */
const REFUSED_MS = 30_000
/** Before a database that is away is asked again. */
const DATABASE_PAUSE_MS = 250
/** How long it is asked again once the process was told to stop. */
const STOP_MS = 4_000

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
  readonly #failures: Failures
  readonly #paces = new Paces()
  /** While a mailing is being paused. */
  #pausing: Promise<boolean> | undefined
  readonly #fewestAhead: number
  readonly #stopping = new AbortController()
  #stoppedAt = Number.POSITIVE_INFINITY
  readonly #stop = () => this.#stopping.abort()
  readonly #told = () => {
    this.#stoppedAt = performance.now()
    this.#stop()
  }
  #ahead: number
  #queue: LeasedRow[] = []
  /** Messages by delivery, made before their turn. */
  readonly #madeAhead = new Map<number, Promise<Made>>()
  readonly #live = new Set<Promise<void>>()
  #lost: BelfryError | undefined
  #lostAt = Number.NEGATIVE_INFINITY
  #openWhenLost = 0
  #thrown: { readonly cause: unknown } | undefined
  #refill: Promise<void> | undefined
  #isDry = false
  /** Did a lease fail, whose commit may have been done all the same, or was anything set free since the last one? */
  #hasMissed = false
  /** The last round of keeping leases up. */
  #keepingUp: Promise<void> | undefined
  #leasedAt = Number.NEGATIVE_INFINITY

  constructor(
    private readonly needs: WorkerNeeds,
    private readonly owner: string,
  ) {
    const { store, config } = needs
    const { lease: leaseMs, connections, lanes } = config.delivery
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
      () => Math.ceil((this.#live.size * lanes) / 2),
    )
    this.#failures = new Failures(config.delivery.maxFailures)
    needs.signal?.addEventListener('abort', this.#told)
    if (needs.signal?.aborted === true) this.#told()
    this.#fewestAhead = connections * lanes
    this.#ahead = this.#fewestAhead
  }

  async run(): Promise<void> {
    await this.#leaseMore()
    // Connections begin while others are under way, whenever a lease brings more than those can carry.
    while (this.#live.size > 0 || this.#mayFindMore) {
      await Promise.all(this.#live)
      await this.#leaseAgain()
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
    await this.#refill
    await releaseLeases(this.needs.store, this.owner)
    await this.#quicken()
    await this.#mark(async () => await this.needs.marks.settle())
  }

  /** What slowed domains took since the last lease. */
  async #quicken(): Promise<void> {
    const successes = this.#paces.takeSuccesses()
    if (successes.size === 0) return
    const slowed = await quickenDomains(this.needs.store, successes, this.needs.clock.now())
    for (const change of this.#paces.quickened([...successes.keys()], slowed)) this.needs.log.info(change)
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
        const leased = await this.#next()
        if (leased === undefined) return undefined
        // Nobody starts what is just being paused.
        if (this.#pausing !== undefined) await this.#pausing
        const lost = await unreachableBy(session)
        if (lost !== undefined) {
          this.#queue.unshift(leased)
          if (lost.code === 'SMTP_REFUSED') await this.#refused(leased.row.mailing_id, lost)
          return lost
        }
        isPromised = true
        const started = await this.#commits.exchanged(finished, leased.row)
        if (finished !== undefined) this.needs.onStep?.('stored', 1)
        finished = undefined
        if (!started) {
          this.#madeAhead.delete(leased.row.id)
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
    const message = await this.#made(row)
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
    if (reply.outcome !== 'unbegun') this.#paces.note(domainOf(row.address), reply.outcome === 'accepted', clock.now())
    const at = { since: createdAt, now: clock.now(), retryForMs: config.delivery.retryFor }
    // A mail to one person is nobody's to resume: it is tried again like any other.
    if (reply.outcome === 'refused' && kind !== 'notice')
      return { row, settled: settle({ ...reply, outcome: 'deferred' }, row, at) }
    try {
      await this.#heed(leased, kind, reply)
    } catch (thrown) {
      // The database is away. What the server said of this message is worth more, and is stored when it is back.
      this.needs.log.warn(`what the server asks for cannot be noted: ${messageOf(thrown)}`)
    }
    return { row, settled: settle(reply, row, at) }
  }

  /** Acts on a reply that says something about the mailing or the domain. */
  async #heed({ row, dueBy }: LeasedRow, kind: MailingTerms['kind'], reply: Reply): Promise<void> {
    if (reply.outcome === 'refused') await this.#pause(row.mailing_id, `the server refused the sender: ${reply.text}`)
    if (reply.outcome === 'deferred' && asksForPatience(reply.text)) await this.#slowDown(domainOf(row.address), dueBy)
    if (kind === 'notice') await this.#judge(row.mailing_id, reply)
  }

  async #slowDown(domain: string, leasedAt: number): Promise<void> {
    const now = this.needs.clock.now()
    const speed = this.#paces.speed(domain, now)
    const change = await slowDown(this.needs.store, domain, { speed, leasedAt, now })
    if (change !== undefined) this.needs.log.warn(this.#paces.slowed(domain, change, speed), { domain })
  }

  /** The server takes no mail of this account at all. */
  async #refused(mailing: number, { message }: BelfryError): Promise<void> {
    const { kind } = await this.#messages.mailing(mailing)
    if (kind === 'notice') await this.#pause(mailing, message)
  }

  /**
   * Too many refusals say that the list is wrong, or the sender's name spoilt: a person should look before it gets
   * worse.
   */
  async #judge(mailing: number, { outcome, text }: Reply): Promise<void> {
    if (outcome !== 'accepted' && outcome !== 'failed') return
    const share = this.#failures.note(mailing, outcome === 'failed')
    if (share !== undefined)
      await this.#pause(
        mailing,
        `${Math.round(share * 100)}% of the last recipients were refused, the last with: ${text}`,
      )
  }

  /** The server refuses the sender: no recipient is to blame, and more tries would make it worse. */
  async #pause(mailing: number, reason: string): Promise<void> {
    const { store, clock, log } = this.needs
    const pausing = store.transaction(
      async (transaction) =>
        await moveMailing({ dialect: store.dialect, transaction }, mailing, { move: 'pause', reason }, clock.now()),
    )
    this.#pausing = pausing.catch(() => false)
    try {
      if (await pausing) log.error(`mailing ${mailing} is paused: ${reason}`, { mailing })
    } finally {
      this.#pausing = undefined
    }
  }

  async #keepUp(): Promise<void> {
    const { store, config, clock } = this.needs
    await renewLeases(store, this.owner, config.delivery.lease)
    // What dead workers had leased is not left until this one has nothing else to do.
    if ((await expireLeases(store, clock.now())) > 0) this.#hasMissed = true
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

  /** What is to be sent next is made and signed while others are under way, in its order. */
  #makeAhead(): void {
    for (const { row } of this.#queue.slice(0, this.#fewestAhead)) {
      if (this.#madeAhead.has(row.id)) continue
      const made = this.#messages.envelopeAndBytes(row)
      // Whoever sends it hears of the fault.
      made.catch(() => undefined)
      this.#madeAhead.set(row.id, made)
    }
  }

  async #made(row: DeliveryRow): Promise<Made> {
    const ahead = this.#madeAhead.get(row.id)
    this.#madeAhead.delete(row.id)
    return await (ahead ?? this.#messages.envelopeAndBytes(row))
  }

  async #next(): Promise<LeasedRow | undefined> {
    if (this.#stopping.signal.aborted) return undefined
    const isLow = this.#queue.length <= this.#ahead / 2
    // In the background: no connection waits for the ledger while there is something to send.
    if (isLow && !this.#isDry)
      this.#leaseMore().catch(() => {
        this.#hasMissed = true
      })
    if (this.#queue.length === 0) await this.#leaseMore()
    this.#makeAhead()
    return this.#queue.shift()
  }

  get #mayFindMore(): boolean {
    return this.#hasMissed && this.#queue.length === 0 && !this.#stopping.signal.aborted
  }

  /**
   * What was missed nobody would send until the end of this call: what a lease that was not heard of took is given
   * back, and there is another lease.
   */
  async #leaseAgain(): Promise<void> {
    await this.#refill?.catch(() => undefined)
    if (!this.#mayFindMore) return
    this.#hasMissed = false
    await releaseLeases(this.needs.store, this.owner)
    await this.#leaseMore()
  }

  /** One lease at a time: connections that run dry together wait for the same one. */
  async #leaseMore(): Promise<void> {
    this.#refill ??= this.#lease().finally(() => {
      this.#refill = undefined
    })
    await this.#refill
  }

  async #lease(): Promise<void> {
    const leasedAt = performance.now()
    const lastedMs = leasedAt - this.#leasedAt
    if (lastedMs < AHEAD_MS) this.#ahead = Math.min(MOST_AHEAD, this.#ahead * 2)
    else if (lastedMs > 3 * AHEAD_MS) this.#ahead = Math.max(this.#fewestAhead, Math.floor(this.#ahead / 2))
    this.#leasedAt = leasedAt
    const { clock, config } = this.needs
    const { lease: leaseMs, uncertain, rate, domainRates } = config.delivery
    const now = clock.now()
    await this.#quicken()
    const terms = { owner: this.owner, now, leaseMs, resendUncertain: uncertain === 'resend', rate, domainRates }
    const { rows, againAt, slowed } = await this.#leased(terms)
    if (slowed !== undefined) this.#paces.found(slowed)
    this.#queue.push(...rows.map((row) => ({ row, leasedAt, dueBy: now })))
    if (rows.length > 0) this.needs.onStep?.('leased', rows.length)
    this.#spread()
    const pauseMs = againAt === undefined ? Number.POSITIVE_INFINITY : againAt - clock.now()
    this.#isDry = rows.length === 0 && pauseMs > LONGEST_PAUSE_MS
    if (rows.length > 0 || this.#isDry) return
    await this.#pauseFor(pauseMs)
    if (!this.#stopping.signal.aborted) await this.#lease()
  }

  /** What somebody's session holds is waited for, and said, as long as what this worker has is leased to it. */
  async #leased(terms: Omit<LeaseTerms, 'limit'>): Promise<LeaseResult> {
    for (;;) {
      try {
        return await lease(this.needs.store, { ...terms, limit: Math.max(1, this.#ahead - this.#queue.length) })
      } catch (thrown) {
        if (!isLocked(thrown) || !(await this.#databaseAway(thrown))) throw thrown
      }
    }
  }

  async #pauseFor(ms: number): Promise<void> {
    const { signal } = this.#stopping
    const sleep = this.needs.sleep ?? (async (pauseMs) => await delay(pauseMs, undefined, { signal }))
    try {
      await sleep(Math.max(1, ms), signal)
    } catch (thrown) {
      if (!signal.aborted) throw thrown
    }
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
