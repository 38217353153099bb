import { describe, expect, test } from 'vitest'
import { approved, dismissed, held, repeatedByHand, sentByHand, updateByHand } from '../../src/notices/by-hand.js'
import { freshNotice, type Notice, type NoticeState } from '../../src/notices/notice.js'
import { DAY, Folder, folderAt, MINUTE, remember, told } from './situations.js'

const NOON = '2026-05-04T12:00:00Z'

function notice(state: NoticeState, about: Partial<Notice> = {}): Notice {
  return {
    ...freshNotice,
    key: 'announcement:news',
    kind: 'announcement',
    state,
    severity: 'info',
    post: 'news',
    since: 0,
    until: 0,
    reason: 'because',
    revision: 2,
    digest: 'd',
    followUpOf: null,
    ...about,
  }
}

const open = ['settling', 'held', 'asked', 'due'] as const
const closed = ['told', 'dismissed', 'gone'] as const

test.each(open)('what is %s can be approved, dismissed and held', (state) => {
  expect(approved(notice(state), { revision: 2 })).toMatchObject({ state: 'due', revision: 2 })
  expect(approved(notice(state), {})).toMatchObject({ state: 'due' })
  expect(dismissed(notice(state))).toMatchObject({ state: 'dismissed' })
  expect(held(notice(state))).toMatchObject({ state: 'held' })
})

test.each(closed)('what is %s cannot', (state) => {
  for (const word of [
    () => approved(notice(state), { revision: 2 }),
    () => dismissed(notice(state)),
    () => held(notice(state)),
  ]) {
    expect(word).toThrow(expect.objectContaining({ code: 'NOTICE_STATE' }))
  }
})

test('an approval of an older revision is refused', () => {
  expect(() => approved(notice('held'), { revision: 1 })).toThrow(
    expect.objectContaining({ code: 'NOTICE_REVISION', message: 'announcement:news is at revision 2 now, not 1.' }),
  )
})

test('an operator’s word is a fact: who holds it, who wrote its text, which revision was approved', () => {
  const update = notice('held', { kind: 'update', text: 'Proposed.', heldBy: 'flood' })
  const said = approved(update, { text: 'Said.' })
  expect(said).toMatchObject({ state: 'due', heldBy: null, text: 'Said.', textBy: 'operator', approved: 2 })
  expect(held(said)).toMatchObject({
    state: 'held',
    heldBy: 'operator',
    text: 'Said.',
    textBy: 'operator',
    approved: null,
  })
  expect(approved(held(said), {})).toMatchObject({ state: 'due', heldBy: null, text: 'Said.', textBy: 'operator' })
  expect(dismissed(held(said))).toMatchObject({ state: 'dismissed', heldBy: null })
  expect(approved(notice('asked', { kind: 'retraction' }), { text: 'Gone.' })).toMatchObject({ textBy: 'operator' })
  expect(() => approved(notice('asked'), { text: 'Said.' })).toThrow(expect.objectContaining({ code: 'NOTICE_STATE' }))
})

test('an approved notice is told at the next run, as its post then reads', () => {
  const folder = folderAt(NOON)
  const post = folder.add({ day: '2026-03-01' })
  folder.run()
  folder.run(30 * MINUTE)
  expect(folder.notice(post.id)?.state).toBe('held')
  folder.memory = { ...folder.memory, notices: folder.memory.notices.map((one) => approved(one, {})) }
  const edited = folder.edit(post, { body: 'Better.\n' })
  const decision = folder.run(MINUTE)
  expect(decision.tell).toMatchObject([{ post: post.id, digest: edited.digest, revision: 2 }])
})

test('a dismissed notice is told by no edit', () => {
  const folder = folderAt(NOON)
  const post = folder.add()
  folder.run()
  folder.memory = { ...folder.memory, notices: folder.memory.notices.map((one) => dismissed(one)) }
  folder.edit(post, { body: 'Better.\n', severity: 'recall' })
  expect(told(folder.run(DAY))).toEqual([])
})

