/**
 * What the first line of each mail says, on the bytes that leave: a kind, a version, a date, and nothing that is not
 * so.
 */
import { describe, expect, test } from 'vitest'
import { type FrozenNotice, freezeAnnouncement, freezeEndOfLife, freezeUpdate } from '../../src/mail/freeze-notice.js'
import { personalise } from '../../src/mail/slots.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { endOfLifeTextsOf } from '../../src/notices/end-of-life/texts.js'
import { endOfLifeText } from '../../src/notices/end-of-life/title-and-text.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { endOfLifeKey } from '../../src/register/notice-keys.js'
import { endOfLifeAnnouncement } from '../../src/register/told-end-of-life.js'
import type { Occasion } from '../../src/releases/release.js'
import { loadWords } from '../../src/words/load-words.js'
import { announcementOf, post } from '../posts/parsing.js'
import { configOf } from '../support/announcements.js'
import { product, release } from '../support/releases.js'
import { parseMail } from './wire.js'

const templates = loadTemplates('')
const list = { id: 'releases', title: 'Releases', description: '', categories: ['*'] }
const config = configOf({ lists: [list] })
const DATE = /\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}/
const values = { unsubscribe: 'u'.repeat(39), preferences: 'p'.repeat(39), since: '2026-05-01' }

/** The two parts of the message of one person. */
async function partsOf({ variants }: FrozenNotice) {
  const frozen = variants.find(({ format }) => format === 'html')?.frozen
  if (frozen === undefined) throw new Error('there is no HTML variant')
  const { html = '', text = '', ...mail } = await parseMail(personalise(frozen, 'ada@example.org', values))
  return { ...mail, html: html || '', text: text ?? '' }
}

const common = { config, templates, lists: [list], now: Date.parse('2026-05-09T10:00:00Z') }

async function announced(front: string, more: Partial<Announcement> = {}, using = common) {
  const announcement = { ...announcementOf(post(front)), ...more }
  return await partsOf(await freezeAnnouncement({ ...using, key: 'announcement:x', announcement }))
}

async function updated(front: string, firstSubject = 'As first told') {
  const update = { text: 'It is mended.', day: '2026-05-09', severity: 'info' as const }
  const announcement = announcementOf(post(front))
  const input = { ...common, key: 'update:x:2026-05-09', announcement, update, firstSubject, references: () => [] }
  return await partsOf(await freezeUpdate(input))
}

/** The line with the kind, in HTML and in text. */
function kindLines({ html, text }: { html: string; text: string }, label: string): string[] {
  const lines = [...html.matchAll(/<p class="kind"[^>]*>(.*?)<\/p>/gs)].map(([, inside = '']) => plain(inside))
  return [...lines, ...text.split(/\r?\n/)].filter((line) => line.startsWith(label)).map((line) => line.trim())
}

