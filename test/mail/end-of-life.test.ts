/** The mail of the end of a cycle: whether to act comes first, one thread a cycle, and the bytes a message must be. */

import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composeTest, freezeEndOfLife } from '../../src/mail/freeze-notice.js'
import { personalise } from '../../src/mail/slots.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { endOfLifeTextsOf } from '../../src/notices/end-of-life/texts.js'
import { endOfLifeText } from '../../src/notices/end-of-life/title-and-text.js'
import { endOfLifeKey } from '../../src/register/notice-keys.js'
import { endOfLifeAnnouncement } from '../../src/register/told-end-of-life.js'
import type { End, Occasion, Release } from '../../src/releases/release.js'
import { loadWords } from '../../src/words/load-words.js'
import { configOf } from '../support/announcements.js'
import { repository } from '../support/project.js'
import { product, release as releaseOf } from '../support/releases.js'
import { fieldsOf, parseMail, valuesOf, wireFaults } from './wire.js'

const templates = loadTemplates(join(repository, 'emails'))
const endOfLifeTexts = endOfLifeTextsOf(loadWords('', 'en').words)
const list = { id: 'releases', title: 'Releases', description: '', categories: ['releases'] }
const config = configOf({ lists: [list], web: { url: 'https://mail.lantern.example' } })
const upgrade = 'https://lantern.example/up/?a=1&b=2'
const values = {
  unsubscribe: 'u'.repeat(39),
  preferences: 'p'.repeat(39),
  confirm: 'c'.repeat(39),
  since: '2026-05-01',
}

interface About {
  readonly occasion?: Partial<Occasion>
  readonly release?: Partial<Release>
  readonly before?: End
  readonly today?: string
  readonly title?: string
  /** An operator's own words. */
  readonly text?: string
  readonly references?: readonly string[]
}

async function mailOf({ release = {}, before, today = '2026-11-15', references = [], ...about }: About = {}) {
  const one = releaseOf('2.1', { eol: '2026-12-15', successor: '2.2', upgrade, ...release })
  const named = {
    product: 'lantern',
    cycles: ['2.1'],
    field: 'eol',
    date: '2026-12-15',
    stage: 'approaching-30d',
    count: 1,
  } as const
  const occasion = { ...named, ...about.occasion }
  const whole = product('lantern', [one, releaseOf('2.2')], about.title === undefined ? {} : { title: about.title })
  const endOfLife = { product: whole, release: one, occasion, before, today }
  const { title, text } = endOfLifeText({ ...endOfLife, texts: endOfLifeTexts })
  const key = endOfLifeKey(occasion)
  const now = Date.parse(`${today}T09:00:00Z`)
  const told = { key, at: now, severity: 'info' as const, title, text: about.text ?? text }
  const input = { config, templates, key, announcement: endOfLifeAnnouncement(told, config.site), lists: [list], now }
  const content = { ...input, endOfLife, endOfLifeTexts, references: () => references }
  const { subject, messageId, variants } = await freezeEndOfLife(content)
  const bytes = (format: 'html' | 'text') => {
    const variant = variants.find((candidate) => candidate.format === format)
    if (variant === undefined) throw new Error('there is no such variant')
    return personalise(variant.frozen, 'ada@example.org', values)
  }
  const trial = async () => await composeTest(content, list, 'text', 'ada@example.org')
  return { subject, messageId, html: bytes('html'), text: bytes('text'), trial }
}

const parts = async (about: About = {}) => {
  const { html, text } = await mailOf(about)
  const [both, alone] = [await parseMail(html), await parseMail(text)]
  const unfolded = (part: string) => part.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')
  return { html: both.html ?? '', texts: [both.html ?? '', both.text ?? '', alone.text ?? ''].map(unfolded) }
}

