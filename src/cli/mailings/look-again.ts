/**
 * Looks at a mailing again and again. In: how to look, show and wait. Out: the last look, when the mailing came to an
 * end or a pause, or whoever watches had enough.
 */
import type { MailingLook } from '../../delivery/mailing-look-store.js'
import { type Progress, progressOf, recentLooks } from '../../delivery/mailing-progress.js'

export interface Watching {
  look(): Promise<MailingLook>
  show(look: MailingLook, progress: Progress): void
  /** Ends early when the signal is aborted. */
  wait(ms: number): Promise<void>
  readonly everyMs: number
  readonly signal: AbortSignal
}

/** Watching takes a tenth of the time at most: what is watched needs the database more. */
const REST = 9

export async function watch({ look, show, wait, everyMs, signal }: Watching): Promise<MailingLook> {
  let looks: readonly MailingLook[] = []
  for (;;) {
    const startedAt = performance.now()
    const seen = await look()
    const tookMs = performance.now() - startedAt
    looks = recentLooks([...looks, seen])
    show(seen, progressOf(seen, looks))
    if (seen.state !== 'queued' && seen.state !== 'sending') return seen
    if (!signal.aborted) await wait(Math.max(everyMs, tookMs * REST))
    if (signal.aborted) return seen
  }
}
