import { describe, expect, test } from 'vitest'
import { weekDays } from '../../src/config/week-days.js'

describe('days of the week', () => {
  test.each([
    ['mon-fri', [1, 2, 3, 4, 5]],
    ['Friday', [5]],
    ['sat, sun', [6, 7]],
    ['fri - mon', [1, 5, 6, 7]],
    ['mon wed-thu,mon', [1, 3, 4]],
  ])('%s', (text, days) => expect(weekDays(text)).toEqual(days))

  test.each(['', ',', 'mo', 'someday', 'mon-', '-fri', 'mon-wed-fri', '1-5'])('"%s" names none', (text) =>
    expect(weekDays(text)).toBeUndefined(),
  )
})
