/** What the file that makes keys makes, it reads again; the keys themselves never change. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  announcementKey,
  dayInKey,
  endOfLifeKey,
  kindInKey,
  manualKey,
  parseNoticeKey,
  retractionKey,
  updateKey,
} from '../../src/register/notice-keys.js'
import { endFields } from '../../src/releases/release.js'

const id = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abc:/#-.2026é '), minLength: 1 }),
  fc.constantFrom('news', 'update:news:2026-05-04', '2026-05-04', 'a:2026-05-04#2'),
)
const day = fc.integer({ min: 0, max: 40_000 }).map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10))
const count = fc.integer({ min: 1, max: 120 })

test('keys are what they always were', () => {
  expect([
    announcementKey('lamps-3'),
    announcementKey({ id: 'lamps-3' }),
    updateKey('lamps-3', '2026-05-04', 1),
    updateKey('lamps-3', '2026-05-04', 2),
    retractionKey('lamps-3'),
    manualKey('8d4c'),
    endOfLifeKey({ product: 'lamps', cycles: ['3'], field: 'eol', date: '2026-05-04', stage: 'reached', count: 1 }),
    endOfLifeKey({ product: 'lamps', cycles: ['a/b'], field: 'eoas', date: 'none', stage: 'date-changed', count: 3 }),
  ]).toEqual([
    'announcement:lamps-3',
    'announcement:lamps-3',
    'update:lamps-3:2026-05-04',
    'update:lamps-3:2026-05-04#2',
    'retraction:lamps-3',
    'manual:8d4c',
    'end-of-life:lamps/3:eol:2026-05-04:reached',
    'end-of-life:lamps/a/b:eoas:none:date-changed#3',
  ])
})

test('every key is read as what it was made of, whatever an id holds', () => {
  fc.assert(
    fc.property(id, day, count, (post, on, number) => {
      expect(parseNoticeKey(announcementKey(post))).toEqual({ kind: 'announcement', post })
      expect(parseNoticeKey(retractionKey(post))).toEqual({ kind: 'retraction', post })
      expect(parseNoticeKey(manualKey(post))).toEqual({ kind: 'manual', id: post })
      const key = updateKey(post, on, number)
      expect(parseNoticeKey(key)).toEqual({ kind: 'update', post, day: on, count: number })
      expect(dayInKey(key)).toEqual({ day: on, count: number })
      expect(kindInKey(key)).toBe('update')
    }),
  )
  const occasion = fc.record({
    product: fc.constantFrom('lamps', 'a.b-c'),
    cycles: fc.uniqueArray(fc.constantFrom('3', '3.1', 'a/b', 'x:y', 'eol:2026-01-01', '50%'), { minLength: 1 }),
    field: fc.constantFrom(...endFields),
    date: fc.oneof(day, fc.constant('none')),
    stage: fc.constantFrom('reached', 'date-changed', 'approaching-30d'),
    count,
  })
  fc.assert(
    fc.property(occasion, (one) => {
      expect(parseNoticeKey(endOfLifeKey(one))).toEqual({ kind: 'end-of-life', occasion: one })
    }),
  )
})

test('a key that somebody wrote in another way names what it can', () => {
  expect(parseNoticeKey('update:news')).toBeUndefined()
  expect(parseNoticeKey('news')).toBeUndefined()
  expect(parseNoticeKey('confirmation:1')).toBeUndefined()
  expect(parseNoticeKey('end-of-life:lamps')).toEqual({ kind: 'end-of-life', occasion: undefined })
  expect(dayInKey('news:2026-05-04')).toEqual({ day: '2026-05-04', count: 1 })
  expect(dayInKey('update:news')).toBeUndefined()
  expect(kindInKey('confirmation:1')).toBe('confirmation')
})
