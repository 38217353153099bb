/** Posts in AsciiDoc, read by asciidoctor itself; what it is not let do; and where it is not installed. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SiteSettings } from '../../src/posts/announcement.js'
import { contentHtml } from '../../src/posts/content-html.js'
import { contentOf } from '../../src/posts/post-content.js'
import { withAsciidoc } from '../../src/source/read-asciidoc.js'
import { readPosts } from '../../src/source/read-posts.js'

const settings: SiteSettings = { url: 'https://lantern.example', timezone: 'UTC', author: 'Ada', permalink: '/:title/' }
const read = async (posts: Readonly<Record<string, string>>, more: Partial<SiteSettings> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'belfry-adoc-'))
  for (const [name, text] of Object.entries(posts)) writeFileSync(join(folder, name), text)
  const { announcements, problems } = await readPosts(folder, { ...settings, ...more }, new Map())
  const said = problems.map(({ code, file, line }) => `${code} ${file.split('/').at(-1)}:${line}`)
  return { announcements, said, html: announcements.map((post) => contentHtml(contentOf(post), settings.url)) }
}

test('a header of AsciiDoc is front matter, and what asciidoctor makes of the rest is the body', async () => {
  const found = await read(
    {
      '2026-05-04-lamp.adoc': [
        '= Lamp & 4.2: the _flame_',
        'Ada Lovelace <ada@lantern.example>; Grace Hopper',
        ':page-categories: [releases, lamps]',
        ':page-permalink: /news/lamp/',
        ':page-version: 4.2.0',
        ':page-layout: post',
        '',
        'Words with *bold* and link:/docs/[docs].',
        '',
        '== A Heading',
        '',
        'NOTE: Trim the wick.',
        '',
        '[source,js]',
        '----',
        'let a = 1 < 2',
        '----',
        '',
        '+++<script>alert(1)</script>+++ {{ site.x }}',
      ].join('\n'),
    },
    { liquid: true },
  )
  expect(found.announcements).toMatchObject([
    {
      ...{ title: 'Lamp & 4.2: the flame', url: 'https://lantern.example/news/lamp/', day: '2026-05-04' },
      ...{ authors: ['Ada Lovelace', 'Grace Hopper'], categories: ['releases', 'lamps'], version: '4.2.0' },
    },
  ])
  const [html = ''] = found.html
  expect(html).toContain(
    '<p>Words with <strong>bold</strong> and <a href="https://lantern.example/docs/">docs</a>.</p>',
  )
  expect(html).toContain('<h2 id="_a_heading">A Heading</h2>')
  expect(html).toMatch(/<blockquote>\s*<p><strong>Note<\/strong><\/p>\s*Trim the wick\.\s*<\/blockquote>/)
  expect(html).toContain('let a = 1 &lt; 2')
  expect(html).not.toMatch(/script|admonition/)
})

test('front matter between dashes stays on its lines; a date of the revision line, or of an attribute, will do', async () => {
  const found = await read({
    '2026-05-01-front.adoc': '---\nsevertiy: recall\ncategories: releases\n---\n= From the header\n\nWords.\n',
    'revision.adoc': '= By its revision\nAda\nv1.0, 2026-05-02\n\nWords.\n',
    'attribute.asciidoc': '= By an attribute\n:page-date: 2026-05-03\n\nWords.\n',
    'readme.adoc': '= About us\n\nWords.\n',
    '2026-05-05-draft.adoc': '= A draft\n:page-published: false\n\nWords.\n',
  })
  expect(found.announcements.map(({ title, day }) => `${day} ${title}`)).toEqual([
    '2026-05-03 By an attribute',
    '2026-05-02 By its revision',
    '2026-05-01 From the header',
  ])
  expect(found.said).toEqual(['POST_KEY 2026-05-01-front.adoc:2'])
})

describe('what it is not let do', () => {
  const post = (body: string) => ({
    '2026-05-04-bad.adoc': `= Bad\n\n${body}\n`,
    '2026-05-05-good.adoc': '= Good\n\nWords.\n',
  })
  test.each([
    ['an include', 'Words.\n\ninclude::/etc/passwd[]', ['POST_FILL 2026-05-04-bad.adoc:5']],
    ['an include of the net', 'include::https://lantern.example/x[]', ['POST_FILL 2026-05-04-bad.adoc:3']],
    ['too many words', 'lamp wick '.repeat(20_000), ['POST_LIMIT 2026-05-04-bad.adoc:1']],
  ])('%s', async (_name, body, said) => {
    const found = await read(post(body))
    expect(found.announcements.map(({ title }) => title)).toEqual(['Good'])
    expect(found.said).toEqual(said)
  })

  test('attributes that double end', async () => {
    const doubling = Array.from({ length: 40 }, (_, at) => `:a${at + 1}: {a${at}}{a${at}}`).join('\n')
    const found = await read(post(`:a0: lamp\n${doubling}\n\n{a40}`))
    expect(found.html.join('').length).toBeLessThan(20_000)
  })

  test('a post at which its process ends is named, and the others are read', async () => {
    const peer = join(mkdtempSync(join(tmpdir(), 'belfry-peer-')), 'peer.mjs')
    const text =
      'export const load = async (text) => text.includes("bad") ? process.exit(1) : { convert: () => text, getAttributes: () => ({}) }'
    writeFileSync(peer, text)
    const bytes = (words: string) => Buffer.from(`= ${words}\n`)
    const found = await withAsciidoc(
      ['a', 'bad', 'c'].map((name) => ({ path: `${name}.adoc`, bytes: bytes(`${name} of a peer`) })),
      peer,
    )
    expect(found.map((one) => ('problem' in one ? one.problem.code : 'bytes' in one))).toEqual([
      true,
      'POST_LIMIT',
      true,
    ])
  })

  test('files beside it are not read, whatever it calls them', async () => {
    const found = await read({
      ...post(
        '{docdir} {user-home}\n\nimage::data:text/html,x[]\n\nlink:javascript:alert(1)[x]\n\n[%inline]\nsvg::x.svg[]',
      ),
    })
    expect(found.html.join('')).not.toMatch(/javascript:|data:|href="\/(?:home|root)/)
  })
})

test('where asciidoctor is not installed, each post is named, and how it can be read', async () => {
  const bytes = Buffer.from('= Lamp\n\nWords.\n')
  const [found] = await withAsciidoc([{ path: '2026-05-04-lamp.adoc', bytes }], '')
  expect(found).toMatchObject({
    parsed: {
      problems: [{ code: 'POST_NEARLY', severity: 'warning', fix: expect.stringContaining('@asciidoctor/core') }],
    },
  })
})
