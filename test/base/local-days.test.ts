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
