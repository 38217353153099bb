/**
 * One process publishes a folder at a time: two that write there at once would each take the other's files for somebody
 * else's. Door: disk, time. In: the folder of caches, what is to be done alone. Out: what it gave. SQLite holds the
 * lock, by the system's own: where a process is killed, the next one has it at once.
 */
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { BelfryError, systemCode } from '../../base/errors.js'
import { makeFolders } from '../../files/write-file.js'
import { namingFaults, type OpenDatabase, openDatabaseFile } from '../../store/open-sqlite-driver.js'
import { runTexts } from '../texts.js'

const LOCK_FILE = 'publish.lock'
/** Between two tries. */
const AGAIN_MS = 25
/** Longer than the largest site takes: whoever takes longer was stopped in the middle. */
const LONGEST_MS = 600_000

interface Waiting {
  /** Called between two tries; waits by itself unless it is given. */
  readonly pause?: () => Promise<unknown>
  readonly longestMs?: number
}

/**
 * Where the folder of caches cannot be written, nobody waits for anybody.
 * @throws BelfryError OUTPUT_FOLDER where another process has been publishing for ten minutes
 */
export async function aloneInFolder<Result>(
  { cache, feeds }: { readonly cache: string; readonly feeds: { readonly folder: string } },
  work: () => Promise<Result>,
  { pause = () => setTimeout(AGAIN_MS), longestMs = LONGEST_MS }: Waiting = {},
): Promise<Result> {
  const until = performance.now() + longestMs
  for (;;) {
    const lock = take(cache)
    if (lock !== 'taken') return await releasing(lock, work)
    if (performance.now() >= until) {
      const sentence = runTexts.openFolder.anotherProcessPublishes(feeds.folder, longestMs / 60_000)
      throw new BelfryError('OUTPUT_FOLDER', sentence, { fix: runTexts.openFolder.endTheOneThatHangs() })
    }
    await pause()
  }
}

/** @returns undefined where there is no place for a lock */
function take(cache: string): OpenDatabase | 'taken' | undefined {
  let database: OpenDatabase | undefined
  try {
    makeFolders(cache, { private: true })
    const file = join(cache, LOCK_FILE)
    closeSync(openSync(file, 'a', 0o600))
    const opened = openDatabaseFile(file, 0)
    database = opened
    namingFaults(() => opened.exec('begin exclusive'))
    return opened
  } catch (thrown) {
    database?.close()
    if (thrown instanceof BelfryError && thrown.code === 'DATABASE_BUSY') return 'taken'
    if (systemCode(thrown) === undefined) throw thrown
    return undefined
  }
}

/** Closing ends the transaction, and nothing was written in it. */
async function releasing<Result>(lock: OpenDatabase | undefined, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } finally {
    lock?.close()
  }
}
