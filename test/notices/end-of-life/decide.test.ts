/** When the releases table gives notice, of what, and when it keeps quiet. */
import { describe, expect, test } from 'vitest'
import type { Announcement } from '../../../src/posts/announcement.js'
import { post, product, release, Table } from './clock.js'

const dated = (eol: string | boolean) => release('4.1', { eol })

function tableFrom(start = '2026-01-01T00:00:00Z', eol: string | boolean = '2026-07-01'): Table {
  const table = new Table(start)
  table.say(dated(eol))
  table.runAt(start)
  return table
}

test('each stage is told once, at its hour of its day', () => {
  const table = tableFrom()
  table.runUntil('2027-01-01T00:00:00Z')
  expect(table.told).toEqual([
    { at: '2026-04-02T09:00:00.000Z', key: 'end-of-life:moth/4.1:eol:2026-07-01:approaching-90d' },
    { at: '2026-06-01T09:00:00.000Z', key: 'end-of-life:moth/4.1:eol:2026-07-01:approaching-30d' },
    { at: '2026-07-01T09:00:00.000Z', key: 'end-of-life:moth/4.1:eol:2026-07-01:reached' },
  ])
})

test('what was due before the first run counts as told', () => {
  const table = tableFrom('2026-06-10T12:00:00Z')
  expect(table.memory.notices).toEqual([])
  table.runUntil('2026-12-01T00:00:00Z')
  expect(table.days).toEqual(['2026-07-01 4.1:eol:2026-07-01:reached'])
  const ended = tableFrom('2026-08-01T00:00:00Z')
  ended.runUntil('2026-12-01T00:00:00Z')
  expect(ended.days).toEqual([])
  expect(ended.open()).toEqual([])
})

test('a plan names the stage that the first run passed over, until a nearer one is told', () => {
  const start = '2026-06-10T12:00:00Z'
  const table = new Table(start)
  table.say(dated('2026-07-01'), release('4.0', { eol: '2025-01-01' }), release('4.2', { eol: '2027-07-01' }))
  const passedOver = (at: string) => {
    table.now = Date.parse(at)
    return table.run().passedOver
  }
  const key = 'end-of-life:moth/4.1:eol:2026-07-01:approaching-30d'
  expect([passedOver(start), passedOver('2026-06-20T12:00:00Z')]).toEqual([[key], [key]])
  expect(passedOver('2026-07-01T09:00:00Z')).toEqual([])
  expect(passedOver('2026-07-01T10:00:00Z')).toEqual([])
})

test('of a date that people are taken to know from before the first run, a move is told', () => {
  const table = tableFrom('2026-06-10T12:00:00Z')
  table.say(dated('2026-08-15'))
  table.runUntil('2027-01-01T00:00:00Z')
  expect(table.days).toEqual([
    '2026-06-10 4.1:eol:2026-08-15:date-changed',
    '2026-07-16 4.1:eol:2026-08-15:approaching-30d',
    '2026-08-15 4.1:eol:2026-08-15:reached',
  ])
})

test('a date that nobody was told may move without a word', () => {
  const table = tableFrom()
  table.say(dated('2026-09-01'))
  table.runUntil('2026-06-02T00:00:00Z')
  expect(table.days).toEqual([])
  table.runUntil('2026-06-04T00:00:00Z')
  expect(table.days).toEqual(['2026-06-03 4.1:eol:2026-09-01:approaching-90d'])
})

test('a told date that moves is told, and so are the stages of the new date', () => {
  const table = tableFrom()
  table.runUntil('2026-06-05T12:00:00Z')
  table.say(dated('2026-08-12'))
  table.runUntil('2027-01-01T00:00:00Z')
  expect(table.days).toEqual([
    '2026-04-02 4.1:eol:2026-07-01:approaching-90d',
    '2026-06-01 4.1:eol:2026-07-01:approaching-30d',
    '2026-06-05 4.1:eol:2026-08-12:date-changed',
    '2026-07-13 4.1:eol:2026-08-12:approaching-30d',
    '2026-08-12 4.1:eol:2026-08-12:reached',
  ])
})

