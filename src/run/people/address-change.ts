/**
 * Somebody's mail shall go to another address. Both mailboxes are asked, and it changes once both have said yes:
 * neither a link that was passed on nor a slip of the keyboard moves anybody's mail. In: the holder of a link, an
 * address. Out: two mails; then the change. Links of older mail go on.
 */

import type { List } from '../../config/schema.js'
import { createPersonal } from '../../delivery/mailing-store.js'
import { freezeAddress } from '../../mail/freeze-personal.js'
import type { AddressChange } from '../../store/tables.js'
import type { Address } from '../../subscribers/address.js'
import {
  changeOf,
  forgetChange,
  recordAnswer,
  type Side,
  saveChange,
  setAddress,
} from '../../subscribers/address-change-store.js'
import { forgetErased, hashOf } from '../../subscribers/erase-store.js'
import { personsWord, recordEvent } from '../../subscribers/event-store.js'
import { askFor, confirmLists, findByAddress } from '../../subscribers/person-store.js'
import { isSuppressed } from '../../subscribers/suppression-store.js'
import type { AppContext } from '../app-context.js'
import { endAndRemember, type InLedger, inLedger } from '../in-ledger.js'
import { runTexts } from '../texts.js'
import { holderOf, isTooOld, type LinkHolder } from './link-holder.js'
import { frozenMailing, PAUSE_MS, type Settle } from './mail-person.js'

/** Lists whose mail would go to another address; where there are none there is nothing to move. */
export function listsToMove({ config }: Pick<AppContext, 'config'>, { states }: LinkHolder): List[] {
  return config.lists.filter(({ id }) => states.get(id)?.state === 'confirmed')
}

/**
 * Asks both mailboxes, once in ten minutes. An address that is suppressed is asked nothing, and who asks is not told.
 * @param settle ends what asked for this; see mail-person
 */
export async function askForAddress(
  context: AppContext,
  holder: LinkHolder,
  to: Address,
  settle?: Settle,
): Promise<void> {
  const now = context.clock.now()
  const { person } = holder
  const lists = listsToMove(context, holder)
  if (lists.length === 0 || to.key === person.address_key) return
  const frozen = async (side: Side) =>
    await frozenMailing(context, lists, {
      person,
      now,
      kind: 'address',
      freeze: async (input) => await freezeAddress(input, { side, address: to.address }),
    })
  const [atOld, atNew] = [await frozen('old'), await frozen('new')]
  await inLedger(context, async ({ transaction }) => {
    const { dialect } = context.store
    await dialect.lockPeople([person.id], 'update')?.execute(transaction)
    if (settle !== undefined && !(await settle(transaction))) return
    const before = await changeOf(transaction, person.id)
    if (before !== undefined && before.asked_at > now - PAUSE_MS) return
    if (await isSuppressed(transaction, to)) return
    const writing = { dialect, transaction }
    const old_mailing = await createPersonal(writing, atOld, person, now)
    const new_mailing = await createPersonal(writing, atNew, { ...person, address: to.address }, now)
    const asked = { person_id: person.id, address: to.address, address_key: to.key, asked_at: now }
    await saveChange(transaction, { ...asked, old_mailing, new_mailing, old_at: null, new_at: null })
  })
}

/** What a link in one of the two mails stands for. */
export interface Asked {
  readonly holder: LinkHolder
  readonly side: Side
  readonly change: AddressChange
}

/** Reads only. @returns undefined for a forged token, one that is over, and one of a change that gave way */
export async function askedBy(context: AppContext, token: string): Promise<Asked | undefined> {
  const holder = await holderOf(context, 'address', token)
  if (holder === undefined || isTooOld(holder, context.clock.now())) return undefined
  const change = await changeOf(context.store.db, holder.person.id)
  const side = sideOf(holder, change)
  return change === undefined || side === undefined ? undefined : { holder, side, change }
}

function sideOf({ mailing }: LinkHolder, change: AddressChange | undefined): Side | undefined {
  if (change?.old_mailing === mailing) return 'old'
  return change?.new_mailing === mailing ? 'new' : undefined
}

/** @returns `waits` for the other mailbox; `gone` where it was answered otherwise meanwhile */
export async function confirmAddress(context: AppContext, asked: Asked): Promise<'changed' | 'waits' | 'gone'> {
  const { person } = asked.holder
  const now = context.clock.now()
  return await inLedger(context, async (within) => {
    const { transaction } = within
    await context.store.dialect.lockPeople([person.id], 'update')?.execute(transaction)
    const before = await changeOf(transaction, person.id)
    if (sideOf(asked.holder, before) !== asked.side) return 'gone'
    const change = await recordAnswer(transaction, person.id, asked.side, now)
    if (change === undefined || change.old_at === null || change.new_at === null) return 'waits'
    await move(context, within, asked, change)
    await forgetChange(transaction, person.id)
    const word = { ...personsWord(), reason: runTexts.addressChange.bothMailboxesConfirmed() }
    await recordEvent(transaction, { action: 'change-address', person: person.id }, word, now)
    return 'changed'
  })
}

/** To a row of its own where nobody has the address; else whoever has it gets the lists. */
async function move(
  context: AppContext,
  within: InLedger,
  { holder: { person, states } }: Asked,
  { address, address_key: key }: AddressChange,
): Promise<void> {
  const { transaction, left } = within
  const now = context.clock.now()
  const to = { address, key }
  const lists = [...states].filter(([, { state }]) => state === 'confirmed').map(([list]) => list)
  const other = await findByAddress(transaction, to)
  await forgetErased(transaction, hashOf(to, context.hashKey()))
  if (other === undefined) {
    // Whoever restores a ledger of before mails the old address nothing, and the new one as before.
    for (const list of lists) {
      left.push({ address: person.address_key, list, at: now })
      left.push({ address: key, list, at: now, isLifted: true })
    }
    return await setAddress(transaction, person, to)
  }
  await askFor(transaction, { person: other.id, lists }, 'request', now)
  await confirmLists(transaction, { person: other.id, lists }, now)
  await endAndRemember(context, within, { person: person.id, lists: [...states.keys()] }, person.address_key)
}
