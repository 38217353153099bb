import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/markup/markdown.js'
import { safeHtml } from '../../src/markup/sanitise.js'
import { contentHtml } from '../../src/posts/content-html.js'
import { contentOf } from '../../src/posts/post-content.js'
import { announcementOf, post } from '../posts/parsing.js'

const base = { siteUrl: 'https://lantern.example', postUrl: 'https://lantern.example/news/lamps/' }
const safe = (html: string) => safeHtml(html, base)

test.each([
  ['<a href="/oil">x</a>', '<a href="https://lantern.example/oil">x</a>'],
  ['<a href="#part">x</a>', '<a href="https://lantern.example/news/lamps/#part">x</a>'],
  ['<a href="wick.txt">x</a>', '<a href="https://lantern.example/news/lamps/wick.txt">x</a>'],
  ['<a href="../oil/">x</a>', '<a href="https://lantern.example/news/oil/">x</a>'],
  ['<a href="//cdn.example/x">x</a>', '<a href="https://cdn.example/x">x</a>'],
  ['<a href="mailto:a@lantern.example">x</a>', '<a href="mailto:a@lantern.example">x</a>'],
  ['<a href="">x</a>', '<a>x</a>'],
  [
    '<img src="/a.png" width="3" height="4">',
    '<img src="https://lantern.example/a.png" alt="" width="3" height="4" />',
  ],
  [
    '<img src="a.png" alt="Lamp" srcset="/a.png 1x, b.png 2x">',
    '<img src="https://lantern.example/news/lamps/a.png" srcset="https://lantern.example/a.png 1x, https://lantern.example/news/lamps/b.png 2x" alt="Lamp" />',
  ],
])('%s becomes %s', (html, expected) => {
  expect(safe(html)).toBe(expected)
})

test('a site below a path keeps root-relative addresses at the host, as Jekyll writes them', () => {
  expect(
    safeHtml('<a href="/lantern/oil">x</a>', {
      siteUrl: 'https://host.example/lantern',
      postUrl: 'https://host.example/lantern/a/',
    }),
  ).toContain('"https://host.example/lantern/oil"')
})

test('what would play or load something becomes a link to it', () => {
  const link = (url: string) => `<a href="${url}">${url}</a>`
  expect(safe('<iframe src="https://tube.example/1">old browsers</iframe>after')).toBe(
    `${link('https://tube.example/1')}after`,
  )
  expect(safe('<video src="/a.mp4" controls></video>')).toBe(link('https://lantern.example/a.mp4'))
  expect(safe('<audio><source src="/a.ogg"><source src="/a.mp3"></audio>')).toBe(
    `<span>${link('https://lantern.example/a.ogg')}${link('https://lantern.example/a.mp3')}</span>`,
  )
  expect(safe('<embed src="x.swf">after')).toBe(`${link('https://lantern.example/news/lamps/x.swf')}after`)
  expect(safe('<iframe src="javascript:alert(1)"></iframe>')).toBe('<span></span>')
})

test('scripts, styles, handlers and classes go, their surroundings stay', () => {
  expect(safe('<p onclick="x()" style="color:red" class="y">a<script>alert(1)</script><style>p{}</style>b</p>')).toBe(
    '<p>ab</p>',
  )
  expect(safe('<pre><code class="language-sh evil">ls</code></pre>')).toBe(
    '<pre><code class="language-sh">ls</code></pre>',
  )
  expect(safe('<form action="/x"><input name=a><button>Go</button>text</form>')).toBe('<div>text</div>')
  expect(safe('<svg><a xlink:href="javascript:x">t</a></svg>ok')).toBe('ok')
})

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:x',
  ' javascript:x',
  'java\nscript:x',
  'java&#9;script:x',
  '&#x6A;avascript:x',
  '\u0001javascript:x',
  'vbscript:x',
  'data:text/html,x',
  'blob:x',
  'file:///etc/passwd',
])('the address %j is taken off', (address) => {
  expect(safe(`<a href="${address}">x</a><img src="${address}">`)).toBe('<a>x</a><img alt="" />')
})

