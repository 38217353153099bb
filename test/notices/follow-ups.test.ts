/**
 * Which post a post follows up: what it states, what its title says, the end of a life that approached; and what it
 * never is.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { coveredBy, followUpOf } from '../../src/notices/follow-ups.js'
import type { Announcement } from '../../src/posts/announcement.js'
import { announcement } from '../support/announcements.js'

const BODY = 'What changed is below.\n'
const post = (title: string, day = '2026-05-04', more: Partial<Announcement> = {}) =>
  announcement({ title, day, body: BODY, kind: 'general', ...more })
const ending = (title: string, day: string) => post(title, day, { kind: 'end-of-life' })
const link = (to: Announcement) => ({ body: `See [the first post](${to.url}).\n` })
/** The title of what a post follows, or undefined. */
function followed(later: Announcement, ...others: readonly Announcement[]): string | undefined {
  const key = followUpOf(later, [later, ...others])
  return others.find((one) => `announcement:${one.id}` === key)?.title
}

const BULLETIN = post('LSB #7: The lamp leaks light', '2026-04-01')
const OTHERS = [
  post('LSB #6: The wick burns', '2026-03-01'),
  post('LSB #17: The lamp leaks oil', '2026-04-20'),
  post('Lantern OS 3.1.0 has been released', '2026-04-10'),
  post('Xenon advisory 7 does not affect Lantern OS', '2026-04-02'),
]

describe('a title that adds to a numbered post', () => {
  test.each([
    'Update for LSB #7: The lamp leaks light',
    'Update to LSB #7',
    'Important update on LSB-007: a patch is there',
    'Second update for LSB #07 (the lamp)',
    'Addendum to LSB 7',
    'Follow-up to LSB #7: more lamps',
    'Correction: LSB #7',
    'Erratum for the LSB #7',
    '[Update] LSB #7: The lamp leaks light',
    'LSB #7 update: a patch is there',
    'LSB-007 (update)',
    'LSB #7: addendum',
    'Update for LSB #7: The lamp leaks light, and LSB #6',
  ])('%s', (title) => {
    expect(followed(post(title), ...OTHERS, BULLETIN)).toBe(BULLETIN.title)
  })

  test.each([
    ['Update for LSB #7', 'Lantern Security Bulletin #7: The lamp leaks light'],
    ['Update for LSB #7', 'Lantern Security Bulletin (LSB) #7: The lamp leaks light'],
    ['Update for LSB #7', 'Lantern security bulletin 007'],
    ['Update for Lantern Security Bulletin 7', 'Lantern Security Bulletin (LSB) 007'],
    ['Update on CVE-2026-0007', 'CVE-2026-0007: The lamp leaks light'],
    ['Correction: Lantern OS 3.2.0', 'Lantern OS 3.2.0 has been released'],
    ['Update: The second lamp factory', 'The second lamp factory'],
  ])('%s adds to %s', (title, original) => {
    expect(followed(post(title), post(original, '2026-04-01'), ...OTHERS)).toBe(original)
  })

  test('a second update is threaded under the original, not under the first', () => {
    const first = post('Update for LSB #7: a patch', '2026-04-10')
    expect(followed(post('Update for LSB #7: another patch'), first, BULLETIN)).toBe(BULLETIN.title)
  })

  test('an original that was retitled stays the original', () => {
    for (const title of ['[Updated] LSB #7: The lamp', 'LSB #7 (updated): The lamp'])
      expect(followed(post('Update for LSB #7'), post(title, '2026-04-01'))).toBe(title)
  })

  test('one that is linked is enough where it only mentions the name, or names a version', () => {
    const about = post('Announcement regarding XYZ-254 (Meltdown)', '2026-04-01')
    expect(followed(post('Update on XYZ-254'), about)).toBeUndefined()
    expect(followed(post('Update on XYZ-254', '2026-05-04', link(about)), about)).toBe(about.title)
    const release = post('Lantern OS 3.1.0 has been released', '2026-04-10')
    expect(followed(post('Update for Lantern OS 3.1.0'), release)).toBeUndefined()
    expect(followed(post('Update for Lantern OS 3.1.0', '2026-05-04', link(release)), release)).toBe(release.title)
  })
})

