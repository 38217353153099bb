/**
 * Why a notice is in its state, without the instant until which it settles: pages say that in the reader's time zone.
 * Pure. In: a notice. Out: a sentence, or empty.
 */
import type { Notice } from '../../notices/notice.js'
import { reasons } from '../../notices/reasons.js'

export function reasonBeside({ state, reason, until }: Pick<Notice, 'state' | 'reason' | 'until'>): string {
  if (state !== 'settling') return reason
  return until !== null && reason === reasons.settles(until) ? '' : reasons.newsSettled(reason)
}
