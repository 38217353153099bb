/** Days are written by what stands around the year; each must be as Intl writes it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDay } from '../../src/base/format-day.js'
import { localeFor } from '../../src/base/locale.js'

const tags =
  'en en-US en-GB de fr es pt-BR pt it nl sv da nb fi is et lv lt pl cs sk hu ro bg el ru uk sr hr sl tr az ka hy he ' +
  'ar ar-EG fa ur ps hi bn ta te ml kn gu mr ne my th th-u-nu-thai km lo vi id ms tl sw am zh zh-TW ja ko mn kk uz ' +
  'eu ca gl ga cy mt sq mk bs lb rm af zu'

const day = fc
  .date({ min: new Date('0900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

test('a day is written as Intl writes it, in any language and year', () => {
  fc.assert(
    fc.property(day, fc.constantFrom(...tags.split(' ')), (one, language) => {
      const at = Date.parse(`${one}T00:00:00Z`)
      const long = new Intl.DateTimeFormat(localeFor(language), { dateStyle: 'long', timeZone: 'UTC' })
      const short = new Intl.DateTimeFormat(localeFor(language), { month: 'short', day: 'numeric', timeZone: 'UTC' })
      expect(formatDay(one, language)).toBe(long.format(at))
      expect(formatDay(one, language, 'short')).toBe(short.format(at))
    }),
    { numRuns: 500 },
  )
})

test('what is no day is refused', () => {
  for (const none of ['', '2026-13-01', 'today']) expect(() => formatDay(none, 'en')).toThrow(RangeError)
})
