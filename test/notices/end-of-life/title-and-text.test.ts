/**
 * What people read of the end of a cycle: every stage in words, true when read later, and nothing of the table gets out
 * of its place.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainLine } from '../../../src/base/plain-line.js'
import { loadTemplates } from '../../../src/mail/load-templates.js'
import { renderMarkdown } from '../../../src/markup/markdown.js'
import { safeHtml } from '../../../src/markup/sanitise.js'
import { loadEndOfLifeTexts } from '../../../src/notices/end-of-life/load-texts.js'
import { endOfLifeText } from '../../../src/notices/end-of-life/title-and-text.js'
import type { End, Occasion, Release } from '../../../src/releases/release.js'
import { product, release as releaseOf } from '../../support/releases.js'

const { plainText } = loadTemplates('')
const { endOfLifeTexts } = loadEndOfLifeTexts('', 'en')

interface Told {
  readonly release?: Partial<Release>
  readonly occasion?: Partial<Occasion>
  readonly before?: End
  readonly today?: string
  readonly title?: string
}

function told({ release = {}, occasion = {}, before, today = '2026-11-15', title = 'Lantern OS' }: Told) {
  const one = releaseOf('2.1', { eol: '2026-12-15', successor: '2.2', ...release })
  return endOfLifeText({
    product: { ...product('lantern', [one, releaseOf('2.2')]), title },
    release: one,
    occasion: {
      product: 'lantern',
      cycle: one.cycle,
      field: 'eol',
      date: '2026-12-15',
      stage: 'approaching-30d',
      count: 1,
      ...occasion,
    },
    before,
    today,
    texts: endOfLifeTexts,
  })
}

const moved = (date: Occasion['date'], before: End, today: string, field: Occasion['field'] = 'eol') =>
  told({
    release: { [field]: date === 'none' ? false : date },
    occasion: { field, date, stage: 'date-changed' },
    before,
    today,
  })

describe('a cycle that nears its end', () => {
  test('is named with the day, the days that are left, and whether to act', () => {
    const { title, text } = told({ release: { upgrade: 'https://lantern.example/up/', note: 'A *note*.' } })
    expect(title).toBe('Lantern OS 2.1 reaches its end of life on 15 December 2026')
    expect(text).toBe(
      `**You need to act before 15 December 2026** if you run Lantern OS 2.1.

Lantern OS 2.1 reaches its end of life on 15 December 2026. Until the end of that day it gets security updates, from then on none. Today is 15 November 2026, so 30 days are left.

Upgrade to Lantern OS 2.2. [How to upgrade](<https://lantern.example/up/>)

A *note*.
`,
    )
  })

  test.each([
    ['2026-12-14', 'Today is 14 December 2026, so that is tomorrow.'],
    ['2026-12-13', 'Today is 13 December 2026, so 2 days are left.'],
  ])('on %s says so', (today, sentence) => {
    expect(told({ today }).text).toContain(sentence)
  })

  test('leaves those with extended support in peace until that ends', () => {
    const { text } = told({ release: { eoes: '2027-12-15' } })
    expect(text).toContain('except for those who have extended support, which goes on until 15 December 2027.')
  })

  test('without a successor asks to move to what is supported', () => {
    expect(told({ release: { successor: '9' } }).text).toContain('Move to a release that is still supported.')
  })
})

describe('a cycle that reached its end', () => {
  test('is supported through the end of its last day, and says so on it', () => {
    const { title, text } = told({ occasion: { stage: 'reached' }, today: '2026-12-15' })
    expect(title).toBe('Lantern OS 2.1 reaches its end of life on 15 December 2026')
    expect(text).toContain('**You need to act now** if you run Lantern OS 2.1.')
    expect(text).toContain(
      'reaches its end of life today, 15 December 2026. Until the end of that day it gets security',
    )
    expect(text).not.toMatch(/any more|Today is|left/)
    const after = told({ occasion: { stage: 'reached' }, today: '2026-12-16' })
    expect(after.title).toBe('Lantern OS 2.1 reached its end of life on 15 December 2026')
    expect(after.text).toContain('reached its end of life on 15 December 2026. It gets no security updates any more.')
  })

  test('late, says on which day it was, and what was announced before', () => {
    const { text } = told({ occasion: { stage: 'reached' }, today: '2026-12-20', before: '2026-12-31' })
    expect(text).toContain('reached its end of life on 15 December 2026.')
    expect(text).toContain('The date announced before was 31 December 2026; this is 16 days earlier.')
  })

  test('on a day nobody states, names none', () => {
    const { title, text } = told({ release: { eol: true }, occasion: { stage: 'reached', date: 'none' } })
    expect(title).toBe('Lantern OS 2.1 has reached its end of life')
    expect(text).toContain('**You need to act now**')
  })
})

describe('the end of active and of extended support', () => {
  test('of active support asks for nothing while security updates go on', () => {
    const { title, text } = told({
      release: { eoas: '2026-06-15', eoes: '2027-12-15' },
      occasion: { field: 'eoas', date: '2026-06-15', stage: 'reached' },
      today: '2026-06-15',
    })
    expect(title).toBe('Active support of Lantern OS 2.1 ends on 15 June 2026')
    expect(text).toMatch(/^\*\*You do not need to do anything\.\*\*\n/)
    expect(text).toContain('Until the end of that day it gets fixes of all kinds, from then on only security updates,')
    expect(text).toContain(', until it reaches its end of life on 15 December 2026.')
    expect(text).toContain('Its extended support ends on 15 December 2027.')
  })

  test('of extended support is the last', () => {
    const { title, text } = told({
      release: { eoes: '2027-12-15' },
      occasion: { field: 'eoes', date: '2027-12-15', stage: 'reached' },
      today: '2027-12-15',
    })
    expect(title).toBe('Extended support of Lantern OS 2.1 ends on 15 December 2027')
    expect(text).toContain('Until the end of that day it gets security updates for those who have extended support')
    const after = told({
      release: { eoes: '2027-12-15' },
      occasion: { field: 'eoes', date: '2027-12-15', stage: 'reached' },
      today: '2027-12-16',
    })
    expect(after.text).toContain('It gets no security updates any more, not even with extended support.')
    expect(text).toContain('**You need to act now**')
  })
})

describe('a date that moved', () => {
  test.each([
    [
      'later',
      moved('2027-01-26', '2026-12-15', '2026-12-01'),
      'Lantern OS 2.1 reaches its end of life later than announced, on 26 January 2027',
      'this is 42 days later',
    ],
    [
      'earlier',
      moved('2026-12-14', '2026-12-15', '2026-12-01'),
      'Lantern OS 2.1 reaches its end of life earlier than announced, on 14 December 2026',
      'this is 1 day earlier',
    ],
    [
      'after it was reached',
      moved('2027-01-26', '2026-12-15', '2026-12-20'),
      'Lantern OS 2.1 is supported again until 26 January 2027',
      'Lantern OS 2.1 had reached its end of life on 15 December 2026. It is supported again until 26 January 2027.',
    ],
    [
      'to none',
      moved('none', '2026-12-15', '2026-12-01'),
      'Lantern OS 2.1 no longer has a date for its end of life',
      'The date announced before, 15 December 2026, does not hold any more.',
    ],
    [
      'to none after it was reached',
      moved('none', '2026-12-15', '2026-12-20'),
      'Lantern OS 2.1 is supported again, with no end date',
      'It is supported again, with no end date.',
    ],
    [
      'to a day that is past',
      moved('2026-11-30', '2026-12-15', '2026-12-01'),
      'Lantern OS 2.1 reached its end of life earlier than announced, on 30 November 2026',
      '**You need to act now**',
    ],
    [
      'back from none',
      moved('2026-12-15', false, '2026-12-01'),
      'Lantern OS 2.1 reaches its end of life on a new date, 15 December 2026',
      'An earlier notice said that there was no date.',
    ],
    [
      'of active support',
      moved('2027-01-26', '2026-12-15', '2026-12-01', 'eoas'),
      'Active support of Lantern OS 2.1 ends later than announced, on 26 January 2027',
      '**You do not need to do anything.**',
    ],
    [
      'of extended support',
      moved('2027-01-26', '2026-12-15', '2026-12-20', 'eoes'),
      'Lantern OS 2.1 has extended support again until 26 January 2027',
      'Extended support of Lantern OS 2.1 had ended on 15 December 2026. It goes on until 26 January 2027.',
    ],
  ])('%s says so in title and text', (_how, { title, text }, expected, sentence) => {
    expect(title).toBe(expected)
    expect(text).toContain(sentence)
  })

  test('with no date has nothing to do, and says that word will come', () => {
    const { text } = moved('none', '2026-12-15', '2026-12-01')
    expect(text).toContain('**You do not need to do anything.**')
    expect(text).toContain('You will hear of it when there is a date.')
  })
})

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(
        '*',
        '**',
        '_',
        '`',
        '```',
        '[x](https://evil.example)',
        '![',
        '](',
        '<b>',
        '</p>',
        '<script>',
        '&amp;',
        '&#42;',
        '\\',
        '{:.x}',
        '{% raw %}',
        '{% endraw %}',
        '~~',
        '[^1]',
        '#',
        '- ',
        '1. ',
        '|',
        '\n\n',
        '\r',
        '\u202e',
        '\u00a0',
        'a',
        '{#id}',
        ':',
        ' ',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
)

test('whatever the table calls things, the text shows it as it is, and no mark of it means anything', () => {
  fc.assert(
    fc.property(hostile, hostile, hostile, (title, label, codename) => {
      const { title: heading, text } = told({
        title: `P${title}`,
        release: { label: `L${label}`, codename: `C${codename}` },
      })
      expect(heading).toBe(plainLine(heading))
      const name = heading.replace(/ reaches its end of life on 15 December 2026$/, '')
      const html = safeHtml(renderMarkdown(text), { siteUrl: 'https://x.example', postUrl: 'https://x.example/p/' })
      expect(html.match(/<[^>]*>/g)).toEqual(['<p>', '<strong>', '</strong>', '</p>', '<p>', '</p>', '<p>', '</p>'])
      const [act] = plainText(html).split('\n')
      const spaces = (line: string) => line.replace(/[\s\u200b]+/g, ' ')
      expect(spaces(act ?? '')).toBe(spaces(`You need to act before 15 December 2026 if you run ${name}.`))
    }),
    { numRuns: 300 },
  )
})

test('an address leads where the table says or nowhere, and out of its link never', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        hostile.map((text) => `https://x.example/${text}`),
        fc.constant('javascript:alert(1)'),
      ),
      (upgrade) => {
        const html = renderMarkdown(told({ release: { upgrade } }).text)
        const links = [...html.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)]
        const usable = URL.canParse(upgrade) && upgrade.startsWith('http')
        expect(html.match(/<a\b/g)?.length ?? 0).toBe(usable ? 1 : 0)
        if (!usable) return
        expect(links[0]?.[2]).toBe('How to upgrade')
        expect(new URL((links[0]?.[1] ?? '').replaceAll('&amp;', '&')).host).toBe(new URL(upgrade).host)
      },
    ),
    { numRuns: 300 },
  )
})
