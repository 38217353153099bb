/**
 * What forms asked for, done at the full seconds of the clock for as long as the process lives, and never at once:
 * whoever asks sees no work begin with their question. In: the app context. Out: mail in the ledger. Every process that
 * serves looks, so what one left when it died another does.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../base/errors.js'
import type { AppContext } from '../run/app-context.js'
import { doFormRequests } from '../run/people/form-requests.js'

const BEAT_MS = 1_000

export class FormWork {
  readonly #stopping = new AbortController()
  readonly #working: Promise<void>

  constructor(private readonly context: AppContext) {
    this.#working = this.#workForEver()
  }

  /** Ends after the request that is being done. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#working
  }

  async #workForEver(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await delay(BEAT_MS - (Date.now() % BEAT_MS), undefined, { signal }).catch(() => undefined)
      try {
        await doFormRequests(this.context, signal)
      } catch (thrown) {
        this.context.log.error(`what forms asked for waits, the ledger cannot be used: ${messageOf(thrown)}`)
      }
    }
  }
}
