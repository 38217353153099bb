/**
 * What a feed says to a browser: where its style is, from every folder; and that the style shows text and hides what
 * programs read.
 */
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { look } from '../../src/config/look.js'
import { feedStylesheet } from '../../src/feeds/browser-style.js'
import { readXml } from '../../src/feeds/check/strict-xml.js'
import { feedFiles } from '../../src/feeds/files.js'
import { emptyRegister } from '../../src/register/register.js'
import { stylesheet } from '../../src/site/style.js'
import { announcement, configOf } from '../support/announcements.js'
import { product, release, releaseTable } from '../support/releases.js'

const days = ['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04', '2026-05-05']
const { files } = feedFiles({
  announcements: days.map((day) => announcement({ title: `Post of ${day}`, day })),
  register: emptyRegister,
  releases: releaseTable(product('lantern', [release('3.1', { eol: '2028-12-15' })])),
  config: configOf({ feeds: { entries: 2 } }),
  now: Date.parse('2026-06-01T00:00:00Z'),
})
const xml = files.filter(({ path }) => path.endsWith('.xml'))
const { words } = configOf({})
const sheet = feedStylesheet(words, look.parse({}))
const styled = /^<\?xml version="1\.0" encoding="utf-8"\?>\n<\?xml-stylesheet type="text\/css" href="([^"]*)"\?>\n</

test('there are feeds at the top, in folders, and pages of an archive', () => {
  const folders = xml.map(({ path }) => posix.dirname(path))
  expect(folders).toEqual(expect.arrayContaining(['.', 'feeds/archive/1', 'feeds/cycle/lantern/3.1']))
})

test.each(xml.map((file) => [file.path, file] as const))(
  '%s names its style by the way from where it stands',
  async (path, file) => {
    const text = String(await file.bytes())
    const href = styled.exec(text)?.[1] ?? ''
    expect(posix.join(posix.dirname(path), href)).toBe('feed.css')
    expect(readXml(text).fault).toBeUndefined()
  },
)

test('the style is published with the feeds, pages or none', async () => {
  const file = files.find(({ path }) => path === 'feed.css')
  expect(await file?.bytes()).toBe(sheet)
})

test('its colours are those of the pages', () => {
  const pages = new Set(stylesheet().match(/--[a-z]+: #[0-9a-f]{6}/g))
  const mine = sheet.match(/--[a-z]+: #[0-9a-f]{6}/g) ?? []
  expect(mine).toHaveLength(12)
  expect(mine.filter((colour) => !pages.has(colour))).toEqual([])
})

test('a project gives its colours and fonts', () => {
  const own = feedStylesheet(words, look.parse({ accent: '#8a3b12', ground: '#ffffff', titleFont: 'Fraunces' }))
  expect(own).toContain('--paper: #ffffff')
  expect(own).toContain('--link: #8a3b12')
  expect(own).toContain('--serif: Fraunces, "Iowan')
})

test('nothing is fetched from anywhere', () => {
  expect(sheet).not.toMatch(/@import|url\(/)
})
