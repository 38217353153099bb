/** Pages of the console say until when a notice settles once, in the reader's zone. */
import { expect, test } from 'vitest'
import { reasons } from '../../src/notices/reasons.js'
import { reasonBeside, whyThen } from '../../src/web/console/reason.js'

const until = Date.parse('2026-05-04T10:00:00Z')

test.each([
  ['settling', reasons.settles(until), ''],
  ['settling', reasons.newsSettles('a new block', until), 'a new block'],
  ['held', reasons.settles(until), reasons.settles(until)],
  ['due', reasons.announcementSettled(), reasons.announcementSettled()],
] as const)('%s, "%s": "%s"', (state, reason, shown) => {
  expect(reasonBeside({ state, reason, until })).toBe(shown)
})

test('what waits for a window says so, and what an operator put off does not', () => {
  expect(whyThen({ notBefore: until }, until)).toBe('')
  for (const notBefore of [null, until - 1]) expect(whyThen({ notBefore }, until)).toMatch(/send window/)
})

test('from when it is approved is said beside it, and not as the record has it', () => {
  const at = Date.parse('2026-05-06T08:00:00Z')
  const about = { state: 'due', until, reason: reasons.approvedFor(at) } as const
  expect(reasonBeside({ ...about, notBefore: at })).toBe('approved by an operator')
  expect(reasonBeside({ ...about, notBefore: at + 60_000 })).toBe(reasons.approvedFor(at))
})