test('a move early in the day waits for the hour of mail; one that is taken back inside settle tells nothing', () => {
  const table = tableFrom()
  table.runUntil('2026-06-05T00:00:00Z')
  table.say(dated('2026-08-12'))
  table.runAt('2026-06-05T01:00:00Z')
  expect(table.open()).toEqual(['settling end-of-life:moth/4.1:eol:2026-08-12:date-changed'])
  table.runAt('2026-06-05T08:59:00Z')
  table.say(dated('2026-07-01'))
  table.runAt('2026-06-05T09:00:00Z')
  expect(table.open()).toEqual([])
  table.runUntil('2026-07-02T00:00:00Z')
  expect(table.days.slice(2)).toEqual(['2026-07-01 4.1:eol:2026-07-01:reached'])
})

test('a date that comes back is told anew, with numbered keys', () => {
  const table = tableFrom()
  table.runUntil('2026-06-02T12:00:00Z')
  table.say(dated('2026-12-01'))
  table.runUntil('2026-06-12T12:00:00Z')
  table.say(dated('2026-07-01'))
  table.runUntil('2026-06-22T12:00:00Z')
  table.say(dated('2026-12-01'))
  table.runUntil('2027-01-01T00:00:00Z')
  expect(table.days).toEqual([
    '2026-04-02 4.1:eol:2026-07-01:approaching-90d',
    '2026-06-01 4.1:eol:2026-07-01:approaching-30d',
    '2026-06-02 4.1:eol:2026-12-01:date-changed',
    '2026-06-12 4.1:eol:2026-07-01:date-changed',
    '2026-06-22 4.1:eol:2026-12-01:date-changed#2',
    '2026-09-02 4.1:eol:2026-12-01:approaching-90d',
    '2026-11-01 4.1:eol:2026-12-01:approaching-30d',
    '2026-12-01 4.1:eol:2026-12-01:reached',
  ])
})

test('an extension after the end is told, and the end is told a second time', () => {
  const table = tableFrom()
  table.runUntil('2026-07-10T12:00:00Z')
  table.say(dated('2026-08-12'))
  table.runUntil('2026-09-01T00:00:00Z')
  expect(table.days.slice(2)).toEqual([
    '2026-07-01 4.1:eol:2026-07-01:reached',
    '2026-07-10 4.1:eol:2026-08-12:date-changed',
    '2026-07-13 4.1:eol:2026-08-12:approaching-30d',
    '2026-08-12 4.1:eol:2026-08-12:reached',
  ])
  expect(table.memory.notices.find(({ key }) => key.includes('date-changed'))?.title).toMatch(/4\.1/)
})

test('a told date that is moved into the past has been reached, in one mail; a past date that is mended says nothing', () => {
  const table = tableFrom()
  table.runUntil('2026-06-20T12:00:00Z')
  table.say(dated('2026-06-18'))
  table.runUntil('2026-06-25T00:00:00Z')
  expect(table.days.slice(2)).toEqual(['2026-06-20 4.1:eol:2026-06-18:reached'])
  table.say(dated('2026-06-17'))
  table.runUntil('2026-07-25T00:00:00Z')
  table.say(dated(true))
  table.runUntil('2026-08-25T00:00:00Z')
  expect(table.days).toHaveLength(3)
})

test('a date that moved into the past while the service slept is told, though the one that was told has passed too', () => {
  const table = tableFrom()
  table.runUntil('2026-06-24T12:00:00Z')
  table.say(dated('2026-06-28'))
  table.runAt('2026-07-01T09:00:00Z')
  table.runAt('2026-07-02T09:00:00Z')
  expect(table.days.slice(2)).toEqual(['2026-07-02 4.1:eol:2026-06-28:reached'])
})

test('a withdrawn date is told once; stated again it is told again', () => {
  const table = tableFrom()
  table.runUntil('2026-04-10T12:00:00Z')
  table.say(dated(false))
  table.runUntil('2026-05-10T12:00:00Z')
  table.say(dated('2026-07-01'))
  table.runUntil('2026-06-02T12:00:00Z')
  expect(table.days).toEqual([
    '2026-04-02 4.1:eol:2026-07-01:approaching-90d',
    '2026-04-10 4.1:eol:none:date-changed',
    '2026-05-10 4.1:eol:2026-07-01:date-changed',
    '2026-06-01 4.1:eol:2026-07-01:approaching-30d',
  ])
})

