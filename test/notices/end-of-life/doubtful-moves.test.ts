/** Dates that move far, back and again: what is told, what is asked, and what mail says of it. */
import { describe, expect, test } from 'vitest'
import { approved, held } from '../../../src/notices/by-hand.js'
import { isOpen, type Notice } from '../../../src/notices/notice.js'
import { post, release, Table } from './clock.js'

const dated = (eol: string | boolean) => release('4.1', { eol })

function tableFrom(start = '2026-01-01T00:00:00Z', eol: string | boolean = '2026-07-01'): Table {
  const table = new Table(start)
  table.say(dated(eol))
  table.runAt(start)
  return table
}

describe('a move that is in doubt', () => {
  /** The open notice of the move, as data. */
  const waiting = (table: Table) =>
    table.memory.notices.filter(isOpen).map(({ key, heldBy, reason }) => [key.replace(/.*4\.1:/, ''), heldBy, reason])
  const decide = (table: Table, state: 'due' | 'dismissed') => {
    const notices = table.memory.notices.map((one) =>
      isOpen(one) ? { ...one, state, heldBy: null, approved: one.revision } : one,
    )
    table.memory = { ...table.memory, notices }
  }
  const text = (table: Table, part: string) => table.memory.notices.find(({ key }) => key.endsWith(part))

  test('further than movedFar it waits for an operator, and nothing of it is mailed meanwhile', () => {
    const table = tableFrom()
    table.runUntil('2026-06-05T12:00:00Z', 180)
    table.say(dated('2029-07-01'))
    table.runUntil('2026-07-10T12:00:00Z', 180)
    expect(table.days).toHaveLength(2)
    expect(waiting(table)).toEqual([
      [
        'eol:2029-07-01:date-changed',
        'moved',
        'people were told 2026-07-01, and the releases table says 2029-07-01 now: further than notices.movedFar (2y); ' +
          'approve it where it is meant, else correct the table',
      ],
    ])
    table.runAt('2026-07-10T13:00:00Z')
    expect(table.memory.notices.find(isOpen)?.revision).toBe(1)
    decide(table, 'due')
    table.runAt('2026-07-10T14:00:00Z')
    expect(table.days.at(-1)).toBe('2026-07-10 4.1:eol:2029-07-01:date-changed')
  })

  test.each([
    ['2028-07-01', 0],
    ['2028-07-04', 1],
  ])('two years exactly are no more than two years: %s', (date, held) => {
    const table = tableFrom()
    table.runUntil('2026-06-05T12:00:00Z', 180)
    table.say(dated(date))
    table.runAt('2026-06-05T13:00:00Z')
    expect(waiting(table).filter(([, by]) => by === 'moved')).toHaveLength(held)
  })

  test('so does an end that nobody dates, years before the day that was told; and an end long after one', () => {
    const far = new Table('2025-06-01T00:00:00Z')
    far.rules = { ...far.rules, endOfLife: [800, 0] }
    far.say(dated('2029-01-01'))
    far.runAt(far.now)
    far.runUntil('2026-11-01T12:00:00Z', 720)
    expect(far.days).toHaveLength(1)
    far.say(dated(true))
    far.runAt('2026-11-01T13:00:00Z')
    expect(waiting(far).map(([key, by]) => [key, by])).toEqual([['eol:none:reached', 'moved']])
    const over = tableFrom()
    over.runUntil('2026-07-10T12:00:00Z', 180)
    over.say(dated('2030-07-01'))
    over.runUntil('2026-07-11T12:00:00Z', 180)
    expect(over.days).toHaveLength(3)
    expect(waiting(over).map(([, by]) => by)).toEqual(['moved'])
  })

  test('back within days of the mail that it moved, it waits; corrected once more, nothing is left of it', () => {
    const table = tableFrom()
    table.runUntil('2026-06-02T12:00:00Z', 180)
    table.say(dated('2026-12-01'))
    table.runUntil('2026-06-05T12:00:00Z', 180)
    table.say(dated('2026-07-01'))
    table.runUntil('2026-06-06T12:00:00Z', 180)
    expect(table.days).toHaveLength(3)
    expect(waiting(table)).toEqual([
      [
        'eol:2026-07-01:date-changed',
        'moved',
        'people were told 2026-12-01 on 2026-06-02, and the releases table says 2026-07-01 again, as it was told before; ' +
          'approve to tell that it is back, dismiss to tell nobody, or correct the table',
      ],
    ])
    table.say(dated('2026-12-01'))
    table.runAt('2026-06-06T13:00:00Z')
    expect(waiting(table)).toEqual([])
  })

  test('back to no date, and from an end that was none, it waits too', () => {
    const withdrawn = tableFrom()
    withdrawn.runUntil('2026-04-10T12:00:00Z', 180)
    withdrawn.say(dated(false))
    withdrawn.runUntil('2026-04-12T12:00:00Z', 180)
    withdrawn.say(dated('2026-07-01'))
    withdrawn.runUntil('2026-04-13T12:00:00Z', 180)
    expect(waiting(withdrawn).map(([, by]) => by)).toEqual(['moved'])
    const ended = tableFrom()
    ended.runUntil('2026-06-20T12:00:00Z', 180)
    ended.say(dated('2026-06-18'))
    ended.runUntil('2026-06-22T12:00:00Z', 180)
    ended.say(dated('2026-07-01'))
    ended.runUntil('2026-06-23T12:00:00Z', 180)
    expect(waiting(ended).map(([key, by]) => [key, by])).toEqual([['eol:2026-07-01:date-changed', 'moved']])
  })

  test('approved, it says that it is back to the first date; dismissed, the stages of that date go on', () => {
    const back = () => {
      const table = tableFrom()
      table.runUntil('2026-05-20T12:00:00Z', 180)
      table.say(dated('2026-12-01'))
      table.runUntil('2026-05-23T12:00:00Z', 180)
      table.say(dated('2026-07-01'))
      table.runUntil('2026-05-24T12:00:00Z', 180)
      return table
    }
    const told = back()
    decide(told, 'due')
    told.runAt('2026-05-24T13:00:00Z')
    const notice = text(told, 'eol:2026-07-01:date-changed')
    expect(notice?.title).toBe('Moth 4.1 reaches its end of life earlier than announced, on 1 July 2026')
    expect(notice?.text).toContain(
      'It is back to the date announced first; 1 December 2026, announced since, does not hold any more.',
    )
    const dismissed = back()
    decide(dismissed, 'dismissed')
    dismissed.runUntil('2026-07-02T12:00:00Z', 180)
    expect(dismissed.days.slice(2)).toEqual([
      '2026-06-01 4.1:eol:2026-07-01:approaching-30d',
      '2026-07-01 4.1:eol:2026-07-01:reached',
    ])
  })

  test('the day of a date whose move is in doubt is in doubt as well', () => {
    const table = tableFrom()
    table.runUntil('2026-06-28T12:00:00Z', 180)
    table.say(dated('2026-12-01'))
    table.runUntil('2026-06-30T12:00:00Z', 180)
    table.say(dated('2026-07-01'))
    table.runUntil('2026-07-02T12:00:00Z', 180)
    expect(table.days).toHaveLength(3)
    expect(waiting(table).map(([key, by]) => [key, by])).toEqual([['eol:2026-07-01:reached', 'moved']])
    // However long that waits, it is what waits.
    table.runUntil('2026-08-02T12:00:00Z', 720)
    expect(waiting(table).map(([, by]) => by)).toEqual(['moved'])
  })

  test('a post that tells the move is an operator’s word', () => {
    const table = tableFrom()
    table.runUntil('2026-06-05T12:00:00Z', 180)
    table.say(dated('2029-07-01'))
    table.runUntil('2026-06-06T12:00:00Z', 180)
    expect(waiting(table)).toHaveLength(1)
    post(table, '2026-06-06', 'Support of 4.1 extended until 1 July 2029')
    table.runUntil('2026-06-07T12:00:00Z', 180)
    expect(waiting(table)).toEqual([])
    expect(table.told.at(-1)?.key).toMatch(/^announcement:/)
  })
})

