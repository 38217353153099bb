/** Days as a language writes them: found in a text and read. */
import { expect, test } from 'vitest'
import { localDays } from '../../src/base/local-days.js'

test.each([
  ['de', '9. November 2026', '2026-11-09'],
  ['de', '3. März 2026', '2026-03-03'],
  ['de', '3. Nov. 2026', '2026-11-03'],
  ['de', '31. Februar 2026', undefined],
  ['de', '3. Smarch 2026', undefined],
  ['es', '9 de noviembre de 2026', '2026-11-09'],
  ['fr', '1er décembre 2026', '2026-12-01'],
  ['ru', '9 ноября 2026', '2026-11-09'],
  ['he', '9 בנובמבר 2026', '2026-11-09'],
  ['ar', '9 نوفمبر 2026', '2026-11-09'],
  ['ja', '2026年11月9日', '2026-11-09'],
  ['th', '9 พฤศจิกายน 2026', '2026-11-09'],
  ['en', '9 November 2026', undefined],
])('in %s, "%s" is %s', (language, text, day) => {
  expect(localDays(language).read(text)).toBe(day)
})

test('a text has all of them as plain days, and nothing else is touched', () => {
  const { inPlain } = localDays('de')
  expect(inPlain('Am 9. November 2026, nicht am 39. Mai 2026.')).toBe('Am 2026-11-09, nicht am 39. Mai 2026.')
  expect(inPlain('Version 19. November 20261')).toBe('Version 19. November 20261')
  expect(localDays('en').inPlain('9 November 2026')).toBe('9 November 2026')
})

test('months have further names, in the shapes of the language and plainly between day and year', () => {
  const names = [['Jänner', 'Jän'], [], [], [], [], [], [], [], [], [], ['Wintermonat'], []]
  const { read, inPlain } = localDays('de', names)
  const days = ['3. Jänner 2026', '3. Jän. 2026', '3 Jänner 2026', '9. Wintermonat 2026', '9. November 2026']
  expect(days.map(read)).toEqual(['2026-01-03', '2026-01-03', '2026-01-03', '2026-11-09', '2026-11-09'])
  expect(['32. Jänner 2026', '3. Feber 2026', '3. Jännerei 2026'].map(read)).toEqual([undefined, undefined, undefined])
  expect(inPlain('Seit 3. Jänner 2026.')).toBe('Seit 2026-01-03.')
  expect(localDays('de').read('3. Jänner 2026')).toBeUndefined()
  const hebrew = localDays(
    'he',
    names.map((_, index) => (index === 10 ? ['נובמבר'] : [])),
  )
  expect([hebrew.read('9 נובמבר 2026'), hebrew.read('9 בנובמבר 2026')]).toEqual(['2026-11-09', '2026-11-09'])
})
