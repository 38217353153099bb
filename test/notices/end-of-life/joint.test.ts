/**
 * Cycles of one product that end alike are told in one notice, whose key names them all; what was told of one of them,
 * or of all, counts for each, whatever becomes of them afterwards.
 */
import { describe, expect, test } from 'vitest'
import type { Notice } from '../../../src/notices/notice.js'
import type { Release } from '../../../src/releases/release.js'
import { product, release, Table } from './clock.js'

const START = '2026-01-01T00:00:00Z'

function tableOf(...releases: Release[]): Table {
  const table = new Table(START)
  table.say(...releases)
  table.runAt(START)
  return table
}

/** Each cycle with its end of life. */
function ends(dates: Readonly<Record<string, string | boolean>>): Release[] {
  return Object.entries(dates).map(([cycle, eol]) => release(`v${cycle}`, { eol }))
}

function decideOf(table: Table, key: string, about: Partial<Notice>): void {
  const notices = table.memory.notices.map((one) =>
    one.key === `end-of-life:moth/${key}` ? { ...one, ...about } : one,
  )
  table.memory = { ...table.memory, notices }
}

describe('cycles that share field, day and stage', () => {
  test('are told together at every stage, of every end; another product is told by itself', () => {
    const alike = { eoas: '2026-02-01', eol: '2026-06-01', eoes: '2026-09-01' }
    const table = tableOf(release('4.1', alike), release('4.2', alike), release('4.3', { eol: '2027-06-01' }))
    const { products } = table.releases
    table.releases = { ...table.releases, products: [...products, product('wasp', [release('4.1', alike)])] }
    table.runUntil('2026-12-01T00:00:00Z')
    const own = table.days.filter((line) => !line.includes('wasp'))
    expect(own).toEqual([
      '2026-02-01 4.1+4.2:eoas:2026-02-01:reached',
      '2026-03-03 4.1+4.2:eol:2026-06-01:approaching-90d',
      '2026-05-02 4.1+4.2:eol:2026-06-01:approaching-30d',
      '2026-06-01 4.1+4.2:eol:2026-06-01:reached',
      '2026-06-03 4.1+4.2:eoes:2026-09-01:approaching-90d',
      '2026-08-02 4.1+4.2:eoes:2026-09-01:approaching-30d',
      '2026-09-01 4.1+4.2:eoes:2026-09-01:reached',
    ])
    expect(table.days.filter((line) => line.includes('wasp'))).toHaveLength(own.length)
  })

  test('that move together are one change, where they had the same date', () => {
    const table = tableOf(...ends({ 1: '2026-06-01', 2: '2026-06-01', 3: '2026-05-30' }))
    table.runUntil('2026-03-04T00:00:00Z')
    expect(table.days).toEqual([
      '2026-03-01 v3:eol:2026-05-30:approaching-90d',
      '2026-03-03 v1+v2:eol:2026-06-01:approaching-90d',
    ])
    table.say(...ends({ 1: '2026-12-01', 2: '2026-12-01', 3: '2026-12-01' }))
    table.runUntil('2026-03-05T00:00:00Z')
    expect(table.days.slice(2).sort()).toEqual([
      '2026-03-04 v1+v2:eol:2026-12-01:date-changed',
      '2026-03-04 v3:eol:2026-12-01:date-changed',
    ])
    table.runUntil('2026-12-02T00:00:00Z')
    expect(table.days.slice(4)).toEqual([
      '2026-09-02 v1+v2+v3:eol:2026-12-01:approaching-90d',
      '2026-11-01 v1+v2+v3:eol:2026-12-01:approaching-30d',
      '2026-12-01 v1+v2+v3:eol:2026-12-01:reached',
    ])
  })

  test('that ended on a day nobody states are one', () => {
    const table = tableOf(...ends({ 1: false, 2: false }))
    table.say(...ends({ 1: true, 2: true }))
    table.runUntil('2026-01-02T12:00:00Z')
    expect(table.days).toEqual(['2026-01-01 v1+v2:eol:none:reached'])
  })

  test('of which users of some have to act and of others not are told apart', () => {
    const table = tableOf(
      release('1', { eoas: '2026-02-01', eol: '2026-02-02' }),
      release('2', { eoas: '2026-02-01', eol: '2027-02-01' }),
      release('3', { eoas: '2026-02-01' }),
      release('4', { eoas: '2026-02-01', eol: true }),
    )
    table.runUntil('2026-02-01T12:00:00Z')
    expect(table.days.filter((line) => line.includes('eoas'))).toEqual(['2026-02-01 1+2+3:eoas:2026-02-01:reached'])
  })

  test('stated late on one day settle together; a stage that was due does not wait for another day', () => {
    const table = tableOf(...ends({ 1: '2026-06-01', 2: false, 3: false }))
    table.runUntil('2026-03-03T08:50:00Z', 10)
    table.say(...ends({ 1: '2026-06-01', 2: '2026-06-01', 3: false }))
    table.runUntil('2026-03-03T09:10:00Z', 10)
    expect(table.days).toEqual([])
    table.say(...ends({ 1: '2026-06-01', 2: '2026-06-01', 3: '2026-06-01' }))
    table.runUntil('2026-03-04T09:30:00Z', 10)
    expect(table.days).toEqual(['2026-03-03 v1+v2+v3:eol:2026-06-01:approaching-90d'])
  })
})

