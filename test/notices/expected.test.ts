import { expect, test } from 'vitest'
import { calendarSpan, formatCalendarSpan } from '../../src/base/units.js'
import { type Expected, lacking, lackSentence } from '../../src/notices/expected.js'
import { announcement } from '../support/announcements.js'

const lists = [
  { id: 'security', title: 'Security', description: '', categories: ['security'] },
  { id: 'rest', title: 'Rest', description: '', categories: ['*'] },
]
const CANARY: Expected = { title: 'canary', every: { count: 4, unit: 'months' }, before: 7 }
const post = (day: string, title: string, about: object = {}) =>
  announcement({
    id: `${day}-x`,
    title,
    day,
    instant: Date.parse(`${day}T12:00:00Z`),
    categories: ['security'],
    ...about,
  })
const said = (today: string, posts = [post('2026-01-31', 'Lantern Canary 041')], expected = CANARY) =>
  lacking([expected], posts, lists, { now: Date.parse(`${today}T12:00:00Z`), today }).map(lackSentence)

const LAST = 'the last one, “Lantern Canary 041”, is of 2026-01-31'

test.each([
  ['2026-01-31', []],
  ['2026-05-23', []],
  ['2026-05-24', [`“canary” is due on 2026-05-31: ${LAST}`]],
  ['2026-05-31', [`“canary” is due on 2026-05-31: ${LAST}`]],
  ['2026-06-01', [`“canary” was due on 2026-05-31 and has not come: ${LAST}`]],
  ['2027-06-01', [`“canary” was due on 2026-05-31 and has not come: ${LAST}`]],
])('on %s', (today, sentences) => {
  expect(said(today)).toEqual(sentences)
})

test('the newest counts that is out, is not withdrawn, and has the words as words', () => {
  const old = post('2026-01-31', 'Lantern Canary 041')
  const late = [`“canary” was due on 2026-05-31 and has not come: ${LAST}`]
  expect(said('2026-06-10', [post('2026-06-01', 'CANARY, 042'), old])).toEqual([])
  expect(said('2026-06-10', [old, post('2026-06-11', 'Canary 042')])).toEqual(late)
  expect(said('2026-06-10', [old, post('2026-06-01', 'Canary 042', { withdrawn: true })])).toEqual(late)
  expect(said('2026-06-10', [old, post('2026-06-01', 'Canaryseed')])).toEqual(late)
})

test('of a list it is what goes there', () => {
  const elsewhere = post('2026-06-01', 'Canary 042', { categories: ['news'] })
  expect(said('2026-06-10', [elsewhere], { ...CANARY, list: 'security' })).toEqual([
    'no post has “canary” in its title, and one is expected every 4 months',
  ])
  expect(said('2026-06-10', [elsewhere], { ...CANARY, list: 'rest' })).toEqual([])
})

test.each([
  ['4 months', '4 months'],
  ['1 Year', '1 year'],
  ['2w', '2 weeks'],
  ['90d', '90 days'],
  ['1 day', '1 day'],
  ['0 days', undefined],
  ['4m', undefined],
  ['months', undefined],
  ['4 moons', undefined],
  ['-4 months', undefined],
])('a span: %s', (text, read) => {
  const span = calendarSpan(text)
  expect(span && formatCalendarSpan(span)).toBe(read)
})
