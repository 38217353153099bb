/**
 * Publishes units on threads where they are many. In: threads, what all units share. Out: who brings each. A few files
 * are made here: to begin a thread takes longer. Where threads cannot be had, all are.
 */
import type { ThreadsFor } from '../../base/open-thread-pool.js'
import type { OutputUnit } from '../../files/write-folder.js'
import { type PublishJob, type PublishUnit, publishJob } from './units.js'
import type { PublishCommon, PublishedUnit } from './write-unit.js'

/** Files that are made before the first thread were begun. */
const FEW = 60

/** Threads that do `publishingWork`. */
export type PublishingThreads = ThreadsFor<PublishJob, PublishedUnit, PublishCommon>

export function unitsElsewhere(common: PublishCommon, threads: PublishingThreads): (unit: PublishUnit) => OutputUnit {
  publishings += 1
  const shared = { key: publishings, value: common }
  return (unit) => ({
    bring: async (paths, all) => {
      if (all <= FEW) return undefined
      const placed = await threads.run(publishJob(unit, new Set(paths), common.site.url), shared)
      return placed && new Map(placed.map(({ path, ...file }) => [path, file]))
    },
  })
}

/** One pool may publish another folder later. */
let publishings = 0