test('an end on a day that nobody states is told when the table first says it', () => {
  const table = tableFrom('2026-01-01T00:00:00Z', false)
  table.runUntil('2026-03-01T12:00:00Z')
  table.say(dated(true))
  table.runUntil('2026-03-03T12:00:00Z')
  table.say(dated('2026-02-28'))
  table.runUntil('2026-04-03T12:00:00Z')
  expect(table.days).toEqual(['2026-03-01 4.1:eol:none:reached'])
})

test('so is one of active support, of a cycle whose life had no day either', () => {
  const table = new Table('2026-01-01T00:00:00Z')
  table.say(release('4.1', { eoas: false, eol: false }))
  table.runAt(table.now)
  table.runUntil('2026-03-01T12:00:00Z', 180)
  table.say(release('4.1', { eoas: true, eol: false }))
  table.runUntil('2026-03-03T12:00:00Z', 180)
  expect(table.days).toEqual(['2026-03-01 4.1:eoas:none:reached'])
  // A column that comes with an end of unknown age is held.
  table.say(release('4.1', { eoas: true, eol: false, eoes: true }))
  table.runUntil('2026-03-05T12:00:00Z', 180)
  expect(table.open()).toEqual(['held end-of-life:moth/4.1:eoes:none:reached'])
})

test('a cycle that had ended when it came into the table is held, and stays held', () => {
  const table = tableFrom()
  table.say(dated('2026-07-01'), release('3.0', { eol: true }))
  table.runUntil('2026-01-10T12:00:00Z')
  expect(table.open()).toEqual(['held end-of-life:moth/3.0:eol:none:reached'])
  expect(table.days).toEqual([])
})

test('a date stated late tells the nearest stage; the day itself only while it is new', () => {
  const stated = (today: string, eol: string) => {
    const table = tableFrom('2026-01-01T00:00:00Z', false)
    table.runUntil(today)
    table.say(dated(eol))
    table.runAt(Date.parse(today) + 60_000)
    table.runAt(Date.parse(today) + 3_600_000)
    return { told: table.days, open: table.open() }
  }
  const at = '2026-05-20T12:00:00Z'
  expect(stated(at, '2026-05-28').told).toEqual(['2026-05-20 4.1:eol:2026-05-28:approaching-8d'])
  expect(stated(at, '2026-07-28').told).toEqual(['2026-05-20 4.1:eol:2026-07-28:approaching-69d'])
  expect(stated(at, '2026-09-28').told).toEqual([])
  expect(stated(at, '2026-05-14').told).toEqual(['2026-05-20 4.1:eol:2026-05-14:reached'])
  expect(stated(at, '2026-05-10')).toEqual({ told: [], open: ['held end-of-life:moth/4.1:eol:2026-05-10:reached'] })
  expect(stated(at, '2025-05-10')).toEqual({ told: [], open: [] })
})

test('who slept tells only what is still true', () => {
  const wake = (at: string) => {
    const table = tableFrom()
    table.runAt(at)
    return { told: table.days, open: table.open() }
  }
  expect(wake('2026-06-28T12:00:00Z').told).toEqual(['2026-06-28 4.1:eol:2026-07-01:approaching-30d'])
  expect(wake('2026-07-01T08:00:00Z').told).toEqual([])
  expect(wake('2026-07-10T12:00:00Z').told).toEqual(['2026-07-10 4.1:eol:2026-07-01:reached'])
  expect(wake('2026-08-01T12:00:00Z')).toEqual({
    told: [],
    open: ['held end-of-life:moth/4.1:eol:2026-07-01:reached'],
  })
})

