import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainlySafe } from '../../src/markup/plain-html.js'
import { summary } from '../../src/markup/plain-text.js'
import { safeHtml } from '../../src/markup/sanitise.js'

const base = { siteUrl: 'https://host.example/lantern', postUrl: 'https://host.example/lantern/news/lamps/' }
const plain = (html: string) => plainlySafe(html, base)
/** A comment forbids the short way, and leaves nothing behind. */
const longWay = (html: string) => safeHtml(`${html}<!-- -->`, base)

test.each([
  ['<p>Oil &quot;burns&quot; &amp; <em>smokes</em>.</p>\n', '<p>Oil "burns" &amp; <em>smokes</em>.</p>\n'],
  ['<p><a href="/oil?a&amp;b">x</a></p>', '<p><a href="https://host.example/lantern/oil?a&amp;b">x</a></p>'],
  ['<a href="mailto:a.b+c@lantern.example">a</a>', '<a href="mailto:a.b+c@lantern.example">a</a>'],
  ['<th style="text-align:left">x</th>', undefined],
  [
    '<table>\n<thead>\n<tr>\n<th style="text-align:left">x</th>\n</tr>\n</thead>\n</table>',
    '<table>\n<thead>\n<tr>\n<th align="left">x</th>\n</tr>\n</thead>\n</table>',
  ],
  ['<img src="a.png" alt="">', '<img src="https://host.example/lantern/news/lamps/a.png" alt="" />'],
])('%s is plain', (html, expected) => {
  expect(plain(html)).toBe(expected)
})

test.each([
  '<p>a',
  '<p>a</em></p>',
  '<p><p>a</p></p>',
  '<em><p>a</p></em>',
  '<P>a</P>',
  '<p>&nbsp;</p>',
  '<p>a & b</p>',
  '<p onclick="x">a</p>',
  '<p id=a>a</p>',
  '<p id="a" id="b">a</p>',
  '<a href="javascript:x">a</a>',
  '<a href="mailto:a@lantern.example?subject=b">a</a>',
  '<img src="mailto:a@lantern.example">',
  '<a href="/a"><a href="/b">c</a></a>',
  '<img alt="a">',
  '<img src="a.png" width="1">',
  '<span style="text-decoration:line-through">a</span>',
  '<li>a</li>',
  '<ul>a</ul>',
  '<div />',
  '<!-- a -->',
  '<script>a</script>',
  '<VERSION>',
  '<p>\x1b</p>',
  `${'<div>'.repeat(60)}${'</div>'.repeat(60)}`,
])('%s goes the long way', (html) => {
  expect(plain(html)).toBeUndefined()
})

const text = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'The lamps are lit. ',
    '\n',
    '&amp;lt;',
    '&quot;',
    '&gt;',
    '>',
    '"',
    '\u00a0',
    '&nbsp;',
    '-----BEGIN',
  ),
)
const attribute = fc.constantFrom(
  ...['', '', ' id="a"', ' class="language-sh"', ' class="x"', ' title="a&amp;b"', ' style="text-align:right"'],
  ...[' start="2"', ' href="/oil?a&amp;b"', ' href="#fn1"', ' href="x y"', ' href=""', ' href="//h:80/p"', ' name="q"'],
  ...[' href="http://u:p@h/\u00e9?&quot;#&lt;"', ' href="&amp;#106;avascript:x"', ' href="mailto:a@b.example"'],
  ...[' href="MAILTO:A@b.example"', ' href="mailto:a@b.example?cc=c&amp;d"', ' src="mailto:a@b.example"'],
)
const INLINE = ['em', 'strong', 'code', 'a', 'span', 'b', 'del', 'sup', 'ins', 'q', 'kbd'] as const
const BLOCK = [
  'p',
  'h2',
  'pre',
  'blockquote',
  'div',
  'section',
  'ul',
  'ol',
  'li',
  'table',
  'thead',
  'tr',
  'td',
] as const
const trees = fc.letrec<{ readonly inline: string; readonly block: string }>((tie) => ({
  inline: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.constantFrom('<br>', '<br />', '<img src="a.png" alt="">', '<img src="/a.png" title="b">', '<a href="/x">y</a>'),
    fc
      .tuple(fc.constantFrom(...INLINE), attribute, fc.array(tie('inline'), { maxLength: 3 }))
      .map(([tag, given, inside]) => `<${tag}${given}>${inside.join('')}</${tag}>`),
  ),
  block: fc.oneof(
    { depthSize: 'small' },
    fc.array(tie('inline'), { maxLength: 4 }).map((inside) => `<p>${inside.join('')}</p>`),
    fc
      .tuple(fc.constantFrom(...BLOCK), attribute, fc.array(fc.oneof(tie('block'), tie('inline')), { maxLength: 3 }))
      .map(([tag, given, inside]) => `<${tag}${given}>${inside.join('\n')}</${tag}>`),
  ),
}))

test('the short way leads where the long way leads, to HTML and to summaries', () => {
  let short = 0
  fc.assert(
    fc.property(fc.array(trees.block, { maxLength: 5 }), (blocks) => {
      const html = blocks.join('\n')
      const safe = plain(html)
      if (safe !== undefined) {
        short += 1
        expect(safe).toBe(longWay(html))
      }
      const long = longWay(html)
      for (const most of [40, 300]) expect(summary(long, most)).toBe(summary(`<!-- -->${long}`, most))
    }),
    { numRuns: 400, seed: 20 },
  )
  expect(short).toBeGreaterThan(60)
})