function plain(html: string): string {
  return html.replace(/<[^>]*>/g, '').replace(/&#183;|·/g, '·')
}

const KINDS = [
  ['title: Lantern 3.1 has been released\ncategories: releases', 'Stable release 3.1'],
  ['title: Lantern 3.1.2 has been released\ncategories: releases', 'Patch release 3.1.2'],
  ['title: Lantern 3.1-rc1 has been released\ncategories: releases', 'Release candidate 3.1-rc1'],
  ['title: Lantern 31.0 released\nversion: 1', 'Stable release 31.0'],
  ['title: "LSB-0012: wick overheats in 3.1"\ncategories: security', 'Security bulletin'],
  ['title: Lantern canary 043\ncategories: security', 'Security'],
  ['title: XSAs 3 and 4 do not affect Lantern 3.1\ncategories: security', 'Security'],
  ['title: A laptop of 14.0 inches\ncategories: news', 'Announcement'],
  ['title: The 14.0-inch laptop is here\ncategories: news', 'Announcement'],
  ['title: Lantern Days 100\ncategories: news', 'Announcement'],
] as const

describe.each(KINDS)('%j', (front, label) => {
  test(`is announced as ${label}, with its day, in both parts`, async () => {
    const lines = kindLines(await announced(front), label)
    expect(lines).toEqual([`${label} · 1 March 2026`, `${label}, 1 March 2026`])
  })

  test('says the same below an update', async () => {
    expect(kindLines(await updated(front), label)).toEqual([`${label} · 1 March 2026`, `${label}, 1 March 2026`])
  })
})

test('a project names its bulletins', async () => {
  const content = { ...config.content, bulletins: ['Lampenwarnung'] }
  const using = { ...common, config: { ...config, content } }
  const mail = await announced('title: Lampenwarnung 7 in 3.1\ncategories: security', {}, using)
  expect(kindLines(mail, 'Security')).toEqual(['Security bulletin · 1 March 2026', 'Security bulletin, 1 March 2026'])
})

test('beside the end of life in a post stands no date: its own is not the end’s', async () => {
  const front = 'title: Lantern 2.1 has reached end of life\ncategories: releases'
  for (const mail of [await announced(front), await updated(front)])
    expect(kindLines(mail, 'End of life')).toEqual(['End of life 2.1', 'End of life 2.1'])
})

const endOfLifeTexts = endOfLifeTextsOf(loadWords('', 'en').words)

async function ended(date: string, today: string, more: Partial<Occasion> & { before?: string } = {}) {
  const { before, ...about } = more
  const named = { product: 'lantern', cycles: ['2.1'], field: 'eol', date, stage: 'reached', count: 1 } as const
  const occasion = { ...named, ...about }
  const one = release('2.1', { [occasion.field]: date === 'none' ? false : date, successor: '2.2' })
  const endOfLife = { product: product('lantern', [one, release('2.2')]), release: one, occasion, before, today }
  const key = endOfLifeKey(occasion)
  const said = endOfLifeText({ ...endOfLife, texts: endOfLifeTexts })
  const told = { key, at: Date.parse(`${today}T09:00:00Z`), severity: 'info' as const, ...said }
  const announcement = endOfLifeAnnouncement(told, config.site)
  const input = { ...common, key, announcement, endOfLife, endOfLifeTexts, references: () => [] }
  return await partsOf(await freezeEndOfLife(input))
}

describe('an end of life from the table', () => {
  test.each([
    ['a stage ahead', '2026-06-18', '2026-03-20', { stage: 'approaching-90d' }, 'End of life', '18 June 2026'],
    ['the day itself', '2026-06-18', '2026-06-18', {}, 'End of life', '18 June 2026'],
    ['told late', '2026-06-18', '2026-06-20', {}, 'End of life', '18 June 2026'],
    ['active support', '2026-06-18', '2026-06-18', { field: 'eoas' }, 'End of active support', '18 June 2026'],
    [
      'a date that moved',
      '2026-08-01',
      '2026-03-20',
      { stage: 'date-changed', before: '2026-06-18' },
      'End of life, extended',
      '1 August 2026',
    ],
  ] as const)('%s: beside those words stands the end’s date', async (_what, date, today, more, label, shown) => {
    expect(kindLines(await ended(date, today, more), 'End of')).toEqual([`${label} · ${shown}`, `${label}, ${shown}`])
  })

  test('a date that was withdrawn leaves none', async () => {
    const mail = await ended('none', '2026-03-20', { stage: 'date-changed', before: '2026-06-18' })
    for (const line of kindLines(mail, 'End of life')) expect(line).not.toMatch(DATE)
    expect(kindLines(mail, 'End of life')).toHaveLength(2)
  })

  test('on the day itself support lasts through its end, in both parts', async () => {
    const { html, text } = await ended('2026-06-18', '2026-06-18')
    for (const part of [plain(html), text.replace(/ ?\r?\n/g, ' ')]) {
      expect(part).toContain('reaches its end of life today, 18 June 2026. Until the end of that day it gets security')
      expect(part).not.toContain('any more')
    }
  })
})

describe('an update', () => {
  test('says so where the list of mails is read, under the subject as first told', async () => {
    const { subject, html } = await updated('title: "[Delayed] Lantern 3.1 has been released"', 'Lantern 3.1 released')
    expect(subject).toBe('Re: [Update] Lantern 3.1 released')
    expect(html).toMatch(/<div style="display:none[^>]*>It is mended\./)
  })

  test('a recall names and links what it takes back', async () => {
    const announcement = announcementOf(post('title: Lantern 3.1 has been released\ncategories: releases'))
    const update = { text: 'It does not start.', day: '2026-05-09', severity: 'recall' as const }
    const about = { announcement, update, firstSubject: 'Lantern 3.1 released', references: () => [] }
    const mail = await partsOf(await freezeUpdate({ ...common, key: 'update:x:2026-05-09', ...about }))
    expect(mail.subject).toBe('Withdrawn: Lantern 3.1 released')
    for (const part of [plain(mail.html), mail.text.replace(/ ?\r?\n/g, ' ')]) {
      expect(part).toContain('Lantern 3.1 released')
      expect(part).toContain('This takes back what was announced on 1 March 2026.')
    }
    for (const part of [mail.html, mail.text]) expect(part).toContain(announcement.url)
  })
})

describe('the text part', () => {
  const LONG = `https://lantern.example/${'a'.repeat(120)}/`
  const body = (length: number, link = '') =>
    Array.from({ length }, (_, n) => `Lamp *number* ${n} burns${link && ` [here](${link}${n}/)`}.`).join('\n\n')

  test('is cut by its own size, not by that of the HTML', async () => {
    const { html, text } = await announced('title: Long', { body: body(2500) })
    expect(html).toContain('is too long for a mail and is cut here')
    expect(plain(html)).not.toContain('Lamp number 2499 burns')
    expect(text).toContain('Lamp number 2499 burns')
    expect(text).not.toContain('cut here')
  })

  test('says that it is cut before it lists the addresses of its links', async () => {
    const { text } = await announced('title: Long', { body: body(800, LONG) })
    expect(Buffer.byteLength(text)).toBeLessThan(102_000)
    const note = text.indexOf('is cut here')
    expect(note).toBeGreaterThan(0)
    expect(note).toBeLessThan(text.indexOf(`\n[1] ${LONG}0/`))
    expect(text).not.toContain('Lamp number 799')
  })

  test('holds every word of a page that fits', async () => {
    const words = 'Wick, *oil* and [glass](/glass/): one `lamp`, two <lamps>.\n\n- First.\n- Second.\n\n> Said.'
    const { text } = await announced('title: Short', { body: words })
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /Wick, oil and glass \[1\]: one `lamp`, .*- First\. - Second\. > Said\. .*\[1\] https:\/\/lantern\.example\/glass\//,
    )
  })

  test('of an update is cut the same way', async () => {
    const announcement = announcementOf(post('title: Lantern 3.1 has been released'))
    const update = { text: body(800, LONG), day: '2026-05-09', severity: 'info' as const }
    const about = { announcement, update, firstSubject: 'x', references: () => [] }
    const { text } = await partsOf(await freezeUpdate({ ...common, key: 'update:x:2026-05-09', ...about }))
    const note = text.indexOf('This update is too long')
    expect(note).toBeGreaterThan(0)
    expect(note).toBeLessThan(text.indexOf(`\n[1] ${LONG}0/`))
  })
})
