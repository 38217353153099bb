import { expect, test } from 'vitest'
import { freshNotice, type Notice } from '../../src/notices/notice.js'
import { mailedTo, repetitionsOf, threadOf } from '../../src/notices/thread.js'

function notice(key: string, about: Partial<Notice> = {}): Notice {
  return {
    ...freshNotice,
    key,
    kind: 'announcement',
    state: 'told',
    severity: 'info',
    post: 'news',
    since: 0,
    until: 0,
    reason: '',
    toldAt: 1,
    followUpOf: null,
    ...about,
  }
}

const first = notice('announcement:news')
const repetition = notice('manual:one', { kind: 'manual', toldAt: 2, followUpOf: first.key })
const update = notice('update:news:2026-05-09', { kind: 'update', toldAt: 3, followUpOf: first.key })
const next = notice('update:news:2026-05-10', { kind: 'update', toldAt: null, followUpOf: first.key })
const notices = [first, update, repetition, next]

test('an update comes after the announcement, its repetitions and the updates before it, in the order they were told', () => {
  expect(threadOf(next, notices)).toEqual([first.key, repetition.key, update.key])
  expect([...repetitionsOf(next, notices)]).toEqual([repetition.key])
})

test('a list that had something repeated to it is referred to the first mail of it too', () => {
  const thread = [
    { key: first.key, messageId: '<1>', lists: ['releases'] },
    { key: repetition.key, messageId: '<2>', lists: ['all'] },
    { key: update.key, messageId: '<3>', lists: ['releases', 'all'] },
  ]
  expect(mailedTo('releases', thread, notices)).toEqual(['<1>', '<3>'])
  expect(mailedTo('all', thread, notices)).toEqual(['<1>', '<2>', '<3>'])
  expect(mailedTo('security', thread, notices)).toEqual([])
})
