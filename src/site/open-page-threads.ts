/**
 * Makes pages, many of them on other threads. Door: threads. In: what is to stand on each. Out: their HTML. A few pages are made here: to
 * begin a thread takes longer. Where threads cannot be had, all are.
 */
import { availableParallelism } from 'node:os'
import { ThreadPool } from '../base/open-thread-pool.js'
import { keepContentHtml } from '../posts/kept-html.js'
import type { PageInput, PageMaker } from './make-page.js'
import type { MadePage } from './page-thread.js'

/** Pages made before the first thread is begun, which takes about as long. */
const FEW = 60
/** One core writes what the others make. */
const MOST_THREADS = 4

export interface PageThreads {
  readonly make: PageMaker
  close(): Promise<void>
}

export function openPageThreads(): PageThreads {
  const threads = new ThreadPool<PageInput, MadePage>({
    file: new URL('./page-thread.js', import.meta.url),
    threads: Math.min(availableParallelism(), MOST_THREADS),
  })
  let asked = 0
  const here = async (input: PageInput) => (await import('./make-page.js')).makePage(input)
  return {
    make: async (input) => {
      asked += 1
      const made = asked <= FEW ? undefined : await threads.run(plain(input))
      if (made === undefined) return await here(input)
      if (input.page === 'announcement' && made.content !== undefined)
        keepContentHtml(input.announcement, input.site.url, made.content)
      return made.html
    },
    close: async () => await threads.close(),
  }
}

/** Only what is shown crosses over, and a body that is read when it is asked for is read here. */
function plain(input: PageInput): PageInput {
  return input.page === 'announcement' ? { ...input, announcement: { ...input.announcement } } : input
}
