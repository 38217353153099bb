import { expect, test } from 'vitest'
import { listsFor } from '../../src/notices/lists-for.js'
import type { Languages } from '../../src/posts/announcement.js'
import { speaks } from '../../src/posts/language.js'
import { underId } from '../../src/posts/under-id.js'
import { announcementOf, faults, parse, post, settings } from './parsing.js'

const both: Languages = { site: 'en', lists: ['en', 'de'] }
const read = (path: string, lines = '', languages: Languages = both, permalink = '/news/:title/') => {
  const { id, slug, url, language } = announcementOf(post(`title: Lamps\n${lines}`), {
    path,
    settings: { languages, permalink },
  })
  return [language, id, slug, url.slice(settings.url.length)]
}

test('a language is said by a key, by the end of a name or by a folder, in this order', () => {
  expect(read('2026-03-01-lamps.md')).toEqual(['en', '2026-03-01-lamps', 'lamps', '/news/lamps/'])
  expect(read('2026-03-01-lamps.md', 'lang: de')).toEqual(['de', '2026-03-01-lamps', 'lamps', '/news/lamps/'])
  expect(read('2026-03-01-lamps.de.md')).toEqual(['de', '2026-03-01-lamps.de', 'lamps', '/de/news/lamps/'])
  expect(read('2026-03-01-lamps.en.md')).toEqual(['en', '2026-03-01-lamps.en', 'lamps', '/news/lamps/'])
  expect(read('pt_BR/2026-03-01-lamps.md')).toEqual(['pt-BR', '2026-03-01-lamps.pt-br', 'lamps', '/pt-br/news/lamps/'])
  expect(read('de/2026-03-01-lamps/index.fr.md', 'locale: it_IT')[0]).toBe('it-IT')
})

test('what stands for no language stays part of the name, and all of it where nothing is asked by language', () => {
  expect(read('2026-03-01-lamps-1.2.md')).toEqual(['en', '2026-03-01-lamps-1.2', 'lamps-1.2', '/news/lamps-1.2/'])
  expect(read('2026-03-01-lamps.py.md')[0]).toBe('en')
  expect(read('2026/v2/2026-03-01-lamps.md')[0]).toBe('en')
  const plain = announcementOf(post('title: Lamps\nlang: 7'), { path: 'de/2026-03-01-lamps.de.md' })
  expect([plain.language, plain.slug, plain.id]).toEqual([undefined, 'lamps.de', '2026-03-01-lamps.de'])
})

test('permalinks say the language where they have :lang, and front matter’s stand as they are', () => {
  expect(read('de/news/2026-03-01-lamps.md', '', both, '/:lang/:section/:title/')[3]).toBe('/de/news/lamps/')
  expect(read('2026-03-01-lamps.md', '', both, '/:lang/:title/')[3]).toBe('/en/lamps/')
  expect(read('de/2026-03-01-lamps.md', 'permalink: /lampen/')[3]).toBe('/lampen/')
})

test('an id that the register keeps leaves the address of a post in another language as it is', () => {
  const given = { path: 'de/2026-03-01-lamps.md', settings: { languages: both } }
  const first = announcementOf(post('title: Lamps'), given)
  expect(underId(first, 'other', { ...settings, languages: both }).url).toBe(first.url)
})

test('a key that holds no language is named, and the site’s counts', () => {
  const parsed = parse(post('title: Lamps\nlang: german, I think'), { settings: { languages: both } })
  expect([faults(parsed), parsed.announcement?.language]).toEqual([['POST_FIELD:3:7'], 'en'])
})

test('with content.language others are left out, without a word on what is wrong with them', () => {
  const chosen: Languages = { site: 'en', chosen: 'de', lists: [] }
  const other = parse(post('title: 4.20\nversion: 4.20'), { settings: { languages: chosen } })
  expect(other).toEqual({ problems: [], otherLanguage: 'en' })
  expect(read('2026-03-01-lamps.md', 'lang: de-AT', chosen)[0]).toBe('de-AT')
})

test('a list with a language takes posts of that language only, whatever their category or severity', () => {
  const lists = [
    { id: 'news', title: '', description: '', categories: ['*'], language: 'en' },
    { id: 'nachrichten', title: '', description: '', categories: ['*'], language: 'de' },
    { id: 'security', title: '', description: '', categories: ['security'], severity: 'important' as const },
  ]
  const to = (language: string | undefined, categories: string[], severity: 'info' | 'important' = 'info') =>
    listsFor({ categories, severity, ...(language !== undefined && { language }) }, lists).map(({ id }) => id)
  expect(to('de-AT', [])).toEqual(['nachrichten'])
  expect(to('en', ['security'])).toEqual(['security'])
  expect(to('de', [], 'important')).toEqual(['nachrichten', 'security'])
  expect(to('fr', [])).toEqual([])
  expect([speaks('de-AT', 'de'), speaks('de', 'de-AT'), speaks('den', 'de')]).toEqual([true, false, false])
})
