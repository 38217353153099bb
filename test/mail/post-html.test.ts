/**
 * A post's HTML in mail programs that obey attributes alone, block images and cannot open details; lines of a project's
 * own as links.
 */
import { expect, test } from 'vitest'
import { postHtml, withValidSizes } from '../../src/mail/post-html.js'
import { linkedLine } from '../../src/mail/templates/linked-line.js'
import { safeHtml } from '../../src/markup/sanitise.js'

const base = { siteUrl: 'https://l.example', postUrl: 'https://l.example/p/' }
const image = (attributes: string) =>
  withValidSizes(postHtml(safeHtml(`<img src="/a.png" alt="Lamp" ${attributes}>`, base)))

test.each([
  ['', 'width="600" style="width: auto"'],
  ['width="300" height="100"', 'width="300" height="100" style="width: 300px"'],
  ['width="2400" height="100"', 'width="600" height="25" style="width: 600px"'],
  ['width="50%"', 'width="300" style="width: 300px"'],
  ['width="120px" height="auto"', 'width="120" style="width: 120px"'],
  ['width="auto" height="40"', 'width="600" style="width: auto"'],
  ['style="width: 80px"', 'width="80" style="width: 80px"'],
])('an image with %j has a width that Outlook obeys, and no height that is none', (attributes, sizes) => {
  expect(image(attributes)).toBe(`<img src="https://l.example/a.png" alt="Lamp" ${sizes} />`)
})

test.each(['width="1" height="1"', 'width=0', 'height="1px"', 'style="display:none"', 'style="width:1px;height:1px"'])(
  'an image with %j shows nothing and is on no page, in no feed and in no mail',
  (attributes) => {
    expect(safeHtml(`a <img src="https://spy.example/x.gif" ${attributes}>b`, base)).toBe('a b')
  },
)

test('what a blocked image shows stands apart from the sentence', () => {
  expect(postHtml('<p>See<img src="x" alt="Lamp" />lit</p>')).toMatch(/^<p>See <img [^>]*> lit<\/p>$/)
  expect(postHtml('<p><img src="x" alt="Lamp" />. Lit</p>')).toMatch(/^<p><img [^>]*>\. Lit<\/p>$/)
})

test('details are open', () => {
  expect(postHtml('<details><summary>Why</summary>x</details>')).toBe('<details open><summary>Why</summary>x</details>')
  expect(postHtml('<details open id="a">x</details>')).toBe('<details open id="a">x</details>')
})

test.each([
  [
    'Write to keepers@l.example, or see https://l.example/a?b=1&c.',
    'Write to <a href="mailto:keepers@l.example" dir="ltr">keepers@l.example</a>, or see <a href="https://l.example/a?b=1&amp;c" dir="ltr">https://l.example/a?b=1&amp;c</a>.',
  ],
  ['http://l.example', '<a href="http://l.example" dir="ltr">http://l.example</a>'],
  ['Lamp <b> & "oil"', 'Lamp &lt;b&gt; &amp; &quot;oil&quot;'],
  [
    '"onx=1"@l.example https://l.example/"x',
    '&quot;onx=1&quot;@l.example <a href="https://l.example/" dir="ltr">https://l.example/</a>&quot;x',
  ],
])('the line %j has its addresses as links', (line, html) => {
  expect(linkedLine(line)).toBe(html)
})

test('no image has a size that is a word, whatever the styles wrote into it', () => {
  expect(withValidSizes('<img src="x" width="auto" height="auto" data-height="20">')).toBe(
    '<img src="x" width="600" height="20">',
  )
  expect(withValidSizes('<p>height="auto"</p><img height="auto" />')).toBe('<p>height="auto"</p><img />')
})
