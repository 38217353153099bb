/**
 * How often the form may be used, by network, by mailbox, by recipient domain and in all. In: a client, a mail
 * address. Out: undefined, or how long to wait. What is counted stands in the ledger; who is refused
 * is remembered here until then, so that a flood costs the ledger nothing.
 */
import { type CellRate, CLOCKS_DIFFER_MS } from '../base/cell-rate.js'
import type { AppContext } from '../run/app-context.js'
import type { Address } from '../subscribers/address.js'
import {
  ALL_REQUESTS,
  isCounted,
  limitName,
  longestWait,
  takenShare,
  takeOfAll,
  type Wait,
} from '../subscribers/limit-store.js'
import { mailboxOf } from '../subscribers/mailbox.js'
import { clientKey, isShared } from './client-key.js'

/** Requests in an hour. */
export interface RateLimits {
  readonly perNetwork: number
  /** For networks behind which many people may stand. */
  readonly perSharedNetwork: number
  /** A form must not be a way to flood somebody, from however many machines, in however many spellings. */
  readonly perMailbox: number
  readonly perDomain: number
  readonly inAll: number
  /** More than this in all, and each request takes a second step (`second-step.ts`). */
  readonly calm: number
}

export const defaultRateLimits: RateLimits = {
  perNetwork: 20,
  perSharedNetwork: 600,
  perMailbox: 6,
  perDomain: 1000,
  inAll: 3000,
  calm: 1000,
}

const HOUR_MS = 3_600_000
/** By passkey, from one network in an hour: each may be another step of somebody's work. */
const SIGN_INS = 120
/** Names that are refused and remembered; the oldest is forgotten first, and then asked of the ledger again. */
const REMEMBERED = 10_000

export interface Limiter {
  /** Do so many ask that each is to take a second step? */
  isFlooded(): Promise<boolean>
  /** @returns seconds until the next try, where this one is too many */
  waitSeconds(client: string, to: Address): Promise<number | undefined>
  /** Of what mails nobody. @returns seconds until the next try, where this one is too many from its network */
  waitToSignIn(client: string): Promise<number | undefined>
}

type Needs = Pick<AppContext, 'store' | 'clock' | 'config' | 'hashKey'>

export function limiterOf(context: Needs, limits: RateLimits): Limiter {
  const { store, clock } = context
  const refusals = new Refusals()
  return {
    isFlooded: async () => {
      const taken = await takenShare(store.db, ALL_REQUESTS, anHour(limits.inAll), clock.now())
      return taken * limits.inAll >= limits.calm
    },
    waitSeconds: async (client, to) => {
      const now = clock.now()
      const rates = ratesFor(context, limits, client, to)
      const known = refusals.longest([...rates.keys()], now)
      if (known !== undefined) return secondsOf(known)
      const { spelling, others } = spellingNames(context, to)
      if (!(await isCounted(store.db, spelling, anHour(limits.perMailbox), now))) {
        const refused = refusals.longest([others], now)
        if (refused !== undefined) return secondsOf(refused)
        rates.set(others, OTHER_SPELLING)
      }
      const wait = (await longestWait(store.db, rates, now)) ?? (await takeOfAll(store, rates, now))
      if (wait === undefined) return undefined
      refusals.remember(wait, now)
      return secondsOf(wait.ms)
    },
    waitToSignIn: async (client) => {
      const now = clock.now()
      const name = limitName(`sign-in ${clientKey(client)}`, context.hashKey())
      const known = refusals.longest([name], now)
      if (known !== undefined) return secondsOf(known)
      const wait = await takeOfAll(store, new Map([[name, anHour(SIGN_INS)]]), now)
      if (wait === undefined) return undefined
      refusals.remember(wait, now)
      return secondsOf(wait.ms)
    },
  }
}

function ratesFor(context: Needs, limits: RateLimits, client: string, to: Address): Map<string, CellRate> {
  const key = context.hashKey()
  const domain = to.key.slice(to.key.lastIndexOf('@') + 1)
  return new Map([
    [ALL_REQUESTS, anHour(limits.inAll)],
    [limitName(`network ${clientKey(client)}`, key), anHour(ofNetwork(limits, client))],
    [limitName(`mailbox ${mailboxNamed(context, to)}`, key), anHour(limits.perMailbox)],
    [spellingNames(context, to).spelling, anHour(limits.perMailbox)],
    [limitName(`domain ${domain}`, key), anHour(limits.perDomain)],
  ])
}

/** What this spelling of a mailbox is counted under, and what all others of it are. */
function spellingNames(context: Needs, to: Address): { readonly spelling: string; readonly others: string } {
  const key = context.hashKey()
  const others = limitName(`other spelling ${mailboxNamed(context, to)}`, key)
  return { spelling: limitName(`spelling ${to.key}`, key), others }
}

function mailboxNamed({ config }: Needs, to: Address): string {
  return config.subscribers.canonical ? mailboxOf(to) : to.key
}

/**
 * Whoever asks again gets no second mail so soon (`run/people/mail-person.ts`), but each spelling of a mailbox is a
 * person of its own: another one waits as long.
 */
const OTHER_SPELLING: CellRate = { gapMs: 600_000, burstMs: 0 }

function ofNetwork({ perNetwork, perSharedNetwork }: RateLimits, client: string): number {
  return isShared(client) ? perSharedNetwork : perNetwork
}

/** So many at once, after an hour of silence. */
function anHour(count: number): CellRate {
  const gapMs = HOUR_MS / count
  return { gapMs, burstMs: HOUR_MS - gapMs }
}

const secondsOf = (ms: number) => Math.max(1, Math.ceil(ms / 1000))

/** Names and until when each is refused. */
class Refusals {
  readonly #until = new Map<string, number>()

  remember({ name, ms }: Wait, now: number): void {
    this.#until.delete(name)
    this.#until.set(name, now + ms)
    const [oldest] = this.#until.keys()
    if (this.#until.size > REMEMBERED && oldest !== undefined) this.#until.delete(oldest)
  }

  /** A wait longer than any limit gives was counted by a clock that was set back. @returns milliseconds */
  longest(names: readonly string[], now: number): number | undefined {
    const waits = names
      .map((name) => (this.#until.get(name) ?? 0) - now)
      .filter((ms) => ms > 0 && ms <= HOUR_MS + CLOCKS_DIFFER_MS)
    return waits.length === 0 ? undefined : Math.max(...waits)
  }
}
