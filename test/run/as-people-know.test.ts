/** Posts that people were told of, and that front matter hides since. In: the post, when it was told. Out: the post. */
import { expect, test } from 'vitest'
import { announcementKey } from '../../src/register/notice-keys.js'
import { asPeopleKnow } from '../../src/run/read-content.js'
import { announcement } from '../support/announcements.js'

const NOW = Date.parse('2026-05-04T10:00:00Z')
const TOLD_AT = Date.parse('2026-05-01T10:00:00Z')
const hidden = { unlisted: true as const }
const recalled = { withdrawn: true, severity: 'recall' as const }

function known(about: Parameters<typeof announcement>[0]) {
  const post = announcement({ instant: TOLD_AT, ...about })
  const told = new Map([[announcementKey(post), TOLD_AT]])
  const [read] = asPeopleKnow({ announcements: [post] }, { now: NOW, told }).announcements
  return { unlisted: read?.unlisted, instant: read?.instant }
}

test('a recall is listed, whatever hides its post', () => {
  expect(known({ ...hidden, ...recalled })).toEqual({ unlisted: undefined, instant: TOLD_AT })
})

test('what nobody was told of stays hidden, withdrawn or not', () => {
  const post = announcement({ instant: TOLD_AT, ...hidden, ...recalled })
  expect(asPeopleKnow({ announcements: [post] }, { now: NOW, told: new Map() }).announcements).toEqual([post])
  expect(known(hidden).unlisted).toBe(true)
})

test('a date that moves ahead takes no page away, and comes to count when it has come', () => {
  expect(known({ instant: NOW + 1 }).instant).toBe(TOLD_AT)
  expect(known({ instant: NOW }).instant).toBe(NOW)
  const post = announcement({ instant: NOW + 1 })
  expect(asPeopleKnow({ announcements: [post] }, { now: NOW, told: new Map() }).announcements).toEqual([post])
})
