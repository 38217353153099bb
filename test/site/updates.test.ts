/** Updates and what was taken back, on the pages. */
import { expect, test } from 'vitest'
import type { Announcement } from '../../src/posts/announcement.js'
import { parsePost } from '../../src/posts/parse.js'
import { emptyRegister, type Register, type ToldUpdate } from '../../src/register/register.js'
import { siteFiles } from '../../src/site/files.js'
import { makePage } from '../../src/site/make-page.js'
import { feedOf } from '../feeds/main-feed.js'
import { announcement, configOf, SITE_URL } from '../support/announcements.js'

const now = Date.parse('2026-06-01T00:00:00Z')
const config = configOf()
const ID = '2026-05-04-lantern-os-3-1-0'
const path = 'news/2026/05/04/lantern-os-3-1-0/index.html'

function post(body: string, front = ''): Announcement {
  const text = `---\ntitle: Lantern OS 3.1.0\ndownload_url: /downloads/\n${front}---\n${body}`
  const settings = { ...config.site, permalink: config.content.permalink }
  const parsed = parsePost({ path: `${ID}.md`, bytes: new TextEncoder().encode(text) }, settings, new Map())
  if (parsed.announcement === undefined) throw new Error(parsed.problems[0]?.message)
  return parsed.announcement
}

const told = (occasion: string, about: Partial<ToldUpdate> = {}): ToldUpdate => ({
  ...{ key: `update:${ID}:${occasion}`, post: ID, at: now - 1000, severity: 'info', text: 'Told *this*.' },
  ...about,
})

function files(announcements: Announcement[], about: Partial<Register> = {}, at = now) {
  return siteFiles({ announcements, register: { ...emptyRegister, ...about }, config, now: at }, makePage)
}

function page(announcement: Announcement, updates: ToldUpdate[] = [], name = path): string {
  const file = files([announcement], { updates }).find((one) => one.path === name)
  if (file === undefined) throw new Error(`no ${name}`)
  return String(file.bytes())
}

test('updates of front matter stand before the body, oldest first, from their day on', () => {
  const front =
    'updates:\n  - date: 2026-05-20\n    text: Second.\n  - date: 2026-05-10\n    text: "First, see [it](/it/)."\n  - date: 2026-07-01\n    text: Future.\n'
  const html = page(post('The body.', front))
  expect(html).toMatch(
    /id="update-2026-05-10".*First, see <a href="[^"]*\/it\/">.*id="update-2026-05-20".*Second\..*The body\./s,
  )
  expect(html).toContain('<time datetime="2026-05-10">10 May 2026</time>')
  expect(html).not.toContain('Future.')
})

test.each([
  ['a paragraph', '**Update (2026-05-10):** News.', '<p><span id="update-2026-05-10"></span><strong>Update'],
  ['a list', '- Update 2026-05-10: News.\n- More', '<li><span id="update-2026-05-10"></span>Update'],
  ['a quote', '> Update (2026-05-10): News.', '<p><span id="update-2026-05-10"></span>Update'],
  ['a heading', '## Second update, 2026-05-10\n\nNews.', '<span id="update-2026-05-10"></span>Second update'],
  ['a heading whose own id it is', '## Update 2026-05-10\n\nNews.', '<h2 id="update-2026-05-10">Update'],
])('a dated block in %s has the anchor that the feeds link to', (_name, body, expected) => {
  const html = page(post(`On 2026-05-10 we met.\n\n${body}\n`), [told('2026-05-10')])
  expect(html).toContain(expected)
  expect(html.match(/id="update-2026-05-10"/g)).toHaveLength(1)
  expect(html).not.toContain('Told')
})

