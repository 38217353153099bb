import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/markup/markdown.js'

test('headings get ids that no other heading of the post has', () => {
  const html = renderMarkdown(
    '# What is new?\n\n## What is new?\n\nOil & `wick`\n------------\n\n## 4.0 *notes* [here](/x)\n\n## \n',
  )
  expect([...html.matchAll(/<h\d id="([^"]*)"/g)].map((match) => match[1])).toEqual([
    'what-is-new',
    'what-is-new-1',
    'oil--wick',
    '40-notes-here',
    'section',
  ])
})

test('a heading may set its own id', () => {
  expect(renderMarkdown('## Oil {#the-oil}\n')).toBe('<h2 id="the-oil">Oil</h2>\n')
})

test('footnotes have ids that no heading takes', () => {
  const html = renderMarkdown('Lamp[^1] and lamp[^1] and oil[^note].\n\n[^1]: Lit.\n[^note]: Full.\n\n## fn1\n')
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map((match) => match[1])
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toContain('fn1')
})

test('kramdown’s attribute lists are read, on lines and in lines, and stay in code', () => {
  expect(renderMarkdown('Lamp\n{: .note}\n\n{: #x .y}\nOil [a](/b){:target="_blank"} `{: .c}`\n')).toBe(
    '<p class="note">Lamp</p>\n<p id="x" class="y">Oil <a href="/b" target="_blank">a</a> <code>{: .c}</code></p>\n',
  )
  expect(renderMarkdown('```\n{: .x}\n```\n')).toContain('{: .x}')
})

test('Liquid’s raw tags are left out and what they keep stays', () => {
  expect(renderMarkdown('{% raw %}\nUse `{{ lamp }}`.\n{%- endraw -%}\n')).toBe('<p>Use <code>{{ lamp }}</code>.</p>\n')
})

test('tables, raw HTML, reference links and setext headings work as in kramdown', () => {
  const html = renderMarkdown('| a | b |\n|---|--:|\n| 1 | 2 |\n\n<div class="x">raw</div>\n\n[oil][o]\n\n[o]: /oil\n')
  expect(html).toContain('<table>')
  expect(html).toContain('<div class="x">raw</div>')
  expect(html).toContain('<a href="/oil">oil</a>')
})
