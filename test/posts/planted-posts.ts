/**
 * Sixty posts as authors of four generators write them, with all that looks like a fault and is none; and forty faults
 * to plant in them, one a post. Data for planted-faults.test.ts.
 */

export interface HabitPost {
  readonly generator: 'hugo' | 'zola' | 'docusaurus' | 'jekyll'
  readonly path: string
  readonly text: string
}

interface Habit {
  readonly generator: HabitPost['generator']
  /** @param n from 1 */
  readonly path: (n: number) => string
  readonly front: (n: number) => string
  readonly bodies: readonly string[]
}

const day = (n: number) => `2026-04-${String(n).padStart(2, '0')}`

const SHARED = [
  'The lamp room is open again. Mind the step.\n',
  'Heading\n=======\n\nA setext heading, seven marks wide.\n\nSecond\n-------\n\nMore of it.\n',
  'Use `{{ name }}` in the file, and `{% if %}` where you must:\n\n```jinja\n{% for lamp in lamps %}{{ lamp }}{% endfor %}\n{{< not a shortcode here >}}\n:::note\n```\n',
  'Indented code:\n\n    {{ wick }}\n    <<<<<<< not at the margin\n\nand on we go, at 5:00 PM {sharp}.\n',
  'A list of braces: { a }, {b}, {} and { { }. A set {x | x > 2}. JSON: {"a": {"b": 1}}.\n',
  "Ratios such as 3:1 :: 6:2 and C++'s `std::vector`, or plain std::vector. Key::value::pair.\n",
  'See <https://lamps.example/> and <b>bold</b>.\n\n<!-- {{ left.from.a.template }} and ::: too -->\n\n<pre>\n{{ shown as code }}\n</pre>\n',
  'To resolve a merge conflict, edit what git shows:\n\n```\n<<<<<<< HEAD\nred\n=======\nblue\n>>>>>>> topic\n```\n',
  '| a | b |\n|---|---|\n| `{{ x }}` | 2 |\n\n> A quotation, no callout: [!] is a mark, and [note] a word.\n',
  'Math: $\\frac{{a}}{b}$ and $x^{{2}}$, costs 5 % or {5 %}. Done in 100 %.\n',
  'An email: somebody wrote\n\n> > > three deep\n\nand <<emphasis>> in guillemets, a << 2 and b >> 3.\n',
  'Issue #7 is closed, see [#8](https://lamps.example/8) and C# 12. Price: 5 #1 fan.\n',
  'Steps:\n\n1. Turn it on.\n   ```sh\n   echo "{{ not here }}"\n   ```\n2. Look.\n',
  '~~~\n{% include "x" %}\n~~~\n\nA definition list:\n\nTerm\n: What it means\n',
  'The `<%= tag %>` of old, ``a ` {{ b }} ` c``, and import that was a word: import what you need from home.\n',
]

const habits: readonly Habit[] = [
  {
    generator: 'hugo',
    path: (n) => `lamp-${n}/index.md`,
    front: (n) =>
      [
        `title: "Lamp ${n}: a hum"`,
        `date: ${day(n)}T0${n % 10}:30:00+02:00`,
        `lastmod: ${day(n)}`,
        'draft: false',
        'tags: ["oil", "wick"]',
        'categories: [releases]  # taxonomy',
        n % 2 === 0 ? 'weight: 10' : 'slug: hum',
        'params: { hero: true, mood: calm }',
        'build: { list: always, render: always }',
        'aliases: [/old/, "/older/"]',
        ...(n % 3 === 0 ? ['description: What hums # and why', 'keywords: [lamp]', 'featuredImage: a.png'] : []),
      ].join('\n'),
    bodies: SHARED,
  },
  {
    generator: 'zola',
    path: (n) => `2026-04-${String(n).padStart(2, '0')}_oil-${n}/index.md`,
    front: (n) =>
      [
        `title: Oil of the week ${n}`,
        `date: ${day(n)}`,
        `updated: ${day(n)}`,
        'authors: [Ada, Grace]',
        'template: post.html',
        'taxonomies:',
        '  tags: [oil, oil]',
        '  categories: [releases]',
        'extra:',
        '  title: Another title, below extra',
        '  severtiy: none of ours',
        '  hero: "x # y"',
        'in_search_index: true',
        ...(n % 2 === 0 ? ['path: oil/elsewhere', 'weight: 3'] : ['categories: releases']),
      ].join('\n'),
    bodies: SHARED,
  },
  {
    generator: 'docusaurus',
    path: (n) => `${day(n)}-wick-${n}.md`,
    front: (n) =>
      [
        `slug: wick-${n}`,
        `title: 'Wick ${n} — it''s here'`,
        'authors:',
        '  - name: Ada Lamp',
        '    title: Keeper # of the house',
        '    url: https://lamps.example/ada',
        '    image_url: https://lamps.example/ada.png',
        '  - grace',
        'tags: [wick, release]',
        'hide_table_of_contents: false',
        'image: ./img/wick.png',
        'unlisted: false',
        'toc_max_heading_level: 3',
        'categories: [releases, security]',
        ...(n % 2 === 0
          ? ['sidebar_label: Wick', 'pagination_next: null']
          : ['description: >-', '  Folded: text # no comment', '  of two lines']),
      ].join('\n'),
    bodies: SHARED.map((body) => `${body}\n<!-- truncate -->\n\nThe rest.\n`),
  },
  {
    generator: 'jekyll',
    path: (n) => `_posts/${day(n)}-glow-${n}.md`,
    front: (n) =>
      [
        'layout: post',
        `title: "Glow ${n} #${n}: released"`,
        '# A comment on a line of its own.',
        `date: ${day(n)} ${n % 10}:05:00 +0100 # as Ruby reads it`,
        n % 2 === 0 ? 'categories: releases security' : 'category: releases',
        'tags: glow',
        'excerpt_separator: <!--more-->',
        'author: Ada and Grace',
        'last_modified_at: 2026-05-01',
        'redirect_from: [/glow/, /older/glow/]',
        'header: { image: /a.png }',
        'published: true',
        ...(n % 3 === 0 ? ['comments: on', 'toc: true', 'sitemap: false', 'seo: { type: BlogPosting }'] : []),
      ].join('\n'),
    bodies: SHARED.map(
      (body) => `* a list\n{: .tight }\n\n## Section {#own-id}\n\n${body}\n{% raw %}{{ shown.as.it.is }}{% endraw %}\n`,
    ),
  },
]

