/**
 * From hostile posts to published files: no format's rules are broken by anything an author can type, and a title of 10
 * MB is refused.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFeedError, validateFeed } from '../../src/feeds/check/document.js'
import { feedFiles } from '../../src/feeds/files.js'
import { emptyRegister } from '../../src/register/register.js'
import { readPosts } from '../../src/source/read-posts.js'
import { announcement, configOf, SITE_URL } from '../support/announcements.js'
import { parseXml } from './xml-tree.js'

const now = Date.parse('2026-06-01T00:00:00Z')

const pieces = fc.constantFrom(
  ...[
    ']]>]]>',
    '<![CDATA[',
    '<',
    '</title>',
    '&',
    '&amp;',
    '&#0;',
    '&nbsp;',
    '\0',
    '\x1b',
    '\x85',
    '\uFFFE',
    '\uD83D',
    '\uDE00',
  ],
  ...[
    '\u202E',
    '\u200F',
    '\u05D0',
    '😀',
    '\r',
    '\n',
    '\t',
    ' ',
    '"',
    "'",
    '`',
    '*',
    '_',
    '# ',
    '- ',
    '> ',
    '    ',
    '~~~',
  ],
  ...[
    '<script>',
    '<p>',
    '</p>',
    '<img src=x onerror=y>',
    '<a href="#x">',
    '<a href=//x>',
    '[a](b)',
    '![a](b "c")',
    '[^1]',
  ],
  ...[
    '<iframe src="/x">',
    '<!-- ',
    '-->',
    '<?php',
    '<svg><style>',
    '<table><tr>',
    '<b><i></b>',
    '<div style=x>',
    'text',
  ],
  ...['<img srcset="a 1x, b 2x">', '<a href="java&#10;script:x">', '<a href="http:x">', '<a href="https://x y/">'],
)
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(pieces, { maxLength: 15 }).map((parts) => parts.join('')),
)
/** A post without a title is no announcement. */
const title = hostile.map((text) => `T${text}`)

const posts = fc
  .array(
    fc.record({
      title,
      body: hostile,
      authors: fc.array(hostile, { maxLength: 3 }),
      categories: fc.array(hostile, { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((about) =>
    about.map((one, index) =>
      announcement({ ...one, slug: `p${index}`, id: `p${index}`, day: `2026-05-0${index + 1}` }),
    ),
  )

test.each(['full', 'summary'] as const)(
  'whatever stands in posts, feeds with %s content break no rule that is an error',
  (content) => {
    const config = configOf({ feeds: { content } })
    fc.assert(
      fc.property(posts, (announcements) => {
        const files = () =>
          feedFiles({ announcements, register: emptyRegister, config, now }).files.map(({ path, bytes }) => ({
            path,
            text: String(bytes()),
          }))
        const made = files()
        for (const file of made) {
          expect(validateFeed(file, { url: SITE_URL, now }).filter(isFeedError)).toEqual([])
          expect(Buffer.from(file.text).toString()).toBe(file.text)
          if (/\.(xml|opml)$/.test(file.path)) parseXml(file.text)
        }
        expect(files()).toEqual(made)
      }),
      { numRuns: 60 },
    )
  },
)

test('a title of 10 MB is refused, and the other posts are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-titles-'))
  try {
    const post = (name: string, text: string) =>
      writeFileSync(join(folder, name), `---\ntitle: ${text}\ndate: 2026-05-04\n---\nIt is out.\n`)
    post('2026-05-04-huge.md', 'x'.repeat(10 * 1024 * 1024))
    post('2026-05-04-long.md', 'x'.repeat(100 * 1024))
    post('2026-05-04-good.md', 'Good')
    const { announcements, problems } = await readPosts(folder, { url: SITE_URL, ...settings }, new Map())
    expect(announcements.map((one) => one.title)).toEqual(['Good'])
    expect(problems).toMatchObject([
      { code: 'POST_TOO_LARGE', file: expect.stringContaining('2026-05-04-huge.md'), message: 'The post has 10.0 MB.' },
      { code: 'POST_FRONT_MATTER_SIZE', file: expect.stringContaining('2026-05-04-long.md'), line: 1 },
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

const settings = { timezone: 'UTC', author: '', permalink: '/news/:year/:month/:day/:title/' }
