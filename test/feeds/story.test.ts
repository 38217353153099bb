/**
 * The story of a release in the feeds, a golden file a step: announced, withdrawn by a dated update, its title changed,
 * a second update, its links changed, and in the end taken back. Each file is what a reader that fetches then gets.
 */
import { expect, test } from 'vitest'
import { atom } from '../../src/feeds/atom.js'
import type { FeedDocument } from '../../src/feeds/document.js'
import { jsonFeed } from '../../src/feeds/json-feed.js'
import { rss } from '../../src/feeds/rss.js'
import { parsePost } from '../../src/posts/parse.js'
import { emptyRegister, type Register } from '../../src/register/register.js'
import { configOf } from '../support/announcements.js'
import { feedOf } from './main-feed.js'
import { all, one, parseXml } from './xml-tree.js'

const config = configOf()
const settings = { ...config.site, permalink: config.content.permalink }
const RELEASE = '2026-05-02-lantern-os-4-1-2-released'

const title = 'Lantern OS 4.1.2 has been released!'
const withdrawal = `**Update (2026-05-08):** A flaw in the installer of 4.1.2 can erase a second disk. We have withdrawn the image:
please do not install it. Systems that are already updated are not affected.`
const second = `**Update (2026-05-15):** The release is delayed until the installer has been tested again. A release candidate of
4.1.3 is [available for testing](/news/2026/05/15/lantern-os-4-1-3-rc1/).`
const body = `We are pleased to announce Lantern OS 4.1.2, which gathers the fixes since 4.1.1. It is [available](/downloads/).

## What is new

- Faster suspend
- A [guide to upgrading][guide]

[guide]: /doc/upgrade/4.1/
`
const older = `---\ntitle: Meet us in Porto\ncategories: events\nauthor: Zoë Okafor\n---\nFour days of talks in [Porto](https://porto.example/).\n`

function post(name: string, source: string) {
  const { announcement, problems } = parsePost(
    { path: `${name}.md`, bytes: new TextEncoder().encode(source) },
    settings,
    new Map(),
  )
  if (announcement === undefined) throw new Error(`${name}: ${problems[0]?.message}`)
  return announcement
}

function release(heading: string, ...blocks: readonly string[]): string {
  const front = `title: '${heading}'\ncategories: releases\nauthor: Mara Lindqvist\ndownload_url: /downloads/`
  return `---\n${front}\n---\n${blocks.join('\n\n')}`
}

const told = (day: string, severity: 'info' | 'recall', text: string): Register['updates'][number] => ({
  ...{ key: `update:${RELEASE}:${day}`, post: RELEASE, severity, text },
  at: Date.parse(`${day}T14:30:00Z`),
})
const first = told('2026-05-08', 'recall', withdrawal)
const next = told('2026-05-15', 'info', second)
const url = 'https://lantern.example/news/2026/05/02/lantern-os-4-1-2-released/'
const gone = { post: RELEASE, url, at: Date.parse('2026-06-01T09:00:00Z') }

const delayed = `[Delayed] ${title}`
const moved = body.replace('/downloads/', 'https://get.lantern.example/').replace('/doc/upgrade/4.1/', '/doc/upgrade/')
const steps = [
  ['announced', '2026-05-02T16:00:00Z', release(title, body), {}],
  ['withdrawn', '2026-05-08T14:31:00Z', release(title, withdrawal, body), { updates: [first] }],
  ['delayed', '2026-05-09T09:00:00Z', release(delayed, withdrawal, body), { updates: [first] }],
  ['updated', '2026-05-15T14:31:00Z', release(delayed, withdrawal, second, body), { updates: [first, next] }],
  ['links-changed', '2026-05-20T09:00:00Z', release(delayed, withdrawal, second, moved), { updates: [first, next] }],
  ['taken-back', '2026-06-01T09:00:00Z', undefined, { updates: [first, next], retractions: [gone] }],
] as const

function at(step: string): FeedDocument {
  const [, now, source, register] = steps.find(([name]) => name === step) ?? steps[0]
  const posts = [post('2026-04-20-meet-us-in-porto', older), ...(source === undefined ? [] : [post(RELEASE, source)])]
  return feedOf({ announcements: posts, register: { ...emptyRegister, ...register }, config, now: Date.parse(now) })
}

test.each(steps.map(([name]) => [name]))('%s', async (name) => {
  const document = at(name)
  await expect(atom(document)).toMatchFileSnapshot(`../golden/feeds/story/${name}.atom.xml`)
  const items = all(one(parseXml(rss(document)), 'channel'), 'item')
  const shown = document.entries.map(({ id, title }) => [id, title])
  expect(items.map((item) => [one(item, 'guid').text, one(item, 'title').text])).toEqual(shown)
  const parsed: { items: { id: string; title: string }[] } = JSON.parse(jsonFeed(document))
  expect(parsed.items.map((item) => [item.id, item.title])).toEqual(shown)
})

const TITLES = {
  announced: [title, 'Meet us in Porto'],
  withdrawn: [`Withdrawn: ${title}`, title, 'Meet us in Porto'],
  delayed: [`Withdrawn: ${delayed}`, delayed, 'Meet us in Porto'],
  updated: [`Update: ${delayed}`, `Withdrawn: ${delayed}`, delayed, 'Meet us in Porto'],
  'links-changed': [`Update: ${delayed}`, `Withdrawn: ${delayed}`, delayed, 'Meet us in Porto'],
  'taken-back': ['Meet us in Porto'],
}

test.each(Object.entries(TITLES))('%s: a reader lists what it should', (step, titles) => {
  expect(at(step).entries.map((entry) => entry.title)).toEqual(titles)
})

const instants = (step: string) => at(step).entries.map(({ id, published, updated }) => [id, published, updated])

test('a new title and new links move no date and make nothing new', () => {
  expect(instants('delayed')).toEqual(instants('withdrawn'))
  expect(instants('links-changed')).toEqual(instants('updated'))
})

test('a new title changes no content, for readers compare contents', () => {
  const contents = (step: string) => at(step).entries.map(({ html }) => html)
  expect(contents('delayed')).toEqual(contents('withdrawn'))
})

test('each thing told is one new entry, and nothing told before is another one than it was', () => {
  const ids = (step: string) => at(step).entries.map(({ id }) => id)
  expect(ids('withdrawn').slice(1)).toEqual(ids('announced'))
  expect(ids('updated').slice(1)).toEqual(ids('withdrawn'))
  expect(instants('updated').find(([id]) => id === ids('withdrawn')[0])).toEqual(instants('withdrawn')[0])
})

test('no two entries share one updated', () => {
  for (const [step] of steps) {
    const updated = at(step).entries.map((entry) => entry.updated)
    expect(new Set(updated).size, step).toBe(updated.length)
  }
})
