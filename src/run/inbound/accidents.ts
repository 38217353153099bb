/**
 * A provider of whose people so many came back that it is its own doing. In: the app context. Out: those that were seen
 * lately, as facts and as problems.
 */
import { type Problem, problem } from '../../base/errors.js'
import { NewestCache } from '../../base/newest-cache.js'
import { mailedAt, unknownAtDomains } from '../../inbound/bounce-store.js'
import type { Store } from '../../store/open.js'
import type { AppContext } from '../app-context.js'
import { runTexts } from '../texts.js'

/** Of a mailing's people at one domain, both: no address book is so old, a provider that is out of order is. */
const ACCIDENT_SHARE = 0.1
const ACCIDENT_PEOPLE = 10
/** How long operators are told of one. */
const ACCIDENT_MS = 2 * 86_400_000

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

export function accidentProblem(
  { config }: Pick<AppContext, 'config'>,
  { mailing, domain, bounced, mailed }: Accident,
): Problem {
  const what = `${bounced} of ${mailed} messages of mailing ${mailing} to ${domain}`
  const message = runTexts.accidents.cameBackIfNobody(what)
  return problem('BOUNCE_ACCIDENT', message, { file: config.file }, { severity: 'warning' })
}

export function isAccident(bounced: number, mailed: number): boolean {
  return bounced > ACCIDENT_PEOPLE && bounced > mailed * ACCIDENT_SHARE
}

/** Every message of a mailing is asked about and all of it is looked through, which never gives another answer. */
const mailedBefore = new WeakMap<Store, NewestCache<string, Promise<number>>>()

export async function mailedOnce(store: Store, mailing: number, domain: string): Promise<number> {
  const known = mailedBefore.get(store) ?? new NewestCache({ most: 1000 })
  mailedBefore.set(store, known)
  return await known.getOrMake(`${mailing} ${domain}`, async () => await mailedAt(store, mailing, domain))
}
