import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findSlots, type Placeholders, personalise, placeholdersFor, slotNames } from '../../src/mail/slots.js'
import { LEAVE_TOKEN_LENGTH, makeLeaveToken, makeToken, TOKEN_LENGTH } from '../../src/subscribers/links.js'

const keys = { current: 1, byNumber: new Map([[1, Buffer.alloc(32, 7)]]) }

const values = (person: number, mailing: number): Placeholders => ({
  unsubscribe: makeToken(keys, 'unsubscribe', { person, mailing }),
  leave: makeLeaveToken(keys, { person, mailing }),
  preferences: makeToken(keys, 'preferences', { person, mailing }),
  confirm: makeToken(keys, 'confirm', { person, mailing }),
  address: makeToken(keys, 'address', { person, mailing }),
  since: '2026-05-04',
})

test('placeholders are as long as what replaces them, all different, and the same for the same mailing', () => {
  const placeholders = placeholdersFor('a')
  expect(slotNames.map((name) => placeholders[name].length)).toEqual([
    ...[TOKEN_LENGTH, LEAVE_TOKEN_LENGTH, TOKEN_LENGTH, TOKEN_LENGTH, TOKEN_LENGTH, 10],
  ])
  expect(new Set(Object.values(placeholders)).size).toBe(6)
  expect(placeholdersFor('a')).toEqual(placeholders)
  expect(placeholdersFor('b')).not.toEqual(placeholders)
})

test('placeholders are letters alone: no composer breaks or escapes them', () => {
  fc.assert(
    fc.property(fc.string(), (nonce) => {
      for (const value of Object.values(placeholdersFor(nonce))) expect(value).toMatch(/^[a-p]+$/)
    }),
  )
})

test('a slot that a soft line break splits is written over in two pieces', () => {
  const placeholders = placeholdersFor('a')
  const { unsubscribe } = placeholders
  const text = `https://lantern.example/u/${unsubscribe.slice(0, 5)}=\r\n${unsubscribe.slice(5)} and once more ${unsubscribe}\r\n`
  const slots = findSlots(Buffer.from(text), placeholders)
  expect(slots.map(({ name, from, length }) => [name, from, length])).toEqual([
    ['unsubscribe', 0, 5],
    ['unsubscribe', 5, 34],
    ['unsubscribe', 0, 39],
  ])
  const { unsubscribe: token } = values(1, 2)
  const message = personalise({ bytes: Buffer.from(text), slots }, 'ada@example.org', values(1, 2)).toString()
  expect(message).toBe(
    `To: ada@example.org\r\nhttps://lantern.example/u/${token.slice(0, 5)}=\r\n${token.slice(5)} and once more ${token}\r\n`,
  )
})

test('a value of another length than its slot, or none, is refused', () => {
  const placeholders = placeholdersFor('a')
  const bytes = Buffer.from(placeholders.since)
  const frozen = { bytes, slots: findSlots(bytes, placeholders) }
  expect(() => personalise(frozen, 'ada@example.org', { since: '2026-5-4' })).toThrow(RangeError)
  expect(() => personalise(frozen, 'ada@example.org', {})).toThrow(RangeError)
})

test('the frozen bytes are not changed by the message made of them', () => {
  const placeholders = placeholdersFor('a')
  const bytes = Buffer.from(`since ${placeholders.since}`)
  const before = Buffer.from(bytes)
  personalise({ bytes, slots: findSlots(bytes, placeholders) }, 'ada@example.org', values(1, 1))
  expect(bytes.equals(before)).toBe(true)
})

test('whatever stands around the slots, octets and their number stay, and an address in UTF-8 shifts nothing', () => {
  const placeholders = placeholdersFor('nonce')
  const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...Object.values(placeholders)))
  fc.assert(
    fc.property(
      fc.array(piece),
      fc.constantFrom('ada@example.org', 'jörg@example.org'),
      fc.nat(1e9),
      (pieces, to, person) => {
        const real = values(person, 3)
        const swap = (text: string) =>
          slotNames.reduce((done, name) => done.replaceAll(placeholders[name], real[name]), text)
        const text = pieces.join('|')
        const bytes = Buffer.from(text)
        const message = personalise({ bytes, slots: findSlots(bytes, placeholders) }, to, real)
        expect(message.toString()).toBe(`To: ${to}\r\n${swap(bytes.toString())}`)
      },
    ),
  )
})
