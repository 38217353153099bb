/** Each flavour of Markdown, its callouts, emoji and ids; hostile text in each of them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calloutForms, flavours, headingIdRules, type MarkdownSettings } from '../../src/config/markdown-names.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { renderMarkdown } from '../../src/markup/markdown.js'
import { safeHtml } from '../../src/markup/sanitise.js'
import { shapes } from '../support/hostile-shapes.js'

const { plainText } = loadTemplates('')
const base = { siteUrl: 'https://l.example', postUrl: 'https://l.example/p/' }
const html = (text: string, settings: MarkdownSettings) => safeHtml(renderMarkdown(text, settings), base)
const text = (markdown: string, settings: MarkdownSettings) => plainText(html(markdown, settings))
const idsOf = (markdown: string, settings: MarkdownSettings) =>
  [...renderMarkdown(markdown, settings).matchAll(/<h\d id="([^"]*)"/g)].map((match) => match[1])

describe('flavours', () => {
  test.each([
    ['A ~~b~~', { gfm: 'A <s>b</s>', 'markdown-it': 'A <s>b</s>', commonmark: 'A ~~b~~' }],
    [
      'See https://l.example/a now',
      {
        gfm: '<a href="https://l.example/a">',
        'markdown-it': 'See https://l.example/a now',
        commonmark: 'See https://l.example/a now',
      },
    ],
    ['"Lit" -- now', { gfm: '"Lit" -- now', 'kramdown-gfm': '“Lit” – now', commonmark: '"Lit" -- now' }],
    ['Lit\n{: .note}', { gfm: '{: .note}', 'kramdown-gfm': '<p>Lit</p>', kramdown: '<p>Lit</p>' }],
    ['oil\n: burns', { gfm: ': burns', kramdown: '<dd>burns</dd>', commonmark: ': burns' }],
    ['- [x] oil', { gfm: '☑ oil', 'kramdown-gfm': '☑ oil', kramdown: '[x] oil', 'markdown-it': '[x] oil' }],
  ] as const)('%j', (markdown, shown) => {
    for (const [flavour, part] of Object.entries(shown))
      expect(html(markdown, { flavour: flavour as keyof typeof shown })).toContain(part)
  })

  test('quotes stay straight where the site says so', () => {
    expect(html('"Lit"', { flavour: 'kramdown-gfm', smartQuotes: false })).toBe('<p>"Lit"</p>\n')
  })

  test('where nothing is set quotes stay, and what would have stood there as typed is read', () => {
    expect(html('"Lit" -- now', {})).toBe('<p>"Lit" – now</p>\n')
    expect(html('* TOC\n{:toc}\n\n## Oil\n\n{::comment}\nno\n{:/comment}\n', {})).toBe(
      '<ul id="markdown-toc">\n<li><a href="https://l.example/p/#oil" id="markdown-toc-oil">Oil</a></li>\n</ul>\n<h2 id="oil">Oil</h2>\n',
    )
  })
})

const all: MarkdownSettings = { flavour: 'gfm', callouts: calloutForms, emoji: true }

describe('callouts', () => {
  test.each([
    ['> [!NOTE]\n> Burn oil.', '> Note:\n>\n> Burn oil.'],
    ['> [!WARNING]\n> Burn *oil*.\n>\n> - here', '> Warning:'],
    [':::note\nBurn oil.\n:::', '> Note:\n>\n> Burn oil.'],
    [':::tip Read this\n\nBurn oil.\n\n:::\n\nEnd.', '> Tip: Read this\n>\n> Burn oil.\n\nEnd.'],
    [':::danger[Hot *glass*]\nBurn oil.\n:::', '> Danger: Hot glass'],
    ['::::note\n:::tip\nInner.\n:::\nOuter.\n::::\nEnd.', '> > Tip:\n> >\n> > Inner.\n>\n> Outer.\n\nEnd.'],
    [
      '!!! note "Hot glass"\n    Burn oil.\n\n    And wick.\n\nEnd.',
      '> Note: Hot glass\n>\n> Burn oil.\n>\n> And wick.\n\nEnd.',
    ],
    ['??? question "Why?"\n    Because.', '> Question: Why?\n>\n> Because.'],
    ['- a\n\n  :::note\n  b\n  :::\n- c', 'Note:'],
  ])('%j', (markdown, shown) => {
    expect(text(markdown, all)).toContain(shown)
    expect(text(markdown, all)).not.toMatch(/:::|\[!|!!!|\?\?\? /)
  })

  test.each(['```\n:::note\n> [!NOTE]\n```', '> [!FOO]\n> Lit', ':::youtube\nx\n:::', '> [!NOTE] and words', '!!! 5'])(
    '%j stays',
    (markdown) => {
      expect(html(markdown, all)).not.toContain('<strong>')
    },
  )

  test('GitHub’s are on in its flavour, the others where the site has them', () => {
    expect(html('> [!NOTE]\n> Lit', { flavour: 'gfm' })).toContain('<strong>Note:</strong>')
    for (const flavour of ['kramdown-gfm', 'kramdown', 'commonmark'] as const)
      expect(html('> [!NOTE]\n> Lit', { flavour })).toContain('[!NOTE]')
    expect(html(':::note\nLit\n:::', { flavour: 'gfm' })).toContain(':::note')
  })
})

test('names of emoji are emoji where the site has them, never in code or an address', () => {
  expect(html('Lit :tada: `:tada:` :octolamp: https://l.example/:tada:/', all)).toMatch(
    /^<p>Lit 🎉 <code>:tada:<\/code> :octolamp: <a href="[^"]*:tada:/,
  )
  expect(html('8:) :tada:', { flavour: 'gfm' })).toBe('<p>8:) :tada:</p>\n')
})

describe('ids of headings', () => {
  test.each([
    ['github', ['what-is-new', 'what-is-new-1', 'öl--docht', 'use-lamp---on', 'a_b', 'own']],
    ['hugo', ['what-is-new', 'what-is-new-1', 'öl--docht', 'use-lamp---on', 'a_b', 'own']],
    ['hugo-ascii', ['what-is-new', 'what-is-new-1', 'ol--docht', 'use-lamp---on', 'a_b', 'own']],
    ['blackfriday', ['what-is-new', 'what-is-new-1', 'öl-docht', 'use-lamp-on', 'a-b', 'own']],
    ['zola', ['what-is-new', 'what-is-new-1', 'ol-docht', 'use-lamp-on', 'a-b', 'own']],
    ['vitepress', ['what-is-new', 'what-is-new-1', 'ol-docht', 'use-lamp-on', 'a-b', 'own']],
    ['hexo', ['What-is-new', 'What-is-new-1', 'Ol-Docht', 'Use-lamp-on', 'a-b', 'own']],
    ['none', ['own']],
    ['kramdown-gfm', ['what-is-new', 'what-is-new-1', 'öl--docht', 'use-lamp---on', 'a_b', 'own']],
    ['kramdown', ['what-is-new', 'what-is-new-1', 'l--docht', 'use-lamp---on', 'ab', 'own']],
  ] as const)('%s', (headingIds, ids) => {
    const headings = ['What is new?', 'What is new?', 'Öl & Docht', 'Use `lamp --on`', 'a_b', 'Lit {#own}']
    expect(idsOf(headings.map((heading) => `## ${heading}\n`).join('\n'), { flavour: 'gfm', headingIds })).toEqual(ids)
  })
})

const settings = fc.record(
  {
    flavour: fc.constantFrom(...flavours),
    callouts: fc.subarray([...calloutForms]),
    emoji: fc.boolean(),
    headingIds: fc.constantFrom(...headingIdRules),
    smartQuotes: fc.boolean(),
  },
  { requiredKeys: [] },
)
const piece = fc.constantFrom(
  ...[
    '{: ',
    '{:',
    '}',
    '.a',
    '#b ',
    'onclick="x()"',
    '{:toc}\n',
    '{::comment}',
    '{::nomarkdown}',
    '{:/}',
    '{::options ',
  ],
  ...[
    '\n',
    '\n\n',
    '* ',
    '1. ',
    '> ',
    ': ',
    '    ',
    '| ',
    '|---|\n',
    '===\n',
    '## ',
    '^\n',
    '[^1]',
    '[^1]: ',
    '*[A]: ',
  ],
  ...['"', "'", '$$', '--', '<<', '>>', '```\n', '~~~\n', ':::note\n', ':::\n', '> [!NOTE]\n', '!!! note\n', ':tada:'],
  ...[
    'a',
    'A',
    ' ',
    '*',
    '_',
    '`',
    '<script>',
    '</script>',
    '<img src=x onerror=x()>',
    '[a](javascript:x)',
    '<div markdown="1">',
  ],
)

test('whatever is written, in any flavour: nothing throws, and nothing unsafe is shown', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), settings, (pieces, set) => {
      const shown = html(pieces.join(''), set)
      // What stands in quotes is a value, and no attribute.
      expect(shown).not.toMatch(/<script|<(?:[^>"]|"[^"]*")*\son\w+=|href="javascript/i)
      expect(safeHtml(shown, base)).toBe(shown)
    }),
    { numRuns: 400, examples: [[['*[A]: ', '<img src=x onerror=x()>', '```\n', 'A'], {}]] },
  )
})

const GROWING = Object.keys(shapes).filter((name) =>
  /attribute lists|of kramdown|definitions|abbreviations|contents|formulas|^quotes$|of many lengths|admonitions|emoji|headless/.test(
    name,
  ),
)

test.each(GROWING)('%s: a post full of them is read at once', (name) => {
  const body = shapes[name]?.(50_000) ?? ''
  for (const flavour of ['kramdown-gfm', 'kramdown', 'gfm'] as const) {
    const before = process.cpuUsage()
    renderMarkdown(body, { ...all, flavour })
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000_000).toBeLessThan(4)
  }
})
