/**
 * What follows from a bounce or a complaint of one delivery. In: the app context, what is known to be said of it. Out:
 * whether its person is suppressed, and why; each change is kept in `events`. The same taken again changes nothing.
 */

import { BelfryError, type Problem, problem } from '../../base/errors.js'
import { NewestCache } from '../../base/newest-cache.js'
import {
  bouncesAt,
  type DomainBounces,
  fatesOf,
  mailedAt,
  type NewBounce,
  recordBounce,
  setSuppressed,
  unknownAtDomains,
} from '../../inbound/bounce-store.js'
import { isFailing } from '../../inbound/soft-bounces.js'
import type { Store } from '../../store/open.js'
import { type Address, parseAddress } from '../../subscribers/address.js'
import type { Word } from '../../subscribers/event-store.js'
import type { AppContext } from '../app-context.js'
import { suppressAll, unsubscribe, unsuppressAll } from '../people/by-operator.js'
import { runTexts } from '../texts.js'

export interface TakenBounce {
  /**
   * suppressed: never mailed again. counted: kept, nothing follows. accident: so many of a provider came back that
   * nobody of it is suppressed. known: it was taken before.
   */
  readonly outcome: 'suppressed' | 'counted' | 'accident' | 'known'
  readonly why: string
  readonly problems: readonly Problem[]
}

/** Of a mailing's people at one domain, both: no address book is so old, a provider that is out of order is. */
const ACCIDENT_SHARE = 0.1
const ACCIDENT_PEOPLE = 10
/** How long operators are told of one. */
const ACCIDENT_MS = 2 * 86_400_000

export async function takeBounce(context: AppContext, bounce: NewBounce, address: Address): Promise<TakenBounce> {
  const { db } = context.store
  // First of all, so that two at once count each other.
  const record = await recordBounce(db, bounce, context.clock.now())
  const known = { outcome: 'known' as const, why: saying(bounce), problems: [] }
  const kept = record === 'new' ? { ...known, outcome: 'counted' as const } : known
  // An operator may have lifted it since.
  if (bounce.class === 'policy' || record === 'suppressed') return kept
  if (bounce.class === 'soft' && !isFailing(await fatesOf(db, bounce), context.config.bounces)) return kept
  if (bounce.class === 'complaint') await endAll(context, address, wordFor(bounce))
  else {
    const domain = domainOf(address)
    const neighbours = await bouncesAt(context.store, bounce, domain)
    const mailed = await mailedOnce(context.store, bounce.mailing, domain)
    if (isAccident(neighbours.bounced, mailed))
      return await accident(context, bounce, domain, { ...neighbours, mailed })
  }
  // Who was suppressed for another reason stays so, whatever becomes of this one.
  if ((await suppressAll(context, [address], wordFor(bounce))) === 0) return known
  await setSuppressed(db, bounce, true)
  return { ...known, outcome: 'suppressed' }
}

/** So many of a mailing's people at one domain came back as unknown that it is the domain's doing. */
export interface Accident {
  readonly mailing: number
  readonly domain: string
  readonly bounced: number
  /** Of so many. */
  readonly mailed: number
}

/** Accidents of providers that were seen lately, however what came back came in. */
export async function recentAccidents(context: AppContext): Promise<Accident[]> {
  const since = context.clock.now() - ACCIDENT_MS
  const found: Accident[] = []
  for (const { mailing, domain, bounced } of await unknownAtDomains(context.store, since, ACCIDENT_PEOPLE)) {
    const mailed = await mailedOnce(context.store, mailing, domain)
    if (isAccident(bounced, mailed)) found.push({ mailing, domain, bounced, mailed })
  }
  return found
}

/** Nobody has that address any more where it was changed since. */
async function endAll(context: AppContext, address: Address, word: Word): Promise<void> {
  try {
    await unsubscribe(context, address, undefined, word)
  } catch (thrown) {
    if (!(thrown instanceof BelfryError) || thrown.code !== 'PERSON_UNKNOWN') throw thrown
  }
}

/** Every message of a mailing is asked about and all of it is looked through, which never gives another answer. */
const mailedBefore = new WeakMap<Store, NewestCache<string, Promise<number>>>()

async function mailedOnce(store: Store, mailing: number, domain: string): Promise<number> {
  const known = mailedBefore.get(store) ?? new NewestCache({ most: 1000 })
  mailedBefore.set(store, known)
  return await known.getOrMake(`${mailing} ${domain}`, async () => await mailedAt(store, mailing, domain))
}

function domainOf({ key }: Address): string {
  return key.slice(key.lastIndexOf('@') + 1)
}

function isAccident(bounced: number, mailed: number): boolean {
  return bounced > ACCIDENT_PEOPLE && bounced > mailed * ACCIDENT_SHARE
}

/** Lifts what the first of them brought about, before it was seen what they are. */
async function accident(
  context: AppContext,
  bounce: NewBounce,
  domain: string,
  { bounced, mailed, suppressed }: DomainBounces & { readonly mailed: number },
): Promise<TakenBounce> {
  const { mailing } = bounce
  const addresses = suppressed.flatMap(({ address }) => parseAddress(address) ?? [])
  const reason = runTexts.takeBounce.atCameBackFrom(bounced, mailed, domain, mailing)
  await unsuppressAll(context, addresses, { ...INBOUND, reason })
  for (const { person } of suppressed) await setSuppressed(context.store.db, { ...bounce, person }, false)
  // A server that is full or away for a week is no news to operators.
  const isNews = bounce.class === 'hard'
  const problems = isNews ? [accidentProblem(context, { mailing, domain, bounced, mailed })] : []
  return { outcome: 'accident', why: reason, problems }
}

export function accidentProblem(
  { config }: Pick<AppContext, 'config'>,
  { mailing, domain, bounced, mailed }: Accident,
): Problem {
  const what = `${bounced} of ${mailed} messages of mailing ${mailing} to ${domain}`
  const message = runTexts.takeBounce.cameBackIfNobody(what)
  return problem('BOUNCE_ACCIDENT', message, { file: config.file }, { severity: 'warning' })
}

const INBOUND = { by: 'mail that came back', via: 'inbound' } as const
/** Who says what a webhook brought. */
export const BY_PROVIDER = 'the mail provider'

function wordFor(bounce: NewBounce): Word {
  const who = bounce.source === 'webhook' ? { ...INBOUND, by: BY_PROVIDER } : INBOUND
  return { ...who, reason: bounce.class === 'soft' ? `did not arrive for weeks: ${said(bounce)}` : saying(bounce) }
}

/** One line for operators: what was said, and what it is. It is kept in `events`, which name nobody. */
function saying(bounce: NewBounce): string {
  if (bounce.class === 'complaint') return `complained (${bounce.words})`
  const what = { hard: 'bounced', soft: 'did not arrive this time', policy: 'was refused for what it is' }[bounce.class]
  return said(bounce) === '' ? what : `${what}: ${said(bounce)}`
}

/** The server's words, without addresses. */
function said({ status, words }: NewBounce): string {
  const nameless = words.replace(/<?[^\s<>@]+@[^\s<>]+>?/g, '…')
  return nameless.includes(status) ? nameless : `${status} ${nameless}`.trim()
}