test('the end of extended support has the stages of an end of life, that of active support its day alone', () => {
  const table = new Table('2026-01-01T00:00:00Z')
  table.say(release('4.1', { eoas: '2026-05-01', eol: '2026-07-01', eoes: '2026-12-01' }))
  table.runAt(table.now)
  table.runUntil('2027-01-01T00:00:00Z')
  expect(table.days.filter((day) => !day.includes(':eol:'))).toEqual([
    '2026-05-01 4.1:eoas:2026-05-01:reached',
    '2026-09-02 4.1:eoes:2026-12-01:approaching-90d',
    '2026-11-01 4.1:eoes:2026-12-01:approaching-30d',
    '2026-12-01 4.1:eoes:2026-12-01:reached',
  ])
  const severities = new Map(table.memory.notices.map(({ key, severity }) => [key.replace(/.*4\.1:/, ''), severity]))
  expect(severities.get('eoes:2026-12-01:reached')).toBe('important')
  expect(severities.get('eoes:2026-12-01:approaching-30d')).toBe('info')
  expect(severities.get('eoas:2026-05-01:reached')).toBe('info')
  const own = new Table('2026-01-01T00:00:00Z')
  own.say(release('4.1', { eoes: '2026-07-01', stages: [7] }))
  own.runAt(own.now)
  own.runUntil('2027-01-01T00:00:00Z')
  expect(own.days).toEqual(['2026-06-24 4.1:eoes:2026-07-01:approaching-7d'])
  const same = new Table('2026-01-01T00:00:00Z')
  same.say(release('4.1', { eoas: '2026-07-01', eol: '2026-07-01', eoes: '2026-07-01' }))
  same.runAt(same.now)
  same.runUntil('2027-01-01T00:00:00Z')
  expect(same.days.filter((day) => !day.includes(':eol:'))).toEqual([])
})

test('a cycle may have stages of its own', () => {
  const table = new Table('2026-01-01T00:00:00Z')
  table.say(release('4.1', { eol: '2026-07-01', stages: [7] }), release('4.0', { eol: '2026-07-02', stages: [] }))
  table.runAt(table.now)
  table.runUntil('2027-01-01T00:00:00Z')
  expect(table.days).toEqual(['2026-06-24 4.1:eol:2026-07-01:approaching-7d'])
})

test('no stage comes before the release', () => {
  const table = new Table('2026-01-01T00:00:00Z')
  table.say(release('4.1', { releaseDate: '2026-05-01', eol: '2026-07-01' }))
  table.runAt(table.now)
  table.runUntil('2027-01-01T00:00:00Z')
  expect(table.days).toEqual(['2026-06-01 4.1:eol:2026-07-01:approaching-30d', '2026-07-01 4.1:eol:2026-07-01:reached'])
})

test('a date stated between two stages is called by its distance, and is told once', () => {
  const table = new Table('2026-01-01T00:00:00Z')
  table.say(dated(false))
  table.runAt(table.now)
  table.runUntil('2026-05-02T12:00:00Z')
  table.say(dated('2026-07-01'))
  table.runUntil('2027-01-01T00:00:00Z')
  expect(table.days).toEqual([
    '2026-05-02 4.1:eol:2026-07-01:approaching-60d',
    '2026-06-01 4.1:eol:2026-07-01:approaching-30d',
    '2026-07-01 4.1:eol:2026-07-01:reached',
  ])
})

test('a notice of a passed stage that waits since the release before goes on under its name', () => {
  const table = new Table('2026-01-01T00:00:00Z')
  table.say(dated(false))
  table.runAt(table.now)
  table.say(dated('2026-07-01'))
  table.runAt('2026-05-02T12:00:00Z')
  const notices = table.memory.notices.map((notice) => ({ ...notice, key: notice.key.replace('-60d', '-90d') }))
  table.memory = { ...table.memory, notices }
  table.runUntil('2026-05-20T00:00:00Z')
  expect(table.days).toEqual(['2026-05-02 4.1:eol:2026-07-01:approaching-90d'])
})

test('what cannot be read is left as it is; a cycle that left the table is not told', () => {
  const table = tableFrom()
  table.runUntil('2026-04-02T08:00:00Z')
  table.releases = { products: [], unreadable: ['*'] }
  table.runUntil('2026-05-01T08:00:00Z')
  expect(table.days).toEqual([])
  table.say(dated('2026-07-01'))
  table.releases = { ...table.releases, unreadable: [] }
  table.runUntil('2026-05-02T08:00:00Z')
  expect(table.days).toEqual(['2026-05-01 4.1:eol:2026-07-01:approaching-90d'])
  table.say()
  table.runUntil('2026-08-02T08:00:00Z')
  expect(table.days).toHaveLength(1)
})

