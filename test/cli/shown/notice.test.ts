import { expect, test } from 'vitest'
import { mailingLines } from '../../../src/cli/mailings/shown.js'
import { noticeLines } from '../../../src/cli/shown/notice.js'
import type { NoticeRecord } from '../../../src/run/operators/notice-record.js'

const KEY = 'update:2026-05-01-news:2026-05-04'
const asked: NoticeRecord = {
  key: KEY,
  kind: 'update',
  state: 'asked',
  severity: 'info',
  post: '2026-05-01-news',
  since: '2026-05-04T09:00:00Z',
  until: '2026-05-04T09:30:00Z',
  reason: 'a changed checksum (1a → 2b)',
  revision: 2,
  text: 'The checksum is `2b`.\n\nNothing else.',
  textBy: 'post',
  diff: 'The checksum is [-1a.\n-]{+2b.\n+}',
}

test('a question says what it is, whom it would reach and what can be done', () => {
  const view = { record: asked, title: 'News', reach: { lists: ['all'], recipients: 1 } }
  expect(noticeLines(view).join('\n')).toBe(`Update of: News
  ${KEY}, revision 2, severity info
Is this news? You are asked: a changed checksum (1a → 2b).
It would reach 1 person on all.

What it says, in the words of the post:
    The checksum is \`2b\`.

    Nothing else.

What changed, [-taken out-] and {+put in+}:
    The checksum is [-1a.-]{+2b.+}

  belfry notices approve ${KEY} --revision 2    # the next run tells it
  belfry notices dismiss ${KEY}                 # nobody is told`)
})

test.each([
  [
    'settling',
    'It settles until 2026-05-04T09:30:00Z; the first run after that tells it.',
    ['approve', 'dismiss', 'hold'],
  ],
  ['held', 'It is held until you say so: why.', ['approve', 'dismiss']],
  ['due', 'The next run tells it (why).', ['dismiss', 'hold']],
  ['told', 'It was told at 2026-05-04T10:00:00Z.', []],
  ['dismissed', 'Nobody is told of it: why.', []],
  ['gone', 'It is void: why.', []],
] as const)('what is %s says so, and what can be done with it', (state, sentence, ways) => {
  const { text: _, diff: __, ...bare } = asked
  const lines = noticeLines({ record: { ...bare, state, reason: 'why', toldAt: '2026-05-04T10:00:00Z' } })
  expect(lines[2]).toBe(sentence)
  expect(lines.flatMap((line) => /belfry notices (\w+)/.exec(line)?.[1] ?? [])).toEqual(ways)
})

test.each([
  ['announcement', { post: 'a' }, 'Announcement: a'],
  ['retraction', { post: 'a' }, 'A told post is gone: a'],
  ['manual', { post: 'a' }, 'Sent again to a list: a'],
  ['end-of-life', { title: 'Lantern OS 4.1 ends' }, 'End of life: Lantern OS 4.1 ends'],
] as const)('%s', (kind, about, heading) => {
  const { post: _, ...bare } = asked
  expect(noticeLines({ record: { ...bare, kind, ...about } })[0]).toBe(heading)
})

test('a mailing says how far it is, what is not zero, and what can be done', () => {
  const zero = { queued: 0, leased: 0, sending: 0, deferred: 0, failed: 0, uncertain: 0, cancelled: 0 }
  const about = { mailing: 3, key: 'announcement:a', subject: 'News', messageId: '<m@x.example>', lists: ['all'] }
  const times = { startedAt: '2026-05-04T10:00:00Z', finishedAt: null, rate: 2.5 }
  const details = {
    ...zero,
    ...about,
    ...times,
    state: 'paused',
    audience: 10,
    accepted: 4,
    reason: 'pause by an operator',
  }
  expect(mailingLines({ ...details, state: 'paused', queued: 5, failed: 1, maybeTwice: 1 }).join('\n')).toBe(
    `Mailing 3, paused: News
pause by an operator.
4 of 10 people accepted, on all.
5 queued, 1 failed, 1 may have it twice.
It began at 2026-05-04T10:00:00Z, 2.5 accepted a second.
  announcement:a, <m@x.example>

  belfry mailings resume 3                # it goes on
  belfry mailings cancel 3                # what was not started is never sent
  belfry mailings retry 3                 # what failed is tried again
  belfry mailings show 3 --failed         # whose server refused it, and its words
  belfry mailings show 3 --maybe-twice    # who may have it twice`,
  )
  const idle = { ...details, state: 'queued' as const, reason: '', startedAt: null, maybeTwice: 0 }
  expect(mailingLines(idle)[2]).toBe('Nothing of it was sent yet.')
})
