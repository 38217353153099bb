/** Tags of Hexo and values of VitePress: what a reader gets in their place, and what only the site can say. */
import { expect, test } from 'vitest'
import { renderMarkdown } from '../../../src/markup/markdown.js'
import { simpleValue } from '../../../src/posts/simple-expression.js'
import { fillShortcodes, type ShortcodesOf } from '../../../src/posts/templating/shortcodes.js'

const host = {
  url: 'https://quay.example/2026/boats/',
  addressOf: (name: string) => (name === 'lamp' ? 'https://quay.example/2026/lamp/' : undefined),
  titleOf: (url: string) => (url === 'https://quay.example/2026/lamp/' ? 'Lamp & wick' : undefined),
  paramOf: () => undefined,
  values: { title: 'Boats', n: 3, page: { title: 'Boats', tags: ['a'] } },
}
const fill = (body: string, generator: ShortcodesOf = 'hexo') => {
  const filled = fillShortcodes(body, generator, host)
  return 'fault' in filled ? filled.fault : filled.text
}

/** By the documentation of Hexo 8. */
test.each([
  ['{% post_link lamp %}', '<a href="https://quay.example/2026/lamp/">Lamp &amp; wick</a>'],
  ["{% post_link lamp 'the first' %}", '<a href="https://quay.example/2026/lamp/">the first</a>'],
  ['{% post_link lamp the first false %}', '<a href="https://quay.example/2026/lamp/">the first</a>'],
  ['{% post_link lamp#oil "Oil" %}', '<a href="https://quay.example/2026/lamp/#oil">Oil</a>'],
  ['[a]({% post_path lamp %})', '[a](https://quay.example/2026/lamp/)'],
  ['[a]({% asset_path a b.pdf %})', '[a](https://quay.example/2026/boats/a)'],
  ['{% asset_link a.pdf The paper %}', '<a href="https://quay.example/2026/boats/a.pdf">The paper</a>'],
  ['{% asset_img a.png %}', '<img src="https://quay.example/2026/boats/a.png" alt="">'],
  [
    '{% asset_img left a.png 200 100 "The title" "The alt" %}',
    '<img src="https://quay.example/2026/boats/a.png" alt="The alt" title="The title" width="200" height="100">',
  ],
  [
    `{% asset_img a.png '"The title" "The alt"' %}`,
    '<img src="https://quay.example/2026/boats/a.png" alt="The alt" title="The title">',
  ],
  [
    '{% asset_img a.png A lamp in bloom %}',
    '<img src="https://quay.example/2026/boats/a.png" alt="A lamp in bloom" title="A lamp in bloom">',
  ],
  ['{% img right /images/a.png 40 %}', '<img src="/images/a.png" alt="" width="40">'],
  ['{% link The lamp https://lamp.example external T %}', '<a href="https://lamp.example">The lamp</a>'],
  ['{% url_for Help /help/ %}', '<a href="/help/">Help</a>'],
  [
    '{% youtube w7 %} {% vimeo 5 %} {% gist ann/12ab %}',
    '<https://www.youtube.com/watch?v=w7> <https://vimeo.com/5> <https://gist.github.com/ann/12ab>',
  ],
  ['{% iframe https://lamp.example/x 100 200 %}', '<https://lamp.example/x>'],
  ['{% codeblock lang:sh %}\nlamp --wait {{ x }}\n{% endcodeblock %}', '```sh\nlamp --wait {{ x }}\n```'],
  [
    '{% codeblock %}\n```\n{% endcodeblock %}\n{% post_path lamp %}',
    '````\n```\n````\nhttps://quay.example/2026/lamp/',
  ],
  [
    '{% codeblock Of the wick lang:js https://lamp.example the file %}\na\n{% endcodeblock %}',
    '\nOf the wick <a href="https://lamp.example">the file</a>\n\n```js\na\n```',
  ],
  ['{% raw %}{{ a }} {% b %}{% endraw %}', '{{ a }} {% b %}'],
  ['{% blockquote %}\nWords.\n{% endblockquote %}\nMore.', '\n> Words.\n\n\nMore.'],
  [
    '{% blockquote Ada, The book https://lamp.example/book/ %}\nOf {% post_link lamp %}.\n\nMore.\n{% endblockquote %}',
    '\n> Of <a href="https://quay.example/2026/lamp/">Lamp &amp; wick</a>.\n>\n> More.\n>\n> **Ada** The book <a href="https://lamp.example/book/">lamp.example/book</a>\n\n',
  ],
  ['{% note warning no-icon Mind %}\nThe step.\n{% endnote %}', '\n> **Mind**\n>\n> The step.\n\n'],
  ['a{# a {{ comment }} #}b', 'ab'],
  ['## Title {#own}', '## Title {#own}'],
  ['{{ 1 + 1 }} {{ title }} {{ page.title + "!" }} {{ n * 2 - 1 }}', '2 Boats Boats\\! 5'],
  // Code is never touched.
  ['`{{ x }}` and\n\n```\n{% x %}\n```\n', '`{{ x }}` and\n\n```\n{% x %}\n```\n'],
])('Hexo: %s', (body, made) => {
  expect(fill(body)).toBe(made)
})

