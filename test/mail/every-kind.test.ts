/**
 * Promises on the bytes of each template, over posts of every kind: the text part holds what the page holds, no version
 * outside of releases and ends of life, no date beside an end of life but the end's.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { type FrozenNotice, freezeAnnouncement, freezeEndOfLife, freezeUpdate } from '../../src/mail/freeze-notice.js'
import { personalise } from '../../src/mail/slots.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { endOfLifeTextsOf } from '../../src/notices/end-of-life/texts.js'
import { endOfLifeText } from '../../src/notices/end-of-life/title-and-text.js'
import { contentHtml, contentOf } from '../../src/posts/post-content.js'
import { endOfLifeKey } from '../../src/register/notice-keys.js'
import { endOfLifeAnnouncement } from '../../src/register/told-end-of-life.js'
import type { Occasion } from '../../src/releases/release.js'
import { parseMail } from '../../src/web/outbox-mail.js'
import { loadWords } from '../../src/words/load-words.js'
import { differences } from '../markup/text-equals-page.js'
import { announcementOf, post } from '../posts/parsing.js'
import { configOf } from '../support/announcements.js'
import { product, release } from '../support/releases.js'

const list = { id: 'releases', title: 'Releases', description: '', categories: ['*'] }
const config = configOf({ lists: [list] })
const common = { config, templates: loadTemplates(''), lists: [list], now: Date.parse('2026-05-09T10:00:00Z') }
const links = { unsubscribe: 'u'.repeat(39), preferences: 'p'.repeat(39), since: '2026-05-01' }

/** As a mail program shows it. */
async function shown({ variants }: FrozenNotice) {
  const frozen = variants.find(({ format }) => format === 'html')?.frozen
  if (frozen === undefined) throw new Error('there is no HTML variant')
  const { subject, html = '', text = '' } = await parseMail(personalise(frozen, 'ada@example.org', links))
  return { subject, html, text }
}

type Shown = Awaited<ReturnType<typeof shown>>

/** What is about a post in words of its own, each kind of writing once. */
const BODY = `Wick 7 burns *longer*, see [the glass](/glass/) and <https://l.example/a--b>.

Do ~~not~~ trim it. Trust <del>lamp A</del><ins>lamp B</ins>; holds 2<sup>10</sup> drops, H<sub>2</sub>O in <BOTTLE>.

> Said [Ada](mailto:ada@l.example): "it is lit
> all night long, and then some more of it, until morning comes".

| key | lamp |
|-----|------|
| red | ~~lit~~ |

- one
  1. two [here](magnet:?xt=urn:btih:ab)

<details><summary>Why</summary>Because.</details>

![A lamp](/lamp.png)

    $ lamp --on | sort

<dl><dt>Oil</dt><dd>burns</dd></dl>

Noted.
`
const KINDS: readonly (readonly [kind: string, front: string])[] = [
  ['stable-release', 'title: Lantern 3.1 has been released\ncategories: releases\ndownload_url: /get/'],
  ['patch-release', 'title: Lantern 3.1.2 has been released\ncategories: releases'],
  ['release-candidate', 'title: Lantern 3.1-rc1 has been released\ncategories: releases\ndownload_url: /get/'],
  ['security', 'title: "LSB-0012: a wick overheats"\ncategories: security\nseverity: important'],
  ['end-of-life', 'title: Lantern 2.1 has reached its end of life\ncategories: releases'],
  ['general', 'title: Do ~~not~~ use 2<sup>10</sup> lamps\nupgrade: Run ~~old~~ [new](/new/) with 10<sup>9</sup>.'],
]
const announcementFor = (front: string, body = BODY) => announcementOf(post(front, body))

const announced = async (front: string, body?: string) =>
  await shown(
    await freezeAnnouncement({ ...common, key: 'announcement:x', announcement: announcementFor(front, body) }),
  )

async function updated(front: string, severity: 'info' | 'important' | 'recall', text: string) {
  const update = { text, day: '2026-05-09', severity }
  const about = { announcement: announcementFor(front), update, firstSubject: 'As first told', references: () => [] }
  return await shown(await freezeUpdate({ ...common, key: 'update:x:2026-05-09', ...about }))
}

const TEMPLATES: readonly (readonly [template: string, mailOf: (front: string) => Promise<Shown>])[] = [
  ['an announcement', async (front) => await announced(front)],
  ['a withdrawn announcement', async (front) => await announced(`${front}\nwithdrawn: true`)],
  ['an update', async (front) => await updated(front, 'info', 'It is mended.')],
  ['an important update', async (front) => await updated(front, 'important', 'Mend it ~~later~~ now.')],
  ['a recall', async (front) => await updated(front, 'recall', 'It does not start.')],
  ['a recall without words', async (front) => await updated(front, 'recall', '')],
]