export const habitPosts: readonly HabitPost[] = habits.flatMap(({ generator, path, front, bodies }) =>
  Array.from({ length: 15 }, (_, index): HabitPost => {
    const n = index + 1
    return { generator, path: path(n), text: `---\n${front(n)}\n---\n\n${bodies[index] ?? ''}` }
  }),
)

/** A fault: what of the post is put in place of what, and the code and line that must come of it. */
export interface Planted {
  /** Index among habitPosts. */
  readonly post: number
  readonly name: string
  readonly code: string
  readonly plant: (text: string) => string
  /** Text of the line that must be named. */
  readonly at: RegExp
}

const line = (added: string) => (text: string) => text.replace(/^---\n/, `---\n${added}\n`)
const swap = (from: RegExp | string, to: string) => (text: string) => text.replace(from, to)
const below = (added: string) => (text: string) => `${text}\n${added}\n`

const FAULTS: readonly Omit<Planted, 'post'>[] = [
  { name: 'severtiy', code: 'POST_KEY', plant: line('severtiy: recall'), at: /^severtiy/ },
  { name: 'drfat', code: 'POST_KEY', plant: line('drfat: true'), at: /^drfat/ },
  { name: 'Severity', code: 'POST_KEY', plant: line('Severity: recall'), at: /^Severity/ },
  { name: 'downloadUrl', code: 'POST_KEY', plant: line('downloadUrl: /get/'), at: /^downloadUrl/ },
  { name: 'withdrawen', code: 'POST_KEY', plant: line('withdrawen: true'), at: /^withdrawen/ },
  { name: 'redirect-form', code: 'POST_KEY', plant: line('redirect-form: /a/'), at: /^redirect-form/ },
  {
    name: 'a title twice',
    code: 'POST_KEY_TWICE',
    plant: swap(/^title:.*$/m, 'title: One\ntitle: Two'),
    at: /^title: Two/,
  },
  {
    name: 'a severity twice',
    code: 'POST_KEY_TWICE',
    plant: line('severity: info\nseverity: important'),
    at: /important/,
  },
  { name: 'a quoted key twice', code: 'POST_KEY_TWICE', plant: line('version: "1.0"\n"version": "1.1"'), at: /1\.1/ },
  { name: 'title cut', code: 'POST_COMMENT', plant: swap(/^title:.*$/m, 'title: Lantern #9 is out'), at: /#9/ },
  {
    name: 'title empty',
    code: 'POST_COMMENT',
    plant: swap(/^title:.*$/m, 'title: x\nupgrade: #start first'),
    at: /#start/,
  },
  { name: 'upgrade cut', code: 'POST_COMMENT', plant: line('upgrade: Read [it](/doc/) #first of all'), at: /#first/ },
  {
    name: 'an update cut',
    code: 'POST_COMMENT',
    plant: line('updates:\n  - date: 2026-04-20\n    text: Mirror #2 is back'),
    at: /#2/,
  },
  {
    name: 'published: flase',
    code: 'POST_SWITCH',
    plant: (text) => line('published: flase')(text.replace(/^published: true\n/m, '')),
    at: /flase/,
  },
  {
    name: 'draft: perhaps',
    code: 'POST_SWITCH',
    plant: (text) => line('draft: perhaps')(text.replace(/^draft: false\n/m, '')),
    at: /perhaps/,
  },
  {
    name: 'unlisted: [true]',
    code: 'POST_SWITCH',
    plant: (text) => line('unlisted: [true]')(text.replace(/^unlisted: false\n/m, '')),
    at: /unlisted/,
  },
  { name: 'withdrawn: ture', code: 'POST_WITHDRAWN', plant: line('withdrawn: ture'), at: /ture/ },
  { name: 'severity: high', code: 'POST_SEVERITY', plant: line('severity: high'), at: /high/ },
  { name: 'severity: Importent', code: 'POST_SEVERITY', plant: line('severity: Importent'), at: /Importent/ },
  {
    name: 'a Liquid variable',
    code: 'POST_TEMPLATE',
    plant: below('Get [it]({{ site.baseurl }}/get/).'),
    at: /site\.baseurl/,
  },
  { name: 'a Liquid tag', code: 'POST_TEMPLATE', plant: below('{% include warning.html %}'), at: /include warning/ },
  {
    name: 'a comment in Liquid',
    code: 'POST_TEMPLATE',
    plant: below('{%- comment -%}secret{%- endcomment -%}'),
    at: /secret/,
  },
  { name: 'a shortcode of Hugo', code: 'POST_TEMPLATE', plant: below('{{< figure src="a.png" >}}'), at: /figure/ },
  {
    name: 'a Markdown shortcode',
    code: 'POST_TEMPLATE',
    plant: below('{{% notice warning %}}Careful{{% /notice %}}'),
    at: /notice/,
  },
  { name: 'a shortcode of Zola', code: 'POST_TEMPLATE', plant: below('{{ youtube(id="abc") }}'), at: /youtube/ },
  { name: 'an admonition', code: 'POST_TEMPLATE', plant: below(':::danger\n\nDo not.\n\n:::'), at: /:::danger/ },
  {
    name: 'an admonition in a list',
    code: 'POST_TEMPLATE',
    plant: below('- item\n\n  :::tip\n  Do.\n  :::'),
    at: /:::tip/,
  },
  {
    name: 'a variable in the title',
    code: 'POST_TEMPLATE',
    plant: swap(/^title:.*$/m, 'title: "Lamp {{ page.version }} is out"'),
    at: /page\.version/,
  },
  {
    name: 'a variable in HTML',
    code: 'POST_TEMPLATE',
    plant: below('<img src="{{ page.image }}" alt="">'),
    at: /page\.image/,
  },
  { name: 'an import of MDX', code: 'POST_TEMPLATE', plant: below("import Tabs from '@theme/Tabs';"), at: /Tabs/ },
  {
    name: 'a comment of kramdown that never ends',
    code: 'POST_TEMPLATE',
    plant: below('{::comment}\nhidden'),
    at: /::comment/,
  },
  { name: 'a callout', code: 'POST_CALLOUT', plant: below('> [!WARNING]\n> Hot.'), at: /WARNING/ },
  { name: 'an indented callout', code: 'POST_CALLOUT', plant: below('!!! danger "Hot"\n'), at: /danger/ },
  {
    name: 'markers in the body',
    code: 'POST_CONFLICT',
    plant: below('<<<<<<< HEAD\nrun 1\n=======\nrun 2\n>>>>>>> topic'),
    at: /<<<<<<</,
  },
  {
    name: 'markers in front matter',
    code: 'POST_CONFLICT',
    plant: line('<<<<<<< HEAD\nauthor: A\n=======\nauthor: B\n>>>>>>> topic'),
    at: /<<<<<<</,
  },
  { name: 'one marker left', code: 'POST_CONFLICT', plant: below('=======\n>>>>>>> 1a2b3c4 (lamps)'), at: />>>>>>>/ },
  {
    name: 'no such day',
    code: 'POST_DATE_READ',
    plant: (text) => line('date: 2026-02-30')(text.replace(/^date:.*\n/m, '')),
    at: /02-30/,
  },
  {
    name: 'a day in words',
    code: 'POST_DATE_READ',
    plant: (text) => line('date: next Tuesday')(text.replace(/^date:.*\n/m, '')),
    at: /Tuesday/,
  },
  { name: 'kind: secruity', code: 'POST_KIND', plant: line('kind: secruity'), at: /secruity/ },
  {
    name: 'a counter for a version',
    code: 'POST_VERSION',
    plant: (text) => line('version: 2')(text.replace(/^title:.*$/m, 'title: Lantern 31.0 released')),
    at: /version: 2/,
  },
]

/** Dates that cannot be read need a day in the file's name, which Hugo's do not have: those go to posts of Jekyll. */
export const planted: readonly Planted[] = FAULTS.map((fault, index) => ({
  ...fault,
  post: fault.code === 'POST_DATE_READ' ? 47 + 3 * (index - 36) : (index * 3 + Math.floor(index / 20)) % 60,
}))
