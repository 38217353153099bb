/** What is recorded of a post that stands for notices, when, and what is told to those whom it did not reach. */
import { describe, expect, test } from 'vitest'
import { post, product, release, Table } from './clock.js'

function tableFrom(eol: string | boolean = '2026-07-01', start = '2026-01-01T00:00:00Z'): Table {
  const table = new Table(start)
  table.say(release('4.1', { eol }))
  table.runAt(start)
  return table
}

const told = (table: Table) =>
  table.memory.notices
    .filter(({ kind, state }) => kind === 'end-of-life' && state === 'told')
    .map(({ key, toldAt, reason }) => [
      key.replace(/.*4\.1:/, ''),
      new Date(toldAt ?? 0).toISOString().slice(0, 10),
      reason,
    ])

const mailed = (table: Table) => table.days.filter((line) => !line.includes('announcement:'))

describe('a post is recorded as a stage', () => {
  test('when the stage comes, and not before', () => {
    const table = tableFrom()
    table.runUntil('2026-03-20T08:00:00Z', 180)
    post(table, '2026-03-20', 'Moth 4.1 is approaching its end of life')
    table.runUntil('2026-04-02T07:00:00Z', 180)
    expect(told(table)).toEqual([])
    const { replaced, upcoming } = table.look()
    const notice = 'end-of-life:moth/4.1:eol:2026-07-01:approaching-90d'
    const until = Date.parse('2026-04-02T09:00:00Z')
    const key = 'announcement:2026-03-20-moth-4-1-is-approaching-its-end-of-life'
    expect(replaced).toEqual([{ post: key, notice, until }])
    expect(upcoming.map(({ key }) => key)).toEqual([notice])
    table.runUntil('2026-04-03T08:00:00Z', 60)
    expect(told(table)).toEqual([
      [
        'eol:2026-07-01:approaching-90d',
        '2026-04-02',
        'told by announcement:2026-03-20-moth-4-1-is-approaching-its-end-of-life',
      ],
    ])
    expect(mailed(table)).toEqual([])
  })

  test('that has come, at the distance that front matter says', () => {
    const table = tableFrom()
    table.runUntil('2026-04-20T08:00:00Z', 180)
    const endOfLife = { cycles: ['4.1'], stage: 'approaching-30d' }
    post(table, '2026-04-20', 'Goodbye', { endOfLife })
    table.runUntil('2026-05-31T12:00:00Z', 180)
    // The stage before it was told by the table.
    expect(told(table).map(([key]) => key)).toEqual(['eol:2026-07-01:approaching-90d'])
    table.runUntil('2026-06-02T12:00:00Z', 180)
    expect(told(table).map(([key]) => key)).toEqual([
      'eol:2026-07-01:approaching-90d',
      'eol:2026-07-01:approaching-30d',
    ])
    expect(mailed(table)).toHaveLength(1)
  })
})

