/** Pages of the console say until when a notice settles once, in the reader's zone. */
import { expect, test } from 'vitest'
import { reasons } from '../../src/notices/reasons.js'
import { reasonBeside } from '../../src/web/console/reason.js'

const until = Date.parse('2026-05-04T10:00:00Z')

test.each([
  ['settling', reasons.settles(until), ''],
  ['settling', reasons.newsSettles('a new block', until), 'a new block'],
  ['held', reasons.settles(until), reasons.settles(until)],
  ['due', reasons.announcementSettled(), reasons.announcementSettled()],
] as const)('%s, "%s": "%s"', (state, reason, shown) => {
  expect(reasonBeside({ state, reason, until })).toBe(shown)
})
