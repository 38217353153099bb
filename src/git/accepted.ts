/**
 * Which commits were believed, as it is remembered. Pure. In: what the ledger and the register say. Out: what holds:
 * the later word of the two, because either may be restored from a copy.
 */

export interface Accepted {
  /** The whole id. */
  readonly commit: string
  /** When it was accepted, milliseconds since the epoch: a key must have been allowed then. */
  readonly at: number
  /** An operator said so: what was told before stands outside of its history, and that is meant. */
  readonly byHand?: true | undefined
}

/** How many are remembered: what a stolen key brought is looked for in what came since the oldest of them. */
const REMEMBERED = 20

/** @param chain newest first */
export function withAccepted(chain: readonly Accepted[], newest: Accepted): readonly Accepted[] {
  return chain[0]?.commit === newest.commit ? chain : [newest, ...chain].slice(0, REMEMBERED)
}

/** @returns newest first */
export function laterWord(ofLedger: readonly Accepted[], ofRegister: Accepted | undefined): readonly Accepted[] {
  if (ofRegister === undefined || ofRegister.at <= (ofLedger[0]?.at ?? Number.NEGATIVE_INFINITY)) return ofLedger
  return ofRegister.byHand === true ? [ofRegister] : withAccepted(ofLedger, ofRegister)
}
