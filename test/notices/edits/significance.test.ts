import { describe, expect, test } from 'vitest'
import { inferredSeverity } from '../../../src/notices/edits/inferred-severity.js'
import type { PostText } from '../../../src/notices/edits/post-text.js'
import { judgeEdit } from '../../../src/notices/edits/significance.js'

const BODY = `We're pleased to announce Lantern 3.1! It burns for eight hours on one filling, and
it will be supported until 2027-06-30. You can get it from the [downloads] page.

What is new
-----------

- A wick that does not smoke
- A glass of twice the strength

To upgrade, run:

    $ sudo lantern-upgrade --to 3.1

Thank you to everybody who tested the candidates in the dark and told us what they saw.

[downloads]: /downloads/
`

function post(more: Partial<PostText> = {}): PostText {
  return {
    title: 'Lantern 3.1 has been released',
    body: BODY,
    severity: 'info',
    withdrawn: false,
    updates: [],
    ...more,
  }
}

const body = (from: string | RegExp, to: string) => post({ body: BODY.replace(from, to) })
const judge = (after: PostText, before = post()) => judgeEdit(before, after)
const atTop = (block: string) => post({ body: `${block}\n\n${BODY}` })

describe('an edit is silent', () => {
  test.each([
    ['nothing', post()],
    ['a typo', body('pleased', 'plaesed')],
    ['a few words', body('We’re pleased to announce'.replace('’', "'"), 'Here is')],
    ['a name spelled anew', body('Lantern 3.1!', 'LANTERN 3.1!')],
    ['a link’s target', body('/downloads/', 'https://lantern.example/get/')],
    ['a link written inline', body('[downloads]', '[downloads](/downloads/)')],
    ['an address in the text', body('You can', 'See https://lantern.example/. You can')],
    ['wrapping', body(/\n(?=it will)/, ' ')],
    ['a heading’s style', body('What is new\n-----------', '## What is new')],
    ['bullets', body(/^- /gm, '* ')],
    ['emphasis', body('eight hours', '**eight hours**')],
    ['a comment', body('To upgrade', '<!-- check this -->\nTo upgrade')],
    ['Liquid’s raw tags', body('    $ sudo', '{% raw %}\n\n    $ sudo')],
    ['an indent that becomes a fence', body(/ {4}(\$ .*)/, '```\n$1\n```')],
    ['white space in a command', body('sudo lantern', 'sudo   lantern')],
    ['a tag in the title', post({ title: '[Updated] Lantern 3.1 has been released' })],
    ['a title’s wording', post({ title: 'Lantern 3.1 is released' })],
    [
      'a leading zero in a title',
      post({ title: 'Lantern 3.01 has been released' }),
      post({ title: 'Lantern 3.01 has been released!' }),
    ],
    ['an issue’s number', body('does not smoke', 'does not smoke (#4711)')],
    ['another mention of what is known', body('To upgrade', 'To upgrade to 3.1')],
    [
      'a paragraph in another place',
      post({
        body: BODY.replace(/Thank you.*\n\n/, '').replace(
          'What is new',
          `${/Thank you.*\n/.exec(BODY)?.[0]}\nWhat is new`,
        ),
      }),
    ],
    ['an update that only mends spelling', atTop('**Update (2026-01-15):** Fixed a few typos and broken links.')],
  ])('%s', (_, after, before = post()) => {
    expect(judge(after, before)).toMatchObject({ verdict: 'silent', updates: [], wordDiff: [] })
  })

  test('when a signature is made anew', () => {
    const signed = (seal: string) =>
      post({
        body: `\`\`\`\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nDear all,\nthe lamps are lit again.\n-----BEGIN PGP SIGNATURE-----\n\n${seal}\n-----END PGP SIGNATURE-----\n\`\`\`\n`,
      })
    expect(judge(signed('iQIzBAEBCgAd'), signed('aBcDeF0123')).verdict).toBe('silent')
  })

  test('when a block that was told is re-worded or moved', () => {
    const block = '**Update (2026-01-15):** The oil of the eastern lamps was found to be watered down.'
    expect(judge(atTop(block.replace('found to be', 'probably')), atTop(block)).verdict).toBe('silent')
    expect(judge(post({ body: `${BODY}\n${block}\n` }), atTop(block)).verdict).toBe('silent')
  })
})

