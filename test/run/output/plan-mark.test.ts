/** A plan is the same where nothing that it is made from changed, until the next instant that it names. */
import { expect, test } from 'vitest'
import { midnight, spreadMs } from '../../../src/base/days.js'
import { emptyRegister } from '../../../src/register/register.js'
import { noReleases } from '../../../src/releases/release.js'
import { holdsStill, type Planning, planMark } from '../../../src/run/output/plan-mark.js'
import { announcement, configOf } from '../../support/announcements.js'

const at = (text: string) => Date.parse(text)
const now = at('2026-06-01T12:00:00Z')
const post = announcement({ title: 'Lantern OS 3.1.0 has been released', day: '2026-05-04' })
const planning: Planning = {
  announcements: [post],
  register: emptyRegister,
  releases: noReleases,
  config: configOf({}),
  now,
  program: 'this',
}
const untilOf = (about: Partial<Planning>) => planMark({ ...planning, ...about }).until
const ofPost = (about: Partial<typeof post>) => ({ announcements: [{ ...post, ...about }] })

test('it holds until the day ends, at the site and in UTC, where nothing is to come before', () => {
  expect(untilOf({})).toBe(at('2026-06-02T00:00:00Z'))
  expect(untilOf({ config: configOf({ site: { timezone: 'Pacific/Auckland' } }) })).toBe(at('2026-06-02T00:00:00Z'))
  expect(untilOf({ config: configOf({ site: { timezone: 'America/Lima' } }), now: at('2026-06-01T04:00:00Z') })).toBe(
    at('2026-06-01T05:00:00Z'),
  )
})

test.each([
  ['a post of later', ofPost({ instant: now + 1_000 }), now + 1_000],
  ['a post that expires', ofPost({ expires: now + 2_000 }), now + 2_000],
  ['an update in a body', ofPost({ updates: [{ day: '2026-06-01', instant: now + 3_000 }] }), now + 3_000],
  [
    'an update of this day, when feeds have it',
    ofPost({ updates: [{ day: '2026-06-01', instant: now - 1_000 }] }),
    now - 1_000 + spreadMs(post.id),
  ],
  ['an update that was told', { register: { ...emptyRegister, told: new Map([['k', now + 4_000]]) } }, now + 4_000],
  [
    'a post that was taken back',
    {
      register: { ...emptyRegister, retractions: [{ post: 'x', url: 'https://lantern.example/x/', at: now + 5_000 }] },
    },
    now + 5_000,
  ],
] satisfies [string, Partial<Planning>, number][])('%s is the next instant', (_what, about, until) => {
  expect(untilOf(about)).toBe(until)
})

test('an update that front matter states counts from midnight at the site', () => {
  const lima = configOf({ site: { timezone: 'America/Lima' } })
  const stated = ofPost({ statedUpdates: [{ day: '2026-06-01', text: 'x' }] })
  const before = at('2026-06-01T04:30:00Z')
  expect(untilOf({ ...stated, config: lima, now: before })).toBe(midnight('2026-06-01', 'America/Lima'))
})

test('it is another one where anything that it is made from is', () => {
  const { of } = planMark(planning)
  const others: Partial<Planning>[] = [
    { program: 'another' },
    ofPost({ title: 'Other' }),
    ofPost({ digest: 'of another body' }),
    { announcements: [] },
    { announcements: [post, announcement({ title: 'More', day: '2026-05-05' })] },
    { register: { ...emptyRegister, urls: new Map([['a', 'b']]) } },
    { releases: { products: [], unreadable: ['*'] } },
    { releases: { products: [], unreadable: [], renamed: new Map([['a/1', 'a/2']]) } },
    { config: configOf({ site: { title: 'Other' } }) },
    { pictures: new Map([[post.path, [{ name: 'a.png', stamp: '1', bytes: () => Buffer.from('') }]]]) },
  ]
  const marks = others.map((about) => planMark({ ...planning, ...about }).of)
  expect(new Set([of, ...marks]).size).toBe(others.length + 1)
  expect(planMark({ ...planning, now: now + 1 }).of).toBe(of)
})

test('it holds between its instants, and not for a clock that was set back', () => {
  const mark = planMark(planning)
  const then = (instant: number) => holdsStill(mark, planMark({ ...planning, now: instant }))
  expect([now, mark.until - 1].map(then)).toEqual([true, true])
  expect([now - 1, mark.until].map(then)).toEqual([false, false])
})
