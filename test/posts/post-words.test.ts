/**
 * What posts hold in a language: labels of updates, the days in them, names of callouts. English labels count in every
 * post, those of a language in its posts alone.
 */
import { describe, expect, test } from 'vitest'
import { renderMarkdown } from '../../src/markup/markdown.js'
import { judgeEdit } from '../../src/notices/edits/significance.js'
import { wordsForPost } from '../../src/posts/language.js'
import { parsePost } from '../../src/posts/parse.js'
import { postWords } from '../../src/posts/post-words.js'
import { updateBlocks } from '../../src/posts/update-markers.js'
import { postSettingsOf } from '../../src/run/post-settings.js'
import { withAnchors } from '../../src/site/page-updates.js'
import { loadWords } from '../../src/words/load-words.js'
import { configOf } from '../support/announcements.js'

const german = postWords(loadWords('', 'de').words)
const { labels } = german
const blocks = (body: string) => updateBlocks(body, labels).map(({ day, label, text }) => [day, label, text])

describe('a label of an update', () => {
  test.each([
    ['**Aktualisierung (9. November 2026):** Es geht wieder.', '2026-11-09', 'Es geht wieder.'],
    ['**Aktualisierung (2026-11-09):** Es geht wieder.', '2026-11-09', 'Es geht wieder.'],
    ['## Nachtrag vom 3. März 2026\n\nEs geht wieder.', '2026-03-03', 'Es geht wieder.'],
    ['[9.11.2026 Korrektur] Es geht wieder.', '2026-11-09', 'Es geht wieder.'],
    ['**WICHTIGE AKTUALISIERUNG:** Es geht wieder.', null, 'Es geht wieder.'],
    ['**Ergänzung, 3. Nov. 2026:** Es geht wieder.', '2026-11-03', 'Es geht wieder.'],
    ['**Update (9 November 2026):** Es geht wieder.', '2026-11-09', 'Es geht wieder.'],
    ['**Nachtrag vom 3. Jänner 2026:** Es geht wieder.', '2026-01-03', 'Es geht wieder.'],
  ])('in German: %s', (body, day, text) => {
    expect(blocks(`Die Lampe brennt.\n\n${body}`)).toEqual([[day, expect.any(String), text]])
  })

  test.each([
    ['**עדכון (9 בנובמבר 2026):** הכול פועל.', '2026-11-09'],
    ['**עדכון חשוב מיום 9 נובמבר 2026:** הכול פועל.', '2026-11-09'],
    ['## תיקון ב־9 נוב׳ 2026\n\nהכול פועל.', '2026-11-09'],
    ['[9.11.2026 תוספת] הכול פועל.', '2026-11-09'],
    ['**תוקן:** הכול פועל.', null],
  ])('in Hebrew: %s', (body, day) => {
    const found = updateBlocks(`הפנס דולק.\n\n${body}`, postWords(loadWords('', 'he').words).labels)
    expect(found.map((block) => [block.day, block.text])).toEqual([[day, 'הכול פועל.']])
  })

  test.each(['Die Aktualisierung vom 9. November 2026 war gut.', 'Aktualisierungen: viele', '    Nachtrag: Code'])(
    'is not: %s',
    (body) => {
      expect(blocks(`Die Lampe brennt.\n\n${body}`)).toEqual([])
    },
  )

  test('of another language is none in a post in English', () => {
    expect(updateBlocks('A lamp.\n\n**Aktualisierung (2026-11-09):** Text.')).toEqual([])
    expect(postWords(loadWords('', 'en').words)).toEqual({ language: 'en' })
  })

  test('has its anchor on the page', () => {
    const html = '<p><strong>Nachtrag (2026-11-09):</strong> Text.</p>'
    const inBody = [{ anchor: 'update-2026-11-09', day: '2026-11-09' }]
    expect(withAnchors(html, { inBody, labels: labels?.updates ?? [] })).toContain('id="update-2026-11-09"')
    expect(withAnchors(html, { inBody })).toBe(html)
  })
})

describe('an edit of a German post', () => {
  const post = (body: string) => ({ title: 'Lampe', body, severity: 'info' as const, withdrawn: false, updates: [] })
  const judge = (before: string, after: string) => judgeEdit(post(before), post(after), undefined, labels)

  test('tells a new block', () => {
    const { verdict, updates } = judge('Sie brennt.', 'Sie brennt.\n\n**Nachtrag (9. November 2026):** Sie ist aus.')
    expect([verdict, updates]).toEqual(['tell', [{ day: '2026-11-09', text: 'Sie ist aus.' }]])
  })

  test('that writes a day in another way says nothing; another day is asked', () => {
    expect(judge('Am 9. November 2026 endet es.', 'Am 2026-11-09 endet es.').verdict).toBe('silent')
    expect(judge('Am 9. November 2026 endet es.', 'Am 9. Dezember 2026 endet es.').verdict).toBe('ask')
    expect(judge('Am 9. Jänner 2026 endet es.', 'Am 9. Januar 2026 endet es.').verdict).toBe('silent')
  })

  test('of a list of dated items tells the new one, in the words of its author', () => {
    const list = '- 3. Jänner 2026: Eine Lampe fiel aus.\n- **4. Februar 2026:** Sie ging wieder an.\n'
    const { verdict, updates } = judge(list, `${list}- 9. März 2026: Seit 2. Feb. 2026 brennen alle.\n`)
    expect([verdict, updates]).toEqual(['tell', [{ day: '2026-03-09', text: 'Seit 2. Feb. 2026 brennen alle.' }]])
  })
})

describe('a callout', () => {
  test('is called what its type is in the language of the post', () => {
    const settings = {
      flavour: 'gfm',
      callouts: ['docusaurus', 'mkdocs'],
      calloutNames: german.callouts ?? {},
    } as const
    const html = renderMarkdown(
      '> [!NOTE]\n> Text.\n\n:::tip Öl\nMehr.\n:::\n\n!!! warning\n    Heiß.\n\n!!! lamp\n    X',
      settings,
    )
    for (const name of ['Hinweis:', 'Tipp:</strong> Öl', 'Warnung:', 'Lamp:']) expect(html).toContain(name)
    expect(renderMarkdown('> [!NOTE]\n> Text.', { flavour: 'gfm' })).toContain('Note:')
  })
})

test('a post is read in its own language, and in the site’s where languages are not told apart', () => {
  const [de, en] = ['de', 'en'].map((language) => postWords(loadWords('', language).words))
  const all = [de, en].flatMap((one) => one ?? [])
  expect(wordsForPost(all)).toBe(de)
  expect(wordsForPost(all, 'de-AT')).toBe(de)
  expect(wordsForPost(all, 'en')).toBe(en)
  expect(wordsForPost(all, 'fr')).toBeUndefined()
})

test('the configuration brings the words of its languages to the posts', () => {
  const { words } = loadWords('', 'de')
  const config = configOf({ site: { language: 'de' }, words, content: { markdown: 'gfm' } })
  const bytes = Buffer.from('---\ntitle: Lampe\n---\n\n> [!NOTE]\n> Heiß.\n\n**Nachtrag (9. November 2026):** Aus.\n')
  const read = (settings: ReturnType<typeof postSettingsOf>) =>
    parsePost({ path: '2026-11-01-lampe.md', bytes }, settings, new Map()).announcement
  expect(read(postSettingsOf(config))).toMatchObject({
    updates: [{ day: '2026-11-09' }],
    markdown: { calloutNames: { note: 'Hinweis' } },
  })
  expect(postSettingsOf(configOf())).not.toHaveProperty('words')
  expect(read(postSettingsOf(configOf()))?.updates).toEqual([])
})
