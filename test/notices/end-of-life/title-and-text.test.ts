/**
 * What people read of the end of a cycle: every stage in words, true when read later, and nothing of the table gets out
 * of its place.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainLine } from '../../../src/base/plain-line.js'
import { loadTemplates } from '../../../src/mail/templates/load.js'
import { renderMarkdown } from '../../../src/markup/markdown.js'
import { safeHtml } from '../../../src/markup/sanitise.js'
import { endOfLifeTextsOf } from '../../../src/notices/end-of-life/texts.js'
import { endOfLifeText } from '../../../src/notices/end-of-life/title-and-text.js'
import type { End, Occasion, Product, Release } from '../../../src/releases/release.js'
import { loadWords } from '../../../src/words/load-words.js'
import { product, release as releaseOf } from '../../support/releases.js'

const { plainText } = loadTemplates('')
const endOfLifeTexts = endOfLifeTextsOf(loadWords('', 'en').words)

interface Told {
  readonly release?: Partial<Release>
  /** The release to move to, and those after it. */
  readonly later?: readonly Release[]
  readonly supportWords?: Product['supportWords']
  readonly next?: string
  readonly isBack?: boolean
  readonly occasion?: Partial<Occasion>
  readonly before?: End
  readonly today?: string
  readonly title?: string
}

function told({ release = {}, occasion = {}, before, today = '2026-11-15', title = 'Lantern OS', ...more }: Told) {
  const { later = [releaseOf('2.2')], supportWords, next, isBack = false } = more
  const one = releaseOf('2.1', { eol: '2026-12-15', successor: '2.2', ...release })
  return endOfLifeText({
    product: { ...product('lantern', [one, ...later]), title, ...(supportWords && { supportWords }) },
    release: one,
    occasion: {
      product: 'lantern',
      cycles: [one.cycle],
      field: 'eol',
      date: '2026-12-15',
      stage: 'approaching-30d',
      count: 1,
      ...occasion,
    },
    before,
    today,
    next,
    isBack,
    texts: endOfLifeTexts,
  })
}

test.each([
  ['2027-01-26', 'It is back to the date announced first; 26 January 2027, announced since, does not hold any more.'],
  [false, 'An earlier notice said that there was no date. It is back to the date announced first.'],
  ['2026-11-01', 'It is supported again until 15 December 2026. It keeps'],
] as const)('a date that is back to the one announced first says so: from %s', (before, sentence) => {
  const { text } = told({ occasion: { stage: 'date-changed' }, before, isBack: true })
  expect(text).toContain(sentence.replace(/ It keeps$/, ''))
  expect(text).toContain('back to the date announced first')
  expect(text).not.toMatch(/announced before|earlier\.|later\./)
})

test('what the project calls its security support has ended when extended support does', () => {
  const release = { eol: '2025-12-15', eoes: '2026-12-15' }
  const supportWords = { eol: 'Lantern LTS', eoes: 'Lantern ELTS' }
  const { text } = told({ release, supportWords, occasion: { field: 'eoes' } })
  expect(text).toContain(
    'Until the end of that day it gets security updates for those who have Lantern ELTS support, from then on it gets none',
  )
  expect(text).not.toContain('Lantern LTS')
})

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
    expect(title).toBe('30 days left: Lantern OS 2.1 reaches its end of life on 15 December 2026')
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
      'Lantern OS 2.1 is supported longer, until 26 January 2027',
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
      'Active support of Lantern OS 2.1 lasts longer, until 26 January 2027',
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

