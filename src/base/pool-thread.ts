/**
 * One thread of a pool (open-thread-pool.ts), seen from inside. In: what many jobs have in common, and jobs, by
 * message. Out: a result for each job. A job that fails is answered without a result: whoever asked does it, and hears
 * what is wrong.
 */
import { parentPort } from 'node:worker_threads'
import { NewestCache } from './newest-cache.js'

/** What many jobs have in common goes over once, before the first of them. */
export interface Shared<Value> {
  readonly key: number
  readonly value: Value
}

export interface Order<Job> {
  readonly number: number
  readonly job: Job
  /** Key of what it shares with others. */
  readonly shares?: number
}

export type ToThread<Job, Value> = { readonly shared: Shared<Value> } | { readonly orders: readonly Order<Job>[] }

export interface Answer<Result> {
  readonly number: number
  /** Absent where this thread cannot do it. */
  readonly result?: Result
}

/** Shared values that a thread knows at once: more than are ever in use. Pool and thread forget in the same order. */
export const SHARED_KEPT = 64

export interface ThreadWork<Job, Result, Value, Prepared> {
  /** Done once for a shared value. */
  readonly prepare?: (value: Value) => Prepared
  /** @returns undefined where it must be done elsewhere */
  readonly work: (job: Job, prepared: Prepared | undefined) => Result | undefined
  /** Answers in one message: fewer would wake the other side for each, more would keep it waiting. */
  readonly together: number
}

export function answerOrders<Job, Result, Value, Prepared>(thread: ThreadWork<Job, Result, Value, Prepared>): void {
  const { prepare, work, together } = thread
  const prepared = new NewestCache<number, { readonly is: Prepared | undefined }>({ most: SHARED_KEPT })
  const answerTo = ({ number, job, shares }: Order<Job>): Answer<Result> => {
    const known = shares === undefined ? undefined : prepared.get(shares)
    if (shares !== undefined && known === undefined) return { number }
    const result = resultOf(() => work(job, known?.is))
    return result === undefined ? { number } : { number, result }
  }
  parentPort?.on('message', (message: ToThread<Job, Value>) => {
    if ('shared' in message) {
      const { key, value } = message.shared
      prepared.set(key, { is: resultOf(() => prepare?.(value)) })
      return
    }
    const { orders } = message
    for (let at = 0; at < orders.length; at += together)
      parentPort?.postMessage(orders.slice(at, at + together).map(answerTo))
  })
}

/** Undefined where it fails: the same work fails in the same way on the other side, where somebody hears it. */
function resultOf<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
