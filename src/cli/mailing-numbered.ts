/** The mailing that a command names. In: its number as it was written. Out: its record. */
import { type MailingDetails, showMailing } from '../delivery/mailing-reports-store.js'
import { BelfryError } from '../base/errors.js'
import type { World } from '../run/app-context.js'

/** @throws BelfryError MAILING_UNKNOWN */
export async function mailingNumbered(world: World, number: string): Promise<MailingDetails> {
  const id = /^\d{1,15}$/.test(number) ? Number(number) : -1
  const details = await showMailing(world.store.db, id, world.clock.now())
  if (details === undefined) throw new BelfryError('MAILING_UNKNOWN', `There is no mailing ${number}.`)
  return details
}