test('many dates that move at once are held for an operator; many that were known go out', () => {
  const many = (eol: string) => ['1', '2', '3', '4', '5'].map((cycle) => release(cycle, { eol }))
  const table = new Table('2026-01-01T00:00:00Z')
  table.say(...many('2026-07-01'))
  table.runAt(table.now)
  table.runUntil('2026-04-03T00:00:00Z')
  expect(table.days).toEqual(['2026-04-02 1+2+3+4+5:eol:2026-07-01:approaching-90d'])
  table.say(...many('2026-08-01'))
  table.runUntil('2026-04-05T00:00:00Z')
  expect(table.days).toHaveLength(1)
  expect(table.open()).toEqual(['held end-of-life:moth/1+2+3+4+5:eol:2026-08-01:date-changed'])
})

test('a dismissed stage does not come back, nor does a dismissed move', () => {
  const table = tableFrom()
  table.runAt('2026-04-02T08:00:00Z')
  const dismiss = () => {
    const notices = table.memory.notices.map((notice) =>
      notice.state === 'settling' ? { ...notice, state: 'dismissed' as const } : notice,
    )
    table.memory = { ...table.memory, notices }
  }
  table.say(dated('2026-04-20'))
  table.runAt('2026-04-02T08:10:00Z')
  dismiss()
  table.runUntil('2026-04-19T08:00:00Z')
  expect(table.days).toEqual([])
  table.say(dated('2026-12-20'))
  table.runAt('2026-04-19T08:10:00Z')
  expect(table.open()).toHaveLength(1)
  dismiss()
  table.runUntil('2026-09-22T08:00:00Z')
  expect(table.days).toEqual(['2026-09-21 4.1:eol:2026-12-20:approaching-90d'])
})

test('an hour that a clock change skips is the next one there is, and the day stays the day', () => {
  const table = new Table('2026-01-01T00:00:00Z', 'America/Santiago')
  table.rules = { ...table.rules, endOfLifeAt: 30 }
  // Clocks go from 00:00 to 01:00 on 6 September 2026 there.
  table.say(dated('2026-09-06'))
  table.runAt(table.now)
  table.runUntil('2026-10-01T00:00:00Z', 30)
  expect(table.told.at(-1)).toEqual({
    at: '2026-09-06T04:30:00.000Z',
    key: 'end-of-life:moth/4.1:eol:2026-09-06:reached',
  })
})

test('a post whose title says it stands for the next stage and those before it', () => {
  const table = tableFrom()
  table.runUntil('2026-03-20T08:00:00Z')
  post(table, '2026-03-20', 'Moth 4.1 is approaching its end of life')
  table.runUntil('2026-06-30T08:00:00Z')
  post(table, '2026-07-01', 'Moth 4.1 has reached EOL')
  table.runUntil('2026-09-01T08:00:00Z')
  expect(table.told.map(({ at, key }) => `${at.slice(0, 10)} ${key}`)).toEqual([
    '2026-03-20 announcement:2026-03-20-moth-4-1-is-approaching-its-end-of-life',
    '2026-06-01 end-of-life:moth/4.1:eol:2026-07-01:approaching-30d',
    '2026-07-01 announcement:2026-07-01-moth-4-1-has-reached-eol',
  ])
  const told = table.memory.notices.filter(({ state }) => state === 'told')
  const threads = Object.fromEntries(told.map(({ key, followUpOf }) => [key, followUpOf]))
  const root = 'announcement:2026-03-20-moth-4-1-is-approaching-its-end-of-life'
  expect(threads['end-of-life:moth/4.1:eol:2026-07-01:approaching-30d']).toBe(root)
  expect(threads['announcement:2026-07-01-moth-4-1-has-reached-eol']).toBe(root)
})

test('a post in front matter stands for its stage; after a generated mail it is told all the same, threaded', () => {
  const table = tableFrom()
  table.runUntil('2026-06-01T12:00:00Z')
  post(table, '2026-06-01', 'Goodbye, four point one', { endOfLife: { cycles: ['4.1'], stage: 'approaching-30d' } })
  table.runUntil('2026-08-01T12:00:00Z')
  expect(table.told.map(({ at, key }) => `${at.slice(0, 10)} ${key}`)).toEqual([
    '2026-04-02 end-of-life:moth/4.1:eol:2026-07-01:approaching-90d',
    '2026-06-01 end-of-life:moth/4.1:eol:2026-07-01:approaching-30d',
    '2026-06-01 announcement:2026-06-01-goodbye-four-point-one',
    '2026-07-01 end-of-life:moth/4.1:eol:2026-07-01:reached',
  ])
  const announcement = table.notice('2026-06-01-goodbye-four-point-one')
  expect(announcement?.followUpOf).toBe('end-of-life:moth/4.1:eol:2026-07-01:approaching-90d')
})

