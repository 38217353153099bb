import { expect, test } from 'vitest'
import { LiquidSite } from '../../../src/posts/templating/liquid.js'
import { filesOf, siteOf } from './site.js'

const render = siteOf({
  '_config.yml': 'title: Quay\nurl: https://quay.example\nbaseurl: /site\nport: 4.10\n',
  '_data/people/list.yml': '- {name: Ann, n: 2}\n- {name: Bob}\n- {name: Cy, n: 1}\n',
  '_data/tides.csv': 'day,height\nMon,3\nTue,"4, at noon"\n',
  '_data/tides2.tsv': 'day\theight\nMon\t3\n',
  '_data/moon.json': '{"full": ["May", "June"], "none": null}',
  '_includes/note.html': '<p class="{{ include.kind }}">{{ include.text | markdownify }}</p>',
  '_includes/deep/outer.html': '{% include note.html text=include.words kind="deep" %}',
  '_includes/broken.html': 'one\ntwo {{ nope }}\n',
  '_includes/open.html': 'one\n{% if x %}',
  '_posts/parts/rope.md': '---\ntitle: Rope\n---\nRope, {{ page.title }}.',
})

const shown = (text: string) => {
  const filled = render(text)
  return 'fault' in filled ? filled.fault : filled.text
}

/** By Jekyll 4.3's documentation and source. */
const cases: readonly (readonly [template: string, text: string])[] = [
  ['{{ site.title }} {{ page.title }} {{ site.port }}', 'Quay Boats 4.1'],
  [
    '{{ site.data.people.list[1].name }} {{ site.data.tides[1].height }} {{ site.data.tides2[0].day }}',
    'Bob 4, at noon Mon',
  ],
  ['{{ site.data.moon.full | join: ", " }}{{ site.data.moon.none }}', 'May, June'],
  [
    '{% for p in site.data.people.list %}{{ p.name }}{% unless forloop.last %}, {% endunless %}{% endfor %}',
    'Ann, Bob, Cy',
  ],
  ['{% if page.nothing %}a{% else %}b{% endif %} {{ page.nothing | default: "c" }}', 'b c'],
  ['{{ jekyll.environment }}', 'production'],
  ['{% include note.html kind="warn" text="**Ahoy**" %}', '<p class="warn"><p><strong>Ahoy</strong></p></p>'],
  ['{% include note.html text=page.title %}', '<p class=""><p>Boats</p></p>'],
  ['{% assign f = "note.html" %}{% include {{ f }} text="x" %}', '<p class=""><p>x</p></p>'],
  ['{% include "note.html" text="x" %}', '<p class=""><p>x</p></p>'],
  ['{% include deep/outer.html words="in" %}', '<p class="deep"><p>in</p></p>'],
  ['{% include_relative parts/rope.md %}', 'Rope, Boats.'],
  ['{% post_url 2026-01-01-a %}', '/site/2026/a/'],
  ['{{ site.baseurl }}{% post_url 2026-01-01-a %}', '/site/2026/a/'],
  ['{% link _posts/2026-01-01-a.md %} {% link assets/map.pdf %}', '/site/2026/a/ /site/assets/map.pdf'],
  [
    '{{ "/map/" | relative_url }} {{ "map" | absolute_url }} {{ "https://a.example/" | absolute_url }}',
    '/site/map/ https://quay.example/site/map https://a.example/',
  ],
  ['{{ "/a/index.html" | strip_index }}', '/a/'],
  ['{% raw %}{{ not.this }}{% endraw %}{% comment %}nor this{% endcomment %}', '{{ not.this }}'],
  ['{% highlight sh linenos %}\nmoor --fast\n{% endhighlight %}', '```sh\nmoor --fast\n```'],
  ['- a\n\n  {% highlight sh %}\n  moor\n    ```\n  {% endhighlight %}', '- a\n\n  ````sh\n  moor\n    ```\n  ````'],
  ['so {% highlight sh %}a < b\nc{% endhighlight %} is', 'so <pre><code>a &lt; b&#10;c</code></pre> is'],
  ['{% gist 5555251 %}', '<https://gist.github.com/5555251>'],
  ['{{ page.date | date: "%-d %B %Y, %H:%M %z" }}', '2 February 2026, 10:00 +0100'],
  ['{{ "2026-07-01" | date: "%H:%M %z" }} {{ 0 | date: "%F %H" }}', '00:00 +0200 1970-01-01 01'],
  ['{{ page.date | date_to_xmlschema }}', '2026-02-02T10:00:00+01:00'],
  ['{{ page.date | date_to_rfc822 }}', 'Mon, 02 Feb 2026 10:00:00 +0100'],
  [
    '{{ page.date | date_to_string }} / {{ page.date | date_to_string: "ordinal", "US" }}',
    '02 Feb 2026 / Feb 2nd, 2026',
  ],
  [
    '{{ page.date | date_to_long_string }} / {{ page.date | date_to_long_string: "ordinal" }}',
    '02 February 2026 / 2nd February 2026',
  ],
  ['{{ "soon" | date: "%Y" }}', 'soon'],
  ['{{ 7 | divided_by: 2 }} {{ 7.0 | plus: 0.5 }} {{ -7 | divided_by: 2 }}', '3 7.5 -4'],
  [
    '{{ "a  b\n c" | normalize_whitespace }}|{{ " a " | strip }}|{{ " a " | lstrip }}|{{ " a " | rstrip }}',
    'a b c|a|a | a',
  ],
  [
    '{{ "The _config.yml: a_b" | slugify }} {{ "Ä b" | slugify: "latin" }} {{ "a_b.c" | slugify: "pretty" }}',
    'the-config-yml-a-b a-b a_b.c',
  ],
  ['{{ "a b c" | number_of_words }} {{ "你好hello世界and" | number_of_words: "cjk" }}', '3 6'],
  [
    '{{ page.tags | array_to_sentence_string }} {{ "a,b,c" | split: "," | array_to_sentence_string: "or" }}',
    'x and y a, b, or c',
  ],
  ['{{ site.data.people.list | where: "name", "Bob" | jsonify }}', '[{"name":"Bob"}]'],
  ['{{ site.data.people.list | where_exp: "p", "p.n > 1" | map: "name" }}', 'Ann'],
  [
    '{{ site.data.people.list | sort: "n" | map: "name" | join }} {{ site.data.people.list | sort: "n", "last" | map: "name" | join }}',
    'Bob Cy Ann Cy Ann Bob',
  ],
  [
    '{% assign g = site.data.people.list | group_by: "n" %}{% for x in g %}{{ x.name }}:{{ x.size }} {% endfor %}',
    '2:1 :1 1:1 ',
  ],
  ['{{ site.data.people.list | find: "n", 1 | map: "name" }}', 'Cy'],
  [
    '{{ page.tags | push: "z" | unshift: "w" | join }} {{ page.tags | pop | join }} {{ page.tags | shift | join }}',
    'w x y z x y',
  ],
  ['{{ page.tags | inspect }} {{ "3.7" | to_integer }}', '[&quot;x&quot;, &quot;y&quot;] 3'],
  ['{{ "<b>a</b><!-- c --><script>d</script>e" | strip_html }} {{ "a<b" | xml_escape }}', 'ae a&lt;b'],
  ['{{ "foo, bar; baz?" | cgi_escape }} {{ "foo bar?" | uri_escape }}', 'foo%2C+bar%3B+baz%3F foo%20bar?'],
  ['{{ \'"a" -- b...\' | smartify }}', '“a” – b…'],
]

