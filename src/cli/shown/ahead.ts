/**
 * The year ahead, as `plan --until` and `releases --plan` print it. Pure. In: what is to be told when, a day as it was
 * written. Out: records, lines, a day.
 */

import { isoInstant } from '../../base/clock.js'
import { dayIn } from '../../base/days.js'
import { BelfryError } from '../../base/errors.js'
import { occasionIn } from '../../register/notice-keys.js'
import type { Day } from '../../releases/release.js'
import { cyclesRecord } from '../../run/operators/notice-record.js'
import type { AheadFact } from '../../run/year-ahead.js'
import { cliTexts } from '../texts.js'
import { people } from './counted.js'

/** @param timezone the site's: days are days there */
export function aheadRecords(facts: readonly AheadFact[], timezone: string) {
  return facts.map(({ at, key, severity, title, posts, waits, lists, recipients, unreached }) => {
    const { product, cycles = [], field, date, stage } = occasionIn(key) ?? {}
    const about = { product, ...cyclesRecord(cycles), field, date, stage, severity, ...(title !== '' && { title }) }
    const told = { lists: [...lists], recipients, unreached, posts: [...posts], waits }
    return { day: dayIn(at, timezone), at: isoInstant(at), key, ...about, ...told }
  })
}

export type AheadRecord = ReturnType<typeof aheadRecords>[number]

export function aheadLines(records: readonly AheadRecord[], until: Day): string[] {
  if (records.length === 0) return [cliTexts.ahead.untilReleasesTableGives(until)]
  return [`Until ${until}, if nothing is edited:`, ...records.map(line)]
}

function line({
  day,
  key,
  product,
  cycle,
  cycles = [cycle ?? ''],
  title,
  lists,
  recipients,
  posts,
  waits,
  unreached,
}: AheadRecord): string {
  const what = title === undefined ? key : `${title} (${key})`
  const to = `${people(recipients)} on ${lists.join(', ') || 'no list'}`
  const named = posts.join(' and ')
  const how = waits
    ? `waits for ${named}, then goes to ${to} whom that does not reach`
    : posts.length === 0
      ? `to ${to}`
      : recipients === 0
        ? `told by ${named}`
        : `to ${to}, whom ${named} does not reach`
  const who = cycles.map((one) => `${product}/${one}`).join(' or ')
  const left =
    unreached === 0 ? '' : `; ${people(unreached)} who ${unreached === 1 ? 'runs' : 'run'} ${who} will not hear of it`
  return `${day}: ${what}, ${how}${left}.`
}

/** @param today in the site's zone @throws BelfryError USAGE */
export function untilDay(written: string, today: Day): Day {
  if (!isCalendarDay(written)) throw new BelfryError('USAGE', cliTexts.ahead.untilNoDayWrite(written), { exitCode: 2 })
  if (written < today)
    throw new BelfryError('USAGE', cliTexts.ahead.untilHasPassedToday(written, today), { exitCode: 2 })
  return written
}

function isCalendarDay(text: string): boolean {
  const instant = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)
}
