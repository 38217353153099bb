import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatProblem } from '../../src/base/errors.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import { VERBATIM } from '../../src/markup/plain-text.js'
import type { Announcement, AnnouncementKind } from '../../src/posts/announcement.js'
import { contentHtml, contentOf } from '../../src/posts/post-content.js'
import { isPatch } from '../../src/posts/version.js'
import { readPosts } from '../../src/source/read-posts.js'
import { corpusMissing, corpusPosts, corpusSettings, corpusTable, seedPosts } from '../support/corpus.js'
import { repository } from '../support/project.js'
import { noIds } from './parsing.js'

const { plainText } = loadTemplates('')
const folder = corpusPosts()
if (folder === undefined) console.log(corpusMissing)

describe.skipIf(folder === undefined)('the archive', async () => {
  const { announcements, problems, unreadable } = await readPosts(folder ?? '', corpusSettings, noIds)
  const html = (announcement: Announcement) => contentHtml(contentOf(announcement), corpusSettings.url)

  test('its 202 posts are read without an error', () => {
    expect(announcements).toHaveLength(202)
    expect(problems.filter((problem) => problem.severity === 'error')).toEqual([])
    expect(unreadable).toEqual([])
  })

  test('none of them is remarked on: their authors are understood', () => {
    expect(problems.map(formatProblem)).toEqual([])
  })

  test('ids, addresses and instants are unique', () => {
    for (const key of ['id', 'url', 'instant'] as const)
      expect(new Set(announcements.map((each) => each[key])).size).toBe(202)
  })

  test('every address in HTML and text is absolute', () => {
    let seen = 0
    for (const announcement of announcements) {
      for (const [, address = ''] of html(announcement).matchAll(/ (?:href|src)="([^"]*)"/g))
        expect(address).toMatch(/^(?:https?:\/\/|mailto:|xmpp:)/)
      const references = /\n\n((?:\[\d+\] \S+\n?)+)$/.exec(plainText(html(announcement)))?.[1] ?? ''
      seen += references.length
      for (const line of references.split('\n').filter(Boolean))
        expect(line).toMatch(/^\[\d+\] (?:https?:\/\/|mailto:|xmpp:)/)
    }
    expect(seen).toBeGreaterThan(10_000)
  })

  test('links inside a post lead to an id that the post has', () => {
    const missing = announcements.flatMap((announcement) => {
      const page = html(announcement)
      const inside = [...page.matchAll(/ href="([^"#]*)#([^"]+)"/g)].filter((match) => match[1] === announcement.url)
      return inside.flatMap(([, , id = '']) =>
        page.includes(` id="${decodeURIComponent(id)}"`) ? [] : [`${announcement.path}#${id}`],
      )
    })
    expect(missing).toEqual([])
  })

  test('code and signed blocks come out of the text byte for byte', () => {
    let compared = 0
    for (const announcement of announcements) {
      const source = announcement.body.replaceAll('\r\n', '\n')
      const fenced = [
        ...source.matchAll(/^```[a-z_]*\n([\s\S]*?)\n```$/gm),
        ...source.matchAll(/^<pre[^>]*>\n(-----BEGIN PGP[\s\S]*?)\n<\/pre>/gm),
      ]
      const text = plainText(html(announcement))
      const verbatim = text
        .split('\n')
        .filter((line) => line.startsWith(VERBATIM))
        .map((line) => line.slice(1))
        .join('\n')
      for (const [, block = ''] of fenced) expect(verbatim).toContain(block.replace(/^\{% (?:end)?raw %\}\n?/gm, ''))
      compared += fenced.length
    }
    expect(compared).toBeGreaterThan(50)
  })

  test('kinds agree with the labelled ones for at least 95 in 100 posts', () => {
    const labels = labelled()
    const wrong = announcements.filter((each) => labels.get(each.path) !== each.kind)
    for (const each of wrong) console.log(`labelled ${labels.get(each.path)}, read as ${each.kind}: ${each.path}`)
    console.log(`kinds: ${202 - wrong.length} of 202 agree`)
    expect(wrong.length).toBeLessThanOrEqual(10)
  })
})

test('none of the posts of the sample project is remarked on', async () => {
  const { announcements, problems } = await readPosts(join(repository, 'content/posts'), corpusSettings, noIds)
  expect(announcements.length).toBeGreaterThan(10)
  expect(problems.map(formatProblem)).toEqual([])
})

function labelled(): Map<string, AnnouncementKind> {
  const lines = readFileSync(corpusTable('kinds.csv') ?? '', 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  return new Map(
    lines
      .map((line) => line.split(','))
      .map(([path = '', label = '', , version = '']) => [path, kindOfLabel(label, version)]),
  )
}

function kindOfLabel(label: string, version: string): AnnouncementKind {
  if (label === 'stable') return isPatch(version) ? 'patch-release' : 'stable-release'
  if (label === 'rc' || label === 'prerelease') return 'release-candidate'
  if (label.startsWith('eol-')) return 'end-of-life'
  return /^(?:qsb|qsb-update|xsa|canary)$/.test(label) ? 'security' : 'general'
}

const seeds = seedPosts()

test.skipIf(seeds === undefined)(
  'the three posts the project was conceived from have the right kind and updates',
  async () => {
    const { announcements, problems } = await readPosts(seeds ?? '', corpusSettings, noIds)
    expect(problems).toEqual([])
    expect(
      announcements.map(({ kind, version, updates }) => [kind, version, updates.map((update) => update.day)]),
    ).toEqual([
      ['patch-release', '4.2.3', []],
      ['release-candidate', '4.1.2-rc2', []],
      ['patch-release', '4.0.2', ['2020-01-08', '2020-01-15']],
    ])
    for (const announcement of announcements)
      expect(plainText(contentHtml(contentOf(announcement), corpusSettings.url))).toMatch(/\n\[1\] https:\/\//)
  },
)
