/** Every rule of the checked list has documents that break it and nothing else, and good ones that break none. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isFeedError, validateFeed } from '../../../src/feeds/check/document.js'
import { feedRules, ruleGroups } from '../../../src/feeds/check/rules.js'
import { repository } from '../../support/project.js'
import { breaches, type DocumentName, goodDocuments, SITE } from './rule-documents.js'

const paths = new Set(['atom.xml', 'rss.xml', 'feed.json', 'feeds.opml', 'archive/1.xml', 'archive/1.json'])
const site = { url: SITE, now: Date.parse('2026-06-01T00:00:00Z'), paths }
const brokenIn = (path: string, text: string) => [
  ...new Set(validateFeed({ path, text }, site).map(({ rule }) => rule)),
]

test.each(Object.entries(goodDocuments))('a good %s breaks no rule', (path, text) => {
  expect(validateFeed({ path, text }, site)).toEqual([])
})

describe('each rule is broken by', () => {
  test.each(breaches.map((breach) => [breach[0], breach[1], breach[3].slice(0, 60), breach] as const))(
    '%s: %s with %j',
    (rule, path, _to, [, , from, to]) => {
      const good = goodDocuments[path]
      expect(from).not.toBe('')
      expect(good).toContain(from)
      expect(
        brokenIn(
          path,
          good.replace(from, () => to),
        ),
      ).toEqual([rule])
    },
  )

  test('a document at least', () => {
    const broken = new Set<string>(breaches.map(([rule]) => rule))
    expect(Object.keys(feedRules).filter((rule) => !broken.has(rule))).toEqual([])
  })
})

test('a finding says where and what', () => {
  const name: DocumentName = 'atom.xml'
  const text = goodDocuments[name].replace('<published>2026-05-01', '<published>2026-02-30')
  expect(validateFeed({ path: name, text }, site)).toEqual([
    {
      rule: 'InvalidRFC3339Date',
      message: 'entry tag:lantern.example,2026:one/published: "2026-02-30T00:00:00Z"',
      line: 16,
    },
  ])
})

test('what is no feed is passed over', () => {
  for (const path of ['style.css', 'index.html', 'releases.ics']) expect(brokenIn(path, '<')).toEqual([])
  expect(brokenIn('releases.json', '{"schema_version": "1.2.0", "result": {}}')).toEqual([])
})

test('a feed without entries was updated at the epoch', () => {
  const atom = goodDocuments['atom.xml']
    .replace(/<entry>.*<\/at:deleted-entry>/s, '')
    .replace('2026-05-02', '1970-01-01')
  expect(brokenIn('atom.xml', atom)).toEqual([])
  const rss = goodDocuments['rss.xml'].replace(/<item>.*<\/item>/s, '').replace('Sat, 02 May 2026', 'Thu, 01 Jan 1970')
  expect(brokenIn('rss.xml', rss)).toEqual([])
})

test('docs/feed-rules.md prints the list', () => {
  const text = readFileSync(join(repository, 'docs', 'feed-rules.md'), 'utf8')
  const printed = [...text.matchAll(/^\| `(\w+)`(\*?) \| (\w+) \| (.*) \| (.*) \|$/gm)].map(([, ...cells]) => cells)
  const expected = Object.values(ruleGroups).flatMap((rules) =>
    Object.entries(rules).map(([rule, { own, severity, sentence, source }]) => [
      rule,
      own ? '*' : '',
      severity,
      sentence,
      source,
    ]),
  )
  expect(printed).toEqual(expected)
  expect(isFeedError({ rule: 'SAXError' })).toBe(true)
  expect(isFeedError({ rule: 'NotBlank' })).toBe(false)
})
