/** What is read without a YAML parser is what js-yaml makes of it, and most posts are read so. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainYaml } from '../../../src/posts/front-matter/plain-yaml.js'
import { parsedYaml } from '../../../src/posts/front-matter/split.js'

/** Undefined where the parser refuses the text. */
function parsed(block: string): [string, unknown][] | undefined {
  try {
    return [...parsedYaml(block)]
  } catch {
    return undefined
  }
}

test.each([
  'layout: post\ntitle: "Lantern 4.2: lit"\ncategories:\n  - releases\n  - oil\nauthor: Ada Lamp\n',
  'title: Lamp\r\ndate: 2026-05-04\r\ntags: [a, "b c", 3]\r\n\r\nredirect_from:\r\n- /old/\r\n',
  'a:\nb: true\nc: False\nd: NULL\ne: 4.20\nf: 0\ng: []\nh: 12 lamps\ni: 2026-05-04T10:00:00Z\nj: 2026-05-04 10:00 +0200\n',
  "title: 'C# of \u00e9t\u00e9'\nb: (see) C#, a:b, [c]\nlast: \u3000wide\u00a0\ntitle: again\nconstructor: x",
])('%j needs no parser', (block) => {
  const plain = plainYaml(block)
  expect(plain).toBeDefined()
  expect([...(plain ?? [])]).toEqual(parsed(block))
})

test.each([
  ...[
    'a: b: c',
    'a: b #c',
    'a: b:',
    'a: |\n  b',
    'a: b\n  c',
    'a: &x b',
    'a: *x',
    'a: !!str b',
    'a: {b: c}',
    'a: "b\\n"',
  ],
  ...[
    "a: 'it''s'",
    'a: 010',
    'a: 0x10',
    'a: 12:30',
    'a: 1_000',
    'a: 1e3',
    'a: .5',
    'a: ~',
    'a: -1',
    'a: 4.',
    'a: 1.2.3',
  ],
  ...['a:b', 'a : b', 'a', '- a', '"a": b', 'true: b', 'Null: b', '__proto__: b', '? a', '# a', '---', '', '\n'],
  ...[
    'a: b\tc',
    'a: b\rc',
    'a: \u{1f4a1}',
    'a: b\u2028c',
    'a: \u0085',
    'a:\n - b\n  - c',
    'a:\n- b: c',
    'a:\n- b\n\n- c',
  ],
  ...[
    'a:\n-\n',
    'a:\n- [b]',
    'a: [b',
    'a: [b, ]',
    'a: [[b]]',
    'a: [b: c]',
    'a: ["b, c"]',
    'a:\n  b: c',
    'a: "b" c',
    "a: 'b",
  ],
])('%j is left to the parser', (block) => {
  expect(plainYaml(block)).toBeUndefined()
})

const piece = fc.constantFrom(
  ...[
    'a',
    'title',
    'true',
    'Null',
    'no',
    'x y',
    '-',
    '- ',
    '  ',
    ' ',
    '\t',
    '\n',
    '\r\n',
    ':',
    ': ',
    '#',
    ' #',
    '"',
    "'",
    '\\',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    ',',
    ', ',
    '&a',
    '*a',
    '!',
    '|',
    '>',
    '%',
    '@',
    '`',
    '?',
    '0',
    '12',
    '4.2',
    '1e3',
    '0x1',
    '.5',
    '_',
  ],
  ...[
    '2026-05-04',
    '12:30',
    '\u00e9',
    '\u00a0',
    '\u3000',
    '\u{1f4a1}',
    '\u2028',
    '\u0085',
    '\ufeff',
    '(',
    '/',
    '---',
    '...',
    '=',
  ],
)
const scalar = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('lamp', 'Lamp is out', 'true', 'FALSE', 'null', '7', '4.20', '2026-05-04', ''),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('"a: b"', "'c'", '[a, 1, "b"]', '[]', '(a) C#', '2026-05-04 10:00', '1:2 x'),
  },
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join('')) },
)
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('a', 'title', 'b_c', 'd-e', 'True', 'x'), scalar)
      .map((pair) => pair.join(': ')),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('- ', '  - ', ' -  '), scalar).map((pair) => pair.join('')) },
  { weight: 2, arbitrary: fc.constantFrom('list:', 'list:\n- a\n- b', 'list:\n  - "a"\n  - 2', '') },
  { weight: 1, arbitrary: scalar },
)
const block = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 4 }), fc.constantFrom('\n', '\n', '\r\n'))
  .map(([lines, end]) => lines.map((one) => one + end).join(''))

test('whatever is read without it is what the parser reads', () => {
  let read = 0
  fc.assert(
    fc.property(block, (text) => {
      const plain = plainYaml(text)
      if (plain === undefined) return
      read += 1
      expect([...plain]).toEqual(parsed(text))
    }),
    { numRuns: 1000, seed: 20 },
  )
  expect(read).toBeGreaterThan(150)
})
