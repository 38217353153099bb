/** Cron expressions as node-cron reads them. Door by the package alone. In: a text. Out: a refusal where it is none. */

import { validate } from 'node-cron'
import { BelfryError } from '../base/errors.js'
import { scheduleTexts } from './texts.js'

/** @throws BelfryError CONFIG_VALUE where it is no cron expression that node-cron reads */
export function refuseNoCron(cron: string): void {
  if (validate(cron)) return
  throw new BelfryError('CONFIG_VALUE', scheduleTexts.readCron.scheduleCronWhichNot(cron), {
    fix: scheduleTexts.readCron.writeLike(),
  })
}