describe('words of the project', () => {
  const supportWords = { eoas: 'Hardware & Maintenance', eol: 'Maintenance & Security Support', eoes: 'Debian LTS' }
  const plain = (markdown: string) => markdown.replaceAll('\\', '')

  test('name the support that ends, what there is until then and what from then on', () => {
    const { title, text } = told({
      release: { eoas: '2026-06-15', eoes: '2027-12-15' },
      occasion: { field: 'eoas', date: '2026-06-15', stage: 'reached' },
      today: '2026-06-15',
      supportWords,
    })
    expect(title).toBe('Hardware & Maintenance support of Lantern OS 2.1 ends on 15 June 2026')
    expect(plain(text)).toContain(
      'Until the end of that day it gets Hardware & Maintenance, from then on only Maintenance & Security Support, ' +
        'until it reaches its end of life on 15 December 2026.',
    )
    expect(plain(text)).toContain('If you want more than Maintenance & Security Support, upgrade to Lantern OS 2.2.')
    expect(text).toContain('Its Debian LTS support ends on 15 December 2027.')
    expect(text).not.toContain('only security updates')
  })

  test('name extended support in the notice of the end of life, and in its own', () => {
    const release = { eoes: '2027-12-15' }
    expect(told({ release, supportWords }).text).toContain(
      'except for those who have Debian LTS support, which goes on until 15 December 2027.',
    )
    const occasion = { field: 'eoes', date: '2027-12-15', stage: 'reached' } as const
    const { title, text } = told({ release, occasion, today: '2027-12-16', supportWords })
    expect(title).toBe('Debian LTS support of Lantern OS 2.1 ended on 15 December 2027')
    expect(text).toContain('not even with Debian LTS support.')
  })

  test('that say support already stand alone', () => {
    const { title } = told({
      release: { eoas: '2026-06-15' },
      occasion: { field: 'eoas', date: '2026-06-15', stage: 'reached' },
      today: '2026-06-16',
      supportWords: { eoas: 'Full Support' },
    })
    expect(title).toBe('Full Support of Lantern OS 2.1 ended on 15 June 2026')
  })
})

describe('dates beside the one that is told', () => {
  test('of extended support that goes on without a day keep those who have it in peace', () => {
    expect(told({ release: { eoes: false } }).text).toContain(
      'from then on none, except for those who have extended support.',
    )
    expect(told({ release: { eoes: true } }).text).toContain('from then on none. ')
  })

  test('are left out where they fall on a day that was named', () => {
    const occasion = { field: 'eoas', date: '2026-11-20', stage: 'reached' } as const
    const same = { eoas: '2026-11-20', eol: '2026-12-15', eoes: '2026-12-15' }
    expect(told({ release: same, occasion }).text).not.toContain('extended support')
    expect(told({ release: { eoas: '2026-12-15' } }).text).not.toContain('active support')
    expect(told({ release: { eoas: '2026-12-01' } }).text).toContain('Its active support ends on 1 December 2026.')
  })
})

describe('the release to move to', () => {
  test('that is not out yet says when it is due', () => {
    expect(told({ later: [releaseOf('2.2', { releaseDate: '2027-01-26' })] }).text).toContain(
      'Upgrade to Lantern OS 2.2. Lantern OS 2.2 is not out yet and is due on 26 January 2027.',
    )
  })

  test('is the next one that lasts, where the first ends soon after', () => {
    const short = releaseOf('2.2', { eol: '2027-03-01', successor: '3.0' })
    expect(told({ later: [short] }).text).toContain(
      'Upgrade to Lantern OS 2.2. Lantern OS 2.2 itself reaches its end of life on 1 March 2027.',
    )
    const { text } = told({ later: [short, releaseOf('3.0', { eol: '2028-12-15' })] })
    expect(text).toContain('Upgrade to Lantern OS 3.0.')
    expect(text).not.toContain('2.2')
    const ended = releaseOf('2.2', { eol: '2026-01-01', successor: '3.0' })
    expect(told({ later: [ended, releaseOf('3.0')] }).text).toContain('Upgrade to Lantern OS 3.0.')
  })

  test('that has ended with no other after it, or leads in a circle, is not named', () => {
    const circle = [
      releaseOf('2.2', { eol: true, successor: '2.3' }),
      releaseOf('2.3', { eol: true, successor: '2.2' }),
    ]
    expect(told({ later: circle }).text).toContain('No release that is supported longer has been announced.')
  })

  test('is none for more than security updates, where it gets no more than these', () => {
    const { text } = told({
      release: { eoas: '2026-11-15' },
      occasion: { field: 'eoas', date: '2026-11-15', stage: 'reached' },
      later: [releaseOf('2.2', { eoas: '2026-06-15' })],
    })
    expect(text).not.toContain('2.2')
  })

  test('at the end of extended support is also one that is in extended support, which is said', () => {
    const occasion = { field: 'eoes', date: '2027-12-15', stage: 'reached' } as const
    const release = { eoes: '2027-12-15' }
    const extended = (eoes: End) =>
      told({ release, occasion, today: '2027-12-15', later: [releaseOf('2.2', { eol: '2027-01-01', eoes })] }).text
    expect(extended('2029-12-15')).toContain('has only extended support left, until 15 December 2029.')
    expect(extended(false)).toContain(
      'Upgrade to Lantern OS 2.2. Lantern OS 2.2 itself has only extended support left.',
    )
    expect(extended('2027-12-01')).toContain('No release that is supported longer')
  })

  test('on its last day a release is not yet in extended support alone: what lasts goes before it', () => {
    const occasion = { field: 'eoes', date: '2027-12-15', stage: 'reached' } as const
    const last = releaseOf('2.2', { eol: '2027-12-15', eoes: '2029-12-15', successor: '2.3' })
    const textOf = (today: string, later: Release[]) =>
      told({ release: { eoes: '2027-12-15' }, occasion, today, later }).text
    const lasting = releaseOf('2.3', { eol: '2030-12-15' })
    expect(textOf('2027-12-15', [last, lasting])).toContain('Upgrade to Lantern OS 2.3.\n')
    expect(textOf('2027-12-15', [last])).toContain(
      'Upgrade to Lantern OS 2.2. Lantern OS 2.2 itself reaches its end of life on 15 December 2027.',
    )
    expect(textOf('2027-12-16', [last, lasting])).toContain('has only extended support left, until 15 December 2029.')
  })
})

