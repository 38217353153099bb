import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compose, type MessageInput } from '../../src/mail/compose.js'
import { configOf } from '../support/announcements.js'
import { headOf, parseMail, valuesOf, wireFaults } from './wire.js'

const config = configOf()

const input = (about: Partial<MessageInput> = {}): MessageInput => ({
  config,
  subject: 'Lantern OS 3.1.0 has been released',
  text: 'It is out.\n',
  html: '<!doctype html><html lang="en"><body><p>It is <b>out</b>.</p></body></html>',
  headers: {},
  messageId: '<one@announce.lantern.example>',
  date: new Date('2026-05-04T12:00:00Z'),
  ...about,
})

/** NUL cannot stand in a message, and what is a lone surrogate is no text. */
const text = fc.string({ unit: 'grapheme', maxLength: 300 })

test('the same input is the same bytes', async () => {
  expect((await compose(input())).equals(await compose(input()))).toBe(true)
})

test('everything of a head stands in it once, and To is left to be written for each person', async () => {
  const bytes = await compose(input())
  for (const name of ['From', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type'])
    expect(valuesOf(bytes, name).length, name).toBe(1)
  for (const name of ['To', 'Cc', 'Bcc', 'Reply-To', 'In-Reply-To', 'References', 'X-Mailer'])
    expect(valuesOf(bytes, name), name).toEqual([])
  expect(valuesOf(bytes, 'From')).toEqual(['Lantern OS <announce@lantern.example>'])
  expect(valuesOf(bytes, 'Date')).toEqual(['Mon, 04 May 2026 12:00:00 +0000'])
  expect(valuesOf(bytes, 'Message-ID')).toEqual(['<one@announce.lantern.example>'])
})

test('plain text stands before HTML', async () => {
  const bytes = await compose(input())
  expect(valuesOf(bytes, 'Content-Type')[0]).toMatch(/^multipart\/alternative;/)
  const types = bytes.toString('latin1').match(/^Content-Type: text\/[^\r]*/gim)
  expect(types).toEqual([
    'Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no',
    'Content-Type: text/html; charset=utf-8',
  ])
})

test('without HTML the message is text/plain alone', async () => {
  const { html, ...plain } = input()
  const bytes = await compose(plain)
  expect(valuesOf(bytes, 'Content-Type')).toEqual(['text/plain; charset=utf-8; format=flowed; delsp=no'])
  expect(bytes.toString()).not.toMatch(/multipart|boundary|text\/html/i)
  expect(bytes.toString().endsWith('\r\n\r\nIt is out.\r\n')).toBe(true)
})

test('a reply names what it follows, the last in In-Reply-To and all in References', async () => {
  const bytes = await compose(input({ references: ['<a@lantern.example>', '<b@lantern.example>'] }))
  expect(valuesOf(bytes, 'In-Reply-To')).toEqual(['<b@lantern.example>'])
  expect(valuesOf(bytes, 'References')).toEqual(['<a@lantern.example> <b@lantern.example>'])
})

test('a reply-to that is configured is there', async () => {
  const replyTo = { name: 'Lantern talk', address: 'talk@lantern.example' }
  expect(valuesOf(await compose(input({ config: configOf({ mail: { replyTo } }) })), 'Reply-To')).toEqual([
    'Lantern talk <talk@lantern.example>',
  ])
})

test.each([
  'Released\r\nBcc: victim@example.org',
  'Released\nX-Evil: yes',
  'Released\rX-Evil: yes',
  'Released\r\n\r\n<script>alert(1)</script>',
  'Released\u2028X-Evil: yes',
  'Released\0X-Evil: yes',
])('a subject cannot begin another header field: %j', async (subject) => {
  const bytes = await compose(input({ subject }))
  expect(valuesOf(bytes, 'Subject').length).toBe(1)
  for (const name of ['Bcc', 'X-Evil']) expect(valuesOf(bytes, name)).toEqual([])
  // Nothing of it comes after the head.
  expect(headOf(bytes).match(/evil|victim|script/gi)?.length ?? 0).toBe(
    bytes.toString('latin1').match(/evil|victim|script/gi)?.length ?? 0,
  )
  expect(wireFaults(bytes)).toEqual([])
})

test.each([
  '🎉'.repeat(80),
  'Lantern OS 3.1.0 🏮 ist da — größer, schöner und mit längeren Wörtern als je zuvor 🏮🏮🏮',
  'שלום '.repeat(40).trim(),
  '👩‍👩‍👧‍👦'.repeat(30),
  'a '.repeat(600).trim(),
])('a subject comes out as it went in: %j', async (subject) => {
  const bytes = await compose(input({ subject }))
  expect(wireFaults(bytes)).toEqual([])
  expect((await parseMail(bytes)).subject).toBe(subject)
})

test('a word that fits no line is cut', async () => {
  const bytes = await compose(input({ subject: 'long'.repeat(300) }))
  expect(wireFaults(bytes)).toEqual([])
  expect((await parseMail(bytes)).subject).toBe(`${'long'.repeat(50)}…`)
})

test('whatever subject and text hold, the wire format is kept and both come out as they went in', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, async (subject, body) => {
      const bytes = await compose(input({ subject, text: body }))
      expect(wireFaults(bytes)).toEqual([])
      const mail = await parseMail(bytes)
      const line = (of: string | undefined) => (of ?? '').replace(/\s+/g, ' ').trim()
      expect(line(mail.subject)).toBe(line(subject))
    }),
    { numRuns: 200 },
  )
})

test('lines of any length and any controls in both parts stay within 998 octets', async () => {
  const wild = fc.string({ unit: 'binary', maxLength: 2500 })
  await fc.assert(
    fc.asyncProperty(wild, wild, async (plain, html) => {
      const faults = wireFaults(await compose(input({ text: plain, html })))
      expect(faults).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test.each(['Fix for =?utf-8?q?=41?= in subjects', '=?UTF-8?B?TGFtcA==?=', `=?x?q?${'ä'.repeat(120)}?= and =?y?`])(
  'the subject %j, which looks like an encoded word, is read as it was written',
  async (subject) => {
    const bytes = await compose(input({ subject }))
    expect(wireFaults(bytes)).toEqual([])
    expect(valuesOf(bytes, 'Subject')).toHaveLength(1)
    expect(valuesOf(bytes, 'Subject')[0]).not.toContain(subject)
    expect((await parseMail(bytes)).subject).toBe(subject)
  },
)
