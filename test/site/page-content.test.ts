import { expect, test } from 'vitest'
import { pageContent } from '../../src/site/page-content.js'

const site = 'https://lantern.example'
const url = `${site}/news/x/`
const place = { url, newsUrl: `${site}/news/`, siteUrl: site, root: '../../', table: 'Table' }
const shown = (html: string) => pageContent(html, place)

test('links within the page and to other announcements are relative, others stay', () => {
  expect(shown(`<a href="${url}#verify">`)).toBe('<a href="#verify">')
  expect(shown(`<a class="a" href="${site}/news/y/#z">`)).toBe('<a class="a" href="../../news/y/#z">')
  expect(shown(`<a href="${site}/downloads/"><img src="${site}/news/y.png">`)).toBe(
    `<a href="${site}/downloads/"><img src="${site}/news/y.png">`,
  )
})

test('what stands in a text is not taken for a tag', () => {
  const text = `<code>&lt;a href="${site}/news/y/"&gt; &lt;pre&gt;</code>`
  expect(shown(text)).toBe(text)
})

test('code and tables can be scrolled with the keyboard', () => {
  expect(shown('<pre><code>x</code></pre>')).toBe('<pre tabindex="0"><code>x</code></pre>')
  expect(shown('<table><tr><td>x</td></tr></table>')).toBe(
    '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table><tr><td>x</td></tr></table></div>',
  )
})