describe('good news and time', () => {
  test('a later date is more time, counted in months or years beyond 60 days', () => {
    const { text } = moved('2027-01-26', '2026-12-15', '2026-12-01')
    expect(text).toMatch(/^\*\*You have more time \(until 26 January 2027\)\*\* if you run Lantern OS 2\.1\.\n/)
    expect(text).toContain('Lantern OS 2.1 is supported longer, until 26 January 2027.')
    expect(text).toContain('this is 42 days later.')
    const far = moved('2027-04-15', '2026-12-15', '2026-12-01').text
    expect(far).toContain('this is about 4 months later. Today is 1 December 2026, so about 4 months are left.')
    expect(moved('2028-12-15', '2026-12-15', '2026-12-01').text).toContain('this is about 2 years later.')
    expect(moved('2026-12-15', '2027-12-15', '2026-12-01').text).toContain('this is about 1 year earlier.')
  })

  test('a date that moved says when the next notice of it comes', () => {
    const about = { occasion: { date: '2027-04-15', stage: 'date-changed' }, before: '2026-12-15', next: '2027-01-15' }
    expect(told({ ...about, release: { eol: '2027-04-15' } }).text).toContain(
      'The next notice of it comes on 15 January 2027.',
    )
  })

  test('90 days and 30 days differ in the title, and one day is one', () => {
    const titleOn = (today: string) => told({ today }).title
    expect(titleOn('2026-09-16')).toMatch(/^90 days left: /)
    expect(titleOn('2026-11-15')).toMatch(/^30 days left: /)
    expect(titleOn('2026-12-14')).toMatch(/^1 day left: /)
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
      const name = heading.replace(/^30 days left: | reaches its end of life on 15 December 2026$/g, '')
      const html = safeHtml(renderMarkdown(text), { siteUrl: 'https://x.example', postUrl: 'https://x.example/p/' })
      expect(html.match(/<[^>]*>/g)).toEqual(['<p>', '<strong>', '</strong>', '</p>', '<p>', '</p>', '<p>', '</p>'])
      const [act] = plainText(html).split('\n')
      const spaces = (line: string) => line.replace(/[\s\u200b]+/g, ' ')
      expect(spaces(act ?? '')).toBe(spaces(`You need to act before 15 December 2026 if you run ${name}.`))
    }),
    { numRuns: 300, examples: [['\ufffe', '\uffff', '\u0001']] },
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
