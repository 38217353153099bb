/**
 * When a due notice leaves: not before the instant that an operator said, and while a send window is open. Recalls wait
 * for neither. Pure. In: notices that are due, the instant, the windows. Out: which leave now, which wait and until
 * when.
 */
import { nextOpening, type SendWindows } from '../base/send-windows.js'
import type { Notice } from './notice.js'

export interface WaitingNotice {
  readonly notice: Notice
  /** Milliseconds since the epoch. */
  readonly leavesAt: number
}

/** @returns the instant from which on a notice that is due may be told; `now` where nothing keeps it */
export function leavesAt({ severity, notBefore }: Notice, now: number, sending: SendWindows): number {
  return severity === 'recall' ? now : nextOpening(sending, Math.max(now, notBefore ?? now))
}

/** @param due in the order in which they are told */
export function leaving(
  due: readonly Notice[],
  now: number,
  sending: SendWindows,
): { readonly tell: readonly Notice[]; readonly waiting: readonly WaitingNotice[] } {
  const all = due.map((notice) => ({ notice, leavesAt: leavesAt(notice, now, sending) }))
  return {
    tell: all.filter((one) => one.leavesAt <= now).map(({ notice }) => notice),
    waiting: all.filter((one) => one.leavesAt > now),
  }
}

/**
 * Since when it could have been told, had somebody looked: what nobody looked at for too long is not told without a
 * word. Undefined where an operator said that it is told at the next run.
 */
export function couldLeaveSince(notice: Notice, sending: SendWindows): number | undefined {
  const { severity, notBefore, approved, until } = notice
  if (severity === 'recall' || (approved !== null && notBefore === null)) return undefined
  return nextOpening(sending, notBefore ?? until)
}
