/**
 * What of a service's state somebody is to look at, though nothing stands still yet: slowed domains, mail that comes
 * back, full disks, certificates near their end, a product whose last cycle ends. Pure. In: facts, the instant. Out: an
 * alarm each, told once while it lasts; its key says what would be another one.
 */
import { isoInstant } from '../../base/clock.js'
import { dayIn } from '../../base/days.js'
import type { SlowedDomain } from '../../delivery/share-store.js'
import type { OperatorNews } from '../../mail/render-notice.js'
import type { End, ReleaseTable } from '../../releases/release.js'
import { runTexts } from '../texts.js'
import type { Finding } from './doctor.js'
import type { Ending } from './endings.js'

export interface Alarm extends OperatorNews {
  /** Another key is another occasion; up to its second colon it says of what: a change of that is no end. */
  readonly key: string
  /** Operators hear when it has ended. */
  readonly saysOver?: boolean
}

export interface AlarmFacts {
  readonly slowed: readonly SlowedDomain[]
  /** Of the last week. */
  readonly returned: { readonly bounces: ReadonlyMap<string, number>; readonly mailed: number }
  readonly disks: readonly Finding[]
  readonly endings: readonly Ending[]
  /** Of keys that were not changed for years. */
  readonly oldKeys: readonly Finding[]
  readonly releases: ReleaseTable
}

const DAY_MS = 86_400_000
/** Certificates are renewed by programs, keys by people. */
const NEAR_END_MS = { certificate: 14 * DAY_MS, key: 30 * DAY_MS }
/** What lasts for some days alone is near its end later. */
const NEAR_SHARE = 1 / 3
const NEAR_LAST_CYCLE_MS = 60 * DAY_MS
/** Below it a few mailboxes are many. */
const MAILED_LEAST = 100
const MOST_BOUNCED = 0.05
/** What large providers begin to refuse senders for. */
const MOST_COMPLAINED = 0.003

export function alarmsOf(facts: AlarmFacts, now: number, timezone: string): Alarm[] {
  return [
    ...facts.slowed.map(slowedAlarm),
    ...returnedAlarms(facts.returned),
    ...facts.disks.flatMap(diskAlarm),
    ...facts.endings.flatMap((one) => endingAlarm(one, now)),
    ...facts.oldKeys.flatMap(oldKeyAlarm),
    ...lastCycles(facts.releases, now, timezone),
  ]
}

function slowedAlarm({ domain }: SlowedDomain): Alarm {
  return {
    key: `slowed:${domain}`,
    what: 'alarm',
    title: runTexts.alarms.mailSlowed(domain),
    reason: runTexts.alarms.asksForFewerMessages(domain),
    command: 'belfry mailings watch',
    saysOver: true,
  }
}

function returnedAlarms({ bounces, mailed }: AlarmFacts['returned']): Alarm[] {
  if (mailed < MAILED_LEAST) return []
  const count = (...classes: string[]) => classes.reduce((sum, name) => sum + (bounces.get(name) ?? 0), 0)
  const share = (number: number) => `${((number / mailed) * 100).toFixed(1)}% of ${mailed} deliveries of a week`
  const of = (key: string, number: number, most: number, what: string): Alarm[] =>
    number / mailed <= most
      ? []
      : [
          {
            key,
            what: 'alarm',
            title: runTexts.alarms.muchMail(what),
            reason: `${number} ${what}, ${share(number)}`,
            command: 'belfry mailings list',
            saysOver: true,
          },
        ]
  return [
    ...of('bounce-rate', count('hard', 'soft', 'policy'), MOST_BOUNCED, 'came back'),
    ...of('complaint-rate', count('complaint'), MOST_COMPLAINED, 'was called unwanted'),
  ]
}

function diskAlarm({ name, health, says, fix }: Finding): Alarm[] {
  if (health !== 'warning' && health !== 'error') return []
  return [
    {
      key: `disk:${name}:${health}`,
      what: 'alarm',
      title: runTexts.alarms.nearlyFull(name),
      reason: `${says}; ${fix ?? ''}`,
      command: 'belfry doctor',
      saysOver: true,
    },
  ]
}

/** Is it so near its end, or over, that somebody is to renew it? */
export function isNearEnd({ what, validFrom, validUntil }: Ending, now: number): boolean {
  const lasts = validFrom === undefined ? Number.POSITIVE_INFINITY : validUntil - validFrom
  return validUntil - now <= Math.min(NEAR_END_MS[what], lasts * NEAR_SHARE)
}

function endingAlarm(ending: Ending, now: number): Alarm[] {
  const { what, name, cure, validUntil } = ending
  const left = validUntil - now
  if (!isNearEnd(ending, now)) return []
  const day = new Date(validUntil).toISOString().slice(0, 10)
  const [when, key] = left <= 0 ? [`ended on ${day}`, 'over'] : [`ends on ${day}`, 'near']
  return [
    {
      key: `${what}:${name.replaceAll(':', ' ')}:${day}:${key}`,
      what: 'alarm',
      title: runTexts.alarms.theOf(what === 'key' ? 'OpenPGP or ssh key' : 'certificate', name, when),
      reason: cure,
      command: 'belfry doctor',
      saysOver: true,
    },
  ]
}

function oldKeyAlarm({ health, says, fix }: Finding): Alarm[] {
  if (health === 'good') return []
  const [file = ''] = says.split(' is ')
  const news = { title: runTexts.alarms.dkimKeyOld(), reason: `${says}; ${fix ?? ''}`, command: 'belfry doctor' }
  return [{ key: `old-key:${file.replaceAll(':', ' ')}`, what: 'alarm', ...news, saysOver: true }]
}

/** How late feeds and pages may be: a run that takes long, or fails once, is no news. */
export const RENEWED_WITHIN_MS = 3_600_000

/** @param since when they were written last */
export function notRenewedAlarm(since: number | undefined, cron: string): Alarm {
  const when = since === undefined ? 'no run has written them yet' : `written last at ${isoInstant(since)}`
  return {
    key: 'not-renewed:feeds',
    what: 'alarm',
    title: runTexts.alarms.feedsPagesNotRenewed(),
    reason: runTexts.alarms.thoughRunsDueSchedule(when, cron),
    command: 'belfry run',
    saysOver: true,
  }
}

/** A cycle whose end is near, and no other of the product lasts longer: is the table behind, or the project? */
function lastCycles(releases: ReleaseTable, now: number, timezone: string): Alarm[] {
  const [today, soon] = [dayIn(now, timezone), dayIn(now + NEAR_LAST_CYCLE_MS, timezone)]
  return releases.products.flatMap(({ id, title, releases: cycles }): Alarm[] => {
    const last = cycles
      .filter(({ eol }) => typeof eol === 'string')
      .sort((a, b) => (endOf(a.eol) < endOf(b.eol) ? 1 : -1))[0]
    if (last === undefined || typeof last.eol !== 'string' || last.eol < today || last.eol > soon) return []
    const lastsLonger = cycles.some((one) => one !== last && endOf(one.eol) > endOf(last.eol))
    if (lastsLonger) return []
    const what = `${title} ${last.cycle}`
    return [
      {
        key: `last-cycle:${id}/${last.cycle}:${last.eol}`,
        what: 'alarm',
        title: runTexts.alarms.endsNothingFollows(what, last.eol),
        reason: runTexts.alarms.noCycleReleasesTable(title),
        command: 'belfry releases',
      },
    ]
  })
}

/** What states no end, or that there is none, outlasts every day; what has ended, none. */
function endOf(eol: End | undefined): string {
  if (eol === true) return ''
  return eol === false || eol === undefined ? '9999-99-99' : eol
}
