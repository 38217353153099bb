/** Where kramdown reads a post otherwise than CommonMark, the page is kramdown's. */
import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/markup/markdown.js'

const ids = (markdown: string) => [...renderMarkdown(markdown).matchAll(/<h\d id="([^"]*)"/g)].map((match) => match[1])

test.each([
  ['[oil]: https://l.example/oil)\n[wick]: /wick/\n\nSee [oil], [wick].', ['https://l.example/oil)', '/wick/']],
  ['[oil]: https://l.example/(oil\n[wick]: /wick/\n\nSee [oil], [wick].', ['https://l.example/(oil', '/wick/']],
  ['[oil]: /img/old oil.jpg "Oil"\n[wick]: /wick/\n\nSee [oil], [wick].', ['/img/old%20oil.jpg', '/wick/']],
  ['[oil]:\n[wick]: /wick/\n[lamp]: /lamp/\n\nSee [wick], [lamp].', ['/wick/', '/lamp/']],
  ['[oil]: not written yet\n[wick]: /wick/\n\nSee [wick].', ['/wick/']],
  ['[oil]: <https://l.example/oil\n[wick]: /wick/\n\nSee [wick].', ['/wick/']],
  ['[oil]: /oil/ "Oil\n[wick]: /wick/\n\nSee [wick].', ['/wick/']],
  ['> [oil]: /oil)\n> [wick]: /wick/\n>\n> See [oil], [wick].', ['/oil)', '/wick/']],
])('a definition that is none kills none below it: %j', (markdown, addresses) => {
  const html = renderMarkdown(markdown)
  expect([...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1])).toEqual(addresses)
})

test('what is no definition stays as text', () => {
  expect(renderMarkdown('[oil]: not written yet\n[wick]: /wick/\n')).toContain('[oil]: not written yet')
  expect(renderMarkdown('[Note]: the fix stands in lamp.txt\n')).toContain('the fix stands in lamp.txt')
})

test.each([
  ['| red | lit |\n| blue | dark |', 2, 0],
  ['red | lit\nblue | dark', 2, 0],
  ['| red | lit |', 1, 0],
  ['| Lamp | Oil |\n|======|=====|\n| a | b |', 2, 0],
  ['| Lamp | Oil |\n|------|-----|\n| a | b |\n|------|-----|\n| c | d |', 2, 1],
  ['|------|-----|\n| a | b |\n| c | d |', 2, 0],
  ['| red | lit |\n| blue | dark |\n{: .lamps}\n\nLit.', 2, 0],
  ['> | red | lit |\n> | blue | dark |', 2, 0],
  ['- | red | lit |\n  | blue | dark |', 2, 0],
])('a table needs no head: %j', (markdown, rows, heads) => {
  const html = renderMarkdown(markdown)
  expect(html.match(/<table[ >]/g)).toHaveLength(1)
  expect(html.match(/<tr>\n<td>/g)).toHaveLength(rows)
  expect(html.match(/<thead>/g) ?? []).toHaveLength(heads)
  expect(html).not.toMatch(/--|==/)
})

test.each([
  '- red | lit\n- blue | dark',
  '1. red | lit\n2. blue | dark',
  '# red | lit\n# blue | dark',
  '> red |\n\nlit',
])('what is a list, a heading or a quote is no table: %j', (markdown) => {
  expect(renderMarkdown(markdown)).toMatch(/^<(?:ul|ol|h1|blockquote)/)
  expect(renderMarkdown(markdown)).not.toContain('<table>')
})

test('a pipe in code or behind a backslash parts no cells, and a sentence with a pipe is none', () => {
  expect(renderMarkdown('| `a|b` | c \\| d |\n| e | f |')).toContain('<td><code>a|b</code></td>\n<td>c | d</td>')
  expect(renderMarkdown('Run `lamp` | more to read it.')).not.toContain('<table>')
})

