/**
 * A clock walked day by day from 2016 to 2020, and on to 2030 by fives, over a releases table that says, on each day,
 * what a real project had stated by then. Every stage is told once, on its day, in any time zone; who slept through
 * some days is told what is still true, and nothing twice.
 */

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysBefore, mailInstant } from '../../../src/notices/end-of-life/stages.js'
import { occasionIn } from '../../../src/register/notice-keys.js'
import { distanceOf, type Release } from '../../../src/releases/release.js'
import { corpusMissing, corpusTable } from '../../support/corpus.js'
import { product, release, Table } from './clock.js'

/** The first twelve change to or from summer time, the last three of them at midnight. */
const ZONES = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Los_Angeles',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Africa/Casablanca',
  'America/Santiago',
  'America/Havana',
  'Asia/Beirut',
  'Africa/Cairo',
  'UTC',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'America/Sao_Paulo',
  'Asia/Tokyo',
  'Pacific/Chatham',
]

/** Of each kind of zone one is walked day by day, all where TEST_ZONES is `all`; any of them is slept through. */
const KINDS = [
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/Havana',
  'UTC',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]
const WALKED = process.env.TEST_ZONES === 'all' ? ZONES : KINDS

interface Statement {
  readonly day: string
  /** Product and cycle as the table names them. */
  readonly product: string
  readonly cycle: string
  readonly eol: string | false
}

const file = corpusTable('eol_statements.csv')

function statements(): Statement[] {
  const lines = readFileSync(file ?? '', 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  return lines.flatMap((line) => {
    const [name = '', eol = '', , day = ''] = line.split(',')
    const found = /^(?<product>.+?) (?<cycle>\d[\d.]*(?: \(LTS\))?)$/.exec(name)?.groups
    if (found?.product === undefined || found.cycle === undefined) return []
    return [{ day, product: found.product, cycle: found.cycle, eol: /^\d{4}-\d\d-\d\d$/.test(eol) ? eol : false }]
  })
}

class History extends Table {
  readonly #cycles = new Map<string, Map<string, Release>>()

  constructor(zone: string) {
    super('2016-01-01T00:00:00Z', zone)
    for (const { product: id, cycle } of statements()) this.state(id, cycle, false)
    this.runAt(this.now)
  }

  state(id: string, cycle: string, eol: string | false): void {
    const releases = this.#cycles.get(id) ?? new Map()
    this.#cycles.set(id, releases.set(cycle, release(cycle, { eol })))
    const products = [...this.#cycles].map(([name, all]) => product(name, [...all.values()]))
    this.releases = { products, unreadable: [] }
  }

  /** What the day brings to the table, seen at noon and again when it has settled. */
  live(day: string, said: readonly Statement[], awake: boolean): void {
    if (awake) this.runAt(mailInstant(day, this.rules))
    const news = said.filter((one) => one.day === day)
    for (const { product: id, cycle, eol } of news) this.state(id, cycle, eol)
    if (!awake || news.length === 0) return
    this.runAt(mailInstant(day, this.rules) + 3 * 3_600_000)
    this.runAt(mailInstant(day, this.rules) + 4 * 3_600_000)
  }
}

function* days(from: string, to: string, step = 1): Generator<string> {
  for (let day = from; day <= to; day = daysBefore(day, -step)) yield day
}

/** Each told key with its day in the zone: the dates are facts of the archive, the stages follow from them. */
function toldOn(history: History): string[] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: history.rules.timezone, dateStyle: 'short' })
  return history.told.map(({ at, key }) => `${format.format(new Date(at))} ${key.replace('end-of-life:', '')}`)
}

/**
 * What follows from the dates stated: 90 and 30 days before and on the day, or on the day of the statement where that
 * is later.
 */
const EXPECTED = `
2016-09-02 Qubes OS/3.0:eol:2016-09-09:approaching-7d
2016-09-09 Qubes OS/3.0:eol:2016-09-09:reached
2016-11-15 Fedora/23:eol:2016-12-22:approaching-37d
2016-11-22 Fedora/23:eol:2016-12-22:approaching-30d
2016-12-22 Fedora/23:eol:2016-12-22:reached
2017-03-01 Qubes OS/3.1:eol:2017-03-29:approaching-28d
2017-03-29 Qubes OS/3.1:eol:2017-03-29:reached
2018-05-24 Debian/8:eol:2018-06-06:approaching-13d
2018-05-24 Fedora/26:eol:2018-06-01:approaching-8d
2018-05-30 Fedora/26:eol:2018-05-29:reached
2018-06-06 Debian/8:eol:2018-06-06:reached
2018-08-25 Whonix/13:eol:2018-09-30:approaching-36d
2018-08-31 Whonix/13:eol:2018-09-30:approaching-30d
2018-09-30 Whonix/13:eol:2018-09-30:reached
2018-10-06 Whonix on Qubes OS/3.2:eol:2018-11-15:approaching-40d
2018-10-16 Whonix on Qubes OS/3.2:eol:2018-11-15:approaching-30d
2018-11-15 Whonix on Qubes OS/3.2:eol:2018-11-15:reached
2018-12-01 Fedora/27:eol:2018-11-30:reached
2018-12-28 Qubes OS/3.2:eol:2019-03-28:approaching-90d
2019-02-26 Qubes OS/3.2:eol:2019-03-28:approaching-30d
2019-03-28 Qubes OS/3.2:eol:2019-03-28:reached
2019-05-30 Fedora/28:eol:2019-05-29:reached
2019-07-02 Whonix/14:eol:2019-08-01:approaching-30d
2019-08-01 Whonix/14:eol:2019-08-01:reached
2019-11-29 Fedora/29:eol:2019-11-29:reached
2020-03-08 Debian/8 (LTS):eol:2020-06-06:approaching-90d
2020-05-07 Debian/8 (LTS):eol:2020-06-06:approaching-30d
2020-06-06 Debian/8 (LTS):eol:2020-06-06:reached
`
/** Stated 26 days after the day: an operator decides. */
const LATE = 'held end-of-life:Fedora/25:eol:2017-12-12:reached'

