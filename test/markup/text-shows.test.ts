/** What changes the meaning of a sentence on a page changes it in its text, its summary and its title too. */
import { describe, expect, test } from 'vitest'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { renderMarkdown } from '../../src/markup/markdown.js'
import { summary } from '../../src/markup/plain-text.js'
import { safeHtml } from '../../src/markup/sanitise.js'
import { plainTitle } from '../../src/posts/plain-title.js'

const { plainText } = loadTemplates('')
const html = (markdown: string) =>
  safeHtml(renderMarkdown(markdown), { siteUrl: 'https://l.example', postUrl: 'https://l.example/p/' })
const text = (markdown: string) => plainText(html(markdown))

describe.each([
  ['Do ~~not~~ light lamp 5.', 'Do ~~not~~ light lamp 5.'],
  [
    'Trust <del>lamp A</del><ins>lamp B</ins>, <s>C</s>, <strike>D</strike>.',
    'Trust ~~lamp A~~++lamp B++, ~~C~~, ~~D~~.',
  ],
  ['Never <del> ever </del>burn it.', 'Never ~~ever~~ burn it.'],
  ['Size is 2<sup>10</sup> drops, 10<sup>-3</sup> each.', 'Size is 2^10 drops, 10^-3 each.'],
  ['Take x<sub>1</sub>2 and H<sub>2</sub>O<sup>n + 1</sup>.', 'Take x_(1)2 and H_2O^(n + 1).'],
  ['The 1<sup>st</sup> lamp.', 'The 1st lamp.'],
  [
    'Replace <VERSION> with 4.2 and <your-name> with yours; sleep <time> now.',
    'Replace <VERSION> with 4.2 and <your-name> with yours; sleep <time> now.',
  ],
  ['Read <q>this</q> first.', 'Read "this" first.'],
  ['Do <span style="text-decoration: line-through">not</span> light lamp 5.', 'Do ~~not~~ light lamp 5.'],
  ['Lamp <s>4.1</s><ins>4.2</ins> is <strike>not</strike> lit.', 'Lamp ~~4.1~~++4.2++ is ~~not~~ lit.'],
  ['Set <KEY>=<VALUE> and x<sup>-y</sup>.', 'Set <KEY>=<VALUE> and x^-y.'],
])('%s', (markdown, plain) => {
  test('as text', () => expect(text(markdown)).toBe(plain))
  test('as a summary', () => expect(summary(html(markdown), 200)).toBe(plain))
  test('as a title', () => expect(plainTitle(markdown)).toBe(plain))
})

test('a span that a style strikes out is struck out', () => {
  const markdown =
    'Do <span style="color: red; text-decoration: line-through">not</span> <span style="color: red">light</span> it.'
  expect(text(markdown)).toBe('Do ~~not~~ light it.')
})

test('a struck paragraph, list and table are struck out, each for itself', () => {
  expect(plainText('<del><p>One</p><ul><li>two</li></ul><table><tr><td>three</td></tr></table></del>')).toBe(
    '~~One~~\n\n- ~~two~~\n\n\uE000~~three~~',
  )
  expect(plainText('<del><s>one</s></del>')).toBe('~~one~~')
  expect(plainText('<pre>a <del>b</del> c<sup>2</sup></pre>')).toBe('\uE000a ~~b~~ c^2')
})

test.each('main nav search hgroup fieldset legend form dialog marquee body menu dir'.split(' '))(
  'words on both sides of <%s> stand apart, though the page has no such element',
  (name) => {
    const safe = html(`<p>red</p><${name}>oil</${name}><${name}>wick</${name}>lit`)
    expect(plainText(safe).split(/\s+/)).toEqual(['red', 'oil', 'wick', 'lit'])
    expect(safe).not.toContain(`<${name}`)
  },
)

test('a placeholder on a line of its own begins a paragraph', () => {
  expect(html('<VERSION> is *yours*.\n')).toBe('<p>&lt;VERSION&gt; is <em>yours</em>.</p>\n')
  expect(html('<p>Set <VERSION>.</p>\n')).toBe('<p>Set &lt;VERSION&gt;.</p>\n')
})

