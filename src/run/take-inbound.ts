/**
 * What follows from a message that came in. In: the app context, its bytes. Out: who left by it, who is suppressed
 * because of it (kept in `events`), or why nobody is. Nothing is believed but what an address or a link of ours proves
 * by its MAC; nothing is answered. The same message taken again changes nothing.
 */
import { BelfryError, type Problem, problem } from '../base/errors.js'
import {
  addressMailed,
  bouncesAt,
  type DomainBounces,
  type NewBounce,
  recordBounce,
  setSuppressed,
} from '../inbound/bounce-store.js'
import { type Inbound, parseInbound } from '../inbound/parse-inbound.js'
import { type Address, parseAddress } from '../subscribers/address.js'
import type { Word } from '../subscribers/event-store.js'
import { type Claim, readLeaveAddress, readReturnPath, readToken } from '../subscribers/links.js'
import type { AppContext } from './app-context.js'
import { holderBy, leave } from './membership.js'
import { suppressAll, unsubscribe, unsuppressAll } from './operator-people.js'

export interface TakenInbound {
  /**
   * left: lists were ended, as by the link. suppressed: never mailed again. counted: kept, nothing follows. accident:
   * so many of a provider came back that nobody of it is suppressed. known: it was taken before. ignored: it says
   * nothing, or of nobody.
   */
  readonly outcome: 'left' | 'suppressed' | 'counted' | 'accident' | 'known' | 'ignored'
  readonly why: string
  /** Whose mail came back. */
  readonly address?: string
  readonly problems: readonly Problem[]
}

/** Of a mailing's people at one domain, both: no address book is so old, a provider that is out of order is. */
const ACCIDENT_SHARE = 0.1
const ACCIDENT_PEOPLE = 10

/** @param recipient the address that the message was delivered to, where the mail server says so */
export async function takeInbound(context: AppContext, bytes: Uint8Array, recipient = ''): Promise<TakenInbound> {
  const inbound = await parseInbound(bytes, recipient)
  if (inbound.is === 'nothing') return ignored(inbound.why)
  if (inbound.is === 'leaving') return await takeLeaving(context, inbound.addresses)
  const claim = claimOf(context, inbound)
  if (claim === undefined) return ignored('it names no mail of ours')
  const mailed = await addressMailed(context.store.db, claim)
  if (mailed === undefined) return ignored('the ledger does not know that mail')
  const address = parseAddress(mailed)
  if (address === undefined) return ignored('the person was erased')
  const told = { ...claim, ...wordsOf(inbound) }
  return { ...(await take(context, told, address)), address: address.address }
}

type Report = Exclude<Inbound, { is: 'nothing' | 'leaving' }>

/** In force for every mail not yet started when it returns. */
async function takeLeaving(context: AppContext, addresses: readonly string[]): Promise<TakenInbound> {
  const claim = firstOf(addresses.map((address) => readLeaveAddress(context.keys, address)))
  if (claim === undefined) return ignored('it names no mail of ours')
  const holder = await holderBy(context, 'unsubscribe', claim)
  if (holder === undefined) return ignored('the ledger does not know that mail')
  const ended = await leave(context, holder)
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

async function take(context: AppContext, bounce: NewBounce, address: Address): Promise<Omit<TakenInbound, 'address'>> {
  const { db } = context.store
  // First of all, so that two at once count each other.
  const record = await recordBounce(db, bounce, context.clock.now())
  const known = { outcome: 'known' as const, why: saying(bounce), problems: [] }
  if (bounce.class === 'soft' || bounce.class === 'policy')
    return record === 'new' ? { ...known, outcome: 'counted' } : known
  // An operator may have lifted it since.
  if (record === 'suppressed') return known
  if (bounce.class === 'hard') {
    const domain = address.key.slice(address.key.lastIndexOf('@') + 1)
    const neighbours = await bouncesAt(db, bounce.mailing, domain)
    if (isAccident(neighbours)) return await accident(context, bounce, domain, neighbours)
  } else await endAll(context, address, wordFor(bounce))
  // Who was suppressed for another reason stays so, whatever becomes of this one.
  if ((await suppressAll(context, [address], wordFor(bounce))) === 0) return known
  await setSuppressed(db, bounce, true)
  return { ...known, outcome: 'suppressed' }
}

/** Nobody has that address any more where it was changed since. */
async function endAll(context: AppContext, address: Address, word: Word): Promise<void> {
  try {
    await unsubscribe(context, address, undefined, word)
  } catch (thrown) {
    if (!(thrown instanceof BelfryError) || thrown.code !== 'PERSON_UNKNOWN') throw thrown
  }
}

function isAccident({ hard, mailed }: DomainBounces): boolean {
  return hard > ACCIDENT_PEOPLE && hard > mailed * ACCIDENT_SHARE
}

/** Lifts what the first of them brought about, before it was seen what they are. */
async function accident(
  context: AppContext,
  bounce: NewBounce,
  domain: string,
  { hard, mailed, suppressed }: DomainBounces,
): Promise<Omit<TakenInbound, 'address'>> {
  const addresses = suppressed.flatMap(({ address }) => parseAddress(address) ?? [])
  const reason = `${hard} of ${mailed} at ${domain} came back from mailing ${bounce.mailing}: an accident of theirs`
  await unsuppressAll(context, addresses, { ...INBOUND, reason })
  for (const { person } of suppressed) await setSuppressed(context.store.db, { ...bounce, person }, false)
  const what = `${hard} of ${mailed} messages of mailing ${bounce.mailing} to ${domain}`
  const message = `${what} came back as if nobody were there.`
  const problems = [problem('BOUNCE_ACCIDENT', message, { file: context.config.file }, { severity: 'warning' })]
  return { outcome: 'accident', why: reason, problems }
}

const INBOUND = { by: 'mail that came back', via: 'inbound' } as const

function wordFor(bounce: NewBounce): Word {
  return { ...INBOUND, reason: saying(bounce) }
}

/** One line for operators: what was said, and what it is. It is kept in `events`, which name nobody. */
function saying({ class: kind, status, words }: NewBounce): string {
  if (kind === 'complaint') return `complained (${words})`
  const what = { hard: 'bounced', soft: 'did not arrive this time', policy: 'was refused for what it is' }[kind]
  const nameless = words.replace(/<?[^\s<>@]+@[^\s<>]+>?/g, '…')
  const said = nameless.includes(status) ? nameless : `${status} ${nameless}`.trim()
  return said === '' ? what : `${what}: ${said}`
}

function ignored(why: string): TakenInbound {
  return { outcome: 'ignored', why, problems: [] }
}
