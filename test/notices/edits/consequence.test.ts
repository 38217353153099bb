/** Few words that weigh much, and many that weigh nothing: whether an edit is asked. */
import { describe, expect, test } from 'vitest'
import type { PostText } from '../../../src/notices/edits/post-text.js'
import { judgeEdit } from '../../../src/notices/edits/significance.js'

const BODY = `The harbour lamp 2.4 is here. It opens a file in linear time and keeps the light within 8 GB of oil.
Get it from https://dl.lamps.example/files/lamp-2.4.img and hold it against the sum
9f86d081884c7d659a2feaa0c55ad015. It was made on 5 March 2026 with \`make lamp\`.

Thanks to the 31 people who wrote 220 commits, and to everybody who keeps the light.
`

const post = (body: string, more: Partial<PostText> = {}): PostText => ({
  title: 'Harbour lamp 2.4',
  body,
  severity: 'info',
  withdrawn: false,
  updates: [],
  ...more,
})
const judge = (from: string, to: string, before = BODY) => {
  if (!before.includes(from)) throw new Error(`${from} is not in the text`)
  return judgeEdit(post(before), post(before.replace(from, to)))
}

test('a caption of a picture is no sentence that people act upon', () => {
  expect(judge('is here.', 'is here. ![The security team at the lamp](/team.png)').verdict).toBe('silent')
  expect(judge('is here.', 'is here. The security team at the lamp.').verdict).toBe('ask')
})

describe('a few new words are asked about', () => {
  test.each([
    ['a remote crash', 'is here.', 'is here, and mends a crash from afar.', 'crash'],
    ['a hole', 'is here.', 'is here and closes a security hole.', 'security'],
    ['lost data', 'is here.', 'is here; there may be data loss.', 'data loss'],
    ['an order', 'and keeps', 'and you must clean it weekly, and keeps', 'must'],
    ['advice', 'is here.', 'is here. It is recommended to take it.', 'recommended to'],
    ['who it reaches', 'is here.', 'is here for the affected harbours alone.', 'affected'],
    ['a limit', 'is here.', 'is here, but only in the north.', 'only'],
    ['a term', 'is here.', 'is here; the deadline is near at hand.', 'deadline'],
    ['a signature', 'and hold it', 'and check the signature first and hold it', 'signature'],
  ])('%s', (_, from, to, word) => {
    const { verdict, reason } = judge(from, to)
    expect([verdict, reason]).toEqual(['ask', expect.stringContaining(word)])
  })

  test('a word that replaces one of its kind, at once', () => {
    const reasons = [
      ['linear', 'quadratic'],
      ['8 GB', '8 MB'],
    ].map(([from = '', to = '']) => judge(from, to).reason)
    expect(reasons).toEqual(['a corrected word (linear → quadratic)', 'a corrected word (gb → mb)'])
  })

  test.each([
    ['a host in a link', 'dl.lamps.example', 'files.wicks.example', 'another host (dl.lamps.example → files.wicks'],
    ['a checksum', '9f86d081884c7d65', '9f86d081884c7d66', 'checksum'],
    ['a version', 'lamp 2.4 is', 'lamp 2.5 is', 'version'],
  ])('%s', (_, from, to, why) => {
    const { verdict, reason } = judge(from, to)
    expect([verdict, reason]).toEqual(['ask', expect.stringContaining(why)])
  })

  test('a key id that begins with a letter', () => {
    const before = 'It is signed by the key ABCD 12EF 9F86 D081, as ever.\n'
    expect(judge('ABCD 12EF', 'ABCD 12FE', before)).toMatchObject({ verdict: 'ask', reason: /checksum/ })
  })

  test('and never said to be re-phrased where they are new', () => {
    const { verdict, reason } = judge('is here.', 'is here, bright as ever.')
    expect([verdict, reason]).toEqual(['silent', '3 new words, none that people act upon'])
  })
})

describe('nothing is said by', () => {
  test.each([
    ['the same day, written otherwise', '5 March 2026', '2026-03-05'],
    ['the same day with its month first', '5 March 2026', 'March 5th, 2026'],
    ['a number that touches its unit', '8 GB', '8GB'],
    ['a full stop in code', '`make lamp`', '`make lamp.`'],
    ['a backtick that is lost', '`make lamp`', '`make lamp'],
    ['how many are thanked', '31 people who wrote 220 commits', '33 people who wrote 241 commits'],
    ['the same host with www', 'https://dl.lamps', 'https://www.dl.lamps'],
    ['three words', 'is here.', 'is here, brighter now.'],
    ['a copy in an archive', 'https://dl.lamps.example/files/', 'https://web.archive.org/web/2026/files/'],
  ])('%s', (_, from, to) => {
    expect(judge(from, to)).toMatchObject({ verdict: 'silent' })
  })

  test('a link’s text that is a path or a template', () => {
    const before = 'See [/doc/lamps/](/doc/lamps/) for all that it can do.\n'
    expect(judge('[/doc/lamps/]', '[{{ page.version2 }}]', before)).toMatchObject({ verdict: 'silent' })
    expect(judge('[/doc/lamps/](/doc/lamps/)', '[/doc/9/](/doc/9/)', before)).toMatchObject({ verdict: 'silent' })
  })

  test('short items that change places', () => {
    const before = '- 2.4.1 mends a hook\n- 2.4.2 mends a wick\n- 2.4.3 mends glass\n'
    const after = '- 2.4.3 mends glass\n- 2.4.1 mends a hook\n- 2.4.2 mends a wick\n'
    expect(judgeEdit(post(before), post(after))).toMatchObject({ verdict: 'silent' })
  })
})

describe('a list that grows by dated items', () => {
  const list = (mark: string, ...items: string[]) =>
    `The lamp.\n\n## What happened\n\n${items.map((item) => `${mark} ${item}`).join('\n')}\n\nMore below.\n`
  const old = ['2026-01-04: the first lamp was lit', '2026-02-01: the second lamp was lit']

  test.each([
    ['-', '2026-03-01: oil was found to be watered', 'oil was found to be watered'],
    ['*', '**2026-03-01**: oil is back', 'oil is back'],
    ['1.', '1 March 2026 – a wick broke', 'a wick broke'],
  ])('tells a new one behind %s', (mark, item, text) => {
    const edit = judgeEdit(post(list(mark, ...old)), post(list(mark, ...old, item)), '2026-03-02')
    expect(edit).toMatchObject({ verdict: 'tell', updates: [{ day: '2026-03-01', text }] })
    const above = judgeEdit(post(list(mark, ...old)), post(list(mark, item, ...old)), '2026-03-02')
    expect(above.verdict).toBe('tell')
  })

  test('tells none that is to come, none in a list of one, and none in a list of other things', () => {
    const item = '2026-05-01: we meet in the harbour'
    const toCome = judgeEdit(post(list('-', ...old)), post(list('-', ...old, item)), '2026-03-02')
    const single = judgeEdit(post(list('-', old[0] ?? '')), post(list('-', ...old)), '2026-03-02')
    const mixed = ['a lamp', ...old]
    const other = judgeEdit(post(list('-', ...mixed)), post(list('-', ...mixed, item)), '2026-06-01')
    expect([toCome, single, other].map(({ verdict }) => verdict)).not.toContain('tell')
  })
})
