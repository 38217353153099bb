/**
 * Feeds, their lists and the calendar of a Hebrew project: what is written from left to right is kept apart where
 * people read it as plain text, and stands bare where programs read it.
 */
import { beforeAll, expect, test } from 'vitest'
import { feedFiles } from '../../src/feeds/files.js'
import { releaseFiles } from '../../src/feeds/release-files.js'
import { emptyRegister } from '../../src/register/register.js'
import { loadWords } from '../../src/words/load-words.js'
import { announcement, configOf } from '../support/announcements.js'
import { product, release, releaseTable } from '../support/releases.js'

const posts = [
  announcement({ title: 'פנס 3.1.0-rc1 מוכן לבדיקה', slug: 'rc', body: 'הריצו את 3.1.0-rc1, בבקשה.' }),
  announcement({
    title: 'Lantern 3.0.9-p1 is out',
    slug: 'en',
    day: '2026-04-01',
    language: 'en',
    body: 'Run 3.0.9-p1.',
  }),
]
const [first] = posts
const releases = releaseTable(
  product('a', [release('3', { eol: '2026-09-01', upgrade: 'https://lantern.example/u/' }), release('4', {})], {
    title: 'Lantern OS',
  }),
)
const list = { id: 'all', title: 'C++ וכלים', description: '', categories: ['*'] }

async function filesIn(language: 'he' | 'en') {
  const base = configOf({ words: loadWords('', language).words, lists: [list] })
  const config = { ...base, site: { ...base.site, title: 'Lantern OS', language } }
  const told = {
    key: `update:${first?.id}:2026-05-09`,
    post: first?.id ?? '',
    at: Date.parse('2026-05-09T10:00:00Z'),
  } as const
  const register = { ...emptyRegister, updates: [{ ...told, severity: 'info' as const, text: 'גם 3.1.0-rc2.' }] }
  const input = { announcements: posts, register, releases, config, now: Date.parse('2026-06-01T12:00:00Z') }
  const files = [...feedFiles(input).files, ...releaseFiles({ ...input, dates: [] })]
  const texts = await Promise.all(files.map(async (file) => [file.path, String(await file.bytes())] as const))
  return new Map(texts.filter(([path]) => /\.(?:xml|json|opml|ics)$/.test(path)))
}

let files: Awaited<ReturnType<typeof filesIn>>
const file = (name: string) => (files.get(name) ?? '').replace(/\r\n /g, '')
const apart = (text: string) => `\u2068${text}\u2069`

beforeAll(async () => {
  files = await filesIn('he')
})

test('titles and summaries keep versions and names apart, in each format', () => {
  const title = `פנס ${apart('3.1.0-rc1')} מוכן לבדיקה`
  for (const name of ['atom.xml', 'rss.xml', 'feed.json']) {
    expect(file(name), name).toContain(title)
    expect(file(name), name).toContain(`עדכון: ${apart('פנס 3.1.0-rc1 מוכן לבדיקה')}`)
    expect(file(name), name).toContain(`הריצו את ${apart('3.1.0-rc1')}, בבקשה.`)
    // In English, which runs from left to right.
    expect(file(name), name).toContain('Lantern 3.0.9-p1 is out')
  }
  const ofList = `<title>${apart('Lantern OS')}: ${apart('C++ וכלים')}</title>`
  expect([...files.values()].filter((text) => text.includes(ofList)).length).toBeGreaterThan(1)
})

test('lists of feeds and the calendar say names of another direction apart', () => {
  const opml = [...files].flatMap(([name, text]) => (name.endsWith('.opml') ? [text] : [])).join('')
  expect(opml).toContain(`text="C++ וכלים (${apart('Lantern OS')})"`)
  expect(opml).toContain(`text="סדרות הגרסאות של ${apart('Lantern OS')}"`)
  const calendar = file('releases.ics')
  expect(calendar).toContain(`SUMMARY:${apart('Lantern OS 3')} מגיעה לסוף חייה`)
  expect(calendar).toContain(`NAME:${apart('Lantern OS')}: סיום התמיכה`)
  expect(calendar).toContain('כיצד לשדרג: https://lantern.example/u/')
})

test('what programs read has none: ids, addresses, dates, languages, categories', () => {
  expect(files.size).toBeGreaterThan(10)
  for (const [name, text] of files) {
    const read = name.endsWith('.ics')
      ? text.replace(/\r\n /g, '').replace(/^(?:SUMMARY|DESCRIPTION|NAME|X-WR-CAL(?:NAME|DESC)):.*$/gm, '')
      : name.endsWith('.json')
        ? text.replace(/"(?:title|summary|description|content_html|name)": *"(?:[^"\\]|\\.)*"/g, '')
        : text
            .replace(/<(title|subtitle|summary|description|content|content:encoded)\b[^>]*>[\s\S]*?<\/\1>/g, '')
            .replace(/ (?:text|title)="[^"]*"/g, '')
    expect(read.match(/.*[\u2066-\u2069].*/gu) ?? [], name).toEqual([])
    expect(text.match(/https?:[^\s"<>]*[\u2066-\u2069]/gu) ?? [], name).toEqual([])
  }
})

test('an English project has none at all', async () => {
  for (const [name, text] of await filesIn('en')) expect(text, name).not.toMatch(/[\u2066-\u2069]/)
})
