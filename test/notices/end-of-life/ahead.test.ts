/** The year ahead is what the days of it will say: it is decided by the same code, day by day. */
import { expect, test } from 'vitest'
import { type NoticeAhead, noticesAhead } from '../../../src/notices/end-of-life/ahead.js'
import { endingPosts } from '../../../src/notices/end-of-life/posts.js'
import { mailInstant } from '../../../src/notices/end-of-life/stages.js'
import { occasionIn } from '../../../src/register/notice-keys.js'
import { post, product, release, Table } from './clock.js'

const CYCLES = [
  release('4.1', { eoas: '2026-03-01', eol: '2026-07-01', eoes: '2026-12-01' }),
  release('4.2', { eol: '2026-08-15', stages: [120, 7, 0] }),
  release('4.3', { releaseDate: '2026-05-01', eol: '2026-07-20' }),
  release('4.0', { eol: true }),
  release('5', { eol: false }),
]

function ahead(table: Table, until: string): NoticeAhead[] {
  const { releases, memory, rules, now } = table
  const decision = table.look()
  const ends = new Map([...memory.ends, ...decision.ends].map((end) => [end.name, end]))
  const about = { table: releases, notices: decision.notices, known: [...ends.values()] }
  const standIns = endingPosts(table.posts, releases).standing
  return noticesAhead({ ...about, standIns, from: memory.baselineAt ?? now, now, rules }, until)
}

/** What a run at the hour of mail of each day tells. */
function lived(table: Table, until: string): string[] {
  const before = table.told.length
  for (let day = table.now; day <= Date.parse(until); day += 86_400_000)
    table.runAt(mailInstant(new Date(day).toISOString().slice(0, 10), table.rules))
  return table.told.slice(before).flatMap(({ at, key }) => (key.startsWith('end-of-life:') ? [`${at} ${key}`] : []))
}

const lines = (all: readonly NoticeAhead[]) => all.map(({ at, key }) => `${new Date(at).toISOString()} ${key}`)

test.each(['UTC', 'America/Santiago', 'Pacific/Kiritimati'])('it is what the year then tells, in %s', (zone) => {
  const table = new Table('2026-01-01T00:00:00Z', zone)
  table.releases = {
    products: [product('moth', CYCLES), product('lamp', [release('1', { eol: '2026-07-01' })])],
    unreadable: [],
  }
  table.runAt(table.now)
  table.now = Date.parse('2026-01-02T12:00:00Z')
  const foreseen = ahead(table, '2027-03-01')
  expect(foreseen.length).toBeGreaterThan(14)
  expect(lines(foreseen)).toEqual(lived(table, '2027-03-01T00:00:00Z').sort())
  expect(foreseen.every(({ posts, waits }) => posts.length === 0 && !waits)).toBe(true)
})

test('a date that moved, and waits to settle, comes with its stages', () => {
  const table = new Table('2026-01-01T00:00:00Z')
  table.say(release('4.1', { eol: '2026-07-01' }))
  table.runAt(table.now)
  table.runUntil('2026-04-10T12:00:00Z', 180)
  table.say(release('4.1', { eol: '2026-10-01' }))
  table.runAt('2026-04-10T12:10:00Z')
  expect(lines(ahead(table, '2026-12-31'))).toEqual([
    '2026-04-10T12:40:00.000Z end-of-life:moth/4.1:eol:2026-10-01:date-changed',
    '2026-07-03T09:00:00.000Z end-of-life:moth/4.1:eol:2026-10-01:approaching-90d',
    '2026-09-01T09:00:00.000Z end-of-life:moth/4.1:eol:2026-10-01:approaching-30d',
    '2026-10-01T09:00:00.000Z end-of-life:moth/4.1:eol:2026-10-01:reached',
  ])
  // One that is in doubt promises nothing.
  table.say(release('4.1', { eol: '2031-10-01' }))
  table.runAt('2026-04-10T12:20:00Z')
  expect(ahead(table, '2031-12-31')).toEqual([])
})

test('posts stand in it: one that was told, one that settles, one that waits for a word', () => {
  const table = new Table('2026-01-01T00:00:00Z')
  table.leavesOut = true
  table.say(
    release('4.1', { eol: '2026-07-01' }),
    release('4.2', { eol: '2026-07-03' }),
    release('4.3', { eol: '2026-07-05' }),
  )
  table.runAt(table.now)
  table.runUntil('2026-03-25T08:00:00Z', 180)
  post(table, '2026-03-25', 'Moth 4.1 is approaching its end of life')
  table.runUntil('2026-03-26T08:00:00Z', 180)
  post(table, '2026-03-26', 'Moth 4.2 is approaching its end of life')
  const held = post(table, '2026-03-26', 'Moth 4.3 is approaching its end of life')
  table.runAt('2026-03-26T08:10:00Z')
  const notices = table.memory.notices.map((one) =>
    one.post === held.id ? { ...one, state: 'held' as const, heldBy: 'operator' as const } : one,
  )
  table.memory = { ...table.memory, notices }
  const facts = ahead(table, '2026-04-30').map(({ at, key, posts, waits }) => {
    const day = new Date(at).toISOString().slice(0, 10)
    return [
      day,
      key.replace(/.*moth.(...):.*:/, '$1 '),
      posts.map((one) => one.replace(/.*moth-/, '').slice(0, 3)),
      waits,
    ]
  })
  expect(facts).toEqual([
    ['2026-04-02', '4.1 approaching-90d', ['4-1'], false],
    ['2026-04-04', '4.2 approaching-90d', ['4-2'], false],
    ['2026-04-06', '4.3 approaching-90d', ['4-3'], true],
  ])
})

test('of 200 cycles each has its days', () => {
  const table = new Table('2026-01-01T00:00:00Z')
  const cycles = Array.from({ length: 200 }, (_, index) =>
    release(`m${index}`, { eol: `2026-0${1 + (index % 9)}-15`, eoas: `2026-0${1 + (index % 9)}-01` }),
  )
  table.say(...cycles)
  table.runAt(table.now)
  const told = ahead(table, '2026-12-31')
  const reached = told.flatMap(({ key }) => (key.endsWith(':reached') ? [occasionIn(key)?.cycles.length ?? 0] : []))
  expect([reached.length, reached.reduce((sum, count) => sum + count, 0)]).toEqual([18, 400])
})