describe('what is not threaded', () => {
  test.each([
    'LSB #8: The lamp leaks light',
    'Update for LSB #8',
    'Update for LSB #70',
    'Update for LSB #7.1',
    'Update for XSB #7',
    'Updates for LSB #7',
    'Security updates for Lantern OS 3.1.0',
    'Update for Lantern OS 3.1.0 available',
    'Update your lamps to Lantern OS 3.1.0',
    'Lantern OS 3.1.0 update 2 has been released',
    'Lantern OS 3.1.0 updated images',
    'Follow-up to the LSB #7 webinar',
    'Follow-up to Lantern OS 3.1.0 survey',
    'Update for LSB #7 and LSB #6',
    'LSB #7: update mechanism vulnerability',
    'Lantern Donation Update',
    'Lantern Security Team Update',
    'Update',
    'Update: 7',
  ])('%s', (title) => {
    expect(followed(post(title), ...OTHERS, BULLETIN)).toBeUndefined()
  })

  test('words that titles share, also where the post is linked', () => {
    const release = post('Lantern OS 3.0.3 has been released', '2026-04-01')
    for (const title of ['Lantern OS 3.0.4 update released', 'Update: Lantern OS 3.0.4', 'Lantern OS Update'])
      expect(followed(post(title, '2026-05-04', link(release)), release)).toBeUndefined()
  })

  test('two that it could be, unless one is linked', () => {
    const again = post('LSB #7: The lamp leaks light, reposted', '2026-04-03')
    const update = post('Update for LSB #7')
    expect(followed(update, BULLETIN, again)).toBeUndefined()
    expect(followed({ ...update, ...link(again) }, BULLETIN, again)).toBe(again.title)
  })

  test('what came later, and itself', () => {
    expect(followed(post('Update for LSB #7', '2026-03-31'), BULLETIN)).toBeUndefined()
    expect(followed(post('Update: Update: LSB #7'))).toBeUndefined()
    expect(followed(post('The lamp', '2026-05-04', { follows: '2026-05-04-the-lamp' }))).toBeUndefined()
  })

  test('front matter is stronger than the title, also where it names nothing there is', () => {
    const update = post('Update for LSB #7', '2026-05-04', { follows: '2026-03-01-lsb-6-the-wick-burns' })
    expect(followed(update, ...OTHERS, BULLETIN)).toBe('LSB #6: The wick burns')
    expect(followed({ ...update, follows: 'nowhere' }, ...OTHERS, BULLETIN)).toBeUndefined()
  })
})

describe('an end of life', () => {
  const approaching = ending('Lantern OS 2.0 approaching EOL on 2026-06-01', '2026-03-01')
  const reached = ending('Lantern OS 2.0 has reached EOL', '2026-06-01')

  test('that is reached follows the one that approached, the first of several', () => {
    expect(followed(reached, approaching)).toBe(approaching.title)
    const near = ending('Lantern OS 2.0 reaches end of life in 30 days', '2026-05-01')
    expect(followed(reached, near, approaching)).toBe(approaching.title)
  })

  test('of another version, of a part, of several, or of one day follows none', () => {
    for (const title of [
      'Lantern OS 2.1 approaching EOL',
      'Lamp OS 2.0 approaching EOL',
      'Lantern OS 2.0-rc1 approaching EOL',
      'Lantern OS 2.0 templates approaching EOL',
      'Lantern OS 2.0 and 2.1 approaching EOL',
    ])
      expect(followed(reached, ending(title, '2026-03-01'))).toBeUndefined()
    expect(followed(reached, { ...approaching, day: reached.day })).toBeUndefined()
    expect(followed(reached, post('Lantern OS 2.0 is out', '2026-03-01'))).toBeUndefined()
  })
})

test('a bulletin among any others is found by its number alone, and no number that is not there finds one', () => {
  const prefix = fc.constantFrom('Update for ', 'Addendum to ', 'Follow-up to ', 'Correction: ', '[Update] ')
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 2, maxLength: 12 })
  const spelling = fc.constantFrom(
    (n: number) => `LSB #${n}`,
    (n: number) => `LSB-${String(n).padStart(3, '0')}`,
  )
  fc.assert(
    fc.property(prefix, numbers, spelling, spelling, (says, [wanted = 0, ...rest], one, other) => {
      const posts = rest.map((n) => post(`${one(n)}: Issue ${wanted} in part ${n}`, '2026-04-01', { slug: `lsb-${n}` }))
      const original = post(`${one(wanted)}: Original`, '2026-04-02')
      const update = post(`${says}${other(wanted)}: more`)
      expect(followed(update, ...posts, original)).toBe(original.title)
      expect(followed(update, ...posts)).toBeUndefined()
    }),
  )
})

test('any titles, however hostile, come to an answer', () => {
  const piece = fc.constantFrom(
    'Update for ',
    'a',
    '-',
    '–',
    ' ',
    '#',
    '7',
    '.',
    '(LSB)',
    'LSB',
    '[x] ',
    'rc',
    'update',
    ':',
    'é',
    '🏮',
  )
  const title = fc.array(piece, { maxLength: 400 }).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(title, title, (a, b) => {
      const found = followed(post(a, '2026-05-04', { slug: 'a' }), post(b, '2026-04-01', { slug: 'b' }))
      expect([undefined, b]).toContain(found)
    }),
  )
  for (const long of [
    'a-'.repeat(5000),
    `${'a'.repeat(5000)} `.repeat(8),
    'an '.repeat(5000),
    '[a] '.repeat(5000),
    '7.'.repeat(5000),
  ])
    expect(followed(post(`Update for ${long}`), BULLETIN)).toBeUndefined()
})

test('a new post that links to an edited one tells it', () => {
  const edited = post('The lamp factory')
  const news = post('A second factory', '2026-05-05', link(edited))
  expect(coveredBy(edited, [edited, news])).toBe(`announcement:${news.id}`)
  expect(coveredBy(edited, [edited, { ...news, body: `${edited.url.slice(0, -1)}-two/` }])).toBeUndefined()
})