test.each([
  ['a\n\n{% tabs x %}a{% endtabs %}', 'hexo', 3, /^tabs is a shortcode of the site's own/],
  ['{% post_link gone %}', 'hexo', 1, /^post_link names gone/],
  ['{% codeblock %}\na', 'hexo', 1, /^codeblock is not closed/],
  ['{% endraw %}', 'hexo', 1, /ends nothing/],
  ['a {{ page.tags }}', 'hexo', 1, /^\{\{ page\.tags \}\} is what only the site/],
  ['a {{ title | upper }}', 'hexo', 1, /only the site/],
  ['{{ constructor }}', 'hexo', 1, /only the site/],
  ['{{ $frontmatter.gone }}', 'vitepress', 1, /only the site/],
  ['a\n\n<<< @/snippets/a.js{2}', 'vitepress', 3, /^<<< @\/snippets\/a\.js\{2\} shows another file/],
  ['<!-- @include: ./a.md -->', 'vitepress', 1, /shows another file/],
  ['{% blockquote %}\n\n{% tabs %}\n{% endblockquote %}', 'hexo', 1, /^tabs/],
] as const)('%s of %s is a fault', (body, generator, line, message) => {
  expect(fill(body, generator)).toMatchObject({ line, message: expect.stringMatching(message) as string })
})

test('what was made is Markdown that shows it', () => {
  const made = fill(
    'Before\n{% blockquote Ada %}\nA *word*.\n{% endblockquote %}\nAfter\n\n- a\n  {% codeblock %}\n  x\n  {% endcodeblock %}\n',
  )
  const html = renderMarkdown(String(made))
  expect(html).toMatch(
    /<p>Before<\/p>\s*<blockquote>[\s\S]*<em>word<\/em>[\s\S]*<strong>Ada<\/strong>[\s\S]*<\/blockquote>\s*<p>After/,
  )
  expect(html).toMatch(/<li>[\s\S]*<pre><code>x/)
})

test('VitePress: values of front matter, and no tags', () => {
  const filled = fillShortcodes('{{ $frontmatter.title }} {% x %} `{{ a }}`', 'vitepress', {
    ...host,
    values: { $frontmatter: { title: 'A *b*' } },
  })
  const toc = fillShortcodes('a\n\n[[toc]]\n\n`[[toc]]`\n', 'vitepress', host)
  expect(toc).toMatchObject({ text: 'a\n\n\n\n`[[toc]]`\n' })
  expect(filled).toMatchObject({ text: 'A \\*b\\* {% x %} `{{ a }}`' })
})

test.each<[string, unknown]>([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3 % 4', 1],
  ['"a" + 1 + \'b\'', 'a1b'],
  ['-n', -3],
  ['`x`', 'x'],
  ["page['title']", 'Boats'],
  ['page.tags[0]', 'a'],
  ['page?.title', 'Boats'],
  ['', undefined],
  ['n++', undefined],
  ['n ** 2', undefined],
  ['f()', undefined],
  ['page.toString', undefined],
  ['page.__proto__', undefined],
  ['page.tags.length', 1],
  ['`a\u0024{n}`', undefined],
  ['1; 2', undefined],
  ['"a" - 1', undefined],
  ['['.repeat(500), undefined],
  ['('.repeat(900), undefined],
  ['-'.repeat(900), undefined],
  [`1${'+1'.repeat(800)}`, undefined],
])('%s is %s', (typed, value) => {
  expect(simpleValue(typed, host.values)).toBe(value)
})