test.each([
  ['a.png 1x,b.png 2x', 'https://lantern.example/news/lamps/a.png 1x, https://lantern.example/news/lamps/b.png 2x'],
  ['/a.png, /b.png 2x', 'https://lantern.example/a.png, https://lantern.example/b.png 2x'],
  ['/a,b.png 480w, /c.png 800w', 'https://lantern.example/a,b.png 480w, https://lantern.example/c.png 800w'],
  [' ,/a.png  1.5x , ', 'https://lantern.example/a.png 1.5x'],
])('srcset %s has absolute addresses', (srcset, expected) => {
  expect(safe(`<img src="/x.png" srcset="${srcset}">`)).toContain(` srcset="${expected}"`)
})

test('ids of headings and footnotes stay', () => {
  const html = safe(renderMarkdown('## Oil\n\nLamp[^1]\n\n[^1]: Lit.\n'))
  expect(html).toContain('<h2 id="oil">')
  expect(html).toContain('id="fn1"')
  expect(html).toContain('href="https://lantern.example/news/lamps/#fnref1"')
})

test('tables keep their shape', () => {
  const table =
    '<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td colspan="2">1</td></tr></tbody></table>'
  expect(safe(table)).toBe(table)
})

test('code and signed blocks keep every character', () => {
  const code =
    '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n- --- Lamp <a&b> "q" \'s\' &amp; &lt;  \n\ttab   \n\n\n-----END\u00a0\u{1F3EE}'
  const html = safe(renderMarkdown(`\`\`\`\n${code}\n\`\`\`\n`))
  const inner = /<pre><code>([\s\S]*)\n<\/code><\/pre>/.exec(html)?.[1] ?? ''
  expect(
    inner
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, '&'),
  ).toBe(code)
})

test('endless nesting does not reach those who read the result', () => {
  const html = safe(`${'<div>'.repeat(50_000)}lamp`)
  expect(html).toContain('lamp')
  expect(html.length).toBeLessThan(2000)
})

test('whatever the author typed, nothing in the result runs and every address is absolute', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '/',
      '=',
      ' ',
      '<script>',
      '</script',
      '<a href=',
      '<img src=',
      ' onerror=',
      ' onload = ',
      'javascript:',
      'java\tscript:',
      'alert(1)',
      '<svg',
      '<math>',
      '<style>',
      '<xmp>',
      '<noscript>',
      '<textarea>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&#106;',
      '&colon;',
      '<iframe src="',
      '<object data=',
      '<template>',
      '\\',
      '\n',
      '`',
      '](',
      '![',
      '<base href=',
      'x:y',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), fc.boolean(), (pieces, asMarkdown) => {
      const source = pieces.join('')
      const html = safe(asMarkdown ? renderMarkdown(source) : source)
      for (const [tag] of html.matchAll(/<[^>]*>/g)) {
        expect(tag).toMatch(/^<\/?[a-z][a-z0-9]*(?: [a-z]+(?:="[^"<>]*")?)*(?: \/)?>$/)
        expect(tag).not.toMatch(
          /^<\/?(?:script|style|iframe|object|embed|svg|math|base|form|template|noscript|textarea|xmp)\b/,
        )
        expect(tag).not.toMatch(/ (?:on\w+|style)=?/)
        for (const [, address = ''] of tag.matchAll(/ (?:href|src)="([^"]*)"/g))
          expect(address).toMatch(/^(?:https?:\/\/|mailto:)/)
      }
      expect(html.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/)
    }),
    { numRuns: 5000 },
  )
})

test('a post is rendered once, and again only for another site', () => {
  const announcement = announcementOf(post('title: x', '[oil](/oil)\n'))
  const html = contentHtml(contentOf(announcement), 'https://lantern.example')
  expect(html).toBe('<p><a href="https://lantern.example/oil">oil</a></p>\n')
  expect(contentHtml(contentOf(announcement), 'https://mirror.example')).toContain('https://mirror.example/oil')
})
