/**
 * What follows from a mail provider's webhook. In: the app context, a request, hostile until it is verified. Out: was
 * it taken? Whatever it says is weighed as mail that came back is (`take-bounce.ts`). Nothing of a request that is not
 * the provider's changes anything, and one that was taken is not taken again.
 */

import { messageOf } from '../../base/errors.js'
import { NewestCache } from '../../base/newest-cache.js'
import { addressMailed, type NewBounce } from '../../inbound/bounce-store.js'
import type { HookEvent, HookRequest } from '../../inbound/webhooks/event.js'
import { isProvider, type ProviderName, providers } from '../../inbound/webhooks/providers.js'
import { isSigned, sesEvents, snsMessage } from '../../inbound/webhooks/ses.js'
import { mailSentTo, OLDEST_EVENT_MS, rememberTaken, takenBefore } from '../../inbound/webhooks/taken-store.js'
import { type Address, parseAddress } from '../../subscribers/address.js'
import { type Claim, readReturnPath, readToken } from '../../subscribers/links.js'
import { findByAddress } from '../../subscribers/person-store.js'
import type { AppContext } from '../app-context.js'
import { unsubscribe } from '../people/by-operator.js'
import { runTexts } from '../texts.js'
import { BY_PROVIDER, takeBounce } from './take-bounce.js'

/** refused: not the provider's, or for nobody here. again: it cannot be verified now. */
export type TakenHook = 'taken' | 'refused' | 'again'

/** Gets what is at an https address of the provider's. */
export type Get = (url: string) => Promise<string>

const DAY_MS = 86_400_000
/** Clocks differ. */
const AHEAD_MS = DAY_MS
/** What an address alone may be about. */
const LATELY_MS = 30 * DAY_MS

/** @throws whatever keeps it from being written down: the provider is to try again */
export async function takeWebhook(
  context: AppContext,
  name: string,
  request: HookRequest,
  get: Get,
): Promise<TakenHook> {
  const { webhooks } = context.config.inbound
  const key = name === 'ses' || isProvider(name) ? webhooks[name] : ''
  if (key === '') return 'refused'
  const json = jsonOf(new TextDecoder().decode(request.body))
  if (name === 'ses') return await takeSns(context, json, key, get)
  if (!isProvider(name) || !providers[name].isFrom(request, json, key)) return 'refused'
  return await takeEvents(context, name, providers[name].eventsIn(json, request))
}

async function takeSns(context: AppContext, json: unknown, topic: string, get: Get): Promise<TakenHook> {
  const message = snsMessage(json, topic)
  if (message === undefined || !isTimely(context, message.at)) return 'refused'
  const pem = await certificateAt(context, message.certificateUrl, get)
  if (pem === undefined) return 'again'
  if (!isSigned(json, pem, context.clock.now())) return 'refused'
  if (message.type === 'Notification')
    return await takeEvents(context, 'ses', sesEvents(message, jsonOf(textOf(json, 'Message'))))
  if (message.type !== 'SubscriptionConfirmation') return 'taken'
  const before = await takenBefore(context.store.db, 'ses', [message.id])
  if (before.size > 0) return 'taken'
  try {
    await get(message.subscribeUrl)
  } catch (thrown) {
    context.log.error(`The subscription to ${topic} cannot be confirmed: ${messageOf(thrown)}`)
    return 'again'
  }
  await rememberTaken(context.store.db, 'ses', [message.id], context.clock.now())
  context.log.info(`subscribed to ${topic}`)
  return 'taken'
}

const CERTIFICATES = 10
/** Anybody may name a certificate that is not there. */
const MOST_GETS = 10
const GETS_MS = 60_000

interface Certificates {
  readonly kept: NewestCache<string, Promise<string>>
  /** When the last ones were asked for. */
  asked: number[]
}

const certificates = new WeakMap<AppContext['store'], Certificates>()

