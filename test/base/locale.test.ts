import { expect, test } from 'vitest'
import { isKnownLanguage } from '../../src/base/locale.js'

test('a language is known where Intl has a name for it, asked or not', () => {
  const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const tags = letters.flatMap((first) => letters.map((second) => first + second))
  const wrong = tags.filter((tag) => isKnownLanguage(tag) !== (names.of(tag) !== undefined))
  expect(wrong).toEqual([])
  expect(['mul', 'zxx', 'mis', 'x', 'en_GB', ''].filter(isKnownLanguage)).toEqual([])
})
