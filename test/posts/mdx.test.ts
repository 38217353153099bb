/** MDX: its Markdown is read, whatever stands around it, each line where it was. */
import { describe, expect, test } from 'vitest'
import { renderMarkdown } from '../../src/markup/markdown.js'
import { asMarkdown } from '../../src/posts/as-markdown.js'
import { parsePost } from '../../src/posts/parse.js'

const settings = { url: 'https://lantern.example', timezone: 'UTC', author: 'Ada', permalink: '/:title/' }
const fence = '```'

/** Name, MDX, and what of it is Markdown. */
const cases: readonly (readonly [string, string, string])[] = [
  ['an import', "import Tabs from '@theme/Tabs'\nimport {a,\n  b} from 'x'\n\nText.", '\n\n\n\nText.'],
  ['an import for what it does', "import './style.css'\n\nText.", '\n\nText.'],
  [
    'a sentence that begins with the word',
    'import duties are paid.\nexport them.',
    'import duties are paid.\nexport them.',
  ],
  ['an export with a blank line in it', 'export const a = {\n  b: "}",\n\n  c: [1],\n}\n\nText.', '\n\n\n\n\n\nText.'],
  ['an export that never closes', 'export const a = {\n\nText.', '\n\nText.'],
  ['a component with children', '<Note type="tip">\n\nSome **bold** words.\n\n</Note>', '\n\nSome **bold** words.\n\n'],
  ['children without blank lines', '<Note>\nSome **bold** words.\n</Note>', '\nSome **bold** words.\n'],
  [
    'children with an indent',
    '<Note>\n    Some words.\n\n    - one\n      - two\n</Note>',
    '\nSome words.\n\n- one\n  - two\n',
  ],
  [
    'components in each other',
    '<Tabs>\n  <TabItem value="a">\n    First **one**.\n  </TabItem>\n  <TabItem value="b">\n    Second.\n  </TabItem>\n</Tabs>',
    '\n\nFirst **one**.\n\n\nSecond.\n\n',
  ],
  [
    'a fence inside of a component',
    `<TabItem>\n${fence}js\nimport x from 'y'\n<Foo a={1}/> {b}\n${fence}\n</TabItem>`,
    `\n${fence}js\nimport x from 'y'\n<Foo a={1}/> {b}\n${fence}\n`,
  ],
  ['code in a line', 'Write `<Foo/>` and `{a}`, not <Foo/>.', 'Write `<Foo/>` and `{a}`, not .'],
  ['attributes of any depth', '<Chart data={{a: {b: {c: ">"}}}} on={() => { f("}") }} {...rest}/>Text.', 'Text.'],
  ['an attribute over lines', '<Image\n  src={x}\n  alt="a > b"\n/>\nText.', '\n\n\n\nText.'],
  ['a fragment', '<>\nText.\n</>', '\nText.\n'],
  ['a member of an object', '<motion.div animate={{x: 1}}>Text</motion.div>', 'Text'],
  ['HTML around Markdown', '<div className="wide">\n  **Bold**\n</div>', '\n**Bold**\n'],
  [
    'HTML that only JSX can read',
    "<span style={{color: 'red'}}>red</span> and <b>bold</b>",
    'red</span> and <b>bold</b>',
  ],
  ['HTML as it is', 'H<sub>2</sub>O, <kbd>x</kbd>', 'H<sub>2</sub>O, <kbd>x</kbd>'],
  ['a comment', 'a{/* no <Foo> } */}b\n\n{/*\nlong\n*/}\n\nc', 'ab\n\n\n\n\n\nc'],
  ['a string in braces', 'a{\' \'}b{"c"}{`d`}', 'a bcd'],
  ['a sum, and a constant of the post', 'export const year = 2024\n\nIn {year + 1}, {"a" + 1}.', '\n\nIn 2025, a1.'],
  ['a string that looks like Markdown', "a{' *b* '}c", 'a \\*b\\* c'],
  ['an expression on lines of its own', 'a\n\n{posts.map((post) => (\n  <li>{post}</li>\n))}\n\nb', 'a\n\n\n\n\n\nb'],
  ['an expression stays, and is remarked on', 'In {new Date().getFullYear()}.', 'In {new Date().getFullYear()}.'],
  [
    'what is no MDX',
    '## Title {#id}\n\n\\{a\\} 1 < 2 $\\frac{a}{b}$ {unclosed',
    '## Title {#id}\n\n\\{a\\} 1 < 2 $\\frac{a}{b}$ {unclosed',
  ],
  ['a tag that never ends', 'a <Foo b="c\n\nText.', 'a <Foo b="c\n\nText.'],
]

describe('MDX', () => {
  test.each(cases)('%s', (_name, body, markdown) => {
    expect(asMarkdown(body, 'mdx')).toBe(markdown)
    expect(asMarkdown(body, 'mdx').split('\n')).toHaveLength(body.split('\n').length)
  })

  test('children of components are shown as Markdown', () => {
    const body = '<Tabs>\n  <TabItem>\n    Some **bold** words.\n\n    - one\n  </TabItem>\n</Tabs>'
    expect(renderMarkdown(asMarkdown(body, 'mdx'))).toMatch(/<strong>bold<\/strong>[\s\S]*<li>one<\/li>/)
  })

  test.each([
    ['Text {a + 1} more {b.map((c) => c)}.', 'POST_TEMPLATE', 'error', /^\{a \+ 1\} \(an expression of MDX\) is shown/],
    ['<Chart data={x}/>\n\nText.', 'POST_DROPPED', 'warning', /^<Chart> of MDX is left out/],
    [
      '{posts.map((one) => one)}\n\nText.',
      'POST_DROPPED',
      'warning',
      /^\{posts[^(]*\([^)]*\) => one\)\} \(an expression\) of MDX is left out\.$/,
    ],
    ['export const a = 1\n\nText.', 'POST_DROPPED', 'warning', /^export of MDX is left out/],
    ['<video src={x} />\n\nText.', 'POST_DROPPED', 'warning', /^<video> of MDX is left out/],
  ])('%j is remarked on', (body, code, severity, says) => {
    const bytes = Buffer.from(`---\ntitle: a\ndate: 2026-05-04\n---\n${body}\n`)
    const { problems } = parsePost({ path: 'a.mdx', bytes }, settings, new Map())
    expect(problems).toMatchObject([{ code, severity, line: 5, message: expect.stringMatching(says) }])
  })

  test('keys of front matter are read, in text as they stand', () => {
    const text =
      '---\ntitle: The *new* lamp\ndate: 2026-05-04\nversion: "4.2"\n---\n{frontMatter.title} {frontmatter.version}\n'
    const { announcement, problems } = parsePost({ path: 'a.mdx', bytes: Buffer.from(text) }, settings, new Map())
    expect(announcement?.body).toBe('The \\*new\\* lamp 4.2\n')
    expect(problems).toEqual([])
  })

  test('what opens and never closes costs no more than the body is long, times a bound', () => {
    const before = process.cpuUsage()
    for (const sign of ['{', '<Foo a="', '<A {', 'export const a = {\n\n', '{`', '{/*'])
      asMarkdown(sign.repeat(5000), 'mdx')
    const { user } = process.cpuUsage(before)
    expect(user / 1e6).toBeLessThan(20)
  })
})