async function certificateAt({ store, clock, log }: AppContext, url: string, get: Get): Promise<string | undefined> {
  const mine = certificates.get(store) ?? { kept: new NewestCache({ most: CERTIFICATES }), asked: [] }
  certificates.set(store, mine)
  const now = clock.now()
  if (!mine.kept.has(url)) {
    mine.asked = mine.asked.filter((at) => now - at < GETS_MS)
    if (mine.asked.length >= MOST_GETS) return undefined
    mine.asked.push(now)
  }
  try {
    return await mine.kept.getOrMake(url, async () => await get(url))
  } catch (thrown) {
    log.warn(`A certificate of Amazon SNS cannot be had: ${messageOf(thrown)}`)
    return undefined
  }
}

async function takeEvents(context: AppContext, name: ProviderName, events: readonly HookEvent[]): Promise<TakenHook> {
  const { store, clock, log } = context
  const timely = events.filter(({ at }) => isTimely(context, at))
  const ids = timely.map(({ id }) => id)
  const before = await takenBefore(store.db, name, ids)
  const counts = new Map<string, number>()
  for (const event of timely) {
    const outcome = before.has(event.id) ? 'known' : await takeOne(context, event)
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  await rememberTaken(store.db, name, ids, clock.now())
  if (counts.size > 0)
    log.info(`webhook of ${name}: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`)
  return 'taken'
}

async function takeOne(context: AppContext, event: HookEvent): Promise<string> {
  const found = await mailOf(context, event)
  if (found === undefined) return 'ignored'
  const { claim, address } = found
  if (event.is === 'leaving') {
    const word = {
      by: BY_PROVIDER,
      via: 'inbound',
      reason: runTexts.takeWebhook.leftTheirProviderS(event.words),
    } as const
    const person = await findByAddress(context.store.db, address)
    if (person === undefined) return 'ignored'
    return (await unsubscribe(context, address, undefined, word)).length === 0 ? 'known' : 'left'
  }
  const { status, words } = event
  const said: NewBounce = {
    ...claim,
    status,
    words,
    class: event.is === 'complaint' ? 'complaint' : event.class,
    source: 'webhook',
  }
  const { outcome, problems } = await takeBounce(context, said, address)
  for (const { message } of problems) context.log.warn(message)
  return outcome
}

/**
 * Which mail it is about: by what our MAC proves, by our Message-ID, or, where the provider made another, the newest of
 * the last 30 days to that address. The address must be the one that was mailed in each case.
 */
async function mailOf(context: AppContext, event: HookEvent): Promise<{ claim: Claim; address: Address } | undefined> {
  const { db } = context.store
  const address = parseAddress(event.address)
  if (address === undefined) return undefined
  const proved = provedBy(context, event)
  if (proved !== undefined) {
    const mailed = parseAddress((await addressMailed(db, proved)) ?? '')
    return mailed?.key === address.key ? { claim: proved, address } : undefined
  }
  const person = await findByAddress(db, address)
  if (person === undefined) return undefined
  const messageId = ownMessageId(context, event.messageId)
  const since = context.clock.now() - LATELY_MS
  const claim = await mailSentTo(db, { person: person.id, address, messageId, since })
  return claim && { claim, address }
}

function provedBy({ keys }: AppContext, { returnPaths, tokens }: HookEvent): Claim | undefined {
  const claims = [
    ...returnPaths.map((path) => readReturnPath(keys, path.replace(/^<|>$/g, ''))),
    ...tokens.map((token) => readToken(keys, 'unsubscribe', token)),
  ]
  return claims.find((claim) => claim !== undefined)
}

/** In angle brackets; '' where a provider put its own in its place. */
function ownMessageId({ config }: AppContext, text: string): string {
  const id = text.trim().replace(/^<|>$/g, '')
  return id.toLowerCase().endsWith(`@${config.mail.domain.toLowerCase()}`) ? `<${id}>` : ''
}

function isTimely({ clock }: AppContext, at: number): boolean {
  const now = clock.now()
  return at >= now - OLDEST_EVENT_MS && at <= now + AHEAD_MS
}

function textOf(json: unknown, name: string): string {
  const value = typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined
  return typeof value === 'string' ? value : ''
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