test('a date that moves again before it was told is one change, from the day people know', () => {
  const table = tableFrom()
  table.runUntil('2026-04-10T08:00:00Z', 180)
  for (const [at, eol] of [
    ['2026-04-10T10:00:00Z', '2026-12-01'],
    ['2026-04-10T10:20:00Z', '2027-03-01'],
    ['2026-04-10T10:40:00Z', '2026-09-01'],
  ] as const) {
    table.say(dated(eol))
    table.runAt(at)
  }
  table.runUntil('2026-04-11T12:00:00Z', 180)
  expect(table.days.slice(1)).toEqual(['2026-04-10 4.1:eol:2026-09-01:date-changed'])
  const { title, text } = table.memory.notices.findLast(({ state }) => state === 'told') ?? {}
  expect(title).toBe('Moth 4.1 is supported longer, until 1 September 2026')
  expect(text).toContain('You have more time (until 1 September 2026)')
  expect(text).toContain('The date announced before was 1 July 2026; this is about 2 months later.')
})

test('what holds a move holds the one that takes its place', () => {
  const table = tableFrom()
  table.runUntil('2026-04-10T12:00:00Z', 180)
  table.say(dated('2026-12-01'))
  table.runAt('2026-04-10T12:10:00Z')
  const notices = table.memory.notices.map((one) =>
    isOpen(one) ? { ...one, state: 'held' as const, heldBy: 'operator' as const, reason: 'held by an operator' } : one,
  )
  table.memory = { ...table.memory, notices }
  table.say(dated('2026-11-01'))
  table.runUntil('2026-04-12T12:00:00Z', 180)
  expect(table.open()).toEqual(['held end-of-life:moth/4.1:eol:2026-11-01:date-changed'])
})

