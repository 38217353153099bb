/**
 * Templates, includes and data that were written to take memory, time or files: each is one fault with its line, by
 * counts and not by clocks. Where a limit were missing, a shape would take minutes or gigabytes.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { liquidLimits } from '../../../src/posts/templating/liquid-host.js'
import { SITE_FILE_BYTES } from '../../../src/posts/templating/site-files.js'
import { siteOf } from './site.js'

const nested = (open: string, close: string, count: number) => open.repeat(count) + close.repeat(count)
const laughs = Array.from({ length: 9 }, (_, at) => {
  const name = String.fromCharCode(98 + at)
  const before = String.fromCharCode(97 + at)
  return `${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`
})
const doubled = (tag: string) => `{% assign a = "xy" | split: "" %}{% for i in (1..64) %}${tag}{% endfor %}{{ a }}`
const STEPS = /takes more than 100000 steps/
const VALUES = /more text and lists than it may/
const LONGER = /becomes longer than 1048576 characters|more text and lists/

const texts: Readonly<Record<string, string>> = {
  '_config.yml': 'title: Quay\n',
  '_includes/self.html': 'x{% include self.html %}',
  '_includes/a.html': '{% include b.html %}',
  '_includes/b.html': '{% include a.html %}{% include a.html %}',
  '_includes/twice.html':
    '{{ include.n }}{% if include.n < 30 %}{% assign m = include.n | plus: 1 %}{% include twice.html n=m %}{% include twice.html n=m %}{% endif %}',
  '_includes/deep.html': nested('{% if true %}', '{% endif %}', 20_000),
  '_includes/long.html': 'x'.repeat(900_000),
  '_includes/{{ x }}.html': 'x',
  '_data/laughs.yml': `a: &a [x, x, x]\n${laughs.join('\n')}\n`,
  '_data/itself.yml': '&a [*a]',
  '_data/deep.yml': `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  '_data/deep.json': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  '_data/tag.yml': 'a: !!js/function "function () { return process.env }"',
  '_data/many.json': JSON.stringify(Array(250_000).fill(0)),
  '_data/open.csv': 'a,b\n"open',
  '_data/broken.yml': 'a: b\nc: "d\n',
  '_data/large.json': JSON.stringify(Array.from({ length: 20_000 }, (_, at) => ({ n: at }))),
}
const render = siteOf(texts)

/** The line is that of the shape: each stands below two others. */
const shapes: readonly (readonly [name: string, template: string, fault: RegExp])[] = [
  ['a loop of 10^9', '{% for i in (1..1000000000) %}x{% endfor %}', VALUES],
  ['a loop of 10^9 with a limit', '{% for i in (1..1000000000) limit: 2 %}x{% endfor %}', VALUES],
  ['a loop of 10^9 in a table', '{% tablerow i in (1..1000000000) %}x{% endtablerow %}', VALUES],
  [
    'loops in loops',
    '{% for i in (1..999) %}{% for j in (1..999) %}{% for k in (1..999) %}{% endfor %}{% endfor %}{% endfor %}',
    STEPS,
  ],
  [
    'loops that show nothing',
    '{% for i in (1..999) %}{% for j in (1..999) %}{% if i == 0 %}{% endif %}{% endfor %}{% endfor %}',
    STEPS,
  ],
  [
    'a string doubled by append',
    '{% assign a = "xxxx" %}{% for i in (1..64) %}{% assign a = a | append: a %}{% endfor %}',
    VALUES,
  ],
  [
    'a string doubled by prepend',
    '{% assign a = "xxxx" %}{% for i in (1..64) %}{% assign a = a | prepend: a %}{% endfor %}',
    VALUES,
  ],
  [
    'a string doubled by capture',
    '{% capture a %}xx{% endcapture %}{% for i in (1..64) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}',
    VALUES,
  ],
  [
    'a string squared by replace',
    '{% capture a %}{% for i in (1..900) %}x{% endfor %}{% endcapture %}{% assign b = a | replace: "x", a %}{{ b | replace: "x", b }}',
    VALUES,
  ],
  [
    'a string out of join',
    '{% assign l = (1..9000) | join: "" | split: "" %}{% assign s = l | join: "xxxxxxxxxxxxxxxxxxxx" %}{{ l | join: s }}',
    VALUES,
  ],
  ['a list doubled by push', doubled('{% assign a = a | push: a %}'), VALUES],
  ['a list doubled by unshift', doubled('{% assign a = a | unshift: a %}'), VALUES],
  ['a list doubled by concat', doubled('{% assign a = a | concat: a %}'), VALUES],
  ['lists in lists in json', doubled('{% assign a = a | push: a %}').replace('{{ a }}', '{{ a | jsonify }}'), VALUES],
  [
    'lists in lists in inspect',
    doubled('{% assign a = a | push: a %}').replace('{{ a }}', '{{ a | inspect }}'),
    VALUES,
  ],
  ['an output without end', '{% for i in (1..90) %}{% include long.html %}{% endfor %}', LONGER],
  ['a date of a billion blanks', '{{ "2026-01-01" | date: "%1000000000d" }}', VALUES],
  ['a slice of a billion', '{{ "abc" | slice: 0, 1000000000 }}', VALUES],
  ['an include of itself', '{% include self.html %}', /stands in more than 20 includes/],
  ['includes of each other', '{% include a.html %}', /stands in more than 20 includes/],
  ['an include that doubles itself', '{% include twice.html n=1 %}', /more than 20 includes|100000 steps/],
  ['an include 20,000 deep', '{% include deep.html %}', /nested too deeply/],
  ['blocks 101 deep', nested('{% if true %}', '{% endif %}', 101), /more than 100 others/],
  ['blocks that are never shown, 101 deep', nested('{% if nil %}', '{% endif %}', 101), /more than 100 others/],
  ['blocks 1,600 deep', nested('{% if true %}', '{% endif %}', 1600), /more than 100 others/],
  ['an include above the site', '{% include ../../../etc/passwd %}', /no file's name inside the site/],
  ['an include of an absolute path', '{% include /etc/passwd %}', /no file's name inside the site/],
  [
    'an include by a computed path',
    '{% assign up = "../_config.yml" %}{% include {{ up }} %}',
    /no file's name inside/,
  ],
  ['an include of an address', '{% include https://quay.example/x.html %}', /no file's name inside the site|not there/],
  [
    'an include beside the posts, above them',
    '{% include_relative ../_config.yml %}',
    /no file's name inside the site/,
  ],
  ['a layout', '{% layout "/etc/passwd" %}', /No tag is called layout/],
  ['a render', '{% render "/etc/passwd" %}', /No tag is called render/],
  ['the prototype of a value', '{{ page.title.constructor }}{{ page.constructor.constructor }}', /^Nothing is called/],
  ['the prototype of an object', '{{ site.__proto__.polluted }}', /^Nothing is called/],
  ['billion laughs in data', '{{ site.data.laughs.j | jsonify }}', /_data\/laughs\.yml holds more than 200000 values/],
  [
    'a list in data that holds itself',
    '{{ site.data.itself | jsonify }}',
    /_data\/itself\.yml holds a value that holds itself/,
  ],
  ['YAML in data 10,000 deep', '{{ site.data.deep }}', /_data\/deep\.(?:yml|json) (?:cannot be read|holds)/],
  ['code in data', '{{ site.data.tag.a }}', /_data\/tag\.yml cannot be read in line 1/],
  ['a list of 250,000', '{{ site.data.many | size }}', /_data\/many\.json holds more than 200000 values/],
  ['a table that never ends', '{{ site.data.open | size }}', /_data\/open\.csv cannot be read/],
  ['YAML in data that is none', '{{ site.data.broken.a }}', /_data\/broken\.yml cannot be read in line \d/],
  [
    'an expression for each of many, often',
    '{% for i in (1..99) %}{% assign x = site.data.large | where_exp: "e", "e.n > 1" %}{% endfor %}',
    VALUES,
  ],
  [
    'a search in many, often',
    '{% for i in (1..999) %}{% assign x = site.data.large | find: "n", 19999 %}{% endfor %}',
    VALUES,
  ],
  ['a sort of many, often', '{% for i in (1..999) %}{% assign x = site.data.large | sort: "n" %}{% endfor %}', VALUES],
  ['a sum of many, often', '{% for i in (1..999) %}{{ site.data.large | sum: "n" }}{% endfor %}', VALUES],
  [
    'Markdown that is too much',
    '{% capture a %}{% for i in (1..6000) %}[{% endfor %}{% endcapture %}{{ a | markdownify }}',
    /markdownify: The post has more than 5000 brackets/,
  ],
  ['an output that never ends', '{{ page.title', /not closed|cannot read/],
  ['a tag that never ends', '{% if page.title', /not closed|cannot read/],
  ['a comment that never ends', '{% comment %}', /not closed/],
  ['a raw region that never ends', '{% raw %}', /not closed/],
  ['a filter of a filter, 2,000 times', `{{ "a" ${'| append: "a" '.repeat(2500)}}}`, VALUES],
]

test.each(shapes)('%s', (_, template, message) => {
  const filled = render(`one\ntwo\n${template}`)
  expect(filled).toMatchObject({ fault: { line: 3, message: expect.stringMatching(message) as string } })
})

/** What takes the square of a length elsewhere: elements that never end, blanks before the end of a line. */
test('what is long and allowed is short work', () => {
  const tags = `{% capture a %}{% for i in (1..20000) %}<script{% endfor %}{% endcapture %}{{ a | strip_html | size }}`
  const blanks = `{% capture a %}{% for i in (1..2000) %}${' '.repeat(100)}{% endfor %}x{% endcapture %}{{ a | rstrip | size }}`
  const before = process.cpuUsage()
  expect(render(tags)).toMatchObject({ text: '140000' })
  expect(render(blanks)).toMatchObject({ text: '200001' })
  const { user, system } = process.cpuUsage(before)
  expect(user + system).toBeLessThan(5_000_000)
})

test('a configuration of the site that cannot be read is the fault of each post that is filled in', () => {
  for (const text of ['title: "Quay', `${'['.repeat(5_000)}`, '&a [*a]'])
    expect(siteOf({ '_config.yml': text })('one\n{{ page.title }}')).toMatchObject({
      fault: { message: expect.stringMatching(/^_config\.yml (?:cannot be read|holds)/) as string },
    })
})

test('the documentation names the limits', () => {
  const docs = readFileSync(new URL('../../../docs/posts.md', import.meta.url), 'utf8')
  const { steps, values, output, includes, blocks } = liquidLimits
  for (const [name, most] of [
    ['steps to fill in a post', steps],
    ['characters and items that filters make', values],
    ['characters of a post when it is filled in', output],
    ['includes in each other', includes],
    ['blocks in each other', blocks],
    ['bytes of an include or data file', SITE_FILE_BYTES],
  ] as const)
    expect(docs).toContain(`| ${name} | ${most.toLocaleString('en')} |`)
})

test('the limits leave room for what people write', () => {
  expect(render(nested('{% if true %}', '{% endif %}', 100))).toHaveProperty('text')
  expect(liquidLimits.steps).toBeGreaterThan(50_000)
  expect(render('{% for p in site.data.large limit: 3000 %}{{ p.n }}, {% endfor %}')).toHaveProperty('text')
})
