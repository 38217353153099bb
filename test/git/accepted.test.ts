import { expect, test } from 'vitest'
import { laterWord, withAccepted } from '../../src/git/accepted.js'

const a = { commit: 'a', at: 1 }
const b = { commit: 'b', at: 2 }
const c = { commit: 'c', at: 3 }

test('a commit that is accepted again is the same, and few are remembered', () => {
  expect(withAccepted([b, a], { commit: 'b', at: 9 })).toEqual([b, a])
  expect(withAccepted([b, a], c)).toEqual([c, b, a])
  const many = Array.from({ length: 30 }, (_one, at) => ({ commit: `m${at}`, at }))
  expect(withAccepted(many, c)).toHaveLength(20)
})

test('of ledger and register the later word counts, whichever was restored from a copy', () => {
  expect(laterWord([], undefined)).toEqual([])
  expect(laterWord([b, a], undefined)).toEqual([b, a])
  expect(laterWord([], b)).toEqual([b])
  expect(laterWord([b, a], a)).toEqual([b, a])
  expect(laterWord([b, a], c)).toEqual([c, b, a])
})

test('an operator’s word begins anew, wherever it stands', () => {
  expect(laterWord([b, a], { ...c, byHand: true })).toEqual([{ ...c, byHand: true }])
  expect(laterWord([{ ...c, byHand: true }], b)).toEqual([{ ...c, byHand: true }])
})
