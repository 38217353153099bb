/** What is taken of a page of a built site: the one element, tidied; and what hostile pages come to. */
import { describe, expect, test } from 'vitest'
import { postInPage } from '../../src/cms/post-in-page.js'
import { selectorParts } from '../../src/config/page-selector.js'
import { safeHtml } from '../../src/markup/sanitise.js'

const URL_OF_PAGE = 'https://lantern.example/docs/news/lamp/'
const taken = (html: string, selector = '', title = 'Lamp 4.2') =>
  postInPage({ html, url: URL_OF_PAGE, title }, selector)
const page = (inside: string) =>
  `<!doctype html><title>x</title><nav><a href="/">Home</a></nav>${inside}<footer>x</footer>`

test('the one article of a page, else its main part, without what stands around the words', () => {
  const post = '<header><h1>Lamp 4.2</h1><time>4 May</time></header><p>Words.</p><footer>Next</footer>'
  expect(taken(page(`<main><article>${post}</article><aside>Ads</aside></main>`))).toEqual({ html: '<p>Words.</p>' })
  expect(taken(page('<main><h1>Lamp 4.2</h1><p>Words.</p></main>'))).toEqual({ html: '<p>Words.</p>' })
  expect(taken(page('<div role="main"><p>Words.</p></div>'))).toEqual({ html: '<p>Words.</p>' })
  expect(taken(page('<main><p>A.</p><article>B</article><article>C</article></main>'))).toEqual({
    html: '<p>A.</p><article>B</article><article>C</article>',
  })
})

test('a first heading that is the title goes, with quotes of either kind; any other stays', () => {
  const html = page('<article><h1>What’s in “Lamp”</h1><h1>Lamp</h1><p>x</p></article>')
  expect(taken(html, '', 'What\'s in "Lamp"')).toEqual({ html: '<h1>Lamp</h1><p>x</p>' })
  expect(taken(page('<article><h1>Other</h1><p>x</p></article>'))).toEqual({ html: '<h1>Other</h1><p>x</p>' })
})

test('addresses are absolute, against the page and its base; places of the page stay', () => {
  const html = page(
    '<article><a href="../wick/">w</a><a href="/docs/x">x</a><a href="#part">p</a>' +
      '<img src="a.png" srcset="b.png 2x, /c.png 3x"><a href="mailto:a@b.example">m</a></article>',
  )
  expect(taken(html)).toEqual({
    html:
      '<a href="https://lantern.example/docs/news/wick/">w</a><a href="https://lantern.example/docs/x">x</a>' +
      '<a href="#part">p</a><img src="https://lantern.example/docs/news/lamp/a.png" ' +
      'srcset="https://lantern.example/docs/news/lamp/b.png 2x, https://lantern.example/c.png 3x">' +
      '<a href="mailto:a@b.example">m</a>',
  })
  expect(taken(`<base href="https://cdn.example/y/">${page('<article><img src="a.png"></article>')}`)).toEqual({
    html: '<img src="https://cdn.example/y/a.png">',
  })
})

test('anchors of headings, spans of colours, forms and programs go', () => {
  const html = page(
    '<article><h2 id="a">A<a class="hash-link" href="#a">\u200B</a><a href="#a">¶</a></h2>' +
      '<pre><code><span class="k" data-x="1">let</span> a</code></pre><span lang="de">Docht</span>' +
      '<form><input></form><button>Copy</button><script>x()</script><template><p>t</p></template></article>',
  )
  expect(taken(html)).toEqual({
    html: '<h2 id="a">A</h2><pre><code>let a</code></pre><span lang="de">Docht</span>',
  })
})

describe('a selector', () => {
  const html = page(
    '<main class="page wide"><div id="post" class="post-content" data-kind="news"><p>Words.</p></div><div class="post-content">x</div></main>',
  )
  test.each([
    '#post',
    'div#post.post-content',
    'main [data-kind=news]',
    '.wide [data-kind="news"]',
    'html body .page #post',
  ])('%s', (selector) => {
    expect(taken(html, selector)).toEqual({ html: '<p>Words.</p>' })
  })

  test('that names none, or several, is told', () => {
    expect(taken(html, '.gone')).toEqual({ fault: 'it has no .gone' })
    expect(taken(html, '.post-content')).toEqual({ fault: 'it has 2 elements .post-content' })
    expect(taken(page('<p>x</p>'))).toEqual({ fault: 'it has no article, and no main' })
    expect(taken(page('<article> </article>'))).toEqual({ fault: 'the element that holds the post is empty' })
  })

  test.each(['a > b', 'a:first-child', '*', 'a,b', '[x', 'a b c d e f', '.', '1', 'x'.repeat(300), '[x="]'])(
    '%s is none',
    (text) => {
      expect(selectorParts(text)).toHaveProperty('fault')
    },
  )
})

describe('a hostile page', () => {
  const shown = (inside: string) => {
    const found = taken(page(`<article>${inside}</article>`))
    return 'fault' in found
      ? found.fault
      : safeHtml(found.html, { siteUrl: 'https://lantern.example', postUrl: URL_OF_PAGE })
  }

  test.each([
    ['<p>a</p><script>alert(1)</script>', '<p>a</p>'],
    ['<p onclick="x()">a</p>', '<p>a</p>'],
    ['<p>a</p><style>p{}</style><link rel="stylesheet" href="/x">', '<p>a</p>'],
    ['<svg><script>alert(1)</script></svg><p>a</p>', '<p>a</p>'],
    ['<p>a<img src="/p.gif" width="1" height="1"></p>', '<p>a</p>'],
    [
      '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></mtext></math><p>a</p>',
      '<p>a</p>',
    ],
  ])('%s', (inside, left) => {
    const html = shown(inside)
    expect(html).not.toMatch(/script|onclick|onerror|style|alert/)
    expect(html.replace(/<\/?(?:table|tbody)>/g, '').trim()).toBe(left)
  })

  test('an address that is a program leads nowhere', () => {
    expect(shown('<a href="javascript:alert(1)">a</a><a href="data:text/html,x">b</a>')).not.toMatch(/href/)
  })

  test.each([
    ['deep', '<div>'.repeat(5_000), /more than 300 deep/],
    ['of many elements', '<i></i>'.repeat(40_000), /more than 30000 elements/],
    ['of many tags', '<b>x</b>'.repeat(6_000), /too much: /],
    ['of open formatting', '<a><b><i><u>'.repeat(2_000), /deep|elements|too much/],
    ['of words without end', 'lamp wick '.repeat(50_000), /too much: /],
  ])('%s is refused', (_name, inside, why) => {
    expect(shown(inside)).toMatch(why)
  })
})
