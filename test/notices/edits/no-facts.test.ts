/** Edits that say nothing by themselves, each beside its dangerous twin, which looks alike and must be asked. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PostText } from '../../../src/notices/edits/post-text.js'
import { judgeEdit } from '../../../src/notices/edits/significance.js'

const post = (body: string): PostText => ({ title: 'Lamp 2.4', body, severity: 'info', withdrawn: false, updates: [] })
const verdictOf = (before: string, after: string) => {
  const { verdict, reason } = judgeEdit(post(before), post(after))
  return { verdict, reason }
}

const PROSE = 'The lamp burns as it did. Everybody who keeps a light may take it, and nothing else is needed.'
const PAGE = '[the page](https://lamps.example/pages/lamp)'
const IMAGE = '[the image](https://dl.lamps.example/lamp-2.4.img)'

type Row = readonly [name: string, before: string, after: string]

const silent: readonly Row[] = [
  ['a link taken out', `Read ${PAGE}.`, 'Read the page.'],
  ['a link taken out, by reference', 'Read [the page][p].\n\n[p]: https://lamps.example/pages/lamp', 'Read the page.'],
  ['a link taken out, in HTML', 'Read <a href="https://lamps.example/pages/">the page</a>.', 'Read the page.'],
  ['a link that is put in', 'Read the page.', `Read ${PAGE}.`],
  ['a bare address taken out', 'Read the page: https://lamps.example/pages/lamp', 'Read the page'],
  ['another page elsewhere', '[A talk](https://lamps.example/a)', '[A talk](https://wicks.example/b)'],
  ['a finder more', 'Reported by Mara Lint.', 'Reported by Mara Lint and Tom Wick of the Lamp Security Team.'],
  ['another finder', 'It was found by Mara Lint.', 'It was found by Tomas de Wick.'],
  [
    'a finder’s name spelled anew',
    'Discovered by Jörg Müller (Wick Inc.).',
    'Discovered by Joerg Mueller (Wick GmbH).',
  ],
  [
    'many who are thanked',
    'Thanks to Mara Lint.',
    'Thanks to Mara Lint, Tom Wick, Ada Glass, Bo Brass, Cy Mantle, Di Globe, Ed Burner and Flo Hook of Harbour Ltd.',
  ],
  ['thanks at the end', PROSE, `${PROSE} We would like to thank Mara Lint of Lamps Inc. and Tom Wick.`],
  ['an author list', 'Authors: Mara Lint', 'Authors: Mara Lint, Tom Wick, Ada Glass, Bo Brass, Cy Mantle, Di Globe'],
  ['a single author', 'Author: Mara Lint', 'Author: Tom Wick'],
  [
    'a section of credits',
    `${PROSE}\n\n## Credits\n\n- Mara Lint\n`,
    `${PROSE}\n\n## Credits\n\n- Mara Lint\n- Tom Wick\n- Ada Glass (University of Wicks)\n- Bo Brass\n- Cy Mantle\n- Di Ox\n`,
  ],
  ['a new section of thanks', PROSE, `${PROSE}\n\n## Acknowledgements\n\nMara Lint, Tom Wick, Ada Glass and Bo Brass`],
  ['a credit with a handle', 'Credit goes to @mara.', 'Credit goes to @mara and @tomwick.'],
  ['how many are thanked', 'Thanks to 31 people for 220 commits.', 'Thanks to 35 people for 241 commits.'],
  ['a link’s text that is a template', 'See [{{ page.one }}](/doc/).', 'See [{{ page.two }}](/doc/).'],
  ['a link’s text that is a path', 'See [/doc/lamps/](/doc/lamps/).', 'See [/doc/lamps-and-wicks/](/doc/lamps/).'],
  ['a day as ISO', 'It is due on 5 March 2026.', 'It is due on 2026-03-05.'],
  ['a day with its month cut', 'It is due on 5 March 2026.', 'It is due on 5 Mar 2026.'],
  ['a day with its weekday', 'It is due on March 5, 2026.', 'It is due on Thursday, March 5th, 2026.'],
  ['a day with zeros', 'It is due on 5 March 2026.', 'It is due on 05 March 2026.'],
  ['a unit that is touched', 'It needs 8 GB.', 'It needs 8GB.'],
  ['a unit behind a dash', 'It needs an 8 GB card.', 'It needs an 8-GB card.'],
  ['a share', 'It grew by 10 %.', 'It grew by 10%.'],
  ['thousands with commas', 'It has 12000 users.', 'It has 12,000 users.'],
  ['a unit in lower case', 'It needs 8 GB.', 'It needs 8 gb.'],
  ['a full stop in code', 'Run `lamp trim`.', 'Run `lamp trim.`'],
  ['a comma in code', 'Run `lamp trim`, then sit.', 'Run `lamp trim,` then sit.'],
  ['a lost backtick', 'Run `lamp trim` now.', 'Run `lamp trim now.'],
  ['a backtick more', 'Run `lamp trim` now.', 'Run ``lamp trim` now.'],
  ['code type taken off a word', 'Run `lamp` now.', 'Run lamp now.'],
  [
    'a paragraph that moved',
    `First things come first here.\n\n${PROSE}\n\nAnd that is all.`,
    `${PROSE}\n\nFirst things come first here.\n\nAnd that is all.`,
  ],
  ['items that change places', '- wick 2.1 is in\n- glass 3.0 is in\n', '- glass 3.0 is in\n- wick 2.1 is in\n'],
]

const asked: readonly Row[] = [
  ['another host of a file', `Get ${IMAGE}.`, `Get ${IMAGE.replace('dl.lamps', 'dl.wicks')}.`],
  ['another host of a page', `Read ${PAGE}.`, `Read ${PAGE.replace('lamps.example', 'wicks.example')}.`],
  [
    'another host by reference',
    'Read [the page][p].\n\n[p]: https://lamps.example/a',
    'Read [the page][p].\n\n[p]: https://wicks.example/a',
  ],
  ['another host in HTML', '<a href="https://lamps.example/a">it</a>', '<a href="https://wicks.example/a">it</a>'],
  ['what one downloads', '[Download it](https://lamps.example/get)', '[Download it](https://wicks.example/x)'],
  ['another file', `Get ${IMAGE}.`, `Get ${IMAGE.replace('2.4.img', '2.3.img')}.`],
  ['a download taken out', `Get ${IMAGE}.`, 'Get the image.'],
  ['another file on this site', 'Get [it](/files/lamp-2.4.iso).', 'Get [it](/files/lamp-2.3.iso).'],
  ['an address of mail in a link', 'Write [us](mailto:mara@lamps.example).', 'Write [us](mailto:tom@wicks.example).'],
  ['an address of mail in the text', 'Write to mara@lamps.example.', 'Write to tom@lamps.example.'],
  ['a checksum', 'Sum: 9f86d081884c7d65', 'Sum: 9f86d081884c7d66'],
  ['a key id', 'Signed by 0xABCD12EF.', 'Signed by 0xABCD12FE.'],
  ['a fingerprint', 'Key ABCD 12EF 9F86 D081 it is.', 'Key ABCD 12EF 9F86 D082 it is.'],
  ['a version', 'Take lamp 2.4.1.', 'Take lamp 2.4.2.'],
  ['a command', 'Run `lamp --trim wick`.', 'Run `lamp --burn wick`.'],
  ['a number', 'It needs 8 GB.', 'It needs 9 GB.'],
  ['a unit', 'It needs 8 GB.', 'It needs 8 TB.'],
  ['another day', 'It is due on 5 March 2026.', 'It is due on 6 March 2026.'],
  ['a day the other way round', 'It is due on 2026-03-05.', 'It is due on 2026-05-03.'],
  ['a “not”', 'You should light it.', 'You should not light it.'],
  ['whom to write to', 'Please contact Mara Lint about it.', 'Please contact Tom Wick about it.'],
  ['whom to report to', 'Send reports to Mara Lint.', 'Send reports to Tom Wick.'],
  ['what is affected', 'This affects Lamp Core.', 'This affects Lamp Desk.'],
  ['one more that is affected', 'Affected products: Lamp Core.', 'Affected products: Lamp Core, Lamp Desk.'],
  ['what is affected, said in front', 'Lamp Core is affected.', 'Lamp Desk is affected.'],
  ['an order behind thanks', 'Thanks to Mara Lint.', 'Thanks to Mara Lint. You must take the old wick out first.'],
  ['a version within thanks', 'Thanks to Mara Lint.', 'Thanks to Mara Lint, who found that 2.3.7 is bad.'],
  ['“not” within thanks', 'Thanks to Mara Lint, it is ready.', 'Thanks to Mara Lint, it is not ready.'],
  ['a text longer than thanks', PROSE, `${PROSE} Reported by Mara Lint. ${'The wick of it is new today. '.repeat(3)}`],
]

describe('nothing is said by', () => {
  test.each(silent)('%s', (_, before, after) => {
    expect(verdictOf(before, after)).toMatchObject({ verdict: 'silent' })
    expect(verdictOf(`${PROSE}\n\n${before}`, `${PROSE}\n\n${after}`)).toMatchObject({ verdict: 'silent' })
  })
})

describe('a person is asked about', () => {
  test.each(asked)('%s', (_, before, after) => {
    expect(verdictOf(before, after)).toMatchObject({ verdict: 'ask' })
    expect(verdictOf(`${PROSE}\n\n${before}`, `${PROSE}\n\n${after}`)).toMatchObject({ verdict: 'ask' })
  })
})

/** A name whose words are no word of any language's grammar: “Nor” would deny something. */
const name = fc
  .tuple(fc.stringMatching(/^[A-Z]([aeiou][kmrt]){2,4}$/), fc.stringMatching(/^[A-Z]([aeiou][kmrt]){2,4}$/))
  .map((parts) => parts.join(' '))
