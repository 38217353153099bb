/** The mailing that a command names. In: its number as it was written. Out: its record. */

import { BelfryError } from '../../base/errors.js'
import { type MailingDetails, showMailing } from '../../delivery/mailing-reports-store.js'
import type { AppContext } from '../app-context.js'
import { runTexts } from '../texts.js'

/** @throws BelfryError MAILING_UNKNOWN */
export async function mailingNumbered(context: AppContext, number: string): Promise<MailingDetails> {
  const isNumber = /^\d{1,15}$/.test(number)
  const details = await showMailing(context.store.db, isNumber ? Number(number) : -1, context.clock.now())
  const none = isNumber ? runTexts.mailingNumbered.noMailing(number) : runTexts.mailingNumbered.noNumberMailing(number)
  if (details === undefined) throw new BelfryError('MAILING_UNKNOWN', none)
  return details
}
