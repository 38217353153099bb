import { expect, test } from 'vitest'
import type { Config } from '../../src/config/schema.js'
import { configIn, languageAccepted, languageNamed, offeredLanguages, otherLanguage } from '../../src/config/spoken.js'

const words = (language: string) => ({ language, sentences: {} })
const config = {
  site: { language: 'en' },
  words: words('en'),
  spoken: [words('de'), words('pt-BR')],
} as unknown as Config

test('a tag is found in any letter case, as the configuration writes it', () => {
  expect(offeredLanguages(config)).toEqual(['en', 'de', 'pt-BR'])
  expect(['PT-br', 'EN', 'fr', ''].map((tag) => languageNamed(config, tag))).toEqual([
    'pt-BR',
    'en',
    undefined,
    undefined,
  ])
  expect(['DE', 'en', 'fr', ''].map((tag) => otherLanguage(config, tag))).toEqual(['de', '', '', ''])
})

test('the configuration as it speaks a language, and the way back', () => {
  const german = configIn(config, 'DE')
  expect([german.site.language, german.words.language]).toEqual(['de', 'de'])
  expect(offeredLanguages(german)).toEqual(['de', 'en', 'pt-BR'])
  expect(configIn(german, 'en').words).toBe(config.words)
  expect(configIn(config, 'fr')).toBe(config)
  expect(configIn(config, '')).toBe(config)
})

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['fr, de;q=0.5, en;q=0.4', 'de'],
  ['en;q=0.1, de;q=0.9', 'de'],
  ['de;q=0, en', 'en'],
  ['pt', 'pt-BR'],
  ['pt-PT', 'pt-BR'],
  ['zh-Hant-TW, PT-BR', 'pt-BR'],
  ['fr', 'en'],
  ['de;q=nonsense', 'en'],
  ['de;q=5', 'en'],
  [`${'xx,'.repeat(10_000)}de`, 'en'],
  ['../../etc, <b>, de', 'de'],
])('what a browser accepts: %s is %s', (accepted, language) => {
  expect(languageAccepted(config, accepted)).toBe(language)
})
