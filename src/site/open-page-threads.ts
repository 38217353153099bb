/**
 * Makes pages, many of them on other threads. Door: threads. In: what is to stand on each. Out: their HTML. A few pages are made here: to
 * begin a thread takes longer. Where threads cannot be had, all are.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { keepContentHtml } from '../posts/kept-html.js'
import type { PageInput, PageMaker } from './make-page.js'
import type { Done, Job } from './page-thread.js'

/** Pages made before the first thread is begun, which takes about as long. */
const FEW = 60
/** One core writes what the others make. */
const MOST_THREADS = 4

export interface Threads {
  readonly make: PageMaker
  close(): Promise<void>
}

interface Waiting {
  readonly input: PageInput
  resolve(html: string | Promise<string>): void
  reject(fault: Error): void
}

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, Waiting>
}

export function openThreads(): Threads {
  const threads: Thread[] = []
  let made = 0
  let usable = true
  const here = async (input: PageInput) => (await import('./make-page.js')).makePage(input)
  const begin = () => {
    for (let index = 0; index < Math.min(availableParallelism(), MOST_THREADS); index += 1) {
      threads.push(
        beginThread(({ waiting }) => {
          usable = false
          for (const { input, resolve } of waiting.values()) resolve(here(input))
          waiting.clear()
        }),
      )
    }
  }
  return {
    make: (input) => {
      made += 1
      if (made <= FEW || !usable) return here(input)
      if (threads.length === 0) begin()
      const [idlest] = [...threads].sort((a, b) => a.waiting.size - b.waiting.size)
      return idlest === undefined ? here(input) : onThread(idlest, made, input)
    },
    close: async () => {
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}

function beginThread(lost: (thread: Thread) => void): Thread {
  const worker = new Worker(new URL('./page-thread.js', import.meta.url))
  const thread: Thread = { worker, waiting: new Map() }
  worker.on('message', (done: Done) => {
    const job = thread.waiting.get(done.number)
    thread.waiting.delete(done.number)
    if (job === undefined) return
    if ('fault' in done) return job.reject(new Error(done.fault))
    const { input } = job
    if (input.page === 'announcement' && done.content !== undefined)
      keepContentHtml(input.announcement, input.site.url, done.content)
    job.resolve(done.html)
  })
  worker.on('error', () => lost(thread))
  return thread
}

async function onThread({ worker, waiting }: Thread, number: number, input: PageInput): Promise<string> {
  return await new Promise((resolve, reject) => {
    waiting.set(number, { input, resolve, reject })
    const job: Job = { number, input: plain(input) }
    worker.postMessage(job)
  })
}

/** Only what is shown crosses over, and a body that is read when it is asked for is read here. */
function plain(input: PageInput): PageInput {
  return input.page === 'announcement' ? { ...input, announcement: { ...input.announcement } } : input
}