test.each([
  ['### [Remove lamp new --wick](/1)', 'remove-lamp-new-wick'],
  ['### [Sealed glasses ](/2)', 'sealed-glasses-'],
  ['### Oil -- and wick', 'oil--and-wick'],
  ['### Oil---wick', 'oilwick'],
  ['### Use `lamp --on`', 'use-lamp---on'],
  ['### A-b', 'a-b'],
  ['### Lamp 4.2.1 -- what is new?', 'lamp-421--what-is-new'],
  ['### Öl & Docht', 'öl--docht'],
  ['### ???', 'section'],
  ['### <i>Lamp</i>_A', 'lamp_a'],
])('the id of %j is %s', (markdown, id) => {
  expect(ids(markdown)).toEqual([id])
})

test.each([
  ['Oil---wick -- lamp... lit', 'Oil—wick – lamp… lit'],
  ['One --- two', 'One — two'],
  ['Pages 3--5', 'Pages 3–5'],
  ['Run lamp --on now', 'Run lamp --on now'],
  ['Escaped \\-\\-\\- here, ---- four', 'Escaped --- here, ---- four'],
  ['See https://l.example/v1...v2 -- or www.l.example/a--b.', 'See https://l.example/v1...v2 – or www.l.example/a--b.'],
  ['Burn (git://l.example/a--b)... now', 'Burn (git://l.example/a--b)… now'],
  ['`a --- b` and <https://l.example/a---b>', null],
])('dashes of %j', (markdown, text) => {
  const html = renderMarkdown(markdown)
  if (text === null) expect(html).toMatch(/a --- b.*a---b/)
  else expect(html).toBe(`<p>${text}</p>\n`)
})

test.each([
  ['<figure markdown="1">\n  ![A hall](/hall.jpg)\n</figure>', '<img src="/hall.jpg" alt="A hall">'],
  ["<div class='x' markdown='block'>\n\n- *oil*\n\n</div>", '<li><em>oil</em></li>'],
  ['<div markdown=1>The *oil*</div>', '<p>The <em>oil</em></p>'],
  ['<section class="x" markdown=block>\n- *oil*\n</section>', '<li><em>oil</em></li>'],
  ['<aside markdown="1">\n| a | b |\n</aside>', '<td>a</td>'],
  ['<p markdown="span">The *oil*</p>', '<p>\nThe <em>oil</em></p>'],
  ['<div markdown="1"><div>\n\n**in**\n\n</div></div>\n\nafter', '<strong>in</strong>'],
  ['<details markdown="1">\n<summary>Why</summary>\n\nBecause **so**.\n</details>', 'Because <strong>so</strong>.'],
])('Markdown inside HTML where it is asked for: %j', (markdown, part) => {
  const html = renderMarkdown(markdown)
  expect(html).toContain(part)
  expect(html).not.toContain('markdown=')
})

test('Markdown inside other HTML stays as typed', () => {
  expect(renderMarkdown('<div>\n*oil*\n</div>')).toContain('*oil*')
})

test.each([
  ['![A lamp](/img/old lamp.jpg)', '<img src="/img/old%20lamp.jpg" alt="A lamp">'],
  ['[Plan](/files/the plan (2).pdf)', 'href="/files/the%20plan%20(2).pdf"'],
  ["[Plan](/files/the plan.pdf 'Lit')", 'href="/files/the%20plan.pdf" title="Lit">Plan'],
  ["![A lamp](/img/it's old.jpg)", '<img src="/img/it\'s%20old.jpg" alt="A lamp">'],
  ['![A lamp](old lamp.png "Lit")', '<img src="old%20lamp.png" alt="A lamp" title="Lit">'],
])('a path may hold spaces: %j', (markdown, part) => {
  expect(renderMarkdown(markdown)).toContain(part)
})

test('words in brackets behind words in brackets are no link', () => {
  expect(renderMarkdown('See [1](as we said) there.')).not.toContain('<a')
})

test('a caret before brackets is text, and a post full of them is read at once', () => {
  expect(renderMarkdown('Oil^[cold]')).toBe('<p>Oil^[cold]</p>\n')
  expect(renderMarkdown('^[a]'.repeat(20_000))).toContain('^[a]')
})

test('a post full of what is never closed is read at once', () => {
  for (const piece of ['<your <', '[a](b [', '| `a|', '<div markdown="1"><div ', '[a]: (', '<!-- <'])
    expect(renderMarkdown(piece.repeat(5_000)).length).toBeGreaterThan(1_000)
})
