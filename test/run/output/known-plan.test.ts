/**
 * What is known of a plan from the one before is what it would be planned to be: each file is made from the same, and
 * the same posts stand in it.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { feedFiles } from '../../../src/feeds/files.js'
import type { Announcement } from '../../../src/posts/announcement.js'
import { emptyRegister, type Register } from '../../../src/register/register.js'
import { heldPosts } from '../../../src/run/output/held-posts.js'
import { knownPlan, type PlanBefore } from '../../../src/run/output/known-plan.js'
import { siteFiles } from '../../../src/site/files.js'
import { makePage } from '../../../src/site/make-page.js'
import { announcement, configOf, SITE_URL } from '../../support/announcements.js'

const now = Date.parse('2026-06-01T00:00:00Z')
type Around = Pick<Parameters<typeof feedFiles>[0], 'config' | 'register'>

const dayOf = (at: number) => `2026-05-${String(at).padStart(2, '0')}`
const told = (post: string, day: string, hour: string) =>
  ({
    key: `update:${post}:${day}`,
    post,
    at: Date.parse(`${day}T${hour}:00:00Z`),
    severity: 'info',
    text: 'New.',
  }) as const
const register: Register = {
  ...emptyRegister,
  updates: [
    told(`${dayOf(3)}-lamp-3`, '2026-05-06', '09'),
    told(`${dayOf(3)}-lamp-3`, '2026-05-07', '09'),
    told(`${dayOf(4)}-lamp-4`, '2026-05-04', '09'),
    told(`${dayOf(8)}-lamp-8`, '2026-05-20', '10'),
  ],
  addresses: new Map([[`${dayOf(2)}-lamp-2`, [`${SITE_URL}/old/`]]]),
  retractions: [{ post: 'gone', url: `${SITE_URL}/news/gone/`, at: Date.parse('2026-05-09T10:00:00Z') }],
}
const lists = [{ id: 'oil', title: 'Oil', description: '', categories: ['oil'] }]
const arounds: readonly Around[] = [
  { feeds: { entries: 2 } },
  { feeds: { entries: 3, updates: 'in-place' as const }, lists },
  { feeds: { entries: 2, ids: 'url' as const } },
  { feeds: { entries: 2, archive: ['atom' as const, 'json' as const], provenance: true } },
  { feeds: { entries: 2, pages: false } },
  { feeds: { entries: 1 } },
].map((about) => ({ config: configOf(about), register }))

const post = (at: number, about: Partial<Announcement> = {}) =>
  announcement({ title: `Lamp ${at}`, day: dayOf(at), slug: `lamp-${at}`, ...about })
const other: fc.Arbitrary<Partial<Announcement>> = fc.oneof(
  fc.constantFrom('Wick', 'Oil').map((title) => ({ title })),
  fc.constantFrom(['oil'], ['news', 'oil'], []).map((categories) => ({ categories })),
  fc.constantFrom(2, 6, 40).map((at) => ({ instant: Date.parse('2026-05-01T09:00:00Z') + at * 86_400_000 })),
  fc
    .constantFrom('/news/other/', '/old/', '/news/gone/', '/news/2026/05/04/lamp-4/')
    .map((path) => ({ url: SITE_URL + path })),
  fc.constant({ unlisted: true as const }),
  fc.constant({ withdrawn: true }),
  fc.constant({ redirectFrom: [`${SITE_URL}/news/other/`] }),
  fc.constantFrom(1, 2).map((at) => ({ path: '', kind: 'end-of-life' as const, follows: `${dayOf(at)}-lamp-${at}` })),
  fc.constantFrom('a', 'b').map((digest) => ({ digest })),
)
const posts = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.option(other, { freq: 3 })), { selector: ([at]) => at })
  .map((all) => all.map(([at, about]) => post(at, about ?? {})))

function plan(announcements: readonly Announcement[], { config, register }: Around, before?: PlanBefore) {
  const known = before && knownPlan(before, announcements, config.feeds.ids)
  const input = { announcements, register, config, now }
  const feeds = feedFiles(input, known)
  const pages = siteFiles({ ...input, feeds: feeds.names }, makePage, known)
  const files = [...feeds.files, ...pages]
  return {
    inputs: new Map(files.map(({ path, inputs }) => [path, inputs])),
    held: heldPosts('plan', announcements, feeds, pages),
    known: [
      ...feeds.archive.flatMap((page) => (page.isKnown ? page.files : [])),
      ...pages.filter((page) => page.isKnown),
    ],
  }
}

function after({ inputs, held }: ReturnType<typeof plan>): PlanBefore {
  const files = new Map([...inputs].map(([path, of]) => [path, of === undefined ? {} : { inputs: of }]))
  return { held, otherwise: [], files }
}

test.each(arounds)('what is known is what would be planned: %#', (around) => {
  fc.assert(
    fc.property(posts, posts, posts, (first, second, third) => {
      const known = plan(second, around, after(plan(first, around)))
      const anew = plan(second, around)
      expect(known.inputs).toEqual(anew.inputs)
      expect(known.held).toEqual(anew.held)
      expect(plan(third, around, after(known)).inputs).toEqual(plan(third, around).inputs)
    }),
    { numRuns: 150 },
  )
})

const nine = Array.from({ length: 9 }, (_none, at) => post(at + 1))
const [around = { config: configOf(), register }] = arounds
const plain = { ...around, register: emptyRegister }

test('of a new post its neighbour is asked what it is made from, and the last page of the archive', () => {
  const before = plan(nine, plain)
  const now = plan([...nine, post(10)], plain, after(before))
  const paths = now.known.map(({ path }) => path).filter((path) => !/rss|json/.test(path))
  expect(paths).toEqual([
    ...[1, 2, 3].map((page) => `feeds/archive/${page}/atom.xml`),
    ...[8, 7, 6, 5, 4, 3, 2, 1].map((at) => `news/2026/05/0${at}/lamp-${at}/index.html`),
  ])
})

test('what changed since by itself is known of no file that shows it', () => {
  const before = { ...after(plan(nine, plain)), otherwise: [2] }
  const known = plan(nine, plain, before).known.map(({ path }) => path)
  expect(known).not.toContain('news/2026/05/07/lamp-7/index.html')
  expect(known).not.toContain('feeds/archive/4/atom.xml')
  expect(known).toContain('feeds/archive/3/atom.xml')
})

test('where addresses are ids, an entry may be another because of a post on another page', () => {
  const byUrl = { config: configOf({ feeds: { entries: 2, ids: 'url' } }), register: emptyRegister }
  const [, ...others] = nine
  const first = post(1, { url: post(3).url })
  const known = plan([first, ...others], byUrl, after(plan(nine, byUrl)))
  expect(known.inputs).toEqual(plan([first, ...others], byUrl).inputs)
})