describe('an edit is told', () => {
  test('for a new dated block, with its text and the links it needs', () => {
    const after = atTop('**Update (2026-01-15):** The lamps are in the [downloads] again.')
    expect(judge(after)).toEqual({
      verdict: 'tell',
      reason: 'a new dated update block (2026-01-15)',
      severity: 'info',
      severityStated: false,
      updates: [{ day: '2026-01-15', text: 'The lamps are in the [downloads] again.\n\n[downloads]: /downloads/' }],
      wordDiff: [
        { kind: 'added', text: 'Update (2026-01-15): The lamps are in the downloads again.\n' },
        { kind: 'same', text: "We're pleased to announce Lantern 3.1! It burns … " },
      ],
    })
  })

  test.each([
    ['**Update:** Oil is back.', 'a new update block (“Update”)'],
    ['**Update 2:** Oil is back.', 'a new update block (“Update 2”)'],
    ['## Update\n\nOil is back.', 'a new update block (“Update”)'],
    ['Update:\n\nOil is back.', 'a new update block (“Update”)'],
    ['**EDIT:** Oil is back.', 'a new update block (“EDIT”)'],
  ])('for %j, which names no day', (block, reason) => {
    expect(judge(atTop(block))).toMatchObject({
      verdict: 'tell',
      reason,
      updates: [{ day: null, text: 'Oil is back.' }],
    })
  })

  test('once for each block, oldest first, also for a backdated one', () => {
    const before = atTop('**Update (2026-01-15):** Oil is back.')
    const blocks = [
      '**Update (2026-02-01):** Wicks are gone.',
      '**Update (2026-01-15):** Oil is back.',
      '**Update (2026-01-02):** No oil.',
    ]
    expect(judge(atTop(blocks.join('\n\n')), before)).toMatchObject({
      verdict: 'tell',
      updates: [
        { day: '2026-01-02', text: 'No oil.' },
        { day: '2026-02-01', text: 'Wicks are gone.' },
      ],
    })
  })

  test('a second block of one day is another one', () => {
    const before = atTop('**Update (2026-01-15):** Oil is back.')
    const after = atTop(
      '**Update (2026-01-15):** It is gone once more, sorry.\n\n**Update (2026-01-15):** Oil is back.',
    )
    expect(judge(after, before).updates).toEqual([{ day: '2026-01-15', text: 'It is gone once more, sorry.' }])
  })

  test('with what follows the block and is new, and not with the announcement', () => {
    const block =
      '**Update (2026-01-15):** Two things happened.\n\n- The oil is back.\n- The wicks are gone.\n\nWe are sorry.'
    expect(judge(atTop(block)).updates).toEqual([
      { day: '2026-01-15', text: block.slice('**Update (2026-01-15):** '.length) },
    ])
  })

  test('with its own text alone where a heading of the announcement was added beside it', () => {
    const after = atTop(
      'Update (2026-01-15)\n-------------------\n\nOil is back.\n\nOriginal announcement\n---------------------',
    )
    expect(judge(after).updates).toEqual([{ day: '2026-01-15', text: 'Oil is back.' }])
  })

  test('and other changes beside a new block ask no further question', () => {
    const after = post({
      body: `**Update (2026-01-15):** Supported for longer.\n\n${BODY.replace('2027-06-30', '2027-12-31')}`,
    })
    expect(judge(after)).toMatchObject({ verdict: 'tell', updates: [{ text: 'Supported for longer.' }] })
  })

  test('for a new entry of front matter, once where the body says it too', () => {
    const updates = [{ day: '2026-01-15', text: 'Oil is back.' }]
    expect(judge(post({ updates }))).toMatchObject({ verdict: 'tell', updates })
    expect(judge({ ...atTop('**Update (2026-01-15):** Oil is back.'), updates }).updates).toEqual(updates)
    expect(judge(post({ updates: [{ day: '2026-01-15', text: 'The oil is back.' }] }), post({ updates })).verdict).toBe(
      'silent',
    )
  })

  test.each([
    [{ withdrawn: true }, 'front matter says withdrawn: true now'],
    [{ severity: 'recall' as const }, 'front matter says severity: recall now'],
  ])('as a recall when front matter says %j', (stated, reason) => {
    expect(judge(post(stated))).toMatchObject({
      verdict: 'tell',
      reason,
      severity: 'recall',
      severityStated: true,
      updates: [{ day: null }],
    })
    expect(judge(post(stated), post(stated)).verdict).toBe('silent')
  })
})

