/**
 * What follows from a message that came in. In: the app context, its bytes. Out: who left by it, who is suppressed
 * because of it (kept in `events`), or why nobody is. Nothing is believed but what an address or a link of ours proves
 * by its MAC; nothing is answered. The same message taken again changes nothing.
 */

import { addressMailed, type NewBounce } from '../../inbound/bounce-store.js'
import { type Inbound, parseInbound } from '../../inbound/parse-inbound.js'
import { replaceFact } from '../../store/meta-store.js'
import { parseAddress } from '../../subscribers/address.js'
import { type Claim, readLeaveAddress, readReturnPath, readToken } from '../../subscribers/links.js'
import type { AppContext } from '../app-context.js'
import { holderBy } from '../people/link-holder.js'
import { leave } from '../people/membership.js'
import { runTexts } from '../texts.js'
import { type TakenBounce, takeBounce } from './take-bounce.js'

export interface TakenInbound extends Omit<TakenBounce, 'outcome'> {
  /** left: lists were ended, as by the link. ignored: it says nothing, or of nobody. */
  readonly outcome: TakenBounce['outcome'] | 'left' | 'ignored'
  /** Whose mail came back. */
  readonly address?: string
}

/** @param recipient the address that the message was delivered to, where the mail server says so */
export async function takeInbound(context: AppContext, bytes: Uint8Array, recipient = ''): Promise<TakenInbound> {
  const inbound = await parseInbound(bytes, recipient)
  if (inbound.is === 'nothing') return ignored(inbound.why)
  if (inbound.is === 'trial') return await takeTrial(context, inbound.returnPaths)
  if (inbound.is === 'leaving') return await takeLeaving(context, inbound.addresses)
  const claim = claimOf(context, inbound)
  if (claim === undefined) return ignored('it names no mail of ours')
  const mailed = await addressMailed(context.store.db, claim)
  if (mailed === undefined) return ignored('the ledger does not know that mail')
  const address = parseAddress(mailed)
  if (address === undefined) return ignored('the person was erased')
  const told = { ...claim, ...wordsOf(inbound), source: 'mail' as const }
  return { ...(await takeBounce(context, told, address)), address: address.address }
}

type Report = Exclude<Inbound, { is: 'nothing' | 'leaving' | 'trial' }>

/** Fact: the message of doctor that came in last, by the instant at which it was sent. */
export const TRIAL_CAME_IN = 'inbound-trial'

/** Its address is of nobody, and of no mailing: its number is the instant. */
async function takeTrial({ keys, store }: AppContext, paths: readonly string[]): Promise<TakenInbound> {
  const claim = firstOf(paths.map((path) => readReturnPath(keys, path)))
  if (claim === undefined || claim.person !== 0 || claim.mailing === 0) return ignored('it names no mail of ours')
  await replaceFact(store.db, TRIAL_CAME_IN, String(claim.mailing))
  return { outcome: 'known', why: runTexts.takeMail.messageDoctorItself(), problems: [] }
}

/** In force for every mail not yet started when it returns. */
async function takeLeaving(context: AppContext, addresses: readonly string[]): Promise<TakenInbound> {
  const claim = firstOf(addresses.map((address) => readLeaveAddress(context.keys, address)))
  if (claim === undefined) return ignored('it names no mail of ours')
  const holder = await holderBy(context, 'unsubscribe', claim)
  if (holder === undefined) return ignored('the ledger does not know that mail')
  const ended = await leave(context, holder, 'mail')
  const { address } = holder.person
  if (ended.length === 0) return { outcome: 'known', why: 'left before', address, problems: [] }
  return { outcome: 'left', why: `left ${ended.join(', ')}`, address, problems: [] }
}

function wordsOf(inbound: Report): Pick<NewBounce, 'class' | 'status' | 'words'> {
  if (inbound.is === 'complaint') return { class: 'complaint', status: '', words: inbound.words }
  return { class: inbound.class, status: inbound.status, words: inbound.words }
}

function claimOf({ keys }: AppContext, { returnPaths, tokens }: Report): Claim | undefined {
  return firstOf([
    ...returnPaths.map((path) => readReturnPath(keys, path)),
    ...tokens.map((token) => readToken(keys, 'unsubscribe', token)),
  ])
}

function firstOf(claims: readonly (Claim | undefined)[]): Claim | undefined {
  return claims.find((claim) => claim !== undefined)
}

function ignored(why: string): TakenInbound {
  return { outcome: 'ignored', why, problems: [] }
}
