import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Claim,
  type Keys,
  makeReturnPath,
  makeToken,
  type Purpose,
  readReturnPath,
  readToken,
  TOKEN_LENGTH,
} from '../../src/subscribers/links.js'

const purposes: readonly Purpose[] = ['confirm', 'unsubscribe', 'preferences', 'return-path']
const first = Buffer.alloc(32, 1)
const second = Buffer.alloc(32, 2)
const keys: Keys = { current: 1, byNumber: new Map([[1, first]]) }
const rotated: Keys = {
  current: 2,
  byNumber: new Map([
    [1, first],
    [2, second],
  ]),
}
const claim: Claim = { person: 17, mailing: 4 }

const id = fc.integer({ min: 0, max: 2 ** 48 - 1 })
const claims = fc.record({ person: id, mailing: id })
const purpose = fc.constantFrom(...purposes)

test('a token says whose and of which mailing it is, and has one length for all', () => {
  fc.assert(
    fc.property(claims, purpose, (of, what) => {
      const token = makeToken(keys, what, of)
      expect(token).toMatch(/^[\w-]+$/)
      expect(token.length).toBe(TOKEN_LENGTH)
      expect(readToken(keys, what, token)).toEqual(of)
    }),
  )
})

test('the same token can be made again, for a retry with the same bytes', () => {
  expect(makeToken(keys, 'unsubscribe', claim)).toBe(makeToken(keys, 'unsubscribe', claim))
})

test('a token for one purpose is worth nothing for another', () => {
  for (const made of purposes) {
    for (const read of purposes)
      expect(readToken(keys, read, makeToken(keys, made, claim)) !== undefined).toBe(made === read)
  }
})

test('a token with any octet changed, cut short or made longer is refused', () => {
  const token = makeToken(keys, 'unsubscribe', claim)
  for (let at = 0; at < token.length; at += 1) {
    for (const letter of ['A', 'b', '-', '_', '9', '=', '/', '.']) {
      if (token[at] === letter) continue
      expect(
        readToken(keys, 'unsubscribe', token.slice(0, at) + letter + token.slice(at + 1)),
        `${at} ${letter}`,
      ).toBeUndefined()
    }
    expect(readToken(keys, 'unsubscribe', token.slice(0, at))).toBeUndefined()
  }
  for (const other of ['', `${token}A`, `${token}=`, ` ${token}`, token.toLowerCase(), token.replaceAll('-', '+')]) {
    if (other !== token) expect(readToken(keys, 'unsubscribe', other)).toBeUndefined()
  }
})

test('no text that was not made with the key is a token', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String({ minLength: TOKEN_LENGTH + 1, maxLength: TOKEN_LENGTH + 1 }).map((text) => text.slice(1)),
        fc.uint8Array({ minLength: 29, maxLength: 29 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
      ),
      (text) => {
        expect(readToken(keys, 'unsubscribe', text)).toBeUndefined()
      },
    ),
  )
})

test('a token made with another key under the same number is refused', () => {
  expect(
    readToken({ current: 1, byNumber: new Map([[1, second]]) }, 'unsubscribe', makeToken(keys, 'unsubscribe', claim)),
  ).toBeUndefined()
})

test('tokens outlive a new key, and end with the deletion of theirs', () => {
  const token = makeToken(keys, 'confirm', claim)
  expect(readToken(rotated, 'confirm', token)).toEqual(claim)
  expect(makeToken(rotated, 'confirm', claim)).not.toBe(token)
  expect(readToken({ current: 2, byNumber: new Map([[2, second]]) }, 'confirm', token)).toBeUndefined()
  // A retry of an old mailing is made with its old key.
  expect(makeToken({ ...rotated, current: 1 }, 'confirm', claim)).toBe(token)
})

test('a key that is not there makes no token', () => {
  expect(() => makeToken({ current: 9, byNumber: keys.byNumber }, 'confirm', claim)).toThrow(RangeError)
})

test('a return path fits 64 octets and survives any change of letter case', () => {
  fc.assert(
    fc.property(claims, fc.boolean(), (of, upper) => {
      const path = makeReturnPath(keys, of, 'announce.lantern.example')
      expect(path.indexOf('@')).toBeLessThanOrEqual(64)
      expect(path).toMatch(/^b-[0-9a-f]+@announce\.lantern\.example$/)
      expect(readReturnPath(keys, upper ? path.toUpperCase() : path)).toEqual(of)
    }),
  )
})

test('a return path that was forged, cut, made longer or made of a link is refused', () => {
  const path = makeReturnPath(keys, claim, 'announce.lantern.example')
  const [local = ''] = path.split('@')
  for (const other of [
    `${local.slice(0, -1)}@x`,
    `${local}0@x`,
    `${local}00@x`,
    `${local.slice(0, -1)}${local.endsWith('0') ? '1' : '0'}@x`,
    `x${local}@x`,
    local,
    '',
    'b-@x',
    `b-${'0'.repeat(46)}@x`,
  ]) {
    expect(readReturnPath(keys, other), other).toBeUndefined()
  }
  const link = Buffer.from(makeToken(keys, 'unsubscribe', claim), 'base64url').toString('hex')
  expect(readReturnPath(keys, `b-${link.slice(0, 46)}@x`)).toBeUndefined()
})
