/** Sends until nothing is due. In: the app context. Out: counts of replies, and why a server could not be used. */
import { setTimeout as delay } from 'node:timers/promises'
import { foreignLeaseMs } from '../delivery/lease-store.js'
import { countWaiting } from '../delivery/mailing-reports-store.js'
import { noReplies, type SendResult, sendDue, workerName } from '../delivery/worker.js'
import type { AppContext } from './app-context.js'
import type { RunOptions } from './run-report.js'

export function nothingSent(): SendResult {
  return { counts: noReplies() }
}

/** What one sent and then another. */
export function addedUp(one: SendResult, then: SendResult): SendResult {
  const counts = { ...one.counts }
  for (const outcome of Object.keys(counts) as (keyof typeof counts)[]) counts[outcome] += then.counts[outcome]
  return { ...then, counts }
}

/** More may be queued meanwhile than there was. */
function countReplies(waiting: number, tell: (done: number, of: number) => void): () => void {
  let done = 0
  return () => {
    done += 1
    tell(done, Math.max(done, waiting))
  }
}

/** What another worker holds is waited for, because that worker may be dead. */
export async function sendUntilQuiet(context: AppContext, options: RunOptions): Promise<SendResult> {
  const owner = workerName()
  let total = nothingSent()
  const onReply = options.onSent && countReplies(await countWaiting(context.store.db), options.onSent)
  for (;;) {
    total = addedUp(total, await sendDue({ ...context, ...options, ...(onReply && { onReply }) }, owner))
    if (total.unreachable !== undefined) return total
    const waitMs = await foreignLeaseMs(context.store, owner)
    if (waitMs === undefined || options.signal?.aborted) return total
    if (waitMs > 1000)
      context.log.info(`waiting ${Math.ceil(waitMs / 1000)} s for deliveries that another worker holds`)
    await delay(Math.min(waitMs + 20, 5_000))
  }
}
