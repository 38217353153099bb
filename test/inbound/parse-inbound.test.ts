/** Messages that come back: what each says; and that nothing is said of what is no report, however it is cut. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseInbound } from '../../src/inbound/parse-inbound.js'
import { awayReply, awaySubjects, serverShapes } from './server-shapes.js'
import { arf, dsn, PATH, plain, shapes } from './shapes.js'

const read = async (message: string, recipient?: string) => await parseInbound(Buffer.from(message), recipient)

describe('what came back says', () => {
  test.each([...shapes, ...serverShapes])('%s', async (_name, message, said) => {
    const found = await read(message)
    const what = found.is === 'bounce' ? `${found.class} ${found.status}`.trim() : found.is
    expect(what, JSON.stringify(found)).toBe(said)
    if ('returnPaths' in found) expect(found.returnPaths).toEqual([PATH])
  })
})

test('a complaint names the links of the message that it is about, folded or not', async () => {
  const token = `${'aB-_'.repeat(9)}xyz`
  const fields = `List-Unsubscribe: <https://mail.lantern.example/unsubscribe/\r\n ${token}>`
  expect(await read(arf('abuse', fields))).toMatchObject({ is: 'complaint', tokens: [token], returnPaths: [] })
  // What the text of the message holds is not believed.
  expect(await read(arf('abuse', `Subject: x\r\n\r\n/unsubscribe/${token}`))).toMatchObject({ tokens: [] })
})

test('the address that it was delivered to counts, in any case, and no path within a word', async () => {
  const other = `b-${'1B'.repeat(23)}@Announce.Lantern.Example`
  expect(await read(dsn({}).replace(PATH, 'list@lantern.example'), other)).toMatchObject({
    returnPaths: [other.toLowerCase()],
  })
  expect(await read(dsn({}).replace(PATH, `x.${PATH}`))).toMatchObject({ returnPaths: [] })
})

const LEAVE = `u-${'0b'.repeat(23)}@announce.lantern.example`

test.each([
  ['the envelope', 'To: list@lantern.example', LEAVE],
  ['To, among others', `To: "Ada" <ada@example.net>, <${LEAVE.toUpperCase()}>`, ''],
  ['the token of the link', `To: ${`u-${'aB-_'.repeat(9)}xyz`}@lantern.example`, ''],
  ['what a mail server writes', `Delivered-To: ${LEAVE}`, ''],
])('who is written to so that somebody leaves is named by %s', async (_what, header, recipient) => {
  const found = await read(plain('', `From: Ada <ada@example.net>\r\n${header}`), recipient)
  expect(found).toMatchObject({ is: 'leaving', addresses: [expect.stringMatching(/^u-[\w-]{39,46}@/i)] })
})

test.each([
  ['a copy of our mail', dsn({ more: `List-Unsubscribe: <mailto:${LEAVE}>` }), 'bounce'],
  ['a report that names it', dsn({ headers: `X-Was: ${LEAVE}` }), 'bounce'],
  ['a complaint', arf('abuse', `Return-Path: <${PATH}>\r\nList-Unsubscribe: <mailto:${LEAVE}>`), 'complaint'],
  [
    'an automatic reply',
    plain('Away.', `From: a@b.example\r\nTo: ${LEAVE}\r\nAuto-Submitted: auto-replied`),
    'nothing',
  ],
  ['a list field in front', plain('Hi.', `From: a@b.example\r\nList-Unsubscribe: <mailto:${LEAVE}>`), 'nothing'],
])('%s is no wish to leave', async (_what, message, said) => {
  expect(await read(message)).toMatchObject({ is: said })
})

test.each(awaySubjects)('"%s" is a holiday reply, whatever it says and wherever it goes', async (subject) => {
  expect(await read(awayReply(subject, ''))).toMatchObject({ is: 'nothing' })
  expect(await read(awayReply(subject, ''), LEAVE)).toMatchObject({ is: 'nothing' })
})

test.each([
  'Auto-Submitted: auto-replied (vacation)',
  'Precedence: bulk',
  'Precedence: junk',
  'X-Autoresponder: yes',
  'X-Mail-Autoreply: on',
])('so is one that says so by a field alone: %s', async (field) => {
  for (const recipient of ['', LEAVE])
    expect(await read(awayReply('Lantern 4.2', field), recipient)).toMatchObject({ is: 'nothing' })
})

test('never throws, and what a person writes is no bounce, whatever they write', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 400 }), async (text) => {
      expect(await read(plain(text, 'From: Ada <ada@example.net>'))).toMatchObject({ is: 'nothing' })
      expect(await read(text)).toHaveProperty('is')
    }),
  )
})

test('a report that is cut off is read, and says no more of an address than the whole one', async () => {
  const whole = dsn({ status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 Mailbox full' })
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), async (length) => {
      const found = await read(whole.slice(0, length))
      if (found.is === 'bounce') expect(found.class).toBe('soft')
    }),
  )
})