describe('whether to act stands first', () => {
  const cases: [string, About, string, string][] = [
    [
      'approaching',
      {},
      'You need to act before 15 December 2026 if you run Lantern OS 2.1.',
      'Lantern OS 2.1 reaches its end of life on 15 December 2026. Until',
    ],
    [
      'reached',
      { occasion: { stage: 'reached' }, today: '2026-12-15' },
      'You need to act now if you run Lantern OS 2.1.',
      'reaches its end of life today',
    ],
    [
      'extended',
      {
        release: { eol: '2027-01-26' },
        occasion: { date: '2027-01-26', stage: 'date-changed' },
        before: '2026-12-15',
        today: '2026-12-20',
      },
      'You have more time (until 26 January 2027) if you run Lantern OS 2.1.',
      'had reached its end',
    ],
    [
      'active support',
      { release: { eoas: '2026-11-15' }, occasion: { field: 'eoas', date: '2026-11-15', stage: 'reached' } },
      'You do not need to do anything.',
      'ends today',
    ],
  ]
  test.each(cases)('%s', async (_name, about, act, then) => {
    for (const part of (await parts(about)).texts) {
      const body = part.lastIndexOf(act)
      expect(body).toBeGreaterThan(-1)
      expect(part.indexOf(then)).toBeGreaterThan(body)
    }
  })

  test('once, for the frame stands in for the first paragraph', async () => {
    for (const part of (await parts()).texts.slice(1)) expect(part.split('You need to act').length).toBe(2)
  })

  test('also above an operator’s own words, which stand whole', async () => {
    for (const part of (await parts({ text: 'Our own words.\n' })).texts.slice(1)) {
      expect(part.indexOf('You need to act before')).toBeLessThan(part.indexOf('Our own words.'))
    }
  })
})

test('the way to upgrade is a button, and an address in the text; without one there is neither', async () => {
  const { html, texts } = await parts()
  expect(html).toContain('href="https://lantern.example/up/?a=1&amp;b=2"')
  for (const part of texts) expect(part).toContain('How to upgrade to Lantern OS 2.2')
  for (const part of texts.slice(1)) expect(part).toContain(upgrade)
  for (const part of (await parts({ release: { upgrade: 'javascript:alert(1)' } })).texts) {
    expect(part).not.toMatch(/How to upgrade|javascript/)
  }
})

test('an address with replacement marks in it stays as it is', async () => {
  const odd = "https://lantern.example/$&/$1/$'x"
  for (const part of (await parts({ release: { upgrade: odd } })).texts.slice(1)) expect(part).toContain(odd)
})

test('the subject is the title; a later stage is threaded under what was mailed before', async () => {
  const first = await mailOf()
  const later = await mailOf({ occasion: { stage: 'reached' }, today: '2026-12-15', references: [first.messageId] })
  expect(valuesOf(first.html, 'Subject')).toEqual([
    '30 days left: Lantern OS 2.1 reaches its end of life on 15 December 2026',
  ])
  expect(valuesOf(first.html, 'References')).toEqual([])
  expect(valuesOf(later.html, 'References')).toEqual([first.messageId])
  expect(valuesOf(later.html, 'In-Reply-To')).toEqual([first.messageId])
  expect(later.messageId).not.toBe(first.messageId)
})

test('a trial says why those get it who run what ends', async () => {
  const { text = '' } = await parseMail(await (await mailOf()).trial())
  expect(text.replace(/\s+/g, ' ')).toContain('because you run Lantern OS 2.1')
})

test('the mail carries the fields of list mail, and its page as Archived-At', async () => {
  const { html } = await mailOf()
  expect(valuesOf(html, 'List-Id')).toEqual(['"Lantern OS: Releases" <releases.announce.lantern.example>'])
  expect(valuesOf(html, 'List-Unsubscribe-Post')).toEqual(['List-Unsubscribe=One-Click'])
  expect(valuesOf(html, 'Auto-Submitted')).toEqual(['auto-generated'])
  expect(valuesOf(html, 'Archived-At')).toEqual([
    '<https://lantern.example/end-of-life/lantern/2.1/2026-12-15/approaching-30d/>',
  ])
})

test('the inbox shows beside the title what it asks for', async () => {
  const { html } = await parts()
  expect(html).toMatch(
    /display:\s*none[^>]*>\s*You need to act before 15 December 2026 if you run Lantern OS 2\.1: upgrade/,
  )
})

test('whatever the table calls things, the message keeps the wire format and its fields stand in it once', async () => {
  const names = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    fc.constantFrom('a\r\nBcc: x@example.org', '</h1><script>', '{{ url }}', '$&'),
  )
  await fc.assert(
    fc.asyncProperty(names, names, fc.string({ unit: 'grapheme', maxLength: 200 }), async (title, label, note) => {
      const { html, text } = await mailOf({ title: `P${title}`, release: { label, note } })
      for (const bytes of [html, text]) {
        expect(wireFaults(bytes)).toEqual([])
        const fields = fieldsOf(bytes).map(({ name }) => name)
        expect(new Set(fields).size).toBe(fields.length)
        expect(fields).not.toContain('bcc')
      }
      expect((await parseMail(html)).html).not.toContain('<script')
    }),
    { numRuns: 25 },
  )
})