test('while the post settles, the stage waits for it; where it is dismissed, the stage is told', () => {
  const table = tableFrom()
  table.runUntil('2026-07-01T08:00:00Z')
  const reached = post(table, '2026-07-01', 'Moth 4.1 reached end of life')
  table.runAt('2026-07-01T08:50:00Z')
  table.runAt('2026-07-01T09:00:00Z')
  expect(table.days).toHaveLength(2)
  const notices = table.memory.notices.map((notice) =>
    notice.post === reached.id ? { ...notice, state: 'dismissed' as const } : notice,
  )
  table.memory = { ...table.memory, notices }
  table.runAt('2026-07-01T09:05:00Z')
  expect(table.days.at(-1)).toBe('2026-07-01 4.1:eol:2026-07-01:reached')
})

test('a post that was there before the first run stands for its stage as well', () => {
  const table = new Table('2026-05-25T00:00:00Z')
  table.say(dated('2026-07-01'))
  post(table, '2026-05-20', 'Moth 4.1 approaching end of life')
  table.runAt(table.now)
  table.runUntil('2026-08-01T12:00:00Z')
  expect(table.days).toEqual(['2026-07-01 4.1:eol:2026-07-01:reached'])
})

test('a post that says the date moved stands for that, whichever was edited first', () => {
  for (const postFirst of [true, false]) {
    const table = tableFrom()
    table.runUntil('2026-06-05T12:00:00Z')
    const say = () => post(table, '2026-06-05', 'Moth 4.1 end of life extended')
    if (postFirst) {
      say()
      table.runUntil('2026-06-06T12:00:00Z')
    }
    table.say(dated('2026-08-12'))
    if (!postFirst) say()
    table.runUntil('2026-09-01T12:00:00Z')
    expect(table.told.slice(2).map(({ key }) => key)).toEqual([
      'announcement:2026-06-05-moth-4-1-end-of-life-extended',
      'end-of-life:moth/4.1:eol:2026-08-12:approaching-30d',
      'end-of-life:moth/4.1:eol:2026-08-12:reached',
    ])
  }
})

test('a title that only mentions a cycle stands for nothing', () => {
  const table = tableFrom()
  const titles = [
    'Lamp support ending for Moth 4.1',
    'Moth 4.1.2 has been released',
    'How to live without an end of life: Moth 5.0',
    'Moth 4.10 has reached EOL',
    'Upgrading to Moth 4.1 before Moth 3.2 reaches its end of life',
  ]
  for (const title of titles) post(table, '2026-03-30', title)
  table.rules = { ...table.rules, holdAbove: 10 }
  table.runUntil('2026-04-03T00:00:00Z')
  expect(table.days).toContain('2026-04-02 4.1:eol:2026-07-01:approaching-90d')
})

test('one title may speak of two cycles', () => {
  const table = new Table('2026-01-01T00:00:00Z')
  table.releases = {
    products: [
      product('moth', [release('26', { eol: '2026-06-01' })]),
      product('lamp', [release('8', { eol: '2026-06-03' })]),
      product('wick', [release('8', { eol: '2026-06-03' })]),
    ],
    unreadable: [],
  }
  table.runAt(table.now)
  post(table, '2026-02-24', 'Moth 26 and Lamp 8 approaching end of life')
  table.runUntil('2026-03-20T12:00:00Z')
  expect(table.told.map(({ key }) => key)).toEqual([
    'announcement:2026-02-24-moth-26-and-lamp-8-approaching-end-of-life',
    'end-of-life:wick/8:eol:2026-06-03:approaching-90d',
  ])
})

