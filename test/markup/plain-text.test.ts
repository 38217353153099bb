import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { renderMarkdown } from '../../src/markup/markdown.js'
import { summary, VERBATIM } from '../../src/markup/plain-text.js'
import { safeHtml } from '../../src/markup/sanitise.js'

const { plainText } = loadTemplates('')
const html = (markdown: string) =>
  safeHtml(renderMarkdown(markdown), { siteUrl: 'https://lantern.example', postUrl: 'https://lantern.example/p/' })
const text = (markdown: string) => plainText(html(markdown))

test('a paragraph is one line, however the author broke it', () => {
  expect(text(`Lamps\nare **lit**,\nall ${'of them '.repeat(30)}\n\nOil.\n`).split('\n')).toEqual([
    `Lamps are lit, all ${'of them '.repeat(30).trim()}`,
    '',
    'Oil.',
  ])
})

test('links are numbered, one number an address, with a list at the end', () => {
  expect(text('See [oil](/oil) and [wick](/wick), then [oil again](/oil).')).toBe(
    'See oil [1] and wick [2], then oil again [1].\n\n[1] https://lantern.example/oil\n[2] https://lantern.example/wick',
  )
})

test('an address that is its own text needs no number', () => {
  expect(text('<https://lantern.example/> or <a@lantern.example>')).toBe(
    'https://lantern.example/ or a@lantern.example',
  )
})

test('headings are underlined, lists keep their marks, quotes their arrows', () => {
  expect(
    text('# Lamps\n\nLit.\n\n## *Oil*\n\n- one\n- two\n  - deep\n\n3. three\n4. four\n\n> said\n> she\n>\n> twice\n'),
  ).toBe(
    [
      'Lamps',
      '=====',
      '',
      'Lit.',
      '',
      '',
      'Oil',
      '---',
      '',
      '- one',
      '- two',
      '  - deep',
      '',
      ' 3. three',
      ' 4. four',
      '',
      '> said she',
      '>',
      '> twice',
    ].join('\n'),
  )
})

test('numbers begin behind those that the author gave by hand', () => {
  expect(text('See [oil](/oil) and note [2].\n\n\\[2] Later.')).toBe(
    'See oil [3] and note [2].\n\n[2] Later.\n\n[3] https://lantern.example/oil',
  )
})

test('images are named, and decoration is left out', () => {
  expect(text('![A lamp](/a.png) and ![](/b.png) oil')).toBe('[image: A lamp] and oil')
})

test('footnotes read as notes', () => {
  expect(text('Lamp[^a].\n\n[^a]: Lit.\n')).toContain('Lamp [note 1].')
  expect(text('Lamp[^a].\n\n[^a]: Lit.\n')).toMatch(/1\. Lit\.$/)
})

test('code in a line keeps its quotes', () => {
  expect(text('Run `lamp --on` now.')).toBe('Run `lamp --on` now.')
})

test('each line of a code block is marked, blank lines, tabs and trailing spaces included', () => {
  expect(text('Run:\n\n```\n$ lamp  \n\n\t--on <x> & y\n```\n\nDone.')).toBe(
    `Run:\n\n${VERBATIM}$ lamp  \n${VERBATIM}\n${VERBATIM}\t--on <x> & y\n\nDone.`,
  )
})

test('a line break right behind <pre> is no line of it', () => {
  expect(plainText('<pre>\nlamp\n</pre>')).toBe(`${VERBATIM}lamp`)
})

test('code in a quote keeps the arrow before the mark, code in a list its indent behind it', () => {
  expect(text('> ```\n> lamp\n> ```\n')).toBe(`> ${VERBATIM}lamp`)
  expect(text('- oil\n\n  ```\n  lamp\n  ```\n')).toBe(`- oil\n\n${VERBATIM}  lamp`)
})

test('a table stands in columns that nobody may wrap', () => {
  expect(text('| Lamp | Oil |\n|---|---|\n| red [x](/x) | 1 |\n').split('\n')).toEqual([
    `${VERBATIM}Lamp       Oil`,
    `${VERBATIM}red x [1]  1`,
    '',
    '[1] https://lantern.example/x',
  ])
})

test('the mark cannot be smuggled in by a post’s own text', () => {
  expect(text(`${VERBATIM}oil ${VERBATIM} lamp [a${VERBATIM}](/x) ![${VERBATIM}b](/y)`)).not.toContain(VERBATIM)
})

test('nothing gives nothing', () => {
  expect(plainText('')).toBe('')
  expect(plainText('<p> </p>')).toBe('')
})

test('whatever a code block holds comes out byte for byte', () => {
  const line = fc.string({
    unit: fc.oneof(
      fc.constantFrom(' ', '\t', '<', '>', '&', '"', '`', '-', '[', '\\', 'é', '\u00a0', '\u200b'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), (raw) => {
      const lines = raw.map((each) => each.replace(/[\r\n\0\uE000]|\p{Cs}/gu, ''))
      const escaped = lines.join('\n').replace(/&/g, '&amp;').replace(/</g, '&lt;')
      const result = plainText(
        safeHtml(`<p>before</p><pre><code>${escaped}\n</code></pre><p>after</p>`, {
          siteUrl: 'https://l.example',
          postUrl: 'https://l.example/',
        }),
      )
      const marked = result.split('\n').filter((each) => each.startsWith(VERBATIM))
      // Control characters, which would move a terminal's cursor, are shown and not obeyed.
      const shown = lines.map((each) => each.replace(/(?![\t\u0085])\p{Cc}|[\ufffe\uffff]/gu, '\ufffd'))
      expect(marked.map((each) => each.slice(VERBATIM.length))).toEqual(shown)
    }),
    { numRuns: 1000 },
  )
})

test('a summary is the first prose on one line, without headings, code, images or link numbers', () => {
  expect(
    summary(html('# Lamps\n\nThe [oil](/oil)\nis `new`.\n\n```\ncode\n```\n\n![x](/x.png)\n\n- item\n\nMore.'), 200),
  ).toBe('The oil is new. More.')
})

test('a summary is cut behind a word', () => {
  expect(summary('<p>Lamps are lit tonight</p>', 15)).toBe('Lamps are lit…')
  expect(summary('<p>Lamps are lit tonight</p>', 14)).toBe('Lamps are lit…')
  expect(summary('<p>Lamps are lit tonight</p>', 22)).toBe('Lamps are lit tonight')
  expect(summary('<p>Lamplighters</p>', 5)).toBe('Lamp…')
  expect(summary('<ul><li>only a list</li></ul>', 50)).toBe('only a list')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (words, most) => {
      const cut = summary(`<p>${words.replace(/[<&]/g, '')}</p>`, most)
      expect([...cut].length).toBeLessThanOrEqual(most)
      expect(cut).not.toMatch(/\n/)
    }),
  )
})
