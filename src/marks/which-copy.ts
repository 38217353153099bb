/**
 * Whether a machine may mail from this ledger. Pure. In: its mark, what the ledger says. Out: how it stands, with the
 * reason for people where it does not.
 */

import { type FoundMark, isSamePlace, type Mark } from './mark.js'
import { marksTexts } from './texts.js'

/** What the ledger says of itself and its machines. */
export interface KnownLedger {
  readonly id: string
  readonly epoch: number
  readonly restores: number
  readonly place: string
  /** This machine's. */
  readonly row: { readonly sequence: number; readonly isSeen: boolean } | undefined
  /** How many machines there are. */
  readonly machines: number
  /** Was another machine seen a moment ago? */
  readonly isAlive: boolean
  readonly hasMailed: boolean
}

export interface Here {
  /** The database that the ledger is in now. */
  readonly place: string
  /** May machines with folders of their own work on it? */
  readonly isShared: boolean
}

export type MachineStanding =
  | { readonly is: 'well' }
  /** It is to have a row. */
  | { readonly is: 'new' }
  /** The ledger was restored, and an operator has dealt with that: this machine adds what it knows. */
  | { readonly is: 'adopted' }
  /** The ledger is a copy from before the mark. */
  | { readonly is: 'restored'; readonly why: string }
  /** Another may be at work on another copy. */
  | { readonly is: 'moved'; readonly why: string }

const WELL: MachineStanding = { is: 'well' }
const NEW: MachineStanding = { is: 'new' }

export function standingOf(found: FoundMark, ledger: KnownLedger, here: Here): MachineStanding {
  // No machine ever worked with it: it is no copy of one that was worked with.
  if (ledger.place === '' && ledger.machines === 0 && !ledger.hasMailed) return NEW
  if (found.state === 'whole' && found.mark.ledger === ledger.id) return standingOfMark(found.mark, ledger)
  // Where nothing was mailed, nothing can be mailed twice.
  if (!ledger.hasMailed) return NEW
  const whose = WHOSE[found.state]
  // A ledger older than marks is claimed by its first start.
  if (found.state === 'none' && ledger.machines === 0) return NEW
  if (found.state === 'none' && ledger.row?.sequence === 0) return NEW
  if (ledger.place !== '' && !isSamePlace(ledger.place, here.place))
    return { is: 'moved', why: marksTexts.whichCopy.databaseCopyOneMailed(whose) }
  if (!here.isShared) return { is: 'moved', why: whose }
  if (!ledger.isAlive) return { is: 'moved', why: marksTexts.whichCopy.noOtherMachineSeen(whose) }
  return found.state === 'whole' ? { is: 'moved', why: whose } : NEW
}

const WHOSE: Readonly<Record<FoundMark['state'], string>> = {
  whole: 'the mark of this machine is of another ledger',
  none: 'this machine has no mark of the ledger',
  unreadable: 'the mark of this machine cannot be read',
  copied: 'the marks of this machine are a copy',
}

function standingOfMark(mark: Mark, ledger: KnownLedger): MachineStanding {
  if (mark.epoch < ledger.epoch) return { is: 'moved', why: marksTexts.whichCopy.ledgerClaimedForAnother() }
  const isAhead =
    mark.epoch > ledger.epoch || mark.restores > ledger.restores || mark.sequence > (ledger.row?.sequence ?? 0)
  if (isAhead && mark.restores < ledger.restores) return { is: 'adopted' }
  if (isAhead) return { is: 'restored', why: marksTexts.whichCopy.knowsLessThanMachine() }
  return ledger.row === undefined ? NEW : WELL
}
