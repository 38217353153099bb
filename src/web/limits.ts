/**
 * How often the form may be used, counted in this process's memory, and how fast it answers. In: a client, a mail
 * address. Out: undefined, or how long to wait.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { clientKey, isShared } from './client-key.js'

/** The first three are requests in an hour. */
export interface RateLimits {
  readonly perClient: number
  /** For clients behind which many people may stand. */
  readonly perSharedClient: number
  /** A form must not be a way to flood somebody, from however many machines. */
  readonly perMailAddress: number
  /**
   * The form's answer takes this long at least: rendering a confirmation takes time, and its absence would tell who is
   * subscribed.
   */
  readonly answerMs: number
  /** How that time is waited for; a test waits by its own clock. */
  readonly wait: (ms: number) => Promise<unknown>
}

export const defaultRateLimits: RateLimits = {
  perClient: 20,
  perSharedClient: 600,
  perMailAddress: 6,
  answerMs: 400,
  wait: delay,
}

const HOUR_S = 3600

export interface Limiter {
  /** Resolves when an answer may go out that was begun now. */
  answerTime(): Promise<unknown>
  /** @returns seconds until the next try, where this one is too many */
  waitSeconds(client: string, mailAddressKey: string): Promise<number | undefined>
}

export function limiterOf(limits: RateLimits): Limiter {
  const [own, shared, mail] = [limits.perClient, limits.perSharedClient, limits.perMailAddress].map(
    (points) => new RateLimiterMemory({ points, duration: HOUR_S }),
  )
  return {
    answerTime: async () => await limits.wait(limits.answerMs),
    waitSeconds: async (client, mailAddressKey) =>
      (await taken(isShared(client) ? shared : own, clientKey(client))) ?? (await taken(mail, mailAddressKey)),
  }
}

/** The limiter refuses by rejecting with its count, which is no Error. */
async function taken(limiter: RateLimiterMemory | undefined, key: string): Promise<number | undefined> {
  try {
    await limiter?.consume(key)
    return undefined
  } catch (thrown) {
    if (thrown instanceof RateLimiterRes) return Math.max(1, Math.ceil(thrown.msBeforeNext / 1000))
    throw thrown
  }
}