describe('a person is asked', () => {
  test.each([
    ['a date', body('2027-06-30', '2027-12-31'), 'a changed date (2027-06-30 → 2027-12-31)'],
    ['a version', body('announce Lantern 3.1', 'announce Lantern 3.1.1'), 'a changed version (3.1 → 3.1.1)'],
    ['a number', body('on one filling', 'on 2 fillings'), 'a new number (2)'],
    ['a command', body('--to 3.1', '--to 3.1 --force'), 'changed commands or code'],
    ['a negation', body('does not smoke', 'smokes'), 'a sentence that says the opposite now, or other than before'],
    [
      'a word’s opposite',
      body('supported', 'unsupported'),
      'a sentence that says the opposite now, or other than before',
    ],
    [
      'a paragraph added',
      body(
        'Thank you',
        'Please keep the glass clean, or the light will be dim, and others stumble over your feet.\n\nThank you',
      ),
      '17 words of new text',
    ],
    ['a paragraph taken out', body(/Thank you.*\n/, ''), '17 words taken out'],
    [
      'a paragraph replaced',
      body(
        /Thank you.*\n/,
        'Candidates are no longer tested, since all our friends have moved to places where the sun shines.\n',
      ),
      'a passage written anew',
    ],
    [
      'a version in the title',
      post({ title: 'Lantern 3.2 has been released' }),
      'another date, version or number in the title (“Lantern 3.2 has been released”)',
    ],
    [
      'a title of another meaning',
      post({ title: 'Our 3.1 lamps go dark' }),
      'a title that says something else (“Our 3.1 lamps go dark”)',
    ],
    [
      'a title that takes it back',
      post({ title: '[Withdrawn] Lantern 3.1 has been released' }),
      'a title that takes the announcement back',
    ],
    ['importance stated late', post({ severity: 'important' }), 'front matter says severity: important now'],
  ])('about %s', (what, after, reason) => {
    const expected = what === 'a paragraph replaced' ? expect.stringMatching(/written anew|opposite/) : reason
    const judgement = judge(after)
    expect(judgement).toMatchObject({ verdict: 'ask', reason: expected })
    expect(judgement.updates).toHaveLength(1)
  })

  test('about a block that got another day', () => {
    const before = atTop('**Update (2026-01-15):** Oil is back.')
    expect(judge(atTop('**Update (2026-01-16):** Oil is back.'), before)).toMatchObject({
      verdict: 'ask',
      reason: 'an update block with another day (2026-01-16)',
    })
  })

  test('with the changed prose to start from, and what changed word by word', () => {
    expect(judge(body('2027-06-30', '2027-12-31'))).toMatchObject({
      updates: [
        {
          day: null,
          text: expect.stringMatching(/^We're pleased[\s\S]*2027-12-31[\s\S]*\[downloads\]: \/downloads\/$/),
        },
      ],
      wordDiff: [
        { kind: 'same', text: '… one filling, and it will be supported until ' },
        { kind: 'removed', text: '2027-06-30. ' },
        { kind: 'added', text: '2027-12-31. ' },
        { kind: 'same', text: 'You can get it from the downloads page.\n… ' },
      ],
    })
  })
})

describe('severity', () => {
  test.each([
    'We have temporarily removed it from the [Downloads] page and put the candidate in its place.',
    'The download has been withdrawn.',
    'The image was pulled because it does not boot.',
    'Lantern 3.1 is withdrawn; the release has been recalled.',
    'Please do **not** install this version.',
    'Until we know more, do not upgrade.',
    'You should not install 3.1.',
    'We’ve pulled the release.',
    'Don’t download it.',
    'The ISO has been taken down.',
    'We advise against installing it.',
  ])('%j is a recall, inferred', (text) => {
    expect(judge(atTop(`**Update (2026-01-15):** ${text}`))).toMatchObject({
      severity: 'recall',
      severityStated: false,
    })
  })

  test.each([
    'This fixes a vulnerability, please upgrade.',
    'We strongly recommend that everybody updates.',
    'The update may lose data. Your files may be corrupted.',
    'You must upgrade the firmware as well.',
    'This is CVE-2026-12345.',
  ])('%j is important, inferred', (text) => {
    expect(judge(atTop(`**Update (2026-01-15):** ${text}`))).toMatchObject({
      severity: 'important',
      severityStated: false,
    })
  })

  test.each([
    'The video of the talk is available.',
    'The bug has been fixed, and the new image has been released.',
    'If you do not install the optional parts, nothing changes.',
    'Users who do not download it see no difference.',
    'You can download and install it now.',
    'The old logo was removed from the page header of our forum.',
    'We removed a misleading sentence.',
  ])('%j is no recall', (text) => {
    expect(inferredSeverity(text)).not.toBe('recall')
  })

  test('what the author states is stated, unless the words are graver', () => {
    const stated = (text: string) =>
      judge({ ...atTop(`**Update (2026-01-15):** ${text}`), severity: 'important' }, post({ severity: 'important' }))
    expect(stated('Oil is back.')).toMatchObject({ severity: 'important', severityStated: true })
    expect(stated('Do not install it.')).toMatchObject({ severity: 'recall', severityStated: false })
  })

  test('the label counts: an important update is important', () => {
    expect(judge(atTop('**Important update (2026-01-15):** Oil is back.')).severity).toBe('important')
  })
})
