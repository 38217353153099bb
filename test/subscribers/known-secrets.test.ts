import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkOf, lostSecrets, nextNumber } from '../../src/subscribers/known-secrets.js'

const keyOf = (text: string) => Buffer.alloc(32, text)
const found = (...names: readonly string[]) => new Map(names.map((name) => [name, keyOf(name)]))
const known = (names: readonly string[], used: readonly number[] = [], last = 0) => ({
  checks: new Map(names.map((name) => [name, checkOf(keyOf(name))])),
  used,
  last,
})

test.each<[what: string, there: string[], names: string[], used: number[], lost: string[], last?: number]>([
  ['a new ledger has lost nothing', [], [], [], []],
  ['nor has one whose keys are there', ['link-1', 'hash'], ['link-1', 'hash'], [1], []],
  ['an older key may be deleted', ['link-2'], ['link-1', 'link-2'], [2], []],
  ['but not while mail is under way with it', ['link-2'], ['link-1', 'link-2'], [1, 2], ['link-1']],
  ['an empty folder has lost the newest, and that of hashes', [], ['link-1', 'link-2', 'hash'], [], ['hash', 'link-2']],
  ['an older folder has lost what was made since', ['link-1'], ['link-1', 'link-2'], [], ['link-2']],
  ['a ledger older than such facts needs the key of its last mail', [], [], [], ['link-3'], 3],
  ['or a newer one', ['link-4'], [], [], [], 3],
  ['and not an older one', ['link-2'], [], [], ['link-3'], 3],
  ['a key that is new is lost by nobody', ['link-1', 'link-2'], ['link-1'], [1], []],
])('%s', (_what, there, names, used, lost, last = 0) => {
  expect(lostSecrets(found(...there), known(names, used, last))).toEqual(lost)
})

test('another key in the place of one is seen, an older one too', () => {
  const there = new Map([...found('link-1', 'link-2'), ['link-1', keyOf('x')]])
  expect(lostSecrets(there, known(['link-1', 'link-2']))).toEqual(['link-1'])
})

test('what was given up may be there or not, as whatever it is', () => {
  const { checks } = known(['link-2'])
  const facts = { checks: new Map([...checks, ['link-1', ''], ['hash', '']]), used: [1], last: 1 }
  expect(lostSecrets(found('link-2'), facts)).toEqual([])
  expect(lostSecrets(found('link-1', 'link-2', 'hash'), facts)).toEqual([])
})

test('a new number is above all that there ever were', () => {
  const names = fc.uniqueArray(fc.integer({ min: 1, max: 254 }).map((number) => `link-${number}`))
  fc.assert(
    fc.property(names, names, fc.array(fc.integer({ min: 1, max: 254 })), (there, remembered, used) => {
      const next = nextNumber(found(...there), known(remembered, used))
      for (const name of [...there, ...remembered]) expect(next).toBeGreaterThan(Number(name.slice('link-'.length)))
      for (const number of used) expect(next).toBeGreaterThan(number)
    }),
  )
})

test('what a key is known by is not the key', () => {
  expect(checkOf(keyOf('link-1'))).toMatch(/^[0-9a-f]{16}$/)
  expect(keyOf('link-1').toString('hex')).not.toContain(checkOf(keyOf('link-1')))
})
