import { expect, test } from 'vitest'
import { freshNotice, type Notice } from '../../src/notices/notice.js'
import { mailedTo, repetitionsOf, startsThread, threadOf } from '../../src/notices/thread.js'
import { threadsOf, treeLines } from '../support/jwz.js'

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

const recall = notice('update:news:2026-05-11', {
  kind: 'update',
  severity: 'recall',
  toldAt: 4,
  followUpOf: first.key,
})
const afterwards = notice('update:news:2026-05-12', { kind: 'update', toldAt: 5, followUpOf: first.key })
const told = [
  { key: first.key, messageId: '<1>', lists: ['releases', 'all'] },
  { key: update.key, messageId: '<3>', lists: ['releases', 'all'] },
  { key: recall.key, messageId: '<4>', lists: ['releases'] },
  { key: afterwards.key, messageId: '<5>', lists: ['releases', 'all'] },
]

test('a recall starts a thread of its own, as an announcement that is one does; an update does not', () => {
  expect(startsThread(recall)).toBe(true)
  expect(startsThread(notice('announcement:other', { severity: 'recall', followUpOf: first.key }))).toBe(true)
  expect(
    [update, notice('update:news:2026-05-13', { severity: 'important', kind: 'update' })].map(startsThread),
  ).toEqual([false, false])
})

test('what follows a recall answers it, on each list that was mailed it', () => {
  const all = [...notices, recall, afterwards]
  expect(mailedTo('releases', told, all)).toEqual(['<4>', '<5>'])
  expect(mailedTo('all', told, all)).toEqual(['<1>', '<3>', '<5>'])
})

test('a recall that an old release put under the announcement stays there, and what follows stands below it', () => {
  const message = (id: string, ...references: string[]) => ({
    ...{ id, subject: id, references: references.join(' '), inReplyTo: references.at(-1) ?? '' },
  })
  const references = mailedTo('releases', told.slice(0, 3), [...notices, recall])
  const old = [message('<1>'), message('<3>', '<1>'), message('<4>', '<1>', '<3>'), message('<5>', ...references)]
  expect(treeLines(threadsOf(old))).toEqual(['<1>', '  <3>', '    <4>', '      <5>'])
  const today = [message('<1>'), message('<3>', '<1>'), message('<4>'), message('<5>', ...references)]
  expect(treeLines(threadsOf(today))).toEqual(['<1>', '  <3>', '<4>', '  <5>'])
})
