import { expect, test } from 'vitest'
import { feedCycles } from '../../src/feeds/cycles.js'
import { type FeedNamesInput, feedNames } from '../../src/feeds/names.js'
import { emptyRegister } from '../../src/register/register.js'
import { noReleases } from '../../src/releases/release.js'
import { loadWords } from '../../src/words/load-words.js'
import { announcement } from '../support/announcements.js'
import { lantern, product, release, releaseTable } from '../support/releases.js'

const lists = [{ id: 'security', title: 'Security bulletins' }]
const { words } = loadWords('', 'en')
const folders = (about: Partial<FeedNamesInput>) =>
  feedNames({
    ...{ announcements: [], releases: noReleases, register: emptyRegister, siteTitle: 'Lantern OS', words, lists: [] },
    ...about,
  }).map(({ folder, title }) => [folder, title])

test('the main feed is always there, and alone where there is nothing to part', () => {
  expect(folders({})).toEqual([['', 'Lantern OS']])
})

test('a list has a feed before anything was told to it', () => {
  expect(folders({ lists })).toContainEqual(['feeds/list/security/', 'Lantern OS: Security bulletins'])
})

test('categories that differ in case alone are one feed, under the name that most posts write', () => {
  const announcements = ['security', 'Security', 'security ', 'R&D é'].map((name) =>
    announcement({ title: name, categories: [name] }),
  )
  expect(folders({ announcements })).toEqual([
    ['', 'Lantern OS'],
    ['feeds/category/r~26d~20~C3~A9/', 'Lantern OS: R&D é'],
    ['feeds/category/security/', 'Lantern OS: Security'],
  ])
})

test('every cycle of the table has a feed, and so has one that only posts name', () => {
  const old = announcement({ title: 'Lantern OS 1.4.2 has been released', categories: [] })
  expect(folders({ announcements: [old], releases: lantern }).slice(1)).toEqual([
    ['feeds/cycle/lantern/3.1/', 'Lantern OS: 3.1'],
    ['feeds/cycle/lantern/3.0/', 'Lantern OS: 3.0'],
    ...(folders({ releases: lantern }).slice(3, -1) as string[][]),
    ['feeds/cycle/lantern/1.4/', 'Lantern OS: 1.4'],
    ['feeds/end-of-life/', 'Lantern OS: End of life'],
  ])
})

test('while the table cannot be read, the feeds of its cycles stay', () => {
  const dates = [{ name: 'lantern/3.1:eol', date: '2028-12-15', sequence: 0, at: 0 }]
  expect(folders({ register: { ...emptyRegister, dates } })).toContainEqual([
    'feeds/cycle/lantern/3.1/',
    'Lantern OS: lantern 3.1',
  ])
})

test('no path climbs, whatever a cycle or a category is called', () => {
  const releases = releaseTable(product('lantern', [release('../../etc')]))
  const announcements = [announcement({ categories: ['..', '/', '.'] })]
  for (const [folder] of folders({ releases, announcements }))
    expect(folder?.split('/').some((part) => part === '..' || part === '.')).toBe(false)
})

const cyclesOf = (about: Parameters<typeof announcement>[0], table = lantern) =>
  feedCycles(table)(announcement(about)).map(({ cycle }) => cycle)

test.each([
  ['Lantern OS 3.0.3 has been released', ['3.0']],
  ['Lantern OS 3.0.3 & 3.1.1 have been released', ['3.0', '3.1']],
  ['Lantern OS 3.1.0-rc1 is available for testing', ['3.1']],
  ['Moth 4.1 works with us', []],
  ['Talks in Porto', []],
])('%s belongs to %j', (title, cycles) => {
  expect(cyclesOf({ title })).toEqual(cycles)
})

test('front matter says it where the title does not', () => {
  expect(cyclesOf({ title: 'A flaw in the installer', version: '3.0.2' })).toEqual(['3.0'])
  expect(cyclesOf({ title: 'Time to move on', endOfLife: { cycles: ['3.0'] } })).toEqual(['3.0'])
})

test('without a table nothing says whose version a number is', () => {
  expect(cyclesOf({ title: 'Fedora 27 has reached end of life', version: '27' }, noReleases)).toEqual([])
})
