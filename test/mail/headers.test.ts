import { expect, test } from 'vitest'
import type { List } from '../../src/config/schema.js'
import { listHeaders, messageIdFor, personalHeaders, testHeaders } from '../../src/mail/headers.js'
import { configOf } from '../support/announcements.js'

const config = configOf({ web: { url: 'https://mail.lantern.example' } })
const list: List = { id: 'releases', title: 'Releases', description: '', categories: ['releases'] }

const headers = (severity: 'info' | 'important' | 'recall' = 'info', key = 'announcement:news') => {
  const fields = listHeaders({
    config,
    list,
    key,
    severity,
    archivedAt: 'https://lantern.example/news/',
    unsubscribeUrl: 'https://mail.lantern.example/unsubscribe/TOKEN',
  })
  return Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]))
}

test('list mail says what list it is of and how to leave it', () => {
  expect(headers()).toEqual({
    'List-Id': '"Lantern OS: Releases" <releases.announce.lantern.example>',
    'List-Unsubscribe': '<https://mail.lantern.example/unsubscribe/TOKEN>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'List-Subscribe': '<https://mail.lantern.example/subscribe>',
    'List-Help': '<https://mail.lantern.example/help>',
    'List-Archive': '<https://lantern.example/>',
    'List-Post': 'NO',
    'Archived-At': '<https://lantern.example/news/>',
    Precedence: 'bulk',
    'Auto-Submitted': 'auto-generated',
    'Feedback-ID': expect.stringMatching(/^[0-9a-f]{24}:releases:announcement:announce\.lantern\.example$/),
  })
})

test('the name of the list is the same for every notice', () => {
  expect(headers('info', 'announcement:other')['List-Id']).toBe(headers()['List-Id'])
  expect(headers('info', 'announcement:other')['Feedback-ID']).not.toBe(headers()['Feedback-ID'])
})

test('only a recall claims to be important', () => {
  expect(headers('recall').Importance).toBe('high')
  expect(headers('important').Importance).toBeUndefined()
})

test('a confirmation is no list mail and is answered by nobody', () => {
  const names = Object.keys(personalHeaders(config, 'confirmation'))
  expect(names).toEqual(['Auto-Submitted', 'Feedback-ID'])
  expect(personalHeaders(config, 'confirmation')['Auto-Submitted']?.value).toBe('auto-generated')
})

test('a test is marked as one', () => {
  expect(testHeaders()).toEqual({ 'X-Belfry-Test': { prepared: true, value: 'yes' } })
})

test('a notice has one Message-ID on the domain of the list, whatever stands in its key', () => {
  expect(messageIdFor('announcement:news', 'lists.example')).toBe(messageIdFor('announcement:news', 'lists.example'))
  expect(messageIdFor('announcement:news', 'lists.example')).not.toBe(
    messageIdFor('announcement:other', 'lists.example'),
  )
  for (const key of ['announcement:news', 'announcement:<é\r\n>', ''])
    expect(messageIdFor(key, 'lists.example')).toMatch(/^<[0-9a-f]{24}@lists\.example>$/)
})
