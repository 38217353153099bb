/**
 * Makes pages, those of announcements on other threads where they are many. Door: threads. In: what is to stand on
 * each. Out: their HTML. A few pages are made here: to begin a thread takes longer. Where threads cannot be had, all
 * are.
 */
import { availableParallelism } from 'node:os'
import { ThreadPool } from '../base/open-thread-pool.js'
import { keepContentHtml } from '../posts/post-content.js'
import type { PageMaker } from './make-page.js'
import type { AnnouncementPageFacts } from './page-facts.js'
import type { MadePage, PageJob } from './page-thread.js'
import type { Site } from './site.js'

/** Pages made before the first thread is begun, which takes about as long. */
const FEW = 60
/** One core writes what the others make. */
const MOST_THREADS = 4

export interface PageThreads {
  readonly make: PageMaker
  close(): Promise<void>
}

export function openPageThreads(): PageThreads {
  const threads = new ThreadPool<PageJob, MadePage>({
    file: new URL('./page-thread.js', import.meta.url),
    threads: Math.min(availableParallelism(), MOST_THREADS),
  })
  let asked = 0
  return {
    make: async (site, facts) => {
      asked += 1
      if (facts.page === 'announcement' && asked > FEW) {
        const made = await threads.run(jobOf(site, facts))
        if (made !== undefined) {
          keepContentHtml(facts.content, site.url, made.content)
          return made.html
        }
      }
      return (await import('./make-page.js')).makePage(site, facts)
    },
    close: async () => await threads.close(),
  }
}

/** Reads the body here, before it is sent to a thread. */
function jobOf(site: Site, { content, ...facts }: AnnouncementPageFacts): PageJob {
  const { body, ...rest } = content
  return { site, facts, content: { ...rest, digest: body.digest, text: body.text } }
}