test('good news is good news, and back to the first date, where the date had been brought forward', () => {
  const table = tableFrom()
  table.runUntil('2026-04-10T12:00:00Z', 180)
  table.say(dated('2026-06-01'))
  table.runUntil('2026-04-25T12:00:00Z', 180)
  table.say(dated('2026-07-01'))
  table.runUntil('2026-04-26T12:00:00Z', 180)
  const { title, text = '' } = table.memory.notices.findLast(({ key }) => key.endsWith('2026-07-01:date-changed')) ?? {}
  expect(title).toBe('Moth 4.1 is supported longer, until 1 July 2026')
  expect(text).toMatch(/You have more time.*back to the date announced first; 1 June 2026, announced since, does not/s)
  expect(text).not.toContain('later.')
})

describe('an operator’s word on a move outlasts a table that does not say it for one run', () => {
  const words: Record<string, (notice: Notice) => Notice> = {
    held,
    approved: (notice) => approved(notice, { at: Date.parse('2026-04-20T09:00:00Z') }),
  }
  const gaps: Record<string, (table: Table) => void> = {
    'no cycle': (table) => table.say(),
    'other cycles': (table) => table.say(release('5.0', { eol: '2029-07-01' })),
    'the first date': (table) => table.say(dated('2026-07-01')),
    'another date': (table) => table.say(dated('2026-11-01')),
  }
  const ends = { held: [], approved: ['2026-04-20 4.1:eol:2026-12-01:date-changed'] }

  test.each(Object.keys(words).flatMap((word) => Object.keys(gaps).map((gap) => [word, gap] as const)))(
    '%s, and then %s',
    (word, gap) => {
      const table = tableFrom()
      table.runUntil('2026-04-10T12:00:00Z', 180)
      table.say(dated('2026-12-01'))
      table.runAt('2026-04-10T12:10:00Z')
      const say = words[word] ?? held
      const notices = table.memory.notices.map((one) => (isOpen(one) ? say(one) : one))
      table.memory = { ...table.memory, notices }
      gaps[gap]?.(table)
      table.runAt('2026-04-10T13:00:00Z')
      table.say(dated('2026-12-01'))
      table.runUntil('2026-04-21T12:00:00Z', 180)
      expect(table.days.slice(1)).toEqual(ends[word === 'held' ? 'held' : 'approved'])
      expect(table.open()).toEqual(word === 'held' ? ['held end-of-life:moth/4.1:eol:2026-12-01:date-changed'] : [])
    },
  )
})