test.each([
  'ftp://l.example/x',
  'magnet:?xt=urn:btih:ab',
  'irc://irc.l.example/lamps',
  'tel:+41',
  'sms:1',
  'matrix:r/lamps',
  'xmpp:a@l.example',
  'news:x',
  'rsync://l.example/m',
  'git://l.example/x',
  'ssh://l.example',
  'gemini://l.example/',
  'ipfs://x',
  'webcal://l.example/a.ics',
  'feed:https://l.example/a',
])('the address %s is a link on the page and stands in the text', (address) => {
  expect(html(`[lamp](${address})`)).toContain(`<a href="${address.replace('&', '&amp;')}">lamp</a>`)
  expect(text(`[lamp](${address})`)).toBe(`lamp [1]\n\n[1] ${address}`)
})

test.each(['x-lamp:lit', 'tg://resolve?domain=lamp', 'bitcoin:1abc', 'Talk:Lamp'])(
  'an address of another scheme stands as text: %s',
  (address) => {
    const shown = new URL(address).href
    expect(html(`[lamp](${address}), lit`)).toBe(`<p><a>lamp (${shown})</a>, lit</p>\n`)
    expect(text(`<${shown}>`)).toBe(shown)
  },
)

test('a place that is named by `<a name>` keeps its name', () => {
  expect(html('<a name="oil"></a>Oil')).toBe('<p><a id="oil"></a>Oil</p>\n')
})

test('what is for readers without scripts is read', () => {
  expect(
    text('<p><script src="https://l.example/1.js"></script><noscript><a href="/1">Listen</a></noscript></p>'),
  ).toBe('Listen [1]\n\n[1] https://l.example/1')
})

test('what a picture shows stands apart from the words beside it', () => {
  expect(text('See![A lamp](/a.png)lit.')).toBe('See [image: A lamp] lit.')
  expect(text('![A lamp](/a.png). Lit')).toBe('[image: A lamp]. Lit')
})

test('lists are numbered as on the page', () => {
  const list = (attributes: string) => plainText(`<ol ${attributes}><li>a</li><li value="9">b</li><li>c</li></ol>`)
  expect(list('start="3"')).toBe('  3. a\n  9. b\n 10. c')
  expect(list('reversed')).toBe(' 3. a\n 9. b\n 8. c')
  expect(list('type="i"')).toBe('  i. a\n ix. b\n  x. c')
  expect(list('type="A"')).toBe(' A. a\n I. b\n J. c')
})

test('definitions stand below what they define, details below their summary', () => {
  expect(plainText('<dl><dt>Oil</dt><dd>burns</dd><dt>Wick</dt><dd>draws</dd></dl>')).toBe(
    'Oil\n  burns\nWick\n  draws',
  )
  expect(plainText('<details><summary>Why</summary>Because.</details>')).toBe('Why\nBecause.')
})

describe('a table', () => {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const wide = [
    'a lamp that is lit all night long',
    'an oil that burns for eight hours',
    'a wick of twice the strength',
  ]

  test('that fits stands in columns, with its caption above', () => {
    expect(
      plainText(
        '<table><caption>Lamps</caption><tr><th>Red</th><th>Oil</th></tr><tr><td>1</td><td>2</td></tr></table>',
      ),
    ).toBe('Lamps\n\uE000Red  Oil\n\uE0001    2')
  })

  test('that is wider than a mail is a record for each row, in the order of the page', () => {
    expect(text(`${row(['Lamp', 'Oil', 'Wick'])}|---|---|---|\n${row(wide)}${row(['b', '', 'd'])}`)).toBe(
      `Lamp | Oil | Wick\n\nLamp: ${wide[0]}\n  Oil: ${wide[1]}\n  Wick: ${wide[2]}\n\nLamp: b\n  Wick: d`,
    )
  })

  test('keeps cells that span in their columns', () => {
    const table =
      '<table><tr><td rowspan="2">red</td><td>one</td></tr><tr><td>two</td></tr><tr><td colspan="2">both of them</td></tr></table>'
    expect(plainText(table)).toBe('\uE000red  one\n\uE000     two\n\uE000both of them')
  })

  test('is never wider than 78 columns, also in quotes and lists', () => {
    for (const begin of ['', '> ', '- ', '> - ']) {
      const cells = ['a'.repeat(30), 'b'.repeat(20), 'c'.repeat(18)]
      const table = `${begin}| x | y | z |\n${begin.replace('-', ' ')}|---|---|---|\n${begin.replace('-', ' ')}${row(cells)}`
      for (const line of text(table).replaceAll('\uE000', '').split('\n')) expect(line.length).toBeLessThanOrEqual(78)
    }
  })
})

