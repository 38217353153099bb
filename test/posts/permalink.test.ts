import fc from 'fast-check'
import { expect, test } from 'vitest'
import { permalinkPath, stemAt } from '../../src/posts/permalink.js'

const parts = {
  slug: 'Wicks-and-Lamps',
  categories: ['News', 'Lamp oil'],
  instant: Date.parse('2026-03-01T09:05:07Z'),
  timezone: 'UTC',
}
const path = (pattern: string, more: Partial<typeof parts> = {}) => permalinkPath(pattern, { ...parts, ...more })

test.each([
  ['/news/:year/:month/:day/:title/', '/news/2026/03/01/Wicks-and-Lamps/'],
  ['/:slug', '/wicks-and-lamps'],
  ['/:short_year/:i_month/:i_day/:y_day', '/26/3/1/060'],
  ['/:long_month-:short_month/:hour:minute:second', '/March-Mar/090507'],
  ['/:categories/:title:output_ext', '/news/lamp%20oil/Wicks-and-Lamps.html'],
  ['/:slugified_categories/', '/news/lamp-oil/'],
  ['pretty', '/news/lamp%20oil/2026/03/01/Wicks-and-Lamps/'],
  ['/:unknown/', '/:unknown/'],
  ['about us', '/about%20us'],
])('%s becomes %s', (pattern, expected) => {
  expect(path(pattern)).toBe(expected)
})

test.each([
  ['date', '/news/lamp%20oil/2026/03/01/Wicks-and-Lamps.html'],
  ['ordinal', '/news/lamp%20oil/2026/060/Wicks-and-Lamps.html'],
  ['weekdate', '/news/lamp%20oil/2026/W09/Sun/Wicks-and-Lamps.html'],
  ['none', '/news/lamp%20oil/Wicks-and-Lamps.html'],
  ['/:w_year/:w_day/:long_day/', '/2026/7/Sunday/'],
  ['/:year/:monthname/:weekdayname/:weekday/:yearday/', '/2026/March/Sunday/0/60/'],
  ['/:section/:titleslug/', '/blog/lantern-4.2-is-out/'],
  ['/:sections/:filename/', '/blog/2026/2026-03-01-wicks-and-lamps/'],
  ['/:slugorfilename/', '/2026-03-01-wicks-and-lamps/'],
  ['/blog/:pathslug/', '/blog/blog/2026/2026-03-01-wicks-and-lamps/'],
  ['/:sections/:plainslug/', '/blog/2026/wicks-and-lamps/'],
])('%s becomes %s, by the post’s file and title', (pattern, expected) => {
  const more = { path: 'blog/2026/2026-03-01-Wicks-and-Lamps.md', title: 'Lantern 4.2 is out!' }
  expect(permalinkPath(pattern, { ...parts, ...more })).toBe(expected)
})

test('a slug of its own comes before the file’s name', () => {
  const more = { slug: 'wick', path: 'lamp/index.md' }
  expect(permalinkPath('/:slugorcontentbasename/', { ...parts, ...more })).toBe('/wick/')
  expect(permalinkPath('/:slugorcontentbasename/', { ...parts, ...more, slug: 'lamp' })).toBe('/lamp/')
})

test('names as Zola and Astro make them', () => {
  const zola = (path: string, slug: string) => permalinkPath('/:sections/:plainslug/', { ...parts, path, slug })
  expect(zola('2026-03-01_Über Öl & Straße.md', '2026-03-01_Über Öl & Straße')).toBe('/uber-ol-strasse/')
  expect(zola('a/2026-03-01_lamp/index.md', 'lamp')).toBe('/a/lamp/')
  expect(zola('lamp.md', 'A wick')).toBe('/a-wick/')
  const astro = (path: string) => permalinkPath('/b/:pathslug/', { ...parts, path })
  expect(astro('2024/Upper Case & Signs.mdx')).toBe('/b/2024/upper-case--signs/')
  expect(astro('lamp/index.md')).toBe('/b/lamp/')
})

test('no category leaves no empty part', () => {
  expect(path('/:categories/:title/', { categories: [] })).toBe('/Wicks-and-Lamps/')
})

test('the day is the day in the site’s zone', () => {
  expect(path('/:year/:month/:day', { instant: Date.parse('2026-02-28T23:30Z'), timezone: 'Europe/Berlin' })).toBe(
    '/2026/03/01',
  )
})

test('letters beyond ASCII are percent-encoded, as Jekyll does', () => {
  expect(path('/:slug/', { slug: 'Über Lämp#en?' })).toBe('/%C3%BCber-l%C3%A4mp-en/')
})

test.each([
  '/../../etc',
  '/%2e%2e/%2E./x',
  '//evil.example/',
  '/a\\..\\..\\b',
  '/a/./b',
  '/.. /x',
  '/%2F%2Fevil.example',
])('%s cannot climb nor name a host', (pattern) => {
  expect(path(pattern)).not.toMatch(/\/\/|\/\.{1,2}(?:\/|$)|\\/)
})

test('whatever the pattern and the slug, the path stays below its root', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[./\\%:2eEfF ]{0,12}$/),
    fc.constantFrom('..', ':title', ':categories', '%2e%2e%2f'),
  )
  fc.assert(
    fc.property(fc.array(text), text, fc.array(text), (pattern, slug, categories) => {
      const result = path(pattern.join('/'), { slug, categories })
      expect(result).toMatch(/^\/(?:[A-Za-z0-9\-_.!~*'()$&+,;=:@%]+(?:\/|$))*$/)
      const url = new URL(`https://lantern.example/root${result}`)
      expect(url.href).toBe(`https://lantern.example/root${result}`)
      const decoded = decodeURIComponent(result).split('/')
      expect(decoded.some((segment) => segment === '..' || segment === '.')).toBe(false)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['/news/:year/:month/:day/:title/', '/news/2016/03/09/lantern-31/', '2016-03-09-lantern-31'],
  ['/news/:year/:month/:day/:title/', '/news/2016/03/09/lantern-31', '2016-03-09-lantern-31'],
  ['/news/:year/:month/:day/:title/', '/news/2016/03/09/%C3%A9/', '2016-03-09-é'],
  ['/:year/:i_month/:i_day/:slug', '/2016/3/9/lantern-31', '2016-03-09-lantern-31'],
  ['date', '/a/b/2016/03/09/lantern-31.html', '2016-03-09-lantern-31'],
  ['/news/:year/:month/:day/:title/', '/doc/lantern-31/', undefined],
  ['/:title/', '/lantern-31/', undefined],
  ['/:year/:month/:day/:hour/:title/', '/2016/03/09/12/lantern-31/', undefined],
  ['/:year/:year/:month/:day/:title/', '/2016/2016/03/09/lantern-31/', undefined],
])('by %s a post at %s was %s', (pattern, at, stem) => {
  expect(stemAt(at, pattern)).toBe(stem)
})

test.each([
  ['wick-2--and-3', '/wick-2-and-3/'],
  ['Wick---2', '/Wick-2/'],
  ['wick -- two', '/wick-two/'],
  ['--wick--', '/wick/'],
])('the title of a file named %s has one hyphen for several, as Jekyll writes it', (slug, path) => {
  expect(permalinkPath('/:title/', { slug, categories: [], instant: 0, timezone: 'UTC' })).toBe(path)
})
