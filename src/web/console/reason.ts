/**
 * Why a notice is in its state, without the instant until which it settles, or from which it is approved: pages say
 * that in the reader's time zone.
 * Pure. In: a notice. Out: a sentence, or empty.
 */
import type { Notice } from '../../notices/notice.js'
import { reasons } from '../../notices/reasons.js'
import { webTexts } from '../texts.js'

type Reasoned = Pick<Notice, 'state' | 'reason' | 'until'> & Partial<Pick<Notice, 'notBefore'>>

export function reasonBeside({ state, reason, until, notBefore = null }: Reasoned): string {
  if (notBefore !== null && reason === reasons.approvedFor(notBefore)) return reasons.approved()
  if (state !== 'settling') return reason
  return until !== null && reason === reasons.settles(until) ? '' : reasons.newsSettled(reason)
}

/** Why a due notice waits until then, behind the instant; empty where an operator named it. */
export function whyThen({ notBefore }: Pick<Notice, 'notBefore'>, leaves: number): string {
  return notBefore === leaves ? '' : webTexts.reason.windowOpens()
}
