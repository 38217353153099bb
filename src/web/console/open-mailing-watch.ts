/**
 * Mailings that somebody watches. In: how to look at one. Out: each look, for all who watch it; the ledger is asked
 * once for all of them, and rests nine times as long as it took. So many watch at the most, of one operator and in all.
 * Door: it waits.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../base/errors.js'
import type { Log } from '../../base/log.js'
import type { MailingLook } from '../../delivery/mailing-look-store.js'
import { type Progress, progressOf, recentLooks } from '../../delivery/mailing-progress.js'

export interface WatchedLook {
  readonly look: MailingLook
  readonly progress: Progress
}

export interface WatchBounds {
  readonly everyMs: number
  /** Streams of one operator, and of all. */
  readonly perOperator: number
  readonly inAll: number
}

const BOUNDS: WatchBounds = { everyMs: 1_000, perOperator: 8, inAll: 256 }
/** What is watched needs the database more. */
const REST = 9

interface Watcher {
  readonly operator: number
  /** Told of each look; undefined is the end. A slow one misses looks, and has the newest. */
  tell(seen: WatchedLook | undefined): void
}

export class MailingWatches {
  readonly #watchers = new Map<number, Set<Watcher>>()

  /** @param look undefined where there is no such mailing */
  constructor(
    private readonly look: (mailing: number) => Promise<MailingLook | undefined>,
    private readonly log: Log,
    private readonly bounds: WatchBounds = BOUNDS,
  ) {}

  /**
   * Looks until the mailing ends or is paused, or the signal is aborted.
   * @returns undefined where too many watch already
   */
  watch(mailing: number, operator: number, signal: AbortSignal): AsyncGenerator<WatchedLook> | undefined {
    const all = [...this.#watchers.values()].flatMap((some) => [...some])
    const own = all.filter((one) => one.operator === operator).length
    if (all.length >= this.bounds.inAll || own >= this.bounds.perOperator) return undefined
    let wake: () => void = () => undefined
    let newest: WatchedLook | undefined
    let isOver = false
    const watcher: Watcher = {
      operator,
      tell: (seen) => {
        if (seen === undefined) isOver = true
        else newest = seen
        wake()
      },
    }
    // From here on it counts, also where nobody asks for the first look.
    this.#join(mailing, watcher)
    const leave = () => {
      this.#leave(mailing, watcher)
      watcher.tell(undefined)
    }
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    return (async function* () {
      try {
        for (;;) {
          const seen = newest
          newest = undefined
          if (seen !== undefined) yield seen
          else if (isOver) return
          else await new Promise<void>((resolve) => (wake = resolve))
        }
      } finally {
        leave()
      }
    })()
  }

  #join(mailing: number, watcher: Watcher): void {
    const known = this.#watchers.get(mailing)
    if (known !== undefined) {
      known.add(watcher)
      return
    }
    const watchers = new Set([watcher])
    this.#watchers.set(mailing, watchers)
    void this.#poll(mailing, watchers)
  }

  #leave(mailing: number, watcher: Watcher): void {
    const watchers = this.#watchers.get(mailing)
    watchers?.delete(watcher)
    if (watchers?.size === 0) this.#watchers.delete(mailing)
  }

  async #poll(mailing: number, watchers: ReadonlySet<Watcher>): Promise<void> {
    let looks: readonly MailingLook[] = []
    try {
      while (watchers.size > 0) {
        const startedAt = performance.now()
        const look = await this.look(mailing)
        const tookMs = performance.now() - startedAt
        if (look === undefined) break
        looks = recentLooks([...looks, look])
        const seen = { look, progress: progressOf(look, looks) }
        for (const watcher of watchers) watcher.tell(seen)
        if (!isUnderWay(look)) break
        await sleep(Math.max(this.bounds.everyMs, tookMs * REST), undefined, { ref: false })
      }
    } catch (thrown) {
      this.log.warn(`mailing ${mailing} is watched no longer: ${messageOf(thrown)}`)
    }
    if (this.#watchers.get(mailing) === watchers) this.#watchers.delete(mailing)
    for (const watcher of watchers) watcher.tell(undefined)
  }
}

export function isUnderWay({ state }: Pick<MailingLook, 'state'>): boolean {
  return state === 'queued' || state === 'sending'
}
