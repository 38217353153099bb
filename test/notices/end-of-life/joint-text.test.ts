/**
 * What people read of several cycles that end together: named as one says them, in the plural, and by the cycle only
 * where they differ. Golden texts.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { endOfLifeTextsOf } from '../../../src/notices/end-of-life/texts.js'
import { endOfLifeText } from '../../../src/notices/end-of-life/title-and-text.js'
import type { End, Occasion, Product, Release } from '../../../src/releases/release.js'
import { loadWords } from '../../../src/words/load-words.js'
import { parseWords, wordShape } from '../../../src/words/parse-words.js'
import { repository } from '../../support/project.js'
import { product, release } from '../../support/releases.js'

const texts = endOfLifeTextsOf(loadWords('', 'en').words)
const EOL = '2026-12-15'
const UP = 'https://lantern.example/up/'

interface Told {
  readonly releases: readonly Partial<Release>[]
  readonly occasion?: Partial<Occasion>
  readonly today: string
  readonly before?: End
  readonly next?: string
  readonly product?: Partial<Product>
}

function toldOf({ releases, occasion, today, before, next, product: about }: Told) {
  const [first = release('4.1'), ...further] = releases.map((one, index) =>
    release(`4.${index + 1}`, { eol: EOL, successor: '5.0', ...one }),
  )
  const all = [first, ...further]
  const whole = { ...product('lantern', [...all, release('5.0'), release('5.1')]), ...about }
  const cycles = all.map(({ cycle }) => cycle)
  const named = {
    product: 'lantern',
    cycles,
    field: 'eol',
    date: EOL,
    stage: 'reached',
    count: 1,
    ...occasion,
  } as const
  return endOfLifeText({ product: whole, release: first, further, occasion: named, before, next, today, texts })
}

const cases: Readonly<Record<string, Told>> = {
  'two, ahead': { releases: [{}, {}], occasion: { stage: 'approaching-30d' }, today: '2026-11-15' },
  'two, on the day, with one way to upgrade': { releases: [{ upgrade: UP }, { upgrade: UP }], today: EOL },
  'three that differ in what comes next': {
    releases: [{}, { successor: '5.1' }, { eoes: '2028-01-01' }],
    today: EOL,
  },
  'many, of which titles name the first': {
    releases: [...'abcdefg'].map((codename) => ({ codename: codename.toUpperCase().repeat(3) })),
    occasion: { stage: 'approaching-90d' },
    today: '2026-09-16',
  },
  'many, in two groups': {
    releases: [{}, { successor: '5.1' }, {}, { successor: '5.1' }, {}, {}, {}],
    occasion: { stage: 'approaching-90d' },
    today: '2026-09-16',
  },
  'the end of active support of two lives': {
    releases: [{ eoas: '2026-06-15' }, { eoas: '2026-06-15', eol: '2027-01-01' }],
    occasion: { field: 'eoas', date: '2026-06-15' },
    today: '2026-06-15',
  },
  'extended support': {
    releases: [{ eoes: '2027-06-15' }, { eoes: '2027-06-15' }],
    occasion: { field: 'eoes', date: '2027-06-15' },
    today: '2027-06-16',
  },
  'a later date': {
    releases: [{}, {}],
    occasion: { stage: 'date-changed' },
    before: '2026-11-15',
    next: '2026-11-15',
    today: '2026-10-15',
  },
  'supported again, with a note on one': {
    releases: [{ note: 'Ask the board.\n\nIt knows.' }, {}],
    occasion: { stage: 'date-changed' },
    before: '2026-09-15',
    today: '2026-10-15',
  },
  'ended on a day nobody states': {
    releases: [{ eol: true }, { eol: true }],
    occasion: { date: 'none' },
    today: '2026-10-15',
  },
  'no date any more': {
    releases: [{ eol: false }, { eol: false }],
    occasion: { date: 'none', stage: 'date-changed' },
    before: EOL,
    today: '2026-10-15',
  },
  'a product whose name the labels share': {
    releases: [{ label: 'Pixel 6' }, { label: 'Pixel 6 Pro' }, { label: 'Pixel 6a' }],
    product: { title: 'Google Pixel' },
    today: EOL,
  },
  'labels that name products of their own': {
    releases: [{ label: 'Lantern Pro 4' }, { label: 'Lamp 2' }],
    product: { title: 'Lantern Pro' },
    today: EOL,
  },
}

test('several cycles that end together read as one says it', async () => {
  const said = Object.entries(cases).map(([name, one]) => {
    const { title, text } = toldOf(one)
    return `=== ${name}\n${title}\n\n${text}`
  })
  await expect(said.join('\n')).toMatchFileSnapshot('../../golden/end-of-life/several.txt')
})

test('in a file of words, what speaks of several has two forms or one, and nothing else has them', () => {
  const shape = wordShape(readFileSync(join(repository, 'emails/words/en.yaml'), 'utf8'))
  const parse = (text: string) =>
    parseWords({ path: 'pl.yaml', text: `endOfLife:\n${text.replace(/^(?=.)/gm, '  ')}` }, 'pl', shape).problems.map(
      ({ message }) => message,
    )
  expect(parse('what:\n  eol:\n    goesOn:\n      one: "A."\n      other: "B."\n')).toEqual([])
  expect(parse('what:\n  eol:\n    goesOn: "A."\n')).toEqual([])
  expect(parse('what:\n  eol:\n    goesOn:\n      other: "B."\n')).toEqual([
    'one: one release and several need a form each.',
  ])
  expect(parse('toDo:\n  wait:\n    one: "A."\n    other: "B."\n')).toEqual(['wait: is not one sentence.'])
})
