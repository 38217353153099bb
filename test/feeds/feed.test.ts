import { expect, test } from 'vitest'
import { spreadMs } from '../../src/base/days.js'
import { entryId } from '../../src/feeds/entry-ids.js'
import { emptyRegister } from '../../src/register/register.js'
import { announcement, configOf, SITE_URL } from '../support/announcements.js'
import { feedOf } from './main-feed.js'

const now = Date.parse('2026-06-01T00:00:00Z')
const config = configOf()
const day = (text: string) => Date.parse(`${text}T00:00:00Z`)
/** When the posts of these tests were updated, if it was on that day. */
const updatedOn = (text: string) => day(text) + spreadMs(announcement().id)
const entryOf = (about: Parameters<typeof announcement>[0], settings = config) =>
  feedOf({
    announcements: [announcement(about)],
    register: emptyRegister,
    config: settings,
    now,
  }).entries[0]

test('a post dated after now is left out', () => {
  const announcements = [announcement({ day: '2026-05-04' }), announcement({ day: '2026-06-02' })]
  expect(feedOf({ announcements, register: emptyRegister, config, now }).entries.map(({ id }) => id)).toEqual([
    'tag:lantern.example,2026:2026-05-04-lantern-os-3-1-0-has-been-released',
  ])
})

test('the newest come first, and no more than feeds.entries of them', () => {
  const announcements = ['2026-01-02', '2026-03-02', '2026-02-02'].map((on) => announcement({ day: on, title: on }))
  const settings = configOf({ feeds: { entries: 2 } })
  expect(
    feedOf({ announcements, register: emptyRegister, config: settings, now }).entries.map(({ title }) => title),
  ).toEqual(['2026-03-02', '2026-02-02'])
})

test('the order does not depend on the order of the folder', () => {
  const instant = day('2026-05-01')
  const two = [announcement({ id: 'a', instant }), announcement({ id: 'b', instant })]
  expect(feedOf({ announcements: two, register: emptyRegister, config, now })).toEqual(
    feedOf({ announcements: two.toReversed(), register: emptyRegister, config, now }),
  )
})

test('an entry is updated when it was published, or by the latest dated update that is not in the future', () => {
  const updates = ['2026-05-10', '2026-05-20', '2026-06-10'].map((on) => ({ day: on, instant: day(on) }))
  expect(entryOf({})?.updated).toBe(Date.parse('2026-05-04T09:00:00Z'))
  expect(entryOf({ updates })?.updated).toBe(updatedOn('2026-05-20'))
  expect(entryOf({ updates: [{ day: '2026-05-04', instant: day('2026-05-04') }] })?.updated).toBe(
    Date.parse('2026-05-04T09:00:00Z'),
  )
})

test('the feed is updated when its latest entry is, never when it is built', () => {
  const announcements = [
    announcement({ updates: [{ day: '2026-05-20', instant: day('2026-05-20') }] }),
    announcement({ day: '2026-05-12' }),
  ]
  expect(feedOf({ announcements, register: emptyRegister, config, now }).updated).toBe(updatedOn('2026-05-20'))
  expect(feedOf({ announcements: [], register: emptyRegister, config, now }).updated).toBe(0)
})

test('an id is a tag URI in which everything RFC 4151 does not allow is percent-encoded', () => {
  expect(entryId('2026-05-04-é x%20#<>"', 'https://x.example/', config)).toBe(
    'tag:lantern.example,2026:2026-05-04-%C3%A9%20x%2520%23%3C%3E%22',
  )
  expect(entryId('half \uD800', '', config)).toBe('tag:lantern.example,2026:half%20%EF%BF%BD')
})

test('a site that published addresses as ids keeps them', () => {
  const settings = configOf({ feeds: { ids: 'url' } })
  expect(entryOf({}, settings)?.id).toBe(`${SITE_URL}/news/2026/05/04/lantern-os-3-1-0-has-been-released/`)
})

test('the address of the site is in no tag id, so a site may move', () => {
  const moved = configOf({ site: { url: 'https://elsewhere.example' } })
  expect(entryOf({}, moved)?.id).toBe(entryOf({})?.id)
})

test('with feeds.content: summary there is no HTML', () => {
  const entry = entryOf({ body: 'One. Two.' }, configOf({ feeds: { content: 'summary' } }))
  expect(entry).toMatchObject({ summary: 'One. Two.' })
  expect(entry).not.toHaveProperty('html')
})

test('a post that only points elsewhere holds the link, for readers that show content alone', () => {
  const entry = entryOf({ body: '', redirectTo: 'https://elsewhere.example/?a=1&b=2' })
  expect(entry?.externalUrl).toBe('https://elsewhere.example/?a=1&b=2')
  expect(entry?.html).toContain('<a href="https://elsewhere.example/?a=1&amp;b=2">')
})

test('blank and repeated names are left out, and somebody is always named', () => {
  expect(entryOf({ authors: ['Ada', ' ', 'Ada'], categories: ['', 'a', 'a '] })).toMatchObject({
    authors: ['Ada'],
    categories: ['a'],
  })
  expect(entryOf({ authors: [''] })?.authors).toEqual(['The Lantern team'])
  expect(entryOf({ authors: [''] }, configOf({ site: { author: '' } }))?.authors).toEqual(['Lantern OS'])
})
