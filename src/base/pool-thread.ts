/**
 * One thread of a pool (open-thread-pool.ts), seen from inside. In: the kinds of work that it can do; what many jobs
 * have in common, and jobs, by message. Out: a result for each job. A job that fails is answered without a result:
 * whoever asked does it, and hears what is wrong.
 */
import { parentPort } from 'node:worker_threads'
import { NewestCache } from './newest-cache.js'

/** What many jobs of a kind have in common goes over once, before the first of them. */
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

export type ToThread<Job, Value> = { readonly kind: string } & (
  | { readonly shared: Shared<Value> }
  | { readonly orders: readonly Order<Job>[] }
  /** Nothing yet: it is only loaded. */
  | { readonly comes: 'soon' }
)

export interface Answer<Result> {
  readonly number: number
  /** Absent where this thread cannot do it. */
  readonly result?: Result
}

/** Shared values of a kind that a thread knows at once: more than are in use. Pool and thread forget in one order. */
export const SHARED_KEPT = 64

export interface ThreadWork<Job, Result, Value, Prepared> {
  /** Done once for a shared value. */
  readonly prepare?: (value: Value) => Prepared
  /** @returns undefined where it must be done elsewhere */
  readonly work: (job: Job, prepared: Prepared | undefined) => Result | undefined
  /** Answers in one message: fewer would wake the other side for each, more would keep it waiting. */
  readonly together: number
}

/** Of any kind: what comes by message is what the pool was given for that kind. */
interface AnyWork {
  prepare?(value: unknown): unknown
  work(job: unknown, prepared: unknown): unknown
  readonly together: number
}

/** Work by the name of its kind, loaded when it is asked for the first time. */
export type KindsOfWork = Readonly<Record<string, () => AnyWork | Promise<AnyWork>>>

interface Loaded {
  /** Undefined where it cannot be had: then nothing of its kind is done here. */
  readonly work: AnyWork | undefined
  readonly prepared: NewestCache<number, { readonly is: unknown }>
}

export function answerOrders(kinds: KindsOfWork): void {
  const loaded = new Map<string, Loaded>()
  const load = async (kind: string): Promise<Loaded> => {
    const work = await kinds[kind]?.()
    const one = { work, prepared: new NewestCache<number, { readonly is: unknown }>({ most: SHARED_KEPT }) }
    loaded.set(kind, one)
    return one
  }
  const answer = async (message: ToThread<unknown, unknown>) => {
    const kind = loaded.get(message.kind) ?? (await load(message.kind))
    if ('orders' in message) answerAll(message.orders, kind)
    else if ('shared' in message) prepareIn(kind, message.shared)
  }
  // One after the other: a kind is loaded once, and no order overtakes what it shares.
  let last = Promise.resolve()
  parentPort?.on('message', (message: ToThread<unknown, unknown>) => {
    last = last.then(async () => await answer(message))
  })
}

function prepareIn({ work, prepared }: Loaded, { key, value }: Shared<unknown>): void {
  prepared.set(key, { is: resultOf(() => work?.prepare?.(value)) })
}

function answerAll(orders: readonly Order<unknown>[], { work, prepared }: Loaded): void {
  const answerTo = ({ number, job, shares }: Order<unknown>): Answer<unknown> => {
    const known = shares === undefined ? undefined : prepared.get(shares)
    if (shares !== undefined && known === undefined) return { number }
    const result = resultOf(() => work?.work(job, known?.is))
    return result === undefined ? { number } : { number, result }
  }
  const together = work?.together ?? orders.length
  for (let at = 0; at < orders.length; at += together)
    parentPort?.postMessage(orders.slice(at, at + together).map(answerTo))
}

/** Undefined where it fails: the same work fails in the same way on the other side, where somebody hears it. */
function resultOf<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
