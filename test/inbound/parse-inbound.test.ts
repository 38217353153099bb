/** Messages that come back: what each says; and that nothing is said of what is no report, however it is cut. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseInbound } from '../../src/inbound/parse-inbound.js'
import { arf, dsn, PATH, plain, shapes } from './shapes.js'

const read = async (message: string, recipient?: string) => await parseInbound(Buffer.from(message), recipient)

describe('what came back says', () => {
  test.each(shapes)('%s', async (_name, message, said) => {
    const found = await read(message)
    const what = found.is === 'bounce' ? `${found.class} ${found.status}`.trim() : found.is
    expect(what, JSON.stringify(found)).toBe(said)
    if (found.is !== 'nothing') expect(found.returnPaths).toEqual([PATH])
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