test('every link of an update in the feeds lands on its page, however it was told', () => {
  const front = 'updates:\n  - date: 2026-05-10\n    text: Stated.\n'
  const body =
    '**Update (2026-05-10):** In the text.\n\n**Update (2026-05-12):** Later.\n\n**Update (2026-05-12):** Again.\n'
  const occasions = [
    '2026-05-10',
    '2026-05-10#2',
    '2026-05-10#3',
    '2026-05-12',
    '2026-05-12#2',
    '2026-05-13',
    '2026-05-13#2',
  ]
  const updates = occasions.map((occasion) => told(occasion))
  const announcement = post(body, front)
  const html = page(announcement, updates)
  const { entries } = feedOf({ announcements: [announcement], register: { ...emptyRegister, updates }, config, now })
  const anchors = entries.filter(({ inReplyTo }) => inReplyTo !== undefined).map(({ url }) => url.split('#')[1] ?? '')
  expect(anchors).toHaveLength(7)
  for (const anchor of anchors) expect(html.split(` id="${anchor}"`), anchor).toHaveLength(2)
  expect(html.match(/Told <em>this<\/em>/g)).toHaveLength(3)
})

test('an update that an operator told is shown, for it stands nowhere else', () => {
  expect(page(post('The body.'), [told('2026-05-10')])).toMatch(
    /id="update-2026-05-10".*Told <em>this<\/em>.*The body/s,
  )
  expect(page(post('The body.'), [told('2026-05-10', { at: now + 1 })])).not.toContain('Told')
})

test('headings of an update do not take the ids of the body', () => {
  const html = page(post('## Verify\n'), [told('2026-05-10', { text: '## Verify' })])
  expect(html.match(/id="verify"/g)).toHaveLength(1)
})

test('a block that cannot be found in the HTML has its anchor beside its day', () => {
  const updates = [{ day: '2026-05-10', instant: Date.parse('2026-05-10T00:00:00Z') }]
  expect(page({ ...post('The body.'), updates })).toContain('<dd id="update-2026-05-10"><time datetime="2026-05-10">')
})

test('what was recalled after it was told says so on its page and in the lists, and is not offered', () => {
  const recall = [told('2026-05-10', { severity: 'recall' })]
  const html = page(post('The body.'), recall)
  expect(html).toMatch(/<strong>Withdrawn\.<\/strong>.*<a href="#update-2026-05-10">/)
  expect(html).not.toContain('Download')
  expect(page(post('The body.'), recall, 'index.html')).toContain('<span class="severity recall">Withdrawn</span>')
  expect(page(post('The body.', 'withdrawn: true\n'), [], 'index.html')).toContain('Withdrawn</span>')
})

const gone = { post: 'gone', url: `${SITE_URL}/news/2026/05/01/gone/`, at: Date.parse('2026-05-09T23:30:00Z') }

test('a page that was taken back says so, and no search engine keeps it', () => {
  const found = files([announcement()], { retractions: [gone] }).find((one) => one.path.includes('gone'))
  expect(found?.path).toBe('news/2026/05/01/gone/index.html')
  const html = String(found?.bytes())
  expect(html).toContain('taken back on <time datetime="2026-05-09">9 May 2026</time>')
  expect(html).toContain('<meta name="robots" content="noindex"/>')
  expect(html).not.toContain('canonical')
})

test('it is in no list, and gives way to what stands there again', () => {
  const names = (retractions: Register['retractions'], at = now) =>
    files([announcement()], { retractions }, at).map((one) => one.path)
  expect(String(files([announcement()], { retractions: [gone] })[0]?.bytes())).not.toContain('gone')
  const without = names([])
  expect(names([{ ...gone, url: announcement().url }])).toEqual(without)
  expect(names([{ ...gone, url: 'https://elsewhere.example/' }])).toEqual(without)
  expect(names([gone], gone.at - 1)).toEqual(without)
})

test('a page is made again when something was told of it', () => {
  const inputs = (updates: ToldUpdate[]) => files([post('x')], { updates }).find((one) => one.path === path)?.inputs
  expect(inputs([told('2026-05-10')])).not.toBe(inputs([]))
  expect(inputs([told('2026-05-10', { text: 'Else' })])).not.toBe(inputs([told('2026-05-10')]))
  expect(inputs([told('2026-05-10', { post: 'other' })])).toBe(inputs([]))
})
