/**
 * Threads that work. In: the file of the thread (it calls answerOrders of pool-thread.ts), and jobs of the kinds that
 * it knows. Out: a result for each, or undefined where it must be done here. Only the compiled program has threads:
 * TypeScript that nobody compiled has no file to begin one with. Door: threads.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { NewestCache } from './newest-cache.js'
import { type Answer, type Order, SHARED_KEPT, type Shared, type ToThread } from './pool-thread.js'

export interface ThreadPoolOptions {
  /** JavaScript that a thread runs. */
  readonly file: URL
  /** Threads at most; all begin with the first job. */
  readonly threads: number
  /** For each thread at its beginning. */
  readonly data?: unknown
  /**
   * Megabytes that a thread may hold: what is young, and all that lived longer. It collects sooner; one that needs more
   * ends, and its work is done here.
   */
  readonly megabytes?: { readonly young: number; readonly old: number }
}

/** What threads can do of one kind. */
export interface ThreadsFor<Job, Result, Value> {
  /**
   * @param shared what it has in common with others
   * @returns undefined where it must be done here: no thread can be had, or a thread failed at it
   */
  run(job: Job, shared?: Shared<Value>): Promise<Result | undefined>
  /** Threads that have begun load meanwhile what they need for it; so do all, where it is sure to come. */
  comesSoon(how?: { readonly isSure: boolean }): void
}

interface Thread {
  readonly worker: Worker
  /** By the numbers of orders: who waits for an answer. */
  readonly asked: Map<number, (result: unknown) => void>
  /** By kind. */
  readonly knows: Map<string, NewestCache<number, true>>
  /** Orders that are handed over together, by kind. */
  readonly next: Map<string, Order<unknown>[]>
}

export class ThreadPool {
  #threads: Thread[] = []
  #isUsable: boolean
  #orders = 0

  constructor(private readonly options: ThreadPoolOptions) {
    this.#isUsable = existsSync(fileURLToPath(options.file))
  }

  /** @param kind as the thread calls it, whose jobs, results and shared values these are */
  of<Job, Result, Value = never>(kind: string): ThreadsFor<Job, Result, Value> {
    // What is answered to an order is what the work of its kind returns.
    const run = async (job: Job, shared?: Shared<Value>) => (await this.#run(kind, job, shared)) as Result | undefined
    const comesSoon = ({ isSure } = { isSure: false }) => {
      if (isSure && this.#isUsable) this.#beginAll()
      for (const { worker } of this.#threads)
        worker.postMessage({ kind, comes: 'soon' } satisfies ToThread<never, never>)
    }
    return { run, comesSoon }
  }

  async #run(kind: string, job: unknown, shared: Shared<unknown> | undefined): Promise<unknown> {
    if (!this.#isUsable) return undefined
    const thread = this.#idlest()
    if (shared !== undefined) tell(thread, kind, shared)
    return await new Promise((resolve) => {
      this.#orders += 1
      const order = { number: this.#orders, job, ...(shared !== undefined && { shares: shared.key }) }
      thread.asked.set(order.number, resolve)
      // What is asked for in the same turn goes over together: each message wakes the thread.
      if (!thread.next.get(kind)?.push(order)) {
        thread.next.set(kind, [order])
        setImmediate(() => handOver(thread, kind))
      }
      // Only work that is waited for keeps a program running.
      if (thread.asked.size === 1) thread.worker.ref()
    })
  }

  async close(): Promise<void> {
    this.#isUsable = false
    await Promise.all(this.#threads.map(async ({ worker }) => await worker.terminate()))
  }

  #beginAll(): void {
    while (this.#threads.length < Math.max(1, this.options.threads)) this.#threads.push(this.#begun())
  }

  #idlest(): Thread {
    this.#beginAll()
    return this.#threads.reduce((least, thread) => (thread.asked.size < least.asked.size ? thread : least))
  }

  #begun(): Thread {
    const { file, data, megabytes } = this.options
    const resourceLimits = megabytes && {
      maxYoungGenerationSizeMb: megabytes.young,
      maxOldGenerationSizeMb: megabytes.old,
    }
    const worker = new Worker(file, { workerData: data, ...(resourceLimits && { resourceLimits }) })
    const thread: Thread = { worker, asked: new Map(), knows: new Map(), next: new Map() }
    worker.unref()
    worker.on('message', (answers: readonly Answer<unknown>[]) => {
      for (const { number, result } of answers) {
        thread.asked.get(number)?.(result)
        thread.asked.delete(number)
      }
      if (thread.asked.size === 0) worker.unref()
    })
    worker.on('error', () => this.#gone(thread))
    worker.on('exit', () => this.#gone(thread))
    return thread
  }

  /** A thread that ended once would end again. */
  #gone(thread: Thread): void {
    this.#isUsable = false
    this.#threads = this.#threads.filter((one) => one !== thread)
    for (const resolve of thread.asked.values()) resolve(undefined)
    thread.asked.clear()
  }
}

/** Once, for as long as the thread keeps it in mind. */
function tell({ worker, knows }: Thread, kind: string, shared: Shared<unknown>): void {
  const known = knows.get(kind) ?? new NewestCache<number, true>({ most: SHARED_KEPT })
  knows.set(kind, known)
  if (known.has(shared.key)) return
  known.set(shared.key, true)
  worker.postMessage({ kind, shared } satisfies ToThread<never, unknown>)
}

function handOver({ worker, next }: Thread, kind: string): void {
  const orders = next.get(kind) ?? []
  next.delete(kind)
  worker.postMessage({ kind, orders } satisfies ToThread<unknown, never>)
}
