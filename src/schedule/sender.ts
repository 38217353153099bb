/**
 * Sends whatever is due, for as long as the process lives. In: the app context, what may be mailed at all. Out: mail;
 * sentences in the log. It wakes when it is told to, when another process says so (NOTIFY), when the next delivery is
 * due, and every few seconds.
 */

import { messageOf } from '../base/errors.js'
import { nextDueAt } from '../delivery/lease-store.js'
import { sendDue, workerName } from '../delivery/worker.js'
import type { AppContext } from '../run/app-context.js'
import { pauseBeforeNextLook } from './next-look.js'

export class Sender {
  readonly #stopping = new AbortController()
  readonly #listener: { close(): Promise<void> }
  readonly #sending: Promise<void>
  #wake: () => void = () => undefined
  /** Was the sender woken while it was not asleep? */
  #wasWoken = false

  /**
   * @param mayMail false while something stops all mail from here: then nothing is mailed, confirmations neither
   */
  constructor(
    private readonly context: AppContext,
    private readonly mayMail: () => boolean,
  ) {
    this.#listener = context.store.listen(() => this.wake())
    this.#sending = this.#sendForEver()
  }

  wake(): void {
    this.#wasWoken = true
    this.#wake()
  }

  /** Ends after the messages that are being sent. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.wake()
    await this.#listener.close()
    await this.#sending
  }

  async #sendForEver(): Promise<void> {
    const { signal } = this.#stopping
    const owner = workerName()
    let failures = 0
    while (!signal.aborted) {
      failures = (await this.#sendOnce(owner, signal)) ? 0 : failures + 1
      const dueAt = this.mayMail() ? await this.#nextDue() : undefined
      await this.#pause(pauseBeforeNextLook({ now: this.context.clock.now(), dueAt, failures }))
    }
  }

  /** @returns false where the server or the database could not be used */
  async #sendOnce(owner: string, signal: AbortSignal): Promise<boolean> {
    if (!this.mayMail()) return true
    try {
      const { unreachable, counts } = await sendDue({ ...this.context, signal }, owner)
      const { accepted } = counts
      if (accepted > 0) this.context.log.info(`${accepted} message${accepted === 1 ? '' : 's'} accepted`, counts)
      if (unreachable !== undefined) this.context.log.warn(`${unreachable.message} (${unreachable.fix})`)
      return unreachable === undefined
    } catch (thrown) {
      this.context.log.error(`sending failed: ${messageOf(thrown)}`)
      return false
    }
  }

  async #nextDue(): Promise<number | undefined> {
    try {
      return await nextDueAt(this.context.store)
    } catch (thrown) {
      this.context.log.error(`the ledger cannot be read: ${messageOf(thrown)}`)
      return undefined
    }
  }

  async #pause(ms: number): Promise<void> {
    if (!this.#stopping.signal.aborted && !this.#wasWoken) await this.#sleep(ms)
    this.#wasWoken = false
  }

  async #sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
