/** The lists of feeds that readers import. */
import { expect, test } from 'vitest'
import { atom } from '../../src/feeds/atom.js'
import { feedFiles } from '../../src/feeds/files.js'
import { emptyRegister } from '../../src/register/register.js'
import { announcement, configOf } from '../support/announcements.js'
import { product, release, releaseTable } from '../support/releases.js'
import { feedOf } from './main-feed.js'

const lists = [
  { id: 'releases', title: 'Releases', description: '', categories: ['releases'] },
  { id: 'security', title: 'Security bulletins', description: '', categories: ['security'] },
]
const config = configOf({ lists })
const input = {
  announcements: [announcement({ categories: ['releases', 'new lamps'] })],
  register: emptyRegister,
  releases: releaseTable(
    product('lantern', [release('3.1'), release('3.0', { label: 'Lantern OS 3.0' })]),
    product('wick', [release('3.1')], { title: 'Wick' }),
  ),
  config,
  now: Date.parse('2026-11-20T10:00:00Z'),
}

async function file(name: string): Promise<string> {
  return String(
    await feedFiles(input)
      .files.find(({ path }) => path === name)
      ?.bytes(),
  )
}
const namesIn = (text: string) => [...text.matchAll(/type="rss" text="([^"]*)"/g)].map(([, name = '']) => name)

test('feeds.opml holds the feed of everything alone', async () => {
  const text = await file('feeds.opml')
  expect(namesIn(text)).toEqual(['Lantern OS'])
  expect(text).toContain('xmlUrl="https://lantern.example/atom.xml"')
})

test('feeds-all.opml holds all, in folders, under names whose first words differ', async () => {
  const text = await file('feeds-all.opml')
  expect(namesIn(text)).toEqual([
    'Lantern OS',
    'Releases (Lantern OS)',
    'Security bulletins (Lantern OS)',
    '#new-lamps',
    '#releases',
    '3.1 (Lantern OS)',
    '3.0 (Lantern OS)',
    '3.1 (Wick)',
    'End of life (Lantern OS)',
  ])
  const folders = text.split(/<outline text="/).slice(1)
  expect(folders.map((folder) => folder.slice(0, folder.indexOf('"')))).toEqual([
    'Lists',
    'Categories',
    'Release cycles of Lantern OS',
    'Release cycles of Wick',
    'Support',
  ])
  for (const folder of folders) {
    const first = namesIn(folder).map((name) => name.split(' ')[0])
    expect(new Set(first).size).toBe(first.length)
  }
})

test('Atom names the icon that is published with the pages, and the logo of the project', () => {
  const look = { ...config.mail.look, logo: 'https://lantern.example/logo.png' }
  const text = atom(feedOf({ ...input, config: configOf({ mail: { look } }) }))
  expect(text).toContain('<icon>https://lantern.example/favicon.ico</icon>')
  expect(text).toContain('<logo>https://lantern.example/logo.png</logo>')
  const without = atom(feedOf({ ...input, config: configOf({ feeds: { pages: false } }) }))
  expect(without).not.toMatch(/<(icon|logo)>/)
})