test.each(cases)('%s', (template, text) => {
  expect(shown(template)).toBe(text)
})

test('lines of what was filled in are those of the post, also in blocks, raw regions and behind includes', () => {
  const filled = render(
    'one\n{% if page.title %}\nthree\n{% endif %}\n{% raw %}\nsix\n{% endraw %}\n{% include note.html text="a" %}\nnine {{ page.title }}\nten',
  )
  if ('fault' in filled) throw new Error(filled.fault.message)
  const at = (words: string) => filled.lines[filled.text.split('\n').findIndex((line) => line.includes(words))]
  expect(['one', 'three', 'six', '<p class', 'nine', 'ten'].map(at)).toEqual([1, 3, 6, 8, 9, 10])
  expect(filled.lines).toHaveLength(filled.text.split('\n').length)
})

const faults: readonly (readonly [template: string, line: number, message: RegExp])[] = [
  ['a\n\n{{ pge.title }}', 3, /^Nothing is called pge\.$/],
  ['a\n{{ page.tilte }}', 2, /^Nothing is called page\.tilte\.$/],
  ['{{ page.title | shout }}', 1, /^No filter is called shout\.$/],
  ['a\n{% seo %}', 2, /^No tag is called seo\.$/],
  ['{% render "note.html" %}', 1, /^No tag is called render\.$/],
  ['a\n{% if page.title %}', 2, /is not closed\.$/],
  ['a\n{% include gone.html %}', 2, /^_includes\/gone\.html is not there\.$/],
  ['a\n{% include broken.html %}', 2, /^Nothing is called nope \(_includes\/broken\.html, line 2\)\.$/],
  ['a\n{% include open.html %}', 2, /is not closed \(_includes\/open\.html, line 2\)\.$/],
  ['{% post_url 2026-09-09-none %}', 1, /^post_url names 2026-09-09-none, and there is no such post\.$/],
  ['{% link about.md %}', 1, /^link names about\.md/],
  ['{{ "now" | date: "%Y" }}', 1, /the time of the clock/],
  ['{{ site.time | date: "%Y" }}', 1, /^site\.time changes with the clock/],
  ['{% for p in site.posts %}{{ p.url }}{% endfor %}', 1, /^site\.posts changes with every other post\.$/],
  ['{{ page.previous.url }}', 1, /page\.previous/],
  ['{{ page.tags | sample }}', 1, /^The filter sample rolls dice/],
  ['{{ 1 | divided_by: 0 }}', 1, /divides by 0/],
]

test.each(faults)('%s is named with its line', (template, line, message) => {
  const filled = render(template)
  expect(filled).toMatchObject({ fault: { line, message: expect.stringMatching(message) as string } })
})

test('without _config.yml the data have names of their own, as in Eleventy, and the address is the configured one', () => {
  const files = filesOf({ '_data/lamp.json': '{"oil": "colza"}' }, '')
  const site = new LiquidSite(files, { url: 'https://quay.example/lamp', timezone: 'UTC', addressOf: () => undefined })
  const page = { path: 'a.md', values: {}, own: {} }
  expect(site.render('{{ lamp.oil }} {{ "/x" | absolute_url }}', page)).toMatchObject({
    text: 'colza https://quay.example/lamp/x',
  })
})