const names = fc.array(name, { minLength: 1, maxLength: 12 }).map((all) => all.join(', '))
const credit = fc.constantFrom('Reported by', 'Thanks to', 'Found by', 'Credits:', 'Authors:', 'It was discovered by')

test('whoever is thanked: names of any number say nothing, and a fact or a “not” behind them is asked', () => {
  fc.assert(
    fc.property(credit, names, names, (by, old, now) => {
      const thanked = (all: string, rest = 'It burns.') => `${PROSE}\n\n${by} ${all}. ${rest}`
      expect(verdictOf(thanked(old), thanked(now)).verdict).toBe('silent')
      expect(verdictOf(thanked(old), thanked(now, 'It does not burn.')).verdict).toBe('ask')
      expect(verdictOf(thanked(old), thanked(now, 'It burns since 2.4.9.')).verdict).toBe('ask')
    }),
  )
})

test('any link taken out says nothing but a download; a link to another host is asked', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{3,9}$/), { minLength: 1, maxLength: 4 }).map((all) => all.join(' '))
  fc.assert(
    fc.property(words, fc.stringMatching(/^[a-z]{1,8}$/), (text, path) => {
      const link = (address: string) => `${PROSE}\n\nSee [${text}](${address}) too.`
      expect(verdictOf(link(`https://a.example/${path}`), `${PROSE}\n\nSee ${text} too.`).verdict).toBe('silent')
      expect(verdictOf(link(`https://a.example/${path}.iso`), `${PROSE}\n\nSee ${text} too.`).verdict).toBe('ask')
      expect(verdictOf(link(`https://a.example/${path}`), link(`https://b.example/${path}`)).verdict).toBe('ask')
    }),
  )
})