describe('a summary', () => {
  const LETTER = `-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

             ---===[ Lamp Bulletin 7 ]===---

                      2026-03-01

        A wick that smokes (LSA-7)

Summary
========

A wick of the last batch smokes when it is cold. Nobody was
harmed by it.

Impact
=======

- -----BEGIN OIL-----

-----BEGIN PGP SIGNATURE-----

iQIzBAEBCAAdFiEE
-----END PGP SIGNATURE-----`

  test.each([
    ['fenced', `\`\`\`\n${LETTER}\n\`\`\``],
    ['in pre', `<pre>${LETTER}</pre>`],
    ['indented', LETTER.replace(/^/gm, '    ')],
    [
      'without a signature',
      `\`\`\`\n${LETTER.slice(LETTER.indexOf('   '), LETTER.indexOf('-----BEGIN PGP SIGNATURE'))}\n\`\`\``,
    ],
  ])('of a bulletin that is %s is the first prose inside', (_how, body) => {
    expect(summary(html(body), 300)).toBe('A wick of the last batch smokes when it is cold. Nobody was harmed by it.')
  })

  test('of a letter that is signed as it stands leaves its seal out', () => {
    expect(summary(html(`-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nThe lamps are lit.\n`), 300)).toBe(
      'The lamps are lit.',
    )
  })

  test('leaves footnotes and their arrows out, and keeps what is raised', () => {
    const body = 'Lamp[^1] of 2<sup>3</sup> wicks.\n\n[^1]: Lit by hand.\n'
    expect(summary(html(body), 300)).toBe('Lamp of 2^3 wicks.')
    expect(summary(html('[^1]\n\n[^1]: Lit by hand.\n'), 300)).toBe('')
  })

  test('ends in one ellipsis, and closes what is struck out', () => {
    expect(summary('<p>Lamps are lit... all night</p>', 18)).toBe('Lamps are lit…')
    expect(summary('<p>Lamps are lit. All night.</p>', 18)).toBe('Lamps are lit…')
    expect(summary('<p>Do <del>not light the lamps</del>.</p>', 20)).toBe('Do ~~not light~~…')
  })
})

test.each([
  ['Use <script> and <iframe> in Lamp', 'Use <script> and <iframe> in Lamp'],
  ['Fix for <img> and <a> and <code> tags', 'Fix for <img> and <a> and <code> tags'],
  ['a<b>c', 'a<b>c'],
  ['3 * 2 * 5 and *oil*', '3 * 2 * 5 and oil'],
  ['Lamp[0] and f(x) [link](u) [ref]', 'Lamp[0] and f(x) link [ref]'],
  ['C:\\lamp\\oil', 'C:\\lamp\\oil'],
  ['&amp;lt; &copy; &#9731; &lamp; Q&A', '&lt; © ☃ &lamp; Q&A'],
  ['$OIL $WICK ``a`b``', '$OIL $WICK a`b'],
  ['https://l.example/a_b_c <https://l.example/d>', 'https://l.example/a_b_c https://l.example/d'],
  ['Lamp <4.2> now <1.0', 'Lamp <4.2> now <1.0'],
  ['The <template> and <slot> elements', 'The <template> and <slot> elements'],
  ['Is <?php lit ?> or <!DOCTYPE html>', 'Is <?php lit ?> or <!DOCTYPE html>'],
  ['3 < 4, 6 > 5', '3 < 4, 6 > 5'],
  ['!important', '!important'],
  ['~/.lamp and ~~old~~', '~/.lamp and ~~old~~'],
  ['Lamp ~~4.1~~ 4.2', 'Lamp ~~4.1~~ 4.2'],
  ['<b>Lit</b> and <del>old</del> new', 'Lit and ~~old~~ new'],
  ['snake_case and __init__ fixed', 'snake_case and __init__ fixed'],
  ['The __Important__ one', 'The Important one'],
  ['<!-- draft --> shown', 'shown'],
  ['Lamp <5.10 and >6.0', 'Lamp <5.10 and >6.0'],
  ['Bold <b> and strong </strong>', 'Bold <b> and strong </strong>'],
  ['See ![the lamp](/a.png) <img src="/b.png" alt="oil">', 'See the lamp oil'],
])('the title %j reads %j', (typed, title) => {
  expect(plainTitle(typed)).toBe(title)
})
