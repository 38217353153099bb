/**
 * Much work without keeping others waiting: a server answers while it publishes. Door: timers. In: items, what is to be
 * done with each. Out: what came of each.
 */
import { setImmediate } from 'node:timers/promises'

export interface HowFar {
  /** How many may be begun at once. */
  readonly ahead: number
  /** After how many others have their turn. */
  readonly every?: number
}

/** Enough that takes less than a millisecond each. */
const EVERY = 16

/** What `work` makes of each, in their order; what was begun is ended before a failure is told. */
export async function aheadOf<T, Result>(
  items: readonly T[],
  { ahead, every = EVERY }: HowFar,
  work: (item: T) => Promise<Result>,
): Promise<Result[]> {
  const results: Promise<Result>[] = []
  const open = new Set<Promise<unknown>>()
  let failed = false
  for await (const item of inTurns(items, every)) {
    const result = work(item)
    const settled: Promise<void> = result.then(
      () => void open.delete(settled),
      () => {
        failed = true
        open.delete(settled)
      },
    )
    open.add(settled)
    results.push(result)
    if (open.size >= ahead) await Promise.race(open)
    if (failed) break
  }
  await Promise.all(open)
  return await Promise.all(results)
}

/** Lets others have their turn now and then. */
export async function* inTurns<T>(items: readonly T[], every = EVERY): AsyncGenerator<T> {
  for (const [index, item] of items.entries()) {
    if (index % every === every - 1) await setImmediate()
    yield item
  }
}
