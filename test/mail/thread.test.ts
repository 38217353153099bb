/** Threads: what an update's bytes say about what the list was mailed before, and about themselves. */
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { composeTest, freezeAnnouncement, freezeUpdate } from '../../src/mail/freeze-notice.js'
import { personalise } from '../../src/mail/slots.js'
import { loadTemplates } from '../../src/mail/templates/load.js'
import type { Severity } from '../../src/posts/announcement.js'
import { announcement, configOf } from '../support/announcements.js'
import { repository } from '../support/project.js'

const templates = loadTemplates(join(repository, 'emails'))
const listOf = (id: string) => ({ id, title: id, description: '', categories: [id] })
const [releases, all] = [listOf('releases'), listOf('all')] as const
const config = configOf({ lists: [releases, all] })
const post = announcement()
const FIRST = '<first@announce.lantern.example>'
const SECOND = '<second@announce.lantern.example>'

function updateOf(references: readonly string[], severity: Severity = 'info') {
  return {
    config,
    templates,
    key: `update:${post.id}:2026-05-09`,
    announcement: post,
    lists: [releases],
    now: Date.parse('2026-05-09T10:00:00Z'),
    update: { text: 'The image is back.', day: '2026-05-09', severity },
    firstSubject: post.title,
    references: () => references,
  }
}

/** Header fields of the bytes, unfolded, by lower-case name. */
function fieldsOf(bytes: Buffer | undefined): Map<string, string> {
  const head = (bytes?.toString('latin1') ?? '').split('\r\n\r\n')[0] ?? ''
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )
}

test('an update answers the last mail of the thread and names them all, oldest first', async () => {
  const { variants, messageId, subject } = await freezeUpdate(updateOf([FIRST, SECOND]))
  expect(variants.map(({ format }) => format)).toEqual(['html', 'text'])
  for (const { frozen } of variants) {
    const fields = fieldsOf(frozen.bytes)
    expect(fields.get('in-reply-to')).toBe(SECOND)
    expect(fields.get('references')).toBe(`${FIRST} ${SECOND}`)
    expect(fields.get('message-id')).toBe(messageId)
    expect(fields.get('subject')).toBe(subject)
    expect(fields.get('archived-at')).toBe(`<${post.url}>`)
    expect(fields.get('feedback-id')?.split(':')[2]).toBe('update')
  }
})

test('a list that was mailed nothing before gets no thread', async () => {
  const input = {
    ...updateOf([]),
    lists: [releases, all],
    references: (list: string) => (list === 'all' ? [FIRST] : []),
  }
  const { variants } = await freezeUpdate(input)
  const threads = variants.map(({ list, frozen }) => [list, fieldsOf(frozen.bytes).get('references')])
  expect(threads).toEqual([
    ['releases', undefined],
    ['releases', undefined],
    ['all', FIRST],
    ['all', FIRST],
  ])
  expect(fieldsOf(variants[0]?.frozen.bytes).has('in-reply-to')).toBe(false)
})

test('an announcement that follows another is threaded under it, and an operator may set its severity', async () => {
  const { update, firstSubject, ...notice } = updateOf([FIRST])
  const input = { ...notice, key: `announcement:${post.id}`, severity: 'recall' as const }
  const { variants, subject } = await freezeAnnouncement(input)
  const fields = fieldsOf(variants[0]?.frozen.bytes)
  expect(fields.get('in-reply-to')).toBe(FIRST)
  expect(fields.get('importance')).toBe('high')
  expect(fields.get('feedback-id')?.split(':')[2]).toBe('announcement')
  expect(subject).toBe(`Withdrawn: ${post.title}`)
})

test.each([
  ['info', undefined],
  ['important', undefined],
  ['recall', 'high'],
] as const)('severity %s has importance %s, and one click leaves', async (severity, importance) => {
  const { variants } = await freezeUpdate(updateOf([FIRST], severity))
  const fields = fieldsOf(variants[0]?.frozen.bytes)
  expect(fields.get('importance')).toBe(importance)
  expect(fields.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
})

test('a thread of 300 mails folds, and comes out as it went in', async () => {
  const references = Array.from({ length: 300 }, (_, index) => `<${'0'.repeat(20)}${index}@announce.lantern.example>`)
  const { variants } = await freezeUpdate(updateOf(references))
  const bytes = variants[0]?.frozen.bytes ?? Buffer.alloc(0)
  const head = bytes.subarray(0, bytes.indexOf('\r\n\r\n')).toString('latin1')
  const block = /^References:.*(?:\r\n[ \t].*)*/m.exec(head)?.[0] ?? ''
  expect(Math.max(...block.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78)
  expect(Math.max(...head.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
  expect((await PostalMime.parse(bytes)).references).toBe(references.join(' '))
})

test('every place for a person is found in a recall, and nothing of the stand-ins is left', async () => {
  const { variants } = await freezeUpdate(updateOf([FIRST], 'recall'))
  for (const { frozen } of variants) {
    const values = { unsubscribe: 'u'.repeat(39), preferences: 'p'.repeat(39), since: '2026-05-01' }
    expect(new Set(frozen.slots.map(({ name }) => name))).toEqual(new Set(['unsubscribe', 'preferences', 'since']))
    const mail = await PostalMime.parse(personalise(frozen, 'a@b.example', values))
    expect(mail.text).toContain(`/unsubscribe/${values.unsubscribe}`)
    expect(mail.text).toContain(`/preferences/${values.preferences}`)
    expect(mail.text).toContain(values.since)
    if (mail.html !== undefined) expect(mail.html).toContain(`/unsubscribe/${values.unsubscribe}`)
  }
})

test('a test of an update is marked and has a Message-ID of its own', async () => {
  const bytes = await composeTest(updateOf([FIRST], 'recall'), releases, 'html', 'a@b.example')
  const fields = fieldsOf(bytes)
  expect(fields.get('subject')).toBe(`[Test] Withdrawn: ${post.title}`)
  expect(fields.get('x-belfry-test')).toBe('yes')
  expect(fields.get('message-id')).not.toBe((await freezeUpdate(updateOf([FIRST]))).messageId)
  expect((await PostalMime.parse(bytes)).text).toContain('The image is back.')
})