/** What a reader of the HTML part sees, one line for each piece of text. */
function wordsOf(html: string): string[] {
  const body = html
    .replace(/<head[\s\S]*?<\/head>|<!--[\s\S]*?-->|<style[\s\S]*?<\/style>/gi, '')
    .replace(/<div style="display:none[^>]*>[\s\S]*?<\/div>/, '')
    .replace(/<img[^>]*?\salt="([^"]*)"[^>]*>/g, ' $1 ')
    .replace(/<\/su[bp]>/g, '')
    .replace(/<[^>]*>/g, ' ')
  return words(plain(body))
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

/** What the HTML part says and the text part does not. */
function missing({ html, text }: Shown): string[] {
  const held = new Set(words(text))
  return wordsOf(html).filter((word) => !held.has(word))
}

function plain(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', nbsp: ' ', middot: '·' }
  return text
    .replace(/&#(\d+);/g, (_whole, code) => String.fromCodePoint(Number(code)))
    .replace(/&(lt|gt|quot|nbsp|middot|amp);/g, (_whole, name: string) => named[name] ?? '')
}

describe.each(TEMPLATES)('%s', (_template, mailOf) => {
  test.each(KINDS)('of a post of kind %s: its text holds what the page holds', async (_kind, front) => {
    const { text } = await mailOf(front)
    const page = contentHtml(contentOf(announcementFor(front)), config.site.url)
    // What the template says stands in front.
    const from = text.indexOf('Wick 7 burns')
    expect(from).toBeGreaterThan(0)
    expect(differences(page, text.slice(from))).toEqual([])
  })

  test.each(KINDS)('of a post of kind %s: its text holds each word of the HTML part', async (_kind, front) => {
    expect(missing(await mailOf(front))).toEqual([])
  })
})

describe.each(TEMPLATES)('%s that is neither release nor end of life', (_template, mailOf) => {
  test.each([
    'title: A laptop of many inches\nversion: "87.6"\ncategories: news\ndownload_url: /get/',
    'title: Lantern canary\nversion: "87.6"\ncategories: security',
    'title: "LSB-0012: a wick overheats"\nversion: "87.6"\ncategories: security\ndownload_url: /get/',
    'title: Lantern Days\nversion: "87.6"\nkind: general\nupgrade: Come.',
  ])('names no version of its own: %j', async (front) => {
    const { subject, html, text } = await mailOf(front)
    for (const part of [subject, html, text]) expect(part).not.toContain('87.6')
  })
})

test.each(['2026-03-01', '2026-03-01 09:30', '2026-03-01 23:59:59 +0000'])(
  'a post dated %s shows its day in one form, and no time of day',
  async (date) => {
    const front = `title: Lamps\ndate: ${date}`
    for (const { html, text } of [await announced(front, 'Lit.\n'), await updated(front, 'info', 'Lit.')])
      for (const part of [wordsOf(html).join(' '), text]) {
        expect(part.toLowerCase()).toContain('1 march 2026')
        expect(part).not.toMatch(/09[: ]30|23[: ]59|00[: ]\d\d\b|2026-03-01/)
      }
  },
)

test.each(KINDS.slice(0, 3))('a post of kind %s names its version beside its kind', async (_kind, front) => {
  const version = /3\.1\S*/.exec(front)?.[0] ?? ''
  const { html, text } = await announced(front)
  expect(plain(/<p class="kind"[^>]*>.*?<\/p>/s.exec(html)?.[0] ?? '')).toContain(version)
  expect(text.split('\n').find((line) => /^(?:Stable|Patch|Release)/.test(line))).toContain(version)
})

const endOfLifeTexts = endOfLifeTextsOf(loadWords('', 'en').words)
const DATE = /\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}/g
const END = '2026-06-18'
const STAGES = ['approaching-90d', 'approaching-30d', 'approaching-1d', 'reached', 'date-changed'] as const
const FIELDS = ['eol', 'eoas', 'eoes'] as const
const OCCASIONS = FIELDS.flatMap((field) =>
  STAGES.flatMap((stage) => ['2026-03-20', END, '2026-06-30'].map((today) => [field, stage, today] as const)),
)

describe('an end of life from the table', () => {
  const mails = new Map<string, Shown>()
  beforeAll(async () => {
    for (const [field, stage, today] of OCCASIONS)
      mails.set(`${field} ${stage} ${today}`, await ended({ field, stage }, today))
  })

  test.each(OCCASIONS)(
    '%s, %s, on %s: beside those words stands the end’s date, and each part says the same',
    (...about) => {
      const { html, text } = mails.get(about.join(' ')) ?? { html: '', text: '' }
      const inHtml = plain(/<p class="kind"[^>]*>.*?<\/p>/s.exec(html)?.[0].replace(/<[^>]*>/g, '') ?? '').trim()
      const inText = text.split('\n').find((line) => /^End of (?:life|active|extended)/.test(line)) ?? ''
      for (const line of [inHtml, inText]) expect(line.match(DATE)).toEqual(['18 June 2026'])
      expect(missing({ subject: '', html, text })).toEqual([])
    },
  )
})

async function ended(named: Pick<Occasion, 'field' | 'stage'>, today: string): Promise<Shown> {
  const occasion: Occasion = { product: 'lantern', cycles: ['2.1'], date: END, count: 1, ...named }
  const before = named.stage === 'date-changed' ? '2026-02-01' : undefined
  const one = release('2.1', { [named.field]: END, successor: '2.2' })
  const endOfLife = { product: product('lantern', [one, release('2.2')]), release: one, occasion, before, today }
  const key = endOfLifeKey(occasion)
  const said = endOfLifeText({ ...endOfLife, texts: endOfLifeTexts })
  const told = { key, at: Date.parse(`${today}T09:00:00Z`), severity: 'info' as const, ...said }
  const announcement = endOfLifeAnnouncement(told, config.site)
  const input = { ...common, key, announcement, endOfLife, endOfLifeTexts, references: () => [] }
  return await shown(await freezeEndOfLife(input))
}
