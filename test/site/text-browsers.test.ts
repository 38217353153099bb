/** Pages in browsers without style sheets. */
import { expect, test } from 'vitest'
import { forTextBrowsers } from '../../src/site/text-browsers.js'

const page = (main: string) => `<nav><a href="/">A</a><a href="/b">B</a></nav><main id="x">${main}</main><p>c</p>`
const shown = (main: string) => /<main id="x">([\s\S]*)<\/main>/.exec(forTextBrowsers(page(main)))?.[1]

test('a ticked box is ticked in w3m, which takes "checked/>" for another attribute', () => {
  expect(shown('<input type="checkbox" name="list" value="a/>b" checked/>')).toBe(
    '<input type="checkbox" name="list" value="a/>b" checked>',
  )
  expect(shown('<input name="a" required/><input checked name="b"/>')).toBe(
    '<input name="a" required><input checked name="b"/>',
  )
})

test('words that style sheets part are parted: links of the frame, labels, groups of them', () => {
  expect(forTextBrowsers(page(''))).toContain('<a href="/">A</a> <a href="/b">B</a>')
  expect(shown('<legend>About</legend><label>A</label><label>B</label>')).toBe(
    '<legend>About</legend> <label>A</label> <label>B</label>',
  )
})

test('what an author wrote stays as it is', () => {
  for (const body of [
    '<a href="x">a</a><a href="y">b</a>',
    '<code>&lt;input checked/></code>',
    'a </main> b',
    '<span>a<small>b</small></span>',
    '',
  ])
    expect(shown(body)).toBe(body)
})
