import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Claim,
  type Keys,
  leaveAddress,
  makeLeaveToken,
  makeReturnPath,
  makeToken,
  type Purpose,
  readLeaveAddress,
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

test('an address to leave by fits 64 octets, survives any letter case, and no octet of it may differ', () => {
  fc.assert(
    fc.property(claims, fc.nat(45), fc.integer({ min: 1, max: 15 }), (of, at, by) => {
      const token = makeLeaveToken(keys, of)
      const address = leaveAddress(token, 'announce.lantern.example')
      expect(address.indexOf('@')).toBeLessThanOrEqual(64)
      for (const written of [address, address.toUpperCase()]) expect(readLeaveAddress(keys, written)).toEqual(of)
      const digit = (Number.parseInt(token.charAt(at), 16) ^ by).toString(16)
      const flipped = `${token.slice(0, at)}${digit}${token.slice(at + 1)}`
      expect(readLeaveAddress(keys, leaveAddress(flipped, 'x.example'))).toBeUndefined()
    }),
  )
})

test('of other tokens that of the link to leave counts as an address to leave by, and none else', () => {
  for (const what of purposes)
    expect(readLeaveAddress(keys, `u-${makeToken(keys, what, claim)}@x.example`)).toEqual(
      what === 'unsubscribe' ? claim : undefined,
    )
  const path = makeReturnPath(keys, claim, 'x.example')
  const leave = leaveAddress(makeLeaveToken(keys, claim), 'x.example')
  expect(readLeaveAddress(keys, `u${path.slice(1)}`)).toBeUndefined()
  expect(readReturnPath(keys, `b${leave.slice(1)}`)).toBeUndefined()
  for (const text of ['', 'u-@x.example', `x${leave}`, leave.slice(0, -12), `${leave.slice(0, 20)}@x.example`])
    expect(readLeaveAddress(keys, text)).toBeUndefined()
})

test('a token tells no numbers: each octet of the ids differs as chance has it, and no two tokens share them', () => {
  const idsOf = (of: Claim, what: Purpose = 'unsubscribe') =>
    Buffer.from(makeToken(keys, what, of), 'base64url').subarray(1, 13)
  const seen = new Set<string>()
  const octets = Array.from({ length: 12 }, () => new Set<number>())
  for (let person = 1; person <= 500; person += 1) {
    const ids = idsOf({ person, mailing: 4 })
    seen.add(ids.toString('hex'))
    for (const [at, octet] of ids.entries()) octets[at]?.add(octet)
  }
  expect(seen.size).toBe(500)
  for (const found of octets) expect(found.size).toBeGreaterThan(150)
  expect(idsOf(claim).equals(idsOf(claim, 'preferences'))).toBe(false)
  const path = makeReturnPath(keys, claim, 'announce.lantern.example')
  expect(path).not.toContain('000000000011')
})

test('an open token of mail that was under way is made and read as it was', () => {
  const open: Keys = { ...keys, form: 'open' }
  const token = 'AQAAAAAAEQAAAAAABBQbLAhHzjU45r2aHAuX5t4'
  expect(makeToken(open, 'unsubscribe', claim)).toBe(token)
  fc.assert(
    fc.property(claims, purpose, (of, what) => {
      const made = makeToken(open, what, of)
      expect(readToken(keys, what, made)).toEqual(of)
      expect(readToken({ ...keys, ledger: 'today' }, what, made)).toBeUndefined()
      expect(readReturnPath(keys, makeReturnPath(open, of, 'x.example'))).toEqual(of)
    }),
  )
})

test('a token of one ledger is worth nothing in another, whatever their secrets are', () => {
  const [ours, theirs]: Keys[] = ['ours', 'theirs'].map((ledger) => ({ ...keys, ledger }))
  if (ours === undefined || theirs === undefined) throw new Error('two ledgers')
  for (const what of purposes) {
    const token = makeToken(ours, what, claim)
    expect(readToken(ours, what, token)).toEqual(claim)
    for (const other of [theirs, keys]) expect(readToken(other, what, token)).toBeUndefined()
    expect(readToken(ours, what, makeToken(keys, what, claim))).toBeUndefined()
  }
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