describe('what was told', () => {
  test('of single cycles, by an older release, counts for each; the next stage is told of all', () => {
    const table = tableOf(...ends({ 1: '2026-06-01' }))
    table.runUntil('2026-03-04T00:00:00Z')
    table.say(...ends({ 1: '2026-06-01', 2: '2026-06-01' }))
    table.runUntil('2026-05-03T00:00:00Z')
    expect(table.days).toEqual([
      '2026-03-03 v1:eol:2026-06-01:approaching-90d',
      '2026-03-04 v2:eol:2026-06-01:approaching-89d',
      '2026-05-02 v1+v2:eol:2026-06-01:approaching-30d',
    ])
  })

  test('of several counts for each that moves off the date, and the thread goes on', () => {
    const table = tableOf(...ends({ 1: '2026-06-01', 2: '2026-06-01' }))
    table.runUntil('2026-03-04T00:00:00Z')
    table.say(...ends({ 1: '2026-06-01', 2: '2026-07-01' }))
    table.runUntil('2026-07-02T00:00:00Z')
    expect(table.days).toEqual([
      '2026-03-03 v1+v2:eol:2026-06-01:approaching-90d',
      '2026-03-04 v2:eol:2026-07-01:date-changed',
      '2026-04-02 v2:eol:2026-07-01:approaching-90d',
      '2026-05-02 v1:eol:2026-06-01:approaching-30d',
      '2026-06-01 v1:eol:2026-06-01:reached',
      '2026-06-01 v2:eol:2026-07-01:approaching-30d',
      '2026-07-01 v2:eol:2026-07-01:reached',
    ])
    const [first, ...later] = table.memory.notices.filter(({ state }) => state === 'told')
    expect(new Set(later.map(({ followUpOf }) => followUpOf))).toEqual(new Set([first?.key]))
  })

  test('counts where a cycle got another name, and where it left the table', () => {
    const table = tableOf(...ends({ 1: '2026-06-01', 2: '2026-06-01', 3: '2026-06-01' }))
    table.runUntil('2026-03-04T00:00:00Z')
    table.say(...ends({ 1: '2026-06-01' }), release('two', { eol: '2026-06-01', was: ['v2'] }))
    table.runUntil('2026-05-03T00:00:00Z')
    expect(table.days).toEqual([
      '2026-03-03 v1+v2+v3:eol:2026-06-01:approaching-90d',
      '2026-05-02 v1+two:eol:2026-06-01:approaching-30d',
    ])
    expect(table.run().leftTable).toEqual([{ cycle: 'moth/v3', field: 'eol', date: '2026-06-01' }])
  })

  test('counts where a date comes back: the key has a number that nothing had', () => {
    const both = (date: string) => ends({ 1: date, 2: date })
    const table = tableOf(...both('2026-06-01'))
    table.runUntil('2026-03-04T00:00:00Z')
    for (const [date, until] of [
      ['2026-07-01', '2026-03-15'],
      ['2026-06-01', '2026-03-26'],
    ] as const) {
      table.say(...both(date))
      table.runUntil(`${until}T00:00:00Z`)
    }
    table.say(...ends({ 1: '2026-07-01', 2: '2026-06-01' }))
    table.runUntil('2026-03-27T00:00:00Z')
    expect(table.days).toEqual([
      '2026-03-03 v1+v2:eol:2026-06-01:approaching-90d',
      '2026-03-04 v1+v2:eol:2026-07-01:date-changed',
      '2026-03-15 v1+v2:eol:2026-06-01:date-changed',
      '2026-03-26 v1:eol:2026-07-01:date-changed#2',
    ])
    table.runUntil('2026-07-02T00:00:00Z')
    expect(new Set(table.days).size).toBe(table.days.length)
  })

  test('by a post of one of them is not told of that one', () => {
    const table = tableOf(...ends({ 1: '2026-06-01', 2: '2026-06-01' }))
    table.runUntil('2026-05-01T00:00:00Z')
    const day = '2026-05-01'
    const endOfLife = { cycles: ['v1'], stage: 'approaching' }
    table.add({ title: 'Moth v1 is about to end', day, instant: Date.parse(day) + 1, endOfLife })
    table.runUntil('2026-06-02T00:00:00Z')
    expect(table.days.filter((line) => line.includes(':eol:'))).toEqual([
      '2026-03-03 v1+v2:eol:2026-06-01:approaching-90d',
      '2026-05-02 v2:eol:2026-06-01:approaching-30d',
      '2026-06-01 v1+v2:eol:2026-06-01:reached',
    ])
  })
})

