/** Which feeds there are and what each holds: read back from the files, as a reader would. */
import { expect, test } from 'vitest'
import { feedFiles } from '../../src/feeds/files.js'
import type { FeedInput } from '../../src/feeds/input.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { emptyRegister, type Register } from '../../src/register/register.js'
import { toldEndOfLife } from '../../src/register/told-end-of-life.js'
import { announcement, configOf } from '../support/announcements.js'
import { lantern } from '../support/releases.js'

const lists = [
  { id: 'releases', title: 'Releases', description: '', categories: ['releases'] },
  {
    id: 'security',
    title: 'Security bulletins',
    description: '',
    categories: ['security'],
    severity: 'important' as const,
  },
  { id: 'announcements', title: 'Everything else', description: '', categories: ['*'] },
]
const config = configOf({ lists })
const now = Date.parse('2026-12-01T00:00:00Z')

const announcements = [
  announcement({ title: 'Lantern OS 3.0.3 has been released', day: '2026-07-14' }),
  announcement({ title: 'Lantern OS 3.1.0 has been released', day: '2026-11-10' }),
  announcement({ title: 'A flaw in the kernel', day: '2026-08-01', categories: ['security'] }),
  announcement({ title: 'Talks in Porto', day: '2026-09-01', categories: ['events'] }),
  announcement({ title: 'Later', day: '2027-01-01', categories: ['future'] }),
]
const ended: Register['endOfLife'][number] = {
  ...{ key: 'end-of-life:lantern/3.0:eoas:2026-12-15:approaching-30d', at: Date.parse('2026-11-15T09:00:00Z') },
  ...{ severity: 'important', title: 'Lantern OS 3.0 leaves active support', text: 'On 15 December.' },
}
const register: Register = { ...emptyRegister, endOfLife: [ended] }

function titles(about: Partial<FeedInput> = {}): Record<string, string[]> {
  const input = { announcements: withTold(announcements), register, releases: lantern, config, now, ...about }
  return Object.fromEntries(
    feedFiles(input)
      .files.filter(({ path }) => path.endsWith('feed.json'))
      .map(({ path, bytes }) => {
        const { items }: { items: { title: string }[] } = JSON.parse(String(bytes()))
        return [path.replace(/\/?feed\.json$/, ''), items.map(({ title }) => title)]
      }),
  )
}

function withTold(posts: readonly Announcement[]): Announcement[] {
  return [...posts, ...toldEndOfLife(register, config.site, now)]
}

test('a feed for each list, category and cycle, and one of ends of life, with what belongs there', () => {
  const held = titles()
  expect(held['']).toEqual([
    'Lantern OS 3.0 leaves active support',
    'Lantern OS 3.1.0 has been released',
    'Talks in Porto',
    'A flaw in the kernel',
    'Lantern OS 3.0.3 has been released',
  ])
  expect(held['feeds/list/releases']).toEqual([
    'Lantern OS 3.0 leaves active support',
    'Lantern OS 3.1.0 has been released',
    'Lantern OS 3.0.3 has been released',
  ])
  expect(held['feeds/list/security']).toEqual(['A flaw in the kernel'])
  expect(held['feeds/list/announcements']).toEqual(['Talks in Porto'])
  expect(held['feeds/category/events']).toEqual(['Talks in Porto'])
  expect(held['feeds/cycle/lantern/3.0']).toEqual([
    'Lantern OS 3.0 leaves active support',
    'Lantern OS 3.0.3 has been released',
  ])
  expect(held['feeds/cycle/lantern/3.1']).toEqual(['Lantern OS 3.1.0 has been released'])
  expect(held['feeds/end-of-life']).toEqual(['Lantern OS 3.0 leaves active support'])
  expect(held).not.toHaveProperty('feeds/category/future')
})

test('what the table said is in the feeds of the lists that it is mailed to, by notices.endOfLifeLists', () => {
  const all = titles({ config: configOf({ lists, notices: { endOfLifeLists: [] } }) })
  for (const { id } of lists) expect(all[`feeds/list/${id}`]).toContain('Lantern OS 3.0 leaves active support')
})

test('an update told as a recall is in the feed of the list that takes recalls, and its announcement is not', () => {
  const [release] = announcements
  if (release === undefined) throw new Error('no release')
  const at = Date.parse('2026-07-20T12:00:00Z')
  const recall = {
    key: `update:${release.id}:2026-07-20`,
    post: release.id,
    at,
    severity: 'recall' as const,
    text: 'Gone.',
  }
  expect(titles({ register: { ...register, updates: [recall] } })['feeds/list/security']).toEqual([
    'A flaw in the kernel',
    'Withdrawn: Lantern OS 3.0.3 has been released',
  ])
})

test('each feed names itself, in each format', () => {
  for (const { path, bytes } of feedFiles({ announcements, register, releases: lantern, config, now }).files) {
    const text = String(bytes())
    const url = `https://lantern.example/${path}`
    if (path.endsWith('atom.xml'))
      expect(text).toContain(`<link rel="self" type="application/atom+xml" href="${url}"/>`)
    else if (path.endsWith('rss.xml')) expect(text).toContain(`<atom:link href="${url}" rel="self"`)
    else if (path.endsWith('feed.json')) expect(JSON.parse(text).feed_url).toBe(url)
  }
})

test('an entry is rendered once, whatever number of feeds holds it', () => {
  let bodies = 0
  const counted = announcements.map((post) => ({
    ...post,
    bodyLength: post.body.length,
    get body() {
      bodies += 1
      return post.body
    },
  }))
  const { files } = feedFiles({ announcements: counted, register, releases: lantern, config, now })
  expect(bodies).toBe(0)
  for (const { bytes } of files) bytes()
  expect(bodies).toBe(4)
})

test('what a feed is made from changes with its own entries alone', () => {
  const inputs = (posts: readonly Announcement[], at = now) =>
    Object.fromEntries(
      feedFiles({ announcements: posts, register, releases: lantern, config, now: at }).files.map((file) => [
        file.path,
        file.inputs,
      ]),
    )
  const before = inputs(announcements)
  const edited = announcements.map((post) => (post.title === 'Talks in Porto' ? { ...post, digest: 'other' } : post))
  const after = inputs(edited)
  const changed = Object.keys(after).filter((path) => path.endsWith('atom.xml') && after[path] !== before[path])
  expect(changed).toEqual(['atom.xml', 'feeds/list/announcements/atom.xml', 'feeds/category/events/atom.xml'])
  expect(inputs(announcements, now + 1000)).toEqual(before)
})
