/**
 * What node-cron is told of the schedule. Pure. In: the configuration's section, the log. Out: its options. A run whose
 * time comes while the one before still waits for its jitter, or works, is left out: the next one finds what is due.
 */

import type { TaskOptions } from 'node-cron'
import type { Log } from '../base/log.js'
import type { Config } from '../config/schema.js'

export function cronTerms(
  { timezone, jitter }: Pick<Config['schedule'], 'timezone' | 'jitter'>,
  log: Log,
): TaskOptions {
  return { timezone, noOverlap: true, maxRandomDelay: jitter, logger: loggerOf(log) }
}

/** Its own writes lines that are no JSON, on stdout too. */
export function loggerOf(log: Log): NonNullable<TaskOptions['logger']> {
  const said = (what: string | Error) => `the schedule: ${what instanceof Error ? what.message : what}`
  return {
    info: () => undefined,
    debug: () => undefined,
    warn: (message) => log.warn(said(message)),
    error: (message) => log.error(said(message)),
  }
}
