/**
 * How fast a worker sends to each recipient domain, and what it knows of those that asked for fewer. Pure. In: what was
 * answered, what each lease found. Out: speeds, successes, and sentences for the log.
 */
import { NewestCache } from '../base/newest-cache.js'
import type { SlowedDomain } from './share-store.js'
import type { Rate } from './shares.js'

/** Speed is counted over this long, and over a second at least. */
const WINDOW_MS = 5000
const LEAST_MS = 1000
/** Domains whose speed is known. */
const MOST_DOMAINS = 10_000
/** A little below two, which a single success of a slow domain gives. */
const TWICE = 1.9

interface Count {
  readonly since: number
  readonly messages: number
  /** Messages a second in the window before. */
  readonly before: number
}

export class Paces {
  readonly #counts = new NewestCache<string, Count>({ most: MOST_DOMAINS })
  /** As last said; each has its successes counted. */
  #said = new Map<string, number>()
  #successes = new Map<string, number>()

  /** A message to this domain was answered. */
  note(domain: string, isAccepted: boolean, now: number): void {
    const count = this.#counts.get(domain)
    const { since, messages, before } = count ?? { since: now, messages: 0, before: 0 }
    const isOver = now >= since + WINDOW_MS || now < since
    this.#counts.set(
      domain,
      isOver ? { since: now, messages: 1, before: this.speed(domain, now) } : { since, messages: messages + 1, before },
    )
    if (isAccepted && this.#said.has(domain)) this.#successes.set(domain, (this.#successes.get(domain) ?? 0) + 1)
  }

  /** Messages a second to this domain of late; one where nothing is known. */
  speed(domain: string, now: number): number {
    const count = this.#counts.get(domain)
    if (count === undefined) return 1
    const lastedMs = now - count.since
    const speed = (count.messages * 1000) / Math.max(LEAST_MS, lastedMs)
    return lastedMs < LEAST_MS && count.before > speed ? count.before : speed
  }

  /** What slowed domains took since this was asked last. */
  takeSuccesses(): ReadonlyMap<string, number> {
    const successes = this.#successes
    this.#successes = new Map()
    return successes
  }

  /** A domain asked for fewer. @returns what the log says */
  slowed(domain: string, { before, pace }: { before: Rate; pace: number }, speed: number): string {
    this.#said.set(domain, pace)
    const from = before === 'none' ? speed : before
    return `${domain} asks for patience: ${perTime(pace)} instead of ${perTime(from)}`
  }

  /** What is slowed now has its successes counted. */
  found(slowed: readonly SlowedDomain[]): void {
    this.#said = new Map(slowed.map(({ domain, pace }) => [domain, this.#said.get(domain) ?? pace]))
  }

  /**
   * Domains took mail.
   *
   * @param slowed those of them that are slowed still
   * @returns what the log says of those that go twice as fast as was said, and of those that go as fast as before
   */
  quickened(domains: readonly string[], slowed: readonly SlowedDomain[]): string[] {
    const paces = new Map(slowed.map(({ domain, pace }) => [domain, pace]))
    return domains.flatMap((domain) => {
      const [said, pace] = [this.#said.get(domain) ?? 0, paces.get(domain)]
      if (pace !== undefined && pace < TWICE * said) return []
      if (pace === undefined) this.#said.delete(domain)
      else this.#said.set(domain, pace)
      return [`${domain} takes mail: ${pace === undefined ? 'as fast as before it asked for patience' : perTime(pace)}`]
    })
  }
}

/** `12/s`, `30/min`, `6/h`: whole numbers where there is one. */
export function perTime(perSecond: number): string {
  if (perSecond >= 1) return `${Math.round(perSecond)}/s`
  return perSecond * 60 >= 1 ? `${Math.round(perSecond * 60)}/min` : `${Math.round(perSecond * 3600)}/h`
}