test('sending by hand tells one post now and nothing else with it', () => {
  const folder = folderAt(NOON)
  const post = folder.add({ title: 'One' })
  folder.add({ title: 'Two' })
  folder.run()
  const decision = sentByHand(folder.look(30 * MINUTE), post.id)
  expect(told(decision)).toEqual([`announcement:${post.id}`])
  folder.memory = remember(folder.memory, decision)
  expect(folder.notice(post.id)?.state).toBe('told')
  // The other one is due as before.
  expect(told(folder.run())).toEqual(['announcement:2026-05-04-two'])
})

test('a baseline post can be sent by hand, once', () => {
  const folder = new Folder(Date.parse(NOON))
  const post = folder.add({ day: '2026-01-04' })
  folder.run()
  const decision = sentByHand(folder.look(MINUTE), post.id)
  expect(decision.tell).toMatchObject([{ key: `announcement:${post.id}`, state: 'due', reason: 'sent by hand' }])
  folder.memory = remember(folder.memory, decision)
  expect(() => sentByHand(folder.look(MINUTE), post.id)).toThrow(expect.objectContaining({ code: 'NOTICE_STATE' }))
})

test('a post that is not there cannot be sent', () => {
  expect(() => sentByHand(folderAt(NOON).look(), 'nothing')).toThrow(expect.objectContaining({ code: 'POST_UNKNOWN' }))
})

test('an update by hand takes a number that no notice has, and the definitions of the post', () => {
  const folder = folderAt(NOON)
  const post = folder.add({ body: 'See [the notes].\n\n[the notes]: /notes/\n' })
  folder.memory = {
    ...folder.memory,
    notices: [
      notice('told', { key: `announcement:${post.id}`, post: post.id, toldAt: 1 }),
      notice('told', { key: `update:${post.id}:2026-05-04#2`, kind: 'update', post: post.id, toldAt: 2 }),
    ],
  }
  const words = { text: 'More in [the notes].', severity: 'info' as const, day: '2026-05-04' }
  expect(updateByHand(folder.look(), post.id, words).tell).toMatchObject([
    { key: `update:${post.id}:2026-05-04#3`, text: 'More in [the notes].\n\n[the notes]: /notes/' },
  ])
})

describe('a post repeated by hand', () => {
  const REPETITION = { key: 'manual:one', list: 'all' }
  const situation = (...notices: Notice[]) => {
    const folder = folderAt(NOON)
    const post = folder.add({ slug: 'news', id: 'news' })
    folder.memory = { ...folder.memory, notices }
    return { post, decision: folder.look() }
  }
  const first = notice('told', { toldAt: 5 })

  test('goes to the list alone, without who has it, and is recorded by nobody but who tells it', () => {
    const before = notice('told', { key: 'manual:zero', kind: 'manual', toldAt: 6, followUpOf: first.key })
    const other = notice('told', { key: 'manual:other', kind: 'manual', post: 'other', toldAt: 7 })
    const { decision } = situation(first, before, other)
    const byHand = repeatedByHand(decision, 'news', REPETITION)
    expect(byHand).toMatchObject({ lists: ['all'], without: [first.key, 'manual:zero'], changed: decision.changed })
    expect(byHand.tell).toMatchObject([
      { key: 'manual:one', kind: 'manual', state: 'due', post: 'news', severity: 'info', followUpOf: first.key },
    ])
  })

  test('looks like a recall where it was withdrawn since', () => {
    const recall = notice('told', { key: 'update:news:2026-05-04', kind: 'update', severity: 'recall', toldAt: 9 })
    expect(repeatedByHand(situation(first, recall).decision, 'news', REPETITION).tell[0]?.severity).toBe('recall')
  })

  test.each([
    ['it was not told', [notice('settling', {})], /belfry run tells it/],
    ['its announcement was dismissed', [notice('dismissed', {})], /^belfry send news tells it/],
    ['nobody knows who got it', [notice('told', { toldAt: 5, cameBy: 'register' })], /--update/],
    [
      'nobody knows what was repeated since',
      [
        first,
        notice('told', {
          key: 'manual:two',
          kind: 'manual',
          post: null,
          toldAt: 8,
          cameBy: 'register',
        }),
      ],
      /--update/,
    ],
  ])('is refused where %s', (_why, notices, fix) => {
    const { decision } = situation(...notices)
    expect(() => repeatedByHand(decision, 'news', REPETITION)).toThrow(
      expect.objectContaining({ code: 'NOTICE_STATE', fix: expect.stringMatching(fix) }),
    )
  })
})
