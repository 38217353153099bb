/** The mailing that a command names. In: its number as it was written. Out: its record. */

import { BelfryError } from '../base/errors.js'
import { type MailingDetails, showMailing } from '../delivery/mailing-reports-store.js'
import type { AppContext } from './app-context.js'

/** @throws BelfryError MAILING_UNKNOWN */
export async function mailingNumbered(context: AppContext, number: string): Promise<MailingDetails> {
  const id = /^\d{1,15}$/.test(number) ? Number(number) : -1
  const details = await showMailing(context.store.db, id, context.clock.now())
  if (details === undefined) throw new BelfryError('MAILING_UNKNOWN', `There is no mailing ${number}.`)
  return details
}
