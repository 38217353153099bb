/**
 * Pauses mailings and slows domains down. A server may say more than the fate of one message: that it refuses the
 * sender, that it wants fewer messages; and too many refusals say that the list is wrong. In: replies, one by one. Out:
 * mailings paused and domains slowed in the ledger, and a line of the log for each.
 */
import { type BelfryError, messageOf } from '../base/errors.js'
import { Failures } from './failures.js'
import type { LeasedRow } from './leases.js'
import { type MailingTerms, moveMailing } from './mailing-store.js'
import { Paces } from './paces.js'
import type { Reply } from './reply.js'
import { quickenDomains, slowDown } from './share-store.js'
import { asksForPatience, domainOf } from './throttle.js'
import type { WorkerNeeds } from './worker-needs.js'

type Kind = MailingTerms['kind']

export class Brakes {
  readonly paces = new Paces()
  readonly #failures: Failures
  /** While a mailing is being paused. */
  #pausing: Promise<boolean> | undefined

  constructor(private readonly needs: Pick<WorkerNeeds, 'store' | 'clock' | 'log' | 'config'>) {
    this.#failures = new Failures(needs.config.delivery.maxFailures)
  }

  /** Nobody starts what is just being paused. */
  async pausesAreDone(): Promise<void> {
    if (this.#pausing !== undefined) await this.#pausing
  }

  /** Acts on a reply that says something about the mailing or the domain. */
  async heed(leased: LeasedRow, kind: Kind, reply: Reply): Promise<void> {
    try {
      await this.#act(leased, kind, reply)
    } catch (thrown) {
      // The database is away. What the server said of this message is worth more, and is stored when it is back.
      this.needs.log.warn(`what the server asks for cannot be noted: ${messageOf(thrown)}`)
    }
  }

  async #act({ row, dueBy }: LeasedRow, kind: Kind, { outcome, text }: Reply): Promise<void> {
    if (outcome === 'refused') await this.#pause(row.mailing_id, `the server refused the sender: ${text}`)
    if (outcome === 'deferred' && asksForPatience(text)) await this.#slowDown(domainOf(row.address), dueBy)
    if (kind === 'notice') await this.#judge(row.mailing_id, { outcome, text })
  }

  /** The server takes no mail of this account at all. */
  async refused(mailing: number, kind: Kind, { message }: BelfryError): Promise<void> {
    if (kind === 'notice') await this.#pause(mailing, message)
  }

  /** What slowed domains took since the last lease. */
  async quicken(): Promise<void> {
    const successes = this.paces.takeSuccesses()
    if (successes.size === 0) return
    const slowed = await quickenDomains(this.needs.store, successes, this.needs.clock.now())
    for (const change of this.paces.quickened([...successes.keys()], slowed)) this.needs.log.info(change)
  }

  async #slowDown(domain: string, leasedAt: number): Promise<void> {
    const now = this.needs.clock.now()
    const speed = this.paces.speed(domain, now)
    const change = await slowDown(this.needs.store, domain, { speed, leasedAt, now })
    if (change !== undefined) this.needs.log.warn(this.paces.slowed(domain, change, speed), { domain })
  }

  /**
   * Too many refusals say that the list is wrong, or the sender's name spoilt: a person should look before it gets
   * worse.
   */
  async #judge(mailing: number, { outcome, text }: Pick<Reply, 'outcome' | 'text'>): Promise<void> {
    if (outcome !== 'accepted' && outcome !== 'failed') return
    const share = this.#failures.note(mailing, outcome === 'failed')
    if (share === undefined) return
    const percent = Math.round(share * 100)
    await this.#pause(mailing, `${percent}% of the last recipients were refused, the last with: ${text}`)
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
}
