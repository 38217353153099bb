/**
 * Publishes units on other threads where they are many. Door: threads. In: units, and what they share. Out: who brings
 * each. A few files are made here: to begin a thread takes longer. Where threads cannot be had, all are.
 */
import { availableParallelism } from 'node:os'
import { ThreadPool } from '../../base/open-thread-pool.js'
import type { OutputUnit } from '../../files/write-folder.js'
import type { PublishCommon, PublishedUnit } from './publish-thread.js'
import { type PublishJob, type PublishUnit, publishJob } from './units.js'

/** Files that are made before the first thread were begun. */
const FEW = 60
/** What is in no unit is made here meanwhile. */
const MOST_THREADS = 4

const OWN = new URL('./publish-thread.js', import.meta.url)

export interface PublishThreads {
  unit(unit: PublishUnit): OutputUnit
  close(): Promise<void>
}

/** @param file JavaScript of a thread */
export function openPublishThreads(common: PublishCommon, file = OWN): PublishThreads {
  const threads = new ThreadPool<PublishJob, PublishedUnit, PublishCommon>({
    file,
    threads: Math.min(availableParallelism(), MOST_THREADS),
    megabytes: { young: 16, old: 256 },
  })
  return {
    unit: (unit) => ({
      bring: async (paths, all) => {
        if (all <= FEW) return undefined
        const job = publishJob(unit, new Set(paths), common.site.url)
        const placed = await threads.run(job, { key: 0, value: common })
        return placed && new Map(placed.map(({ path, ...file }) => [path, file]))
      },
    }),
    close: async () => await threads.close(),
  }
}
