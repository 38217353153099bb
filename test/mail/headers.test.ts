import { expect, test } from 'vitest'
import type { List } from '../../src/config/schema.js'
import { listHeaders, messageIdFor, personalHeaders, testHeaders } from '../../src/mail/headers.js'
import { configOf } from '../support/announcements.js'

const config = configOf({ web: { url: 'https://mail.lantern.example' } })
const list: List = { id: 'releases', title: 'Releases', description: '', categories: ['releases'] }

const ways = { unsubscribeUrl: 'https://mail.lantern.example/unsubscribe/TOKEN', leave: '0a'.repeat(23) }

const headers = (severity: 'info' | 'important' | 'recall' = 'info', key = 'announcement:news', of = config) => {
  const fields = listHeaders({
    config: of,
    list,
    key,
    severity,
    archivedAt: 'https://lantern.example/news/',
    ...ways,
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
    'Content-Language': 'en',
    'Feedback-ID': expect.stringMatching(/^[0-9a-f]{24}:releases:announcement:announce\.lantern\.example$/),
  })
})

test.each([
  { pipe: true },
  { maildir: 'mail' },
  { mbox: 'box' },
  { listen: { protocol: 'smtp' as const, host: '127.0.0.1', port: 25 } },
])('an address to leave by is offered after the link, where mail to it is read: %j', (inbound) => {
  const read = configOf({ web: { url: 'https://mail.lantern.example' }, inbound })
  const mailto = `<mailto:u-${ways.leave}@announce.lantern.example?subject=unsubscribe>`
  const field = `<${ways.unsubscribeUrl}>,\r\n ${mailto}`
  const list = headers('info', 'announcement:news', read)
  expect(list).toMatchObject({ 'List-Unsubscribe': field, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' })
  expect(personalHeaders(read, 'welcome', ways)['List-Unsubscribe']?.value).toBe(field)
  expect(personalHeaders(read, 'confirmation')['List-Unsubscribe']).toBeUndefined()
  // Where nobody reads it, it would be a promise that is not kept.
  expect(personalHeaders(config, 'welcome', ways)['List-Unsubscribe']?.value).toBe(`<${ways.unsubscribeUrl}>`)
})

test.each([
  ['Say "hello" \\\\ now', '"Lantern OS: Say \\"hello\\" \\\\\\\\ now"'],
  ['Freigaben für Prüfer', '=?utf-8?B?'],
  ['=?utf-8?Q?x?=', '=?utf-8?B?'],
  ['Über '.repeat(40), '=?utf-8?B?'],
  ['A\r\nBcc: x', '"Lantern OS: A Bcc: x"'],
])('the phrase of a list called %j cannot break out of its field', (title, start) => {
  const { 'List-Id': field } = listHeaders({
    ...{ config, list: { ...list, title }, key: 'announcement:x', severity: 'info' },
    ...{ archivedAt: 'https://lantern.example/', unsubscribeUrl: 'https://lantern.example/u' },
  })
  const value = field?.value ?? ''
  expect(value.startsWith(start), value).toBe(true)
  expect(value.replace(/\r\n(?= )/g, '')).toMatch(/^[\x20-\x7e]* <releases\.announce\.lantern\.example>$/)
  for (const line of `List-Id: ${value}`.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
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
  expect(names).toEqual(['Auto-Submitted', 'Content-Language', 'Feedback-ID'])
  expect(personalHeaders(config, 'confirmation')['Auto-Submitted']?.value).toBe('auto-generated')
})

test('every mail says its language, that of a post first; operators read English', () => {
  const german = configOf({ site: { language: 'de' } })
  const of = (language?: string) =>
    listHeaders({
      ...{ config: german, list, key: 'announcement:x', severity: 'info' as const, language },
      ...{ archivedAt: 'https://lantern.example/', unsubscribeUrl: 'https://lantern.example/u' },
    })['Content-Language']?.value
  expect([of(), of('de'), of('fr')]).toEqual(['de', 'de', 'fr, de'])
  expect(personalHeaders(german, 'confirmation')['Content-Language']?.value).toBe('de')
  expect(personalHeaders(german, 'operators')['Content-Language']?.value).toBe('en')
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
