/**
 * Threads that do one kind of work. In: the file of the thread (it calls answerOrders of pool-thread.ts), and jobs.
 * Out: a result for each, or undefined where it must be done here. Only the compiled program has threads: TypeScript
 * that nobody compiled has no file to begin one with. Door: threads.
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

interface Asked<Job, Result> {
  readonly order: Order<Job>
  resolve(result: Result | undefined): void
}

interface Thread<Job, Result> {
  readonly worker: Worker
  readonly asked: Map<number, Asked<Job, Result>>
  readonly knows: NewestCache<number, true>
  /** Orders that are handed over together. */
  next: Order<Job>[]
}

export class ThreadPool<Job, Result, Value = never> {
  #threads: Thread<Job, Result>[] = []
  #isUsable: boolean
  #orders = 0

  constructor(private readonly options: ThreadPoolOptions) {
    this.#isUsable = existsSync(fileURLToPath(options.file))
  }

  /** @returns undefined where it must be done here: no thread can be had, or a thread failed at it */
  async run(job: Job, shared?: Shared<Value>): Promise<Result | undefined> {
    if (!this.#isUsable) return undefined
    const thread = this.#idlest()
    if (shared !== undefined && !thread.knows.has(shared.key)) {
      thread.knows.set(shared.key, true)
      thread.worker.postMessage({ shared } satisfies ToThread<Job, Value>)
    }
    return await new Promise((resolve) => {
      this.#orders += 1
      const order = { number: this.#orders, job, ...(shared !== undefined && { shares: shared.key }) }
      thread.asked.set(order.number, { order, resolve })
      thread.next.push(order)
      // What is asked for in the same turn goes over together: each message wakes the thread.
      if (thread.next.length === 1) setImmediate(() => handOver(thread))
      // Only work that is waited for keeps a program running.
      if (thread.asked.size === 1) thread.worker.ref()
    })
  }

  async close(): Promise<void> {
    this.#isUsable = false
    await Promise.all(this.#threads.map(async ({ worker }) => await worker.terminate()))
  }

  #idlest(): Thread<Job, Result> {
    while (this.#threads.length < Math.max(1, this.options.threads)) this.#threads.push(this.#begun())
    return this.#threads.reduce((least, thread) => (thread.asked.size < least.asked.size ? thread : least))
  }

  #begun(): Thread<Job, Result> {
    const { file, data, megabytes } = this.options
    const resourceLimits = megabytes && {
      maxYoungGenerationSizeMb: megabytes.young,
      maxOldGenerationSizeMb: megabytes.old,
    }
    const worker = new Worker(file, { workerData: data, ...(resourceLimits && { resourceLimits }) })
    const thread: Thread<Job, Result> = {
      worker,
      asked: new Map(),
      knows: new NewestCache({ most: SHARED_KEPT }),
      next: [],
    }
    worker.unref()
    worker.on('message', (answers: readonly Answer<Result>[]) => {
      for (const { number, result } of answers) {
        thread.asked.get(number)?.resolve(result)
        thread.asked.delete(number)
      }
      if (thread.asked.size === 0) worker.unref()
    })
    worker.on('error', () => this.#gone(thread))
    worker.on('exit', () => this.#gone(thread))
    return thread
  }

  /** A thread that ended once would end again. */
  #gone(thread: Thread<Job, Result>): void {
    this.#isUsable = false
    this.#threads = this.#threads.filter((one) => one !== thread)
    for (const { resolve } of thread.asked.values()) resolve(undefined)
    thread.asked.clear()
  }
}

function handOver<Job, Result>(thread: Thread<Job, Result>): void {
  const orders = thread.next
  thread.next = []
  thread.worker.postMessage({ orders } satisfies ToThread<Job, never>)
}