describe('which support a post is about', () => {
  const all = { eoas: '2026-03-01', eol: '2026-07-01', eoes: '2026-12-01' } as const
  const told = (day: string, title: string, about: Partial<Announcement> = {}) => {
    const table = new Table('2026-01-01T00:00:00Z')
    table.say(release('4.1', all))
    table.runAt(table.now)
    table.runUntil(`${day}T08:00:00Z`)
    post(table, day, title, about)
    table.runUntil('2027-01-01T12:00:00Z', 720)
    return table.days.map((line) => line.replace('4.1:', ''))
  }
  const usual = [
    '2026-03-01 eoas:2026-03-01:reached',
    '2026-04-02 eol:2026-07-01:approaching-90d',
    '2026-06-01 eol:2026-07-01:approaching-30d',
    '2026-07-01 eol:2026-07-01:reached',
    '2026-09-02 eoes:2026-12-01:approaching-90d',
    '2026-11-01 eoes:2026-12-01:approaching-30d',
    '2026-12-01 eoes:2026-12-01:reached',
  ]
  const without = (...gone: string[]) => usual.filter((line) => !gone.some((part) => line.includes(part)))
  const ofTable = (days: readonly string[]) => days.filter((line) => !line.includes('announcement:'))

  test.each([
    ['2026-03-01', 'Moth 4.1 has reached end of active support', ['eoas']],
    ['2026-07-01', 'Support for Moth 4.1 ends today', ['eol:2026-07-01:reached']],
    ['2026-12-01', 'Extended support for Moth 4.1 has ended', ['eoes:2026-12-01:reached']],
    ['2026-12-01', 'Support for Moth 4.1 ends on 1 December 2026', ['eoes:2026-12-01:reached']],
    ['2026-07-01', 'Moth 4.1 is no longer supported on i386', []],
    ['2026-03-20', 'Moth 4.1 and 4.2 reach end of life', ['eol:2026-07-01:approaching-90d']],
    // A year or half of one ahead is not the stage that comes later.
    ['2026-01-03', 'Moth 4.1 and 4.2 reach end of life', []],
  ] as const)('on %s: %s', (day, title, gone) => {
    expect(ofTable(told(day, title))).toEqual(without(...gone))
  })

  test('front matter says it', () => {
    const stated = { endOfLife: { cycles: ['4.1'], field: 'eoas', stage: 'reached' } }
    expect(ofTable(told('2026-03-01', 'Goodbye', stated))).toEqual(without('eoas'))
    const words = { endOfLife: { cycles: ['4.1'] } }
    expect(ofTable(told('2026-03-01', 'End of active support: what now', words))).toEqual(without('eoas'))
  })
})

