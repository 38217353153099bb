/**
 * What follows from a bounce or a complaint of one delivery. In: the app context, what is known to be said of it. Out:
 * whether its person is suppressed, and why; each change is kept in `events`. The same taken again changes nothing.
 */

import { BelfryError, type Problem } from '../../base/errors.js'
import {
  bouncesAt,
  type DomainBounces,
  fatesOf,
  type NewBounce,
  recordBounce,
  setSuppressed,
} from '../../inbound/bounce-store.js'
import { isFailing } from '../../inbound/soft-bounces.js'
import { type Address, parseAddress } from '../../subscribers/address.js'
import type { Word } from '../../subscribers/event-store.js'
import type { AppContext } from '../app-context.js'
import { suppressAll, unsubscribe, unsuppressAll } from '../people/by-operator.js'
import { runTexts } from '../texts.js'
import { accidentProblem, isAccident, mailedOnce } from './accidents.js'

export interface TakenBounce {
  /**
   * suppressed: never mailed again. counted: kept, nothing follows. accident: so many of a provider came back that
   * nobody of it is suppressed. known: it was taken before.
   */
  readonly outcome: 'suppressed' | 'counted' | 'accident' | 'known'
  readonly why: string
  readonly problems: readonly Problem[]
}

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

/** Nobody has that address any more where it was changed since. */
async function endAll(context: AppContext, address: Address, word: Word): Promise<void> {
  try {
    await unsubscribe(context, address, undefined, word)
  } catch (thrown) {
    if (!(thrown instanceof BelfryError) || thrown.code !== 'PERSON_UNKNOWN') throw thrown
  }
}

function domainOf({ key }: Address): string {
  return key.slice(key.lastIndexOf('@') + 1)
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
