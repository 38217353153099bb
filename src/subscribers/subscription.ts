/**
 * How a subscription moves between its states. Pure. In: the state it has, what is asked. Out: the state it gets, or
 * why not.
 */
import type { SubscriptionTable } from '../store/tables/people.js'

export type SubscriptionState = SubscriptionTable['state']

/** `request` waits for the person to confirm; `vouch` is an operator who says the person already has. */
export type Ask = 'request' | 'vouch'

export interface Outcome {
  readonly state: SubscriptionState
  readonly changed: boolean
  /** Set where the operator's word is not enough. */
  readonly refused?: string
}

/**
 * Who left can only come back by confirming: no import may undo an unsubscribe.
 * @param now the state it has; undefined where there is none yet
 */
export function afterAsk(now: SubscriptionState | undefined, ask: Ask): Outcome {
  if (now === 'confirmed') return { state: 'confirmed', changed: false }
  if (ask === 'request') return { state: 'pending', changed: now !== 'pending' }
  if (now === 'ended')
    return { state: 'ended', changed: false, refused: 'left this list and can only come back by confirming' }
  return { state: 'confirmed', changed: true }
}