describe('a title that the table does not bear out is a question', () => {
  const asked = (title: string, eol: string | boolean = '2026-07-01', about: Partial<Announcement> = {}) => {
    const table = tableFrom('2026-01-01T00:00:00Z', eol)
    table.runUntil('2026-02-20T08:00:00Z')
    const { id } = post(table, '2026-02-20', title, about)
    table.runAt('2026-02-20T08:10:00Z')
    table.runAt('2026-02-20T12:00:00Z')
    return { table, notice: table.notice(id), id }
  }

  test.each([
    ['Moth 4.1 has reached end of life', 'its title says that the end of life of Moth 4.1 has come'],
    ['Moth 4.1 is no longer supported', 'and the releases table says 2026-07-01; correct the one that is wrong'],
    ['Moth 4.1 reaches end of life on 1 August 2026', 'its title says 2026-08-01 for the end of life of Moth 4.1'],
    ['Support for 4.1 ends in August 2026', 'its title says 2026-08 for the end of life'],
    ['Support of 4.1 extended until 1 October 2026', 'its title says 2026-10-01'],
  ])('%s', (title, sentence) => {
    const { table, notice } = asked(title)
    expect([notice?.state, notice?.heldBy]).toEqual(['held', 'remarks'])
    expect(notice?.reason).toContain(sentence)
    table.runUntil('2026-07-02T12:00:00Z', 720)
    // Nothing is swallowed meanwhile.
    expect(table.days).toEqual([
      '2026-04-02 4.1:eol:2026-07-01:approaching-90d',
      '2026-06-01 4.1:eol:2026-07-01:approaching-30d',
      '2026-07-01 4.1:eol:2026-07-01:reached',
    ])
  })

  test('where the table knows no day, too', () => {
    expect(asked('Moth 4.1 has reached end of life', false).notice?.reason).toContain('says that no day is known')
  })

  test.each(['Moth 4.1 reaches end of life on 1 July 2026', 'Support for 4.1 ends in July 2026', 'EOL notice: 4.1'])(
    'and one that agrees is none: %s',
    (title) => {
      expect(asked(title).notice?.state).toBe('told')
    },
  )

  test.each([
    ['that it has come', { stage: 'reached' }, '', 'front matter says that the end of life of Moth 4.1 has come'],
    ['that it has come, of a day', { stage: 'reached' }, 'Support for Moth 4.1 ended on 1 July 2026.', 'front matter'],
    ['no stage, and its title that it has come', {}, '', 'front matter says that the end of life of Moth 4.1 has come'],
    [
      'another day',
      { stage: 'approaching' },
      'Moth 4.1 reaches its end of life on 1 August 2026.',
      'text says 2026-08-01',
    ],
  ])('front matter too: %s', (_what, about, body, sentence) => {
    const title = 'stage' in about ? 'Goodbye' : 'Moth 4.1: end of life reached'
    const { table, notice } = asked(title, '2026-07-01', { body, endOfLife: { cycles: ['4.1'], ...about } })
    expect([notice?.state, notice?.heldBy]).toEqual(['held', 'remarks'])
    expect(notice?.reason).toContain(sentence)
    table.runUntil('2026-04-03T12:00:00Z', 720)
    expect(table.days).toEqual(['2026-04-02 4.1:eol:2026-07-01:approaching-90d'])
    // Approved as it is, it goes out, and the table goes on as always.
    const notices = table.memory.notices.map((one) =>
      one.heldBy === 'remarks' ? { ...one, state: 'due' as const, heldBy: null, approved: one.revision } : one,
    )
    table.memory = { ...table.memory, notices }
    table.runUntil('2026-07-02T12:00:00Z', 720)
    expect(table.days.map((line) => line.replace(/.*:/, ''))).toEqual([
      'approaching-90d',
      expect.stringMatching(/^2026-02-20/),
      'approaching-30d',
      'reached',
    ])
  })

  test.each([
    ['Moth 4.1 reaches its end of life on 1 July 2026.'],
    ['Its end of life was 1 June 2026. Moth 4.1 reaches its end of life on 1 July 2026.'],
    ['Lamp 8 reaches its end of life on 1 August 2026.'],
    ['Active support for Moth 4.1 ends on 1 August 2026.'],
  ])('and front matter that agrees, or speaks of something else, is none: %s', (body) => {
    const { notice } = asked('Goodbye', '2026-07-01', { body, endOfLife: { cycles: ['4.1'], stage: 'approaching' } })
    expect(notice?.state).toBe('told')
  })

  test('it goes on when the table is mended', () => {
    const { table, id } = asked('Support of 4.1 extended until 1 October 2026')
    table.say(dated('2026-10-01'))
    table.runAt('2026-02-20T12:10:00Z')
    table.runAt('2026-02-20T14:10:00Z')
    expect(table.notice(id)?.state).toBe('told')
  })
})

test.each([
  ['the next stage', '2026-09-30', {}, '2 July 2026', ['2026-07-02 4.1:eol:2026-09-30:approaching-90d']],
  [
    'the day itself, where no other stage is left',
    '2026-07-01',
    {},
    '1 July 2026',
    ['2026-07-01 4.1:eol:2026-07-01:reached'],
  ],
  ['nothing, where no stage is left', '2026-07-20', { stages: [90] }, undefined, []],
  [
    'a stage of its own',
    '2026-12-31',
    { stages: [100, 0] },
    '22 September 2026',
    ['2026-09-22 4.1:eol:2026-12-31:approaching-100d'],
  ],
])('a date that moved says when its next notice comes, and then it comes: %s', (_what, date, more, day, comes) => {
  const table = new Table('2026-01-01T00:00:00Z')
  const about = { releaseDate: '2024-01-01', ...more }
  table.say(release('4.1', { ...about, eol: '2026-08-12' }))
  table.runUntil('2026-06-10T12:00:00Z')
  table.say(release('4.1', { ...about, eol: date }))
  table.runUntil('2026-06-12T12:00:00Z')
  const move = table.memory.notices.find(({ key }) => key.includes('date-changed'))
  expect(move?.state).toBe('told')
  const said = /The next notice of it comes on ([^.]+)\./.exec(move?.text ?? '')?.[1]
  expect(said).toBe(day)
  const before = table.days.length
  table.runUntil('2026-12-31T00:00:00Z')
  expect(table.days.slice(before, before + 1)).toEqual(comes)
})
