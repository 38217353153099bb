/**
 * Signs the messages of a mailing on threads of their own: a signature takes longer than all else about a message. In: keys, and a signer for
 * what is not worth a thread. Out: a signer. Where threads cannot be had the other one signs all. Door: threads.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Frozen } from '../slots.js'
import type { DkimKey } from './dkim-key.js'
import { keepNewest } from './keep-newest.js'
import type { Signer, SignFor } from './signer.js'
import type { FromThread, Order, ToThread } from './signing-thread.js'

/** Signed before the first thread is begun, which takes about as long. */
const FEW = 50
/** One core sends what the others sign. */
const MOST_THREADS = 8

interface Waiting {
  readonly order: Order
  resolve(fields: string | undefined): void
}

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, Waiting>
  readonly knows: Set<number>
  /** Orders that are handed over together. */
  next: Order[]
}

export function signerOnThreads(keys: readonly DkimKey[], here: Signer): Signer {
  // TypeScript that nobody compiled, as in tests, has no thread to load.
  if (keys.length === 0 || import.meta.url.endsWith('.ts')) return here
  const threads = new SignThreads(keys)
  let frozenBefore = 0
  return {
    sign: here.sign,
    prepare: (frozen) => {
      frozenBefore += 1
      const number = frozenBefore
      const signHere = here.prepare(frozen)
      let signed = 0
      return async (to, values) => {
        signed += 1
        if (signed <= FEW) return await signHere(to, values)
        return (await threads.sign({ frozen: number, is: frozen }, to, values)) ?? (await signHere(to, values))
      }
    },
  }
}

class SignThreads {
  #threads: Thread[] = []
  /** A thread that ended once would end again. */
  #isUsable = true
  #orders = 0

  constructor(private readonly keys: readonly DkimKey[]) {}

  /** @returns undefined where it must be signed elsewhere */
  async sign(
    about: { readonly frozen: number; readonly is: Frozen },
    ...[to, values]: Parameters<SignFor>
  ): Promise<string | undefined> {
    if (!this.#isUsable) return undefined
    const thread = this.#idlest()
    if (!thread.knows.has(about.frozen)) {
      // The thread forgets in the same order: a service lives through thousands of mailings.
      keepNewest(thread.knows)
      thread.knows.add(about.frozen)
      thread.worker.postMessage(about satisfies ToThread)
    }
    return await new Promise((resolve) => {
      this.#orders += 1
      const order = { number: this.#orders, frozen: about.frozen, to, values: { ...values } }
      thread.waiting.set(order.number, { order, resolve })
      thread.next.push(order)
      // What is asked for in the same turn goes over together: each message wakes the thread.
      if (thread.next.length === 1) setImmediate(() => handOver(thread))
      // Only work that is waited for keeps a program running.
      if (thread.waiting.size === 1) thread.worker.ref()
    })
  }

  #idlest(): Thread {
    const most = Math.max(1, Math.min(MOST_THREADS, availableParallelism() - 1))
    while (this.#threads.length < most) this.#threads.push(this.#begun())
    const [first, ...others] = this.#threads
    if (first === undefined) throw new Error('there is no thread')
    return others.reduce((least, thread) => (thread.waiting.size < least.waiting.size ? thread : least), first)
  }

  #begun(): Thread {
    const worker = new Worker(new URL('./signing-thread.js', import.meta.url), { workerData: this.keys })
    const thread: Thread = { worker, waiting: new Map(), knows: new Set(), next: [] }
    worker.unref()
    worker.on('message', (done: readonly FromThread[]) => {
      for (const { number, fields } of done) {
        thread.waiting.get(number)?.resolve(fields)
        thread.waiting.delete(number)
      }
      if (thread.waiting.size === 0) worker.unref()
    })
    worker.on('error', () => this.#gone(thread))
    worker.on('exit', () => this.#gone(thread))
    return thread
  }

  #gone(thread: Thread): void {
    this.#isUsable = false
    this.#threads = this.#threads.filter((one) => one !== thread)
    for (const { resolve } of thread.waiting.values()) resolve(undefined)
    thread.waiting.clear()
  }
}

function handOver(thread: Thread): void {
  const orders = thread.next
  thread.next = []
  thread.worker.postMessage(orders satisfies ToThread)
}