describe.skipIf(file === undefined)(
  `the dates that a real project stated${file === undefined ? ` (${corpusMissing})` : ''}`,
  () => {
    test.each(WALKED)('are told once each, on their days, in %s', (zone) => {
      const said = statements()
      const history = new History(zone)
      for (const day of days('2016-01-02', '2020-09-01')) history.live(day, said, true)
      // After its last date the table is silent: how long, is a matter of one zone, and not of each day.
      const step = process.env.TEST_ZONES === 'all' ? 1 : 5
      if (zone === WALKED[0]) for (const day of days('2020-09-02', '2030-01-01', step)) history.live(day, said, true)
      expect(toldOn(history)).toEqual(EXPECTED.trim().split('\n'))
      expect(history.open()).toEqual([LATE])
    })

    test('with the service asleep for days at a time, what is told is true and told once', () => {
      const said = statements()
      const naps = fc.array(fc.tuple(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 1, max: 60 })), {
        maxLength: 40,
      })
      fc.assert(
        fc.property(naps, fc.constantFrom(...ZONES), (asleep, zone) => {
          const history = new History(zone)
          const isAsleep = (index: number) => asleep.some(([from, length]) => index >= from && index < from + length)
          let index = 0
          // The years in which something was stated.
          for (const day of days('2016-08-01', '2020-09-01')) history.live(day, said, !isAsleep(index++))
          expectTrue(toldOn(history))
          for (const { cycle, product: id, eol } of lastSaid(said)) {
            if (eol === false) continue
            const key = `end-of-life:${id}/${cycle}:eol:${eol}:reached`
            const reached = history.memory.notices.filter((notice) => notice.key === key)
            expect(reached.map(({ state }) => state)).toHaveLength(1)
            expect(['told', 'held']).toContain(reached[0]?.state)
          }
        }),
        { numRuns: process.env.TEST_ZONES === 'all' ? 20 : 2 },
      )
    })
  },
)

function lastSaid(said: readonly Statement[]): Statement[] {
  return [...new Map(said.map((one) => [`${one.product}/${one.cycle}`, one])).values()]
}

/** Told once, ahead of the date or not before it, and never a stage after a nearer one of the same date. */
function expectTrue(told: readonly string[]): void {
  const keys = told.map((line) => line.slice(11))
  expect(new Set(keys).size).toBe(keys.length)
  for (const line of told) {
    const { date, stage } = occasionIn(`end-of-life:${line.slice(11)}`) ?? {}
    const distance = distanceOf(stage ?? '')
    if (date === undefined || date === 'none' || distance === undefined) continue
    const day = line.slice(0, 10)
    expect(day >= daysBefore(date, distance), line).toBe(true)
    if (distance > 0) expect(day < date, line).toBe(true)
  }
}

describe('any history of one date', () => {
  const start = '2026-01-01'
  /** Days of January to the next January, most of them near each other. */
  const someDay = fc.integer({ min: 0, max: 400 }).map((days) => daysBefore(start, -days))
  const value = fc.oneof({ weight: 6, arbitrary: someDay }, { weight: 1, arbitrary: fc.boolean() })
  const edits = fc.array(fc.tuple(someDay, value), { maxLength: 8 })
  const naps = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 40 })), { maxLength: 6 })

  function walk(said: readonly (readonly [string, string | boolean])[], isAsleep: (index: number) => boolean): Table {
    const table = new Table(`${start}T00:00:00Z`)
    table.say(release('4.1', { eol: false }))
    table.runAt(table.now)
    let index = 0
    for (const day of days('2026-01-02', '2027-03-20')) {
      for (const [when, eol] of said) if (when === day) table.say(release('4.1', { eol }))
      if (isAsleep(index++)) continue
      table.runAt(Date.parse(`${day}T09:00:00Z`))
      table.runAt(Date.parse(`${day}T09:40:00Z`))
    }
    return table
  }

  test('tells each key once, nothing that was not true when it was told, and ends with people knowing what the table says, unless an operator is asked or nothing was ever told', () => {
    fc.assert(
      fc.property(edits, naps, (said, asleep) => {
        const table = walk(said, (index) => asleep.some(([from, length]) => index >= from && index < from + length))
        expectTrue(table.days)
        if (table.days.length === 0 || table.open().length > 0) return
        const last = occasionIn(table.told.at(-1)?.key ?? '')
        const now = table.releases.products[0]?.releases[0]?.eol
        const over = (end: unknown) => end === true || (typeof end === 'string' && end <= '2027-03-20')
        const known = last?.date === 'none' ? last.stage === 'reached' : last?.date
        if (over(known) && over(now)) return
        expect(known).toBe(now)
      }),
      { numRuns: 25 },
    )
  })

  test('a date that stands, with nobody asleep, is told on each of its days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 400 }), (ahead) => {
        const date = daysBefore(start, -ahead)
        const table = walk([['2026-01-02', date]], () => false)
        expect(table.days).toEqual(
          [90, 30, 0].map(
            (days) => `${daysBefore(date, days)} 4.1:eol:${date}:${days === 0 ? 'reached' : `approaching-${days}d`}`,
          ),
        )
      }),
      { numRuns: 10 },
    )
  })
})
