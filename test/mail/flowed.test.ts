/**
 * format=flowed, read back by a decoder written from RFC 3676 §4 alone: paragraphs, quotes and code come out as they
 * went in.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toFlowed } from '../../src/mail/flowed.js'
import { VERBATIM } from '../../src/markup/plain-text.js'

interface Paragraph {
  depth: number
  text: string
}

function unflow(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = []
  let open = false
  for (const line of text.split('\n')) {
    const marks = /^>*/.exec(line)?.[0] ?? ''
    const content = line.slice(marks.length).replace(/^ /, '')
    const last = paragraphs.at(-1)
    if (open && last !== undefined && last.depth === marks.length) last.text += content
    else paragraphs.push({ depth: marks.length, text: content })
    open = content.endsWith(' ') && content !== '-- '
  }
  return paragraphs
}

const word = fc.oneof(
  { weight: 8, arbitrary: fc.string({ minLength: 1, maxLength: 14 }).map((text) => text.replace(/\s/g, '_')) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '>',
      '>>',
      '>=3.0',
      'From',
      '--',
      '-',
      '*',
      '1.',
      '[1]',
      '–',
      '~',
      'é',
      '日本語のお知らせ',
      '👩‍💻',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 60, max: 980 }).map((length) => `https://lantern.example/${'q'.repeat(length - 24)}`),
  },
)
const gap = fc.constantFrom(' ', ' ', ' ', '  ')
const prose = fc
  .tuple(word, fc.array(fc.tuple(gap, word), { maxLength: 60 }))
  .map(([first, rest]) => first + rest.flat().join(''))
  .filter((text) => !/^(?:>|(?:[-*•+]|\d+[.)]|\[\^?[\w-]+\]:?) )/.test(text) && !text.includes(VERBATIM))
const quoted = fc.record({ depth: fc.integer({ min: 0, max: 4 }), text: prose })

test('unflowing gives back every paragraph and quote, to the space', () => {
  fc.assert(
    fc.property(fc.array(quoted, { maxLength: 6 }), (paragraphs) => {
      const source = paragraphs.map(({ depth, text }) => '> '.repeat(depth) + text).join('\n\n')
      expect(unflow(toFlowed(source)).filter(({ text }) => text !== '')).toEqual(paragraphs)
    }),
    { numRuns: 500 },
  )
})

test('no line is longer than 998 octets, and none is longer than 78 columns but for a single word', () => {
  const endless = fc.integer({ min: 900, max: 4000 }).map((length) => 'ü'.repeat(length))
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          prose,
          endless,
          endless.map((text) => VERBATIM + text),
          endless.map((text) => `> - ${text}`),
        ),
      ),
      (lines) => {
        for (const line of toFlowed(lines.join('\n')).split('\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(998)
          if ([...line].length > 78) expect(line.replace(/^[> ]*(?:(?:[-*•+]|--) )?/, '').trimEnd()).not.toContain(' ')
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('verbatim lines come back byte for byte, but for spaces at their end', () => {
  const code = fc.string({ maxLength: 200 }).map((text) => text.replace(/[\r\n]/g, '').replaceAll(VERBATIM, ''))
  const tricky = fc.constantFrom(
    '> quote',
    ' indented',
    'From here',
    '-- ',
    '--',
    '- -----BEGIN PGP-----',
    '',
    '  ',
    '\ttab ',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(code, tricky), { minLength: 1, maxLength: 12 }), (lines) => {
      const flowed = toFlowed(lines.map((line) => VERBATIM + line).join('\n'))
      expect(unflow(flowed)).toEqual(lines.map((line) => ({ depth: 0, text: line.replace(/ +$/, '') })))
      expect(flowed).not.toContain(VERBATIM)
    }),
    { numRuns: 500 },
  )
})

test('a paragraph is wrapped at 72 columns behind a space', () => {
  const lines = toFlowed(
    'All supported releases are affected, and so are the release candidates of the next one.',
  ).split('\n')
  expect(lines).toEqual(['All supported releases are affected, and so are the release candidates ', 'of the next one.'])
})

test('list items hang, with hard breaks', () => {
  const item = 'Read the list of hardware that is no longer supported, make a backup, verify the image, install.'
  expect(toFlowed(`10. ${item}\n  - ${item}\n[1] https://lantern.example/${'q'.repeat(80)}`).split('\n')).toEqual([
    '10. Read the list of hardware that is no longer supported, make a',
    '    backup, verify the image, install.'.replace(/^/, ' '),
    '   - Read the list of hardware that is no longer supported, make a',
    '     backup, verify the image, install.',
    `[1] https://lantern.example/${'q'.repeat(80)}`,
  ])
})

test('lines that a mail program would misread are stuffed with a space', () => {
  expect(toFlowed('From now on\n>=3.0 is needed\n two')).toBe(' From now on\n >=3.0 is needed\n  two')
})

test('a word that begins a line with From or > after wrapping is stuffed as well', () => {
  const [, second] = toFlowed(`${'x'.repeat(70)} From here`).split('\n')
  expect(second).toBe(' From here')
})

test('the signature separator never arises from a break', () => {
  for (const line of toFlowed(`-- ${'x'.repeat(71)} y`).split('\n')) expect(line).not.toBe('-- ')
})

test('code inside a quote keeps its depth and its spaces', () => {
  expect(unflow(toFlowed(`> ${VERBATIM}  $ make  all`))).toEqual([{ depth: 1, text: '  $ make  all' }])
})