describe('where the post left people out', () => {
  const leaving = (about: Partial<Table> = {}) => Object.assign(tableFrom(), { leavesOut: true, ...about })

  test('the notice goes to them when its stage comes, and says which post it stands beside', () => {
    const table = leaving()
    table.runUntil('2026-03-20T08:00:00Z', 180)
    post(table, '2026-03-20', 'Moth 4.1 is approaching its end of life')
    table.runUntil('2026-06-30T08:00:00Z', 180)
    const reached = post(table, '2026-07-01', 'Moth 4.1 has reached EOL')
    table.runUntil('2026-07-03T08:00:00Z', 60)
    expect(table.told.map(({ at, key }) => `${at.slice(0, 16)} ${key.replace('end-of-life:moth/4.1:', '')}`)).toEqual([
      '2026-03-20T12:00 announcement:2026-03-20-moth-4-1-is-approaching-its-end-of-life',
      '2026-04-02T09:00 eol:2026-07-01:approaching-90d',
      '2026-06-01T09:00 eol:2026-07-01:approaching-30d',
      '2026-07-01T08:00 announcement:2026-07-01-moth-4-1-has-reached-eol',
      '2026-07-01T09:00 eol:2026-07-01:reached',
    ])
    const [, first, , , last] = table.told.map(({ key }) => table.memory.notices.find((notice) => notice.key === key))
    expect(first?.standIn).toBe('announcement:2026-03-20-moth-4-1-is-approaching-its-end-of-life')
    expect(first?.followUpOf).toBe(first?.standIn)
    expect(last?.standIn).toBe(`announcement:${reached.id}`)
    expect(last?.reason).toBe(`${last?.standIn} tells it to those whom it reaches, and this to all others`)
    expect(last?.followUpOf).toBe(first?.key)
  })

  test('many at once are no flood, and a move that the post tells is no question', () => {
    const table = new Table('2026-01-01T00:00:00Z')
    table.leavesOut = true
    const cycles = ['1', '2', '3', '4', '5']
    const say = (eol: string) => table.say(...cycles.map((cycle) => release(cycle, { eol })))
    say('2026-07-01')
    table.runAt(table.now)
    table.runUntil('2026-04-03T00:00:00Z', 180)
    expect(table.days).toHaveLength(1)
    say('2029-07-01')
    post(table, '2026-04-03', 'All of Moth is supported longer', { endOfLife: { cycles, stage: 'date-changed' } })
    table.runUntil('2026-04-04T12:00:00Z', 60)
    expect(table.days.filter((line) => line.includes('date-changed'))).toHaveLength(1)
    expect(table.open()).toEqual([])
  })

  test('a post from before the first run told it to everybody', () => {
    const table = new Table('2026-05-25T00:00:00Z')
    table.leavesOut = true
    table.say(release('4.1', { eol: '2026-07-01' }))
    post(table, '2026-05-20', 'Moth 4.1 approaching end of life')
    table.runAt(table.now)
    table.runUntil('2026-06-05T12:00:00Z', 180)
    expect(table.days).toEqual([])
    expect(told(table).map(([key]) => key)).toEqual([
      'eol:2026-07-01:approaching-90d',
      'eol:2026-07-01:approaching-30d',
    ])
  })

  test('with two posts of one stage it waits for both', () => {
    const table = leaving()
    table.runUntil('2026-07-01T08:00:00Z', 180)
    post(table, '2026-07-01', 'Moth 4.1 has reached EOL')
    table.runUntil('2026-07-01T08:50:00Z', 10)
    post(table, '2026-07-01', 'EOL notice: Moth 4.1')
    table.runAt('2026-07-01T09:00:00Z')
    table.runAt('2026-07-01T09:20:00Z')
    expect(table.told.slice(2).map(({ key }) => key.split(':')[0])).toEqual(['announcement'])
    table.runUntil('2026-07-01T12:00:00Z', 20)
    expect(table.told.slice(2).map(({ key }) => key.split(':')[0])).toEqual([
      'announcement',
      'announcement',
      'end-of-life',
    ])
    const posts = table.run().replaced
    expect(posts).toEqual([])
  })
})

test('of two cycles that a post names, each has what is left of it', () => {
  const table = new Table('2026-01-01T00:00:00Z')
  table.leavesOut = true
  table.releases = {
    products: [product('moth', [release('26', { eol: '2026-06-01' }), release('25', { eol: '2026-06-03' })])],
    unreadable: [],
  }
  table.runAt(table.now)
  table.runUntil('2026-02-24T08:00:00Z', 180)
  post(table, '2026-02-24', 'Moth 25 and 26 approaching end of life')
  table.runUntil('2026-03-10T12:00:00Z', 180)
  expect(table.told.slice(1).map(({ at, key }) => `${at.slice(0, 10)} ${key}`)).toEqual([
    '2026-03-03 end-of-life:moth/26:eol:2026-06-01:approaching-90d',
    '2026-03-05 end-of-life:moth/25:eol:2026-06-03:approaching-90d',
  ])
})
