/** What is read as it was meant, and what is named instead: rows of faults that were met, with siblings. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import yaml from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { remedies } from '../../src/base/errors.js'
import { typedLines } from '../../src/posts/front-matter/lines.js'
import { remarks } from '../../src/posts/remarks.js'
import { readSwitch } from '../../src/posts/stated/switches.js'
import { repository } from '../support/project.js'
import { announcementOf, faults, parse, post } from './parsing.js'

const front = (lines: string, body?: string) => parse(post(lines, body))
const warned = (lines: string, body?: string) => faults(front(lines, body))

describe('the table of remarks in docs/posts.md', () => {
  const docs = readFileSync(join(repository, 'docs', 'posts.md'), 'utf8')
  const levels = { 'left out': 'must: the post is left out', held: 'must: its notice is held', none: 'warning' }

  test.each(Object.entries(remarks))('%s stands there with example, level and cure', (code, { effect, example }) => {
    const cure = remedies[code as keyof typeof remarks]
    expect(docs).toContain(`| \`${code}\` | \`${example}\` | ${levels[effect]} | ${cure} |`)
  })

  test('it holds no other code', () => {
    const table = docs.slice(docs.indexOf('## Remarks'))
    const codes = [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1])
    expect(codes).toEqual(Object.keys(remarks))
  })
})

describe('switches', () => {
  test.each(['true', 'True', 'TRUE', 'yes', 'YES', 'on', 'On', 'y', '1', '"yes"', "'ON'"])('%s is yes', (word) => {
    expect(parse(post(`title: x\ndraft: ${word}`))).toMatchObject({ draft: true })
    expect(announcementOf(post(`title: x\nwithdrawn: ${word}`))).toMatchObject({ withdrawn: true, severity: 'recall' })
    expect(announcementOf(post(`title: x\nunlisted: ${word}`)).unlisted).toBe(true)
  })

  test.each(['false', 'no', 'No', 'off', 'n', 'N', '0', '"false"', "'no'", '" off "'])('%s is no', (word) => {
    expect(parse(post(`title: x\npublished: ${word}`))).toMatchObject({ draft: true, problems: [] })
    expect(announcementOf(post(`title: x\nwithdrawn: ${word}\ndraft: ${word}`)).withdrawn).toBe(false)
  })

  test.each(['published', 'draft', 'unlisted'])('an unreadable %s leaves the post out and names the value', (key) => {
    for (const value of ['flase', '2', '[true]', 'not yet', '{a: b}']) {
      const parsed = front(`title: x\n${key}: ${value}`)
      expect([value, faults(parsed), parsed.announcement]).toEqual([
        value,
        [`POST_SWITCH:3:${key.length + 3}`],
        undefined,
      ])
    }
  })

  test('a reason is a withdrawal, a lone word that is no switch holds the notice', () => {
    expect(announcementOf(post('title: x\nwithdrawn: The key leaked'))).toMatchObject({
      withdrawn: true,
      withdrawnBecause: 'The key leaked',
    })
    const parsed = front('title: x\nwithdrawn: ture')
    expect([faults(parsed), parsed.announcement?.withdrawn, parsed.announcement?.remarks]).toEqual([
      ['POST_WITHDRAWN:3:12'],
      false,
      parsed.problems,
    ])
  })

  test('drafts in the spelling of other generators are drafts, and a way of reading that did not know them is named', () => {
    for (const lines of ['draft: true', 'status: draft', 'build: { render: never }', 'published: no'])
      expect([lines, front(`title: x\n${lines}`)]).toEqual([lines, { draft: true, draftSince: 2, problems: [] }])
    expect(front('title: x\npublished: "false"')).toEqual({ draft: true, problems: [] })
    expect(announcementOf(post('title: x\nbuild: { list: never }')).unlisted).toBe(true)
    expect(announcementOf(post('title: x\npublished: 2026-02-03')).unlisted).toBeUndefined()
  })

  test('whatever the value, a switch is read without a throw', () => {
    fc.assert(fc.property(fc.anything(), (value) => void readSwitch(value)))
  })
})

describe('keys', () => {
  test.each([
    ['severtiy: recall', 'severity'],
    ['catagories: [a]', 'categories'],
    ['auhtor: Ada', 'author'],
    ['Title: X', 'title'],
    ['Severity: recall', 'severity'],
    ['withdrawen: true', 'withdrawn'],
    ['publsihed: false', 'published'],
    ['is_draft: false', 'draft'],
    ['downloadUrl: /x/', 'download_url'],
    ['end_of_life: "4.1"', 'endOfLife'],
  ])('%s is named, with %s as what was meant', (line, meant) => {
    const { problems } = front(`title: x\n${line}`)
    expect(problems).toMatchObject([
      { code: 'POST_KEY', line: 3, column: 1, severity: 'warning', fix: `Did you mean ${meant}?` },
    ])
  })

  test.each([
    'updated: 2026-01-01',
    'tag: a',
    'title_de: Lampe',
    'old-slug: x',
    'authorBio: x',
    'note: a',
    'code: 7',
    'versions: [4.1]\nversion: "4.1"',
    'images: [a.png]',
    'lastmod: 2026-01-01',
    'publishDate: 2026-01-01',
    'state: x',
    'stage: x',
  ])('%j is somebody else’s and passes in silence', (line) => {
    expect(warned(`title: x\n${line}`)).toEqual([])
  })

  test('equal keys are named where the later one stands, also inside an update', () => {
    expect(warned('title: a\ntitle: b\nseverity: info\nseverity: important')).toEqual([
      'POST_KEY_TWICE:3:1',
      'POST_KEY_TWICE:5:1',
    ])
    expect(warned('title: x\nupdates:\n  - date: 2026-03-02\n    text: a\n    text: b')).toEqual(['POST_KEY_TWICE:6:5'])
    expect(warned('title: x\nupdates:\n  - date: 2026-03-02\n    text: a\n  - date: 2026-03-03\n    text: b')).toEqual(
      [],
    )
    expect(warned('title: x\nextra:\n  a: 1\n  a: 2')).toEqual([])
  })
})

describe('comments that cut', () => {
  test.each([
    ['title: Lamp #7 fixed', 'POST_COMMENT:2:13'],
    ['title: Lamp # the return', 'POST_COMMENT:2:13'],
    ['title: "Lamp" #7 fixed', 'POST_COMMENT:2:15'],
    ['title: x\nupgrade: See [it](/doc/) #upgrading first.', 'POST_COMMENT:3:26'],
    ['title: x\nauthor: Ada #1', 'POST_COMMENT:3:13'],
    ['title: x\nauthors:\n  - name: Ada #1', 'POST_COMMENT:4:15'],
    ['title: x\ncategories:\n  - releases #2', 'POST_COMMENT:4:14'],
  ])('%j is named', (lines, fault) => {
    expect(warned(lines)).toEqual([fault])
  })

  test.each([
    'title: "Lamp #7 fixed"',
    "title: 'Lamp #7'",
    'title: Lamp#7',
    'title: Lamp  # keep it short',
    'title: x\ncategories: [security] # all',
    'title: x\ndate: 2026-03-01 # was another day',
    'title: x\nseverity: important # says Ada',
    'title: x\n# a line of its own\nlayout: post #1',
    'title: x\nextra:\n  text: a #b',
    'title: >\n  Lamp #7\n  fixed',
  ])('%j is what its author meant', (lines) => {
    expect(warned(lines)).toEqual([])
  })

  test('the cure is the line as it should be', () => {
    expect(front('title: Lamp #7 fixed').problems[0]?.fix).toContain('title: "Lamp #7 fixed"')
  })
})

describe('YAML in the words of authors', () => {
  test.each([
    ['title: Lamp 2: the return', 2, 14, 'holds ": "'],
    ['title: @lamp is back', 2, 8, 'begins with @'],
    ['title: `wick` trimmed', 2, 8, 'begins with a backquote'],
    ['title: *bold* move', 2, 8, 'begins with *'],
    ['title: !important', 2, 8, 'begins with !'],
    ['title: %OIL% leaks', 2, 8, 'begins with %'],
    ['title: "Lamp" and more', 2, 8, 'goes on behind'],
    ["title: 'It's lit'", 2, 8, 'goes on behind'],
    ['title: [Security] Lamp', 2, 8, 'begins with ['],
    ['title: "C:\\path"', 2, 8, 'holds a backslash'],
    ['title: x\n date: 2026-01-01', 3, 2, 'is indented'],
    ['title:Lamp\ndate: 2026-01-01', 2, 7, 'no blank follows'],
    ['title: x\nupgrade: First: do this', 3, 15, 'holds ": "'],
  ])('%j', (lines, line, column, words) => {
    const { problems, announcement } = front(lines)
    expect(announcement).toBeUndefined()
    expect(problems).toMatchObject([{ line, column, severity: 'error' }])
    expect(problems[0]?.message).toContain(words)
  })

  test('the cure that is offered is YAML that says what was meant', () => {
    for (const title of ['Lamp 2: on', '@lamp', '*b* c', '"Q" and r', '[S] t', '!x', 'it\'s: "so"']) {
      const fix = front(`title: ${title}`).problems[0]?.fix ?? ''
      const offered = fix.replace(/^Put the value in quotes: /, '')
      expect([title, yaml.load(`title: ${offered}`)]).toEqual([title, { title }])
    }
  })
})

describe('conflict markers', () => {
  const conflict = '<<<<<<< HEAD\nrun 1\n=======\nrun 2\n>>>>>>> topic\n'

  test('in front matter, in the body and in code they leave the post out', () => {
    expect(warned('title: x', `a\n\n${conflict}`)).toEqual(['POST_CONFLICT:7:1'])
    expect(warned(`title: x\n${conflict.trim()}`)).toEqual(['POST_CONFLICT:3:1'])
    expect(warned('title: x', `a\n\n>>>>>>> 12ab34 (mend)\n`)).toEqual(['POST_CONFLICT:7:1'])
    expect(warned('title: x', `\`\`\`\n${conflict}\`\`\`\n`)).toEqual(['POST_CONFLICT:6:1'])
    expect(faults(parse(`${conflict}---\ntitle: x\n---\nb\n`))).toEqual(['POST_CONFLICT:1:1'])
  })

  test('a post about merging may show them as code, and an underlined heading is none', () => {
    expect(warned('title: x', `How to solve a merge conflict:\n\n\`\`\`\n${conflict}\`\`\`\n`)).toEqual([])
    expect(warned('title: x', 'Heading\n=======\n\nText, <<<<<<< inside a line.\n')).toEqual([])
  })
})

describe('template syntax', () => {
  test.each([
    ['[n]({{ site.baseurl }}/n/)', 5],
    ['{% include a.html %}', 1],
    ['{%- if x -%}a{%- endif -%}', 1],
    ['{{< figure src="a" >}}', 1],
    ['{{% note %}}a{{% /note %}}', 1],
    [':::warning\na\n:::', 1],
    ['> :::note\n> a', 3],
    ['<img src="{{ page.image }}">', 11],
    ['{::comment}a', 1],
    ['{# a comment #}', 1],
    ['[a]({filename}/b.md)', 5],
    ['[a]: {{ site.url }}/b', 6],
    ['| a | b |\n|---|---|\n| {{ x }} | 1 |', 3],
  ])('%j holds the notice', (body, column) => {
    const parsed = front('title: x', `${body}\n`)
    expect(parsed.problems).toMatchObject([{ code: 'POST_TEMPLATE', severity: 'error', column }])
    expect(parsed.announcement?.remarks).toEqual(parsed.problems)
  })

  test.each([
    '`{{ x }}`',
    '``{% a ` b %}``',
    '    {{ x }}',
    '```\n{{< x >}}\n:::note\n```',
    '- a\n\n  ~~~\n  {% x %}\n  ~~~',
    '{% raw %}{{ x }}{% endraw %}',
    '<!-- {{ x }} -->',
    '<pre>\n{{ x }}\n</pre>',
    '## A {#own-id}\n\ntext\n{: .note }',
    'a std::vector, b ::: c, {a}, {{}}',
    '$\\frac{{a}}{b}$',
    '| `{{ x }}` | b |\n|---|---|\n| `{% y %}` | 1 |',
  ])('%j is code, hidden, or no template', (body) => {
    expect(warned('title: x', `${body}\n\nand text\n`)).toEqual([])
  })

  test('the title and other keys that people see are looked at too', () => {
    expect(warned('title: "Lamp {{ site.version }} is out"')).toEqual(['POST_TEMPLATE:2:14'])
    expect(warned('title: x\nupgrade: "{% include up.md %}"')).toEqual(['POST_TEMPLATE:3:11'])
    expect(warned('title: x\ndescription: "{{ no key of ours }}"')).toEqual([])
  })

  test('callouts read well enough: a warning', () => {
    expect(warned('title: x', '> [!NOTE]\n> a\n')).toEqual(['POST_CALLOUT:5:3'])
    expect(front('title: x', '!!! note\n').announcement?.remarks).toBeUndefined()
  })
})

describe('what no reader would see', () => {
  test.each([
    ['Type <input name="wick"> here.', 6, '<input> is left out'],
    ['<script src="/a.js"></script>', 1, '<script> is left out with what it holds'],
    ['<p><select><option>Red lamp</option></select></p>', 4, '<select> is left out, and with it "Red lamp"'],
    ['Get it [here](javascript:get()).', 15, '"javascript:get()" is no address that a link may have'],
    ['![a](data:image/png;base64,AA==)', 6, '"data:image/png;base64,AA==" is no address that an image may have'],
    ['<p hidden>Not yet.</p>', 4, 'hidden is passed by'],
    ['[^1]: By hand.', 1, 'the footnote [^1] is left out'],
    ['<!-- and on it goes', 6, '"and on it goes" is left out: its comment has no end'],
  ])('%j is a warning with column %i', (body, column, words) => {
    const parsed = front('title: x', `Lit.\n\n${body}\n`)
    expect(parsed.problems).toMatchObject([{ code: 'POST_DROPPED', severity: 'warning', line: 7, column }])
    expect(parsed.problems[0]?.message).toContain(words)
    expect(parsed.announcement?.remarks).toBeUndefined()
  })

  test('the same thing is named once, with the lines of the others', () => {
    const body =
      '![a](data:image/png;base64,AA==)\n\n![b](data:image/png;base64,BB==)\n\n<input name="a">\n\n<input name="b">\n'
    expect(front('title: x', body).problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/AA==.*, also in line 7\.$/),
      expect.stringMatching(/^<input> .*, also in line 11\.$/),
    ])
  })

  test('upgrade and the texts of updates are looked at too', () => {
    expect(warned('title: x\nupgrade: See [it](vbscript:x) first.')).toEqual(['POST_DROPPED:3:19'])
    const updates = 'updates:\n  - date: 2026-03-02\n    text: Lit.\n  - date: 2026-03-03\n    text: Type <input x=1>.'
    expect(warned(`title: x\n${updates}`)).toEqual(['POST_DROPPED:7:16'])
  })
})

describe('dates as Ruby and Hugo read them', () => {
  test.each([
    ['2026-5-1', '2026-05-01T00:00Z'],
    ['2026/05/01', '2026-05-01T00:00Z'],
    ['2026.05.01', '2026-05-01T00:00Z'],
    ['2026-05-01 9:00:00 +0000', '2026-05-01T09:00Z'],
    ['2026-5-1 8:30:00 -07:00', '2026-05-01T15:30Z'],
    ['2026-5-1T9:00:00Z', '2026-05-01T09:00Z'],
    ['2026-05-01T09:00:00', '2026-05-01T09:00Z'],
    ['2026-05-01 19:47:42 +8', '2026-05-01T11:47:42Z'],
    ['2026-05-01 19:00 +02', '2026-05-01T17:00Z'],
    ['2026-05-01 10:00 EST', '2026-05-01T15:00Z'],
    ['Fri, 1 May 2026 10:00:00 +0000', '2026-05-01T10:00Z'],
    ['Fri, 01 May 2026 10:00:00 GMT', '2026-05-01T10:00Z'],
    ['1 May 2026', '2026-05-01T00:00Z'],
    ['May 1st, 2026 5:00 PM', '2026-05-01T17:00Z'],
    ['2026-05-01 12:15 am', '2026-05-01T00:15Z'],
    ['2026-04-30 24:00:00', '2026-05-01T00:00Z'],
    ['20260501', '2026-05-01T00:00Z'],
    ['26-05-01', '2026-05-01T00:00Z'],
    ['1777593600', '2026-05-01T00:00Z'],
    ["'2026-05-01 09:00:00.00000000 -05:00'", '2026-05-01T14:00Z'],
    ['2026-05-01 09:00:00.123456789 -03:30', '2026-05-01T12:30:00.123Z'],
    ['2026-05-01t09:00:00z', '2026-05-01T09:00Z'],
    ['2026-04-30 23:59:60', '2026-04-30T23:59:59Z'],
    ['2026-05-01 # was 30 April', '2026-05-01T00:00Z'],
    ['2026-05-01 5 PM', '2026-05-01T17:00Z'],
    ['2026-05-01 5pm CEST', '2026-05-01T15:00Z'],
    ['2026-05-01 12 am', '2026-05-01T00:00Z'],
    ['2026-5-1 9:5:7', '2026-05-01T09:05:07Z'],
    ['1. May 2026', '2026-05-01T00:00Z'],
    ['2026 May 1', '2026-05-01T00:00Z'],
    ['Fri May  1 09:00:00 2026 +0200', '2026-05-01T07:00Z'],
    ['Fri May  1 09:00:00 UTC 2026', '2026-05-01T09:00Z'],
    ['2026-05-01 09:00:00.5 +0200 CEST', '2026-05-01T07:00:00.500Z'],
    ['Fri, 1 May 2026 09:00:00 +0200 (CEST)', '2026-05-01T07:00Z'],
    ['20260501090000', '2026-05-01T09:00Z'],
    ['20260501T0900Z', '2026-05-01T09:00Z'],
  ])('%s', (written, instant) => {
    const parsed = front(`title: x\ndate: ${written}`)
    expect(faults(parsed)).toEqual([])
    const { instant: at = 0, day } = parsed.announcement ?? {}
    // A day alone is spread over its first 4096 s.
    expect([Math.floor((at - Date.parse(instant)) / 4_096_000), day]).toEqual([
      0,
      new Date(instant).toISOString().slice(0, 10),
    ])
  })

  test.each([
    '01/06/2026',
    '2026-02-30',
    '2026-02-29 10:00',
    '31 April 2026',
    '2026-05-01 10:00 IST',
    '2026-05-01 10:00 +0200 +0300',
    '2026-05-01 13 PM',
    '2026-05-01 10',
    '2026-05-01 24:01',
    '2026-05-01 10:60',
    '13:00',
    '2026-13-01',
    '20261301090000',
    '[2026-05-01]',
    'soon',
  ])('%s is the day of the file’s name, with a remark', (written) => {
    const parsed = front(`title: x\ndate: ${written}`)
    expect([faults(parsed), parsed.announcement?.day]).toEqual([['POST_DATE_READ:3:7'], '2026-03-01'])
  })
})

describe('a time of day that a clock change skips or repeats is read as the zone reads it', () => {
  test.each([
    ['2026-03-08 02:30:00', '2026-03-08T07:30Z'],
    ['2026-11-01 01:30:00', '2026-11-01T05:30Z'],
    ['2026-11-01 01:30:00 -0500', '2026-11-01T06:30Z'],
    ['2026-03-08', '2026-03-08T05:00Z'],
  ])('%s', (written, instant) => {
    const settings = { timezone: 'America/New_York' }
    const { instant: at, day } = announcementOf(post(`title: x\ndate: ${written}`), { settings })
    expect([Math.floor((at - Date.parse(instant)) / 4_096_000), day]).toEqual([0, written.slice(0, 10)])
  })
})

describe('a post without a date of its own', () => {
  test.each(['date:', 'date: ~', 'date: null', 'date: ""', 'author: Ada'])('%s: the file name has one', (line) => {
    for (const path of ['2026-1-2-lamps.md', '2026-01-2-lamps.md', '2026-1-02-lamps.markdown']) {
      const parsed = parse(post(`title: x\n${line}`), { path })
      expect([path, faults(parsed), parsed.announcement?.day]).toEqual([path, [], '2026-01-02'])
    }
  })
})

describe('kind and version of other programs', () => {
  test('a kind of another program is passed by, a slip of ours is named', () => {
    expect(warned('title: A talk\nkind: article')).toEqual([])
    expect(front('title: x\nkind: secruity').problems[0]?.fix).toContain('Did you mean security?')
    expect(warned('title: x\nkind: stable')).toEqual(['POST_KIND:3:7'])
  })

  test('a counter of revisions is no version; the title’s counts', () => {
    const parsed = front('title: Lantern 31.0 released\nversion: 1')
    expect([faults(parsed), parsed.announcement?.version]).toEqual([['POST_VERSION:3:10'], '31.0'])
    expect(announcementOf(post('title: Lantern 4.2 released\nversion: "4.2"')).version).toBe('4.2')
    expect(announcementOf(post('title: Moving from 4.2 to 5.0\nversion: "5.0"')).version).toBe('5.0')
    expect(warned('title: Lantern 4.2 released\nversion: "5.0"')).toEqual(['POST_VERSION:3:10'])
    expect(warned('title: Oil of week 7\nversion: "1.1"')).toEqual([])
  })
})

describe('categories', () => {
  const categories = (lines: string, fields?: readonly string[]) =>
    announcementOf(post(`title: x\n${lines}`), fields && { settings: { fields: { categories: fields } } }).categories

  test('commas and semicolons part, white space where there are none; letter case makes no second one', () => {
    expect(categories('categories: security, releases')).toEqual(['security', 'releases'])
    expect(categories('categories: Security Bulletins; Releases')).toEqual(['Security Bulletins', 'Releases'])
    expect(categories('categories: ["security, x", " y "]')).toEqual(['security', 'x', 'y'])
    expect(categories('category: security, x')).toEqual(['security', 'x'])
    expect(categories('categories: [[security]]')).toEqual(['security'])
    expect(categories('categories: [Security, SECURITY]')).toEqual(['Security'])
  })

  test('content.fields says which keys hold them', () => {
    expect(categories('tags: [releases]')).toEqual([])
    expect(categories('tags: [releases]\ncategory: news', ['categories', 'category', 'tags'])).toEqual([
      'news',
      'releases',
    ])
    expect(categories('topic: a, b\ncategories: c', ['topic'])).toEqual(['a', 'b'])
  })

  test('a permalink keeps Jekyll’s reading', () => {
    const settings = { permalink: '/:categories/:title/' }
    expect(announcementOf(post('title: x\ncategories: a, b'), { settings }).url).toBe(
      'https://lantern.example/a,/b/lamps/',
    )
  })
})

test('a site below a path has one rule for its addresses', () => {
  const settings = { url: 'https://lantern.example/project' }
  const lines = 'title: x\ndownload_url: /get/\nimage: /project/a.png\nredirect_from: [/old/, /project/older/, oldest/]'
  expect(announcementOf(post(lines), { settings })).toMatchObject({
    downloadUrl: 'https://lantern.example/project/get/',
    image: 'https://lantern.example/project/a.png',
    redirectFrom: ['old', 'project/older', 'oldest'].map((path) =>
      `https://lantern.example/project/${path}/`.replace('project/project', 'project'),
    ),
  })
  expect(announcementOf(post('title: x\nredirect_to: /projects/'), { settings }).redirectTo).toBe(
    'https://lantern.example/project/projects/',
  )
})

test('the folder of an index.md is its name', () => {
  expect(announcementOf(post('title: x'), { path: 'blog/2026-05-04_Lamp/index.md' })).toMatchObject({
    id: '2026-05-04_Lamp',
    slug: 'Lamp',
    day: '2026-05-04',
    readableSince: 2,
  })
  expect(announcementOf(post('title: x\ndate: 2026-05-04'), { path: 'lamp/index.md' }).slug).toBe('lamp')
})

test.each([
  ['2026-05-04_Lamp/index.md', 'title: x', ['2026-05-04_Lamp', 'Lamp', '2026-05-04']],
  ['2026-05-05_Wick/index.md', 'title: x\ndate: 2026-05-04\nslug: Wick', ['2026-05-05_Wick', 'Wick', '2026-05-04']],
  ['2026/05/2026-05-06-Oil/index.md', 'title: x', ['2026-05-06-Oil', 'Oil', '2026-05-06']],
  ['news/glass/index.markdown', 'title: x\ndate: 2026-05-07', ['glass', 'glass', '2026-05-07']],
  ['2026-5-8-flame/index.md', 'title: x', ['2026-5-8-flame', 'flame', '2026-05-08']],
])('the bundle %s is a post of its own: %j', (path, lines, [id, slug, day]) => {
  const parsed = parse(post(lines), { path })
  expect([faults(parsed), parsed.announcement]).toEqual([[], expect.objectContaining({ id, slug, day })])
})

test('whatever plain text stands behind a key, its value is found as js-yaml reads it', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9.,/()#+-]{1,8}$/)
  const value = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
      const block = values.map((text, index) => `k${index}: ${text}`).join('\n')
      let read: unknown
      try {
        read = yaml.load(block, { schema: yaml.FAILSAFE_SCHEMA })
      } catch (thrown) {
        if (thrown instanceof Error) return
        throw thrown
      }
      if (typeof read !== 'object' || read === null) return
      const found = Object.fromEntries(typedLines(block).map(({ key, value: typed }) => [key, typed]))
      const wanted = Object.fromEntries(Object.entries(read).map(([key, text]) => [key, text ?? '']))
      expect(found).toEqual(wanted)
    }),
  )
})

test('whatever the front matter, its lines are found without a throw and inside it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (block) => {
      const lines = block.split('\n').length
      for (const { line, column } of typedLines(block)) {
        expect(line).toBeGreaterThan(1)
        expect(line).toBeLessThanOrEqual(lines + 1)
        expect(column).toBeGreaterThan(0)
      }
    }),
  )
})
