/** Mail that does not arrive for a while: how much of it, in a row, over how long. */
import { expect, test } from 'vitest'
import { isFailing, type MailFate } from '../../src/inbound/soft-bounces.js'

const DAY = 86_400_000
const LIMITS = { softBounces: 5, days: 30 }

/** `s` soft, `a` arrived, `l` lifted, `.` nothing; the newest first, `every` days apart. */
function fates(what: string, every: number): MailFate[] {
  const names = { s: 'soft', a: 'arrived', l: 'lifted', '.': 'nothing' } as const
  return [...what].map((letter, index) => ({
    at: 1_000 * DAY - index * every * DAY,
    what: names[letter as keyof typeof names],
  }))
}

test.each([
  ['five in a row over a week and more', 'sssss', 2, true],
  ['what was not sent or refused for what it is, between them', 's.s.s..ss', 1, true],
  ['what arrived before them', 'sssssa', 2, true],
  ['four', 'ssss', 3, false],
  ['none', '', 1, false],
  ['five within six days', 'sssss', 1.5, false],
  ['one that arrived among them', 'sssass', 2, false],
  ['one that arrived since', 'asssss', 2, false],
  ['what an operator has lifted', 'sssls', 2, false],
  ['five over more than thirty days', 'sssss', 8, false],
])('%s', (_what, letters, every, expected) => {
  expect(isFailing(fates(letters, every), LIMITS)).toBe(expected)
})

test('how many, and within how many days, is configured', () => {
  expect(isFailing(fates('sss', 4), { softBounces: 3, days: 30 })).toBe(true)
  expect(isFailing(fates('sssss', 8), { softBounces: 5, days: 40 })).toBe(true)
})