describe('an open notice', () => {
  const settling = () => {
    const table = tableOf(...ends({ 1: false, 2: false, 3: false }))
    table.say(...ends({ 1: '2026-02-01', 2: '2026-02-01', 3: false }))
    table.runAt('2026-01-05T12:00:00Z')
    expect(table.open()).toEqual(['settling end-of-life:moth/v1+v2:eol:2026-02-01:approaching-27d'])
    return table
  }

  test('takes in what is added to its date while it settles, and gives up what leaves it', () => {
    const table = settling()
    table.say(...ends({ 1: '2026-02-01', 2: false, 3: '2026-02-01' }))
    table.runAt('2026-01-05T12:10:00Z')
    expect(table.open()).toEqual(['settling end-of-life:moth/v1+v3:eol:2026-02-01:approaching-27d'])
    table.runUntil('2026-01-06T00:00:00Z')
    expect(table.days).toEqual(['2026-01-05 v1+v3:eol:2026-02-01:approaching-27d'])
  })

  test('that an operator holds stays held for each of its cycles, and nothing joins it', () => {
    const table = settling()
    const held = { state: 'held', heldBy: 'operator', reason: 'wait' } as const
    decideOf(table, 'v1+v2:eol:2026-02-01:approaching-27d', held)
    table.say(...ends({ 1: '2026-02-01', 2: '2026-02-01', 3: '2026-02-01' }))
    table.runAt('2026-01-05T12:10:00Z')
    expect(table.open().sort()).toEqual([
      'held end-of-life:moth/v1+v2:eol:2026-02-01:approaching-27d',
      'settling end-of-life:moth/v3:eol:2026-02-01:approaching-27d',
    ])
    table.say(...ends({ 1: false, 2: '2026-02-01', 3: '2026-02-01' }))
    table.runUntil('2026-01-06T00:00:00Z')
    expect(table.days).toEqual(['2026-01-05 v3:eol:2026-02-01:approaching-27d'])
    expect(table.open()).toEqual(['held end-of-life:moth/v2:eol:2026-02-01:approaching-27d'])
  })

  test('that was put down is put down for each of its cycles', () => {
    const table = settling()
    decideOf(table, 'v1+v2:eol:2026-02-01:approaching-27d', { state: 'dismissed' })
    table.runUntil('2026-02-02T00:00:00Z')
    expect(table.days).toEqual(['2026-02-01 v1+v2:eol:2026-02-01:reached'])
  })
})

describe('a key', () => {
  test('of names that hold the sign can be read; what would be another cycle’s key joins nothing', () => {
    const dates = (...cycles: string[]) => cycles.map((cycle) => release(cycle, { eol: '2026-06-01' }))
    const table = tableOf(...dates('a+b', 'c%', 'd'))
    table.runUntil('2026-05-03T00:00:00Z')
    expect(table.days).toEqual([
      '2026-03-03 a%2Bb+c%25+d:eol:2026-06-01:approaching-90d',
      '2026-05-02 a%2Bb+c%25+d:eol:2026-06-01:approaching-30d',
    ])
    const odd = tableOf(...dates('a', 'b'), release('a+b', { eol: '2026-06-01', eoas: '2026-02-01' }))
    odd.say(...dates('a', 'b'), release('a+b', { eol: '2027-06-01' }))
    odd.runUntil('2026-05-03T00:00:00Z')
    expect(odd.days).toEqual([
      '2026-03-03 a:eol:2026-06-01:approaching-90d',
      '2026-03-03 b:eol:2026-06-01:approaching-90d',
      '2026-05-02 a:eol:2026-06-01:approaching-30d',
      '2026-05-02 b:eol:2026-06-01:approaching-30d',
    ])
  })

  test('is never longer than an index takes: 200 cycles of one day are told in as few as can be', () => {
    const all = Array.from({ length: 200 }, (_, index) => release(`Pixel ${index} Pro 5G`, { eol: '2026-06-01' }))
    const table = tableOf(...all)
    for (const day of ['2026-03-03', '2026-05-02', '2026-06-01']) table.runAt(`${day}T09:00:00Z`)
    expect(table.days).toHaveLength(6)
    for (const { key } of table.told) expect(Buffer.byteLength(key)).toBeLessThanOrEqual(2000)
    const named = table.told.slice(4).flatMap(({ key }) => key.split(':')[1]?.replace('moth/', '').split('+') ?? [])
    expect(named).toEqual(all.map(({ cycle }) => cycle))
  })
})
