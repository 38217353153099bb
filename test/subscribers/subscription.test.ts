import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Ask, afterAsk, type SubscriptionState } from '../../src/subscribers/subscription.js'

test.each<[SubscriptionState | undefined, Ask, SubscriptionState, boolean]>([
  [undefined, 'request', 'pending', true],
  ['pending', 'request', 'pending', false],
  ['confirmed', 'request', 'confirmed', false],
  ['ended', 'request', 'pending', true],
  [undefined, 'vouch', 'confirmed', true],
  ['pending', 'vouch', 'confirmed', true],
  ['confirmed', 'vouch', 'confirmed', false],
  ['ended', 'vouch', 'ended', false],
])('from %s, a %s leads to %s', (from, ask, state, changed) => {
  expect(afterAsk(from, ask)).toMatchObject({ state, changed })
})

test('an operator hears why their word was not enough, and only then', () => {
  expect(afterAsk('ended', 'vouch').refused).toBe('left this list and can only come back by confirming')
  expect(afterAsk(undefined, 'vouch').refused).toBeUndefined()
})

test('no row of operators and imports confirms who left; only who left can ask, and then waits', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Ask[]>('request', 'vouch')), (asks) => {
      let state: SubscriptionState = 'ended'
      for (const ask of asks.filter((one) => one === 'vouch')) state = afterAsk(state, ask).state
      expect(state).toBe('ended')
    }),
  )
})
