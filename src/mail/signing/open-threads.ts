/**
 * Signs the messages of a mailing on threads of their own: a signature takes longer than all else about a message. In:
 * keys, and a signer for what is not worth a thread. Out: a signer. Where threads cannot be had the other one signs
 * all. Door: threads.
 */
import { availableParallelism } from 'node:os'
import { ThreadPool } from '../../base/open-thread-pool.js'
import type { Frozen } from '../slots.js'
import type { DkimKey } from './dkim-key.js'
import type { Signer } from './signer.js'
import type { SigningJob } from './signing-thread.js'

/** Signed before the first thread is begun, which takes about as long. */
const FEW = 50
/** One core sends what the others sign. */
const MOST_THREADS = 8

export function signerOnThreads(keys: readonly DkimKey[], here: Signer): Signer {
  if (keys.length === 0) return here
  const threads = new ThreadPool({
    file: new URL('./signing-thread.js', import.meta.url),
    threads: Math.min(MOST_THREADS, availableParallelism() - 1),
    data: keys,
  }).of<SigningJob, string, Frozen>('sign')
  let frozenBefore = 0
  return {
    sign: here.sign,
    prepare: (frozen) => {
      frozenBefore += 1
      const shared = { key: frozenBefore, value: frozen }
      const signHere = here.prepare(frozen)
      let signed = 0
      return async (to, values) => {
        signed += 1
        if (signed <= FEW) return await signHere(to, values)
        return (await threads.run({ to, values: { ...values } }, shared)) ?? (await signHere(to, values))
      }
    },
  }
}
