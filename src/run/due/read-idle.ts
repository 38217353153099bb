/**
 * What is kept in the cache of a run that had nothing to do. Door: disk. In: what it was made from, and what it said.
 * Out: the same again; undefined where there is none, or it was damaged.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Problem, systemCode } from '../../base/errors.js'
import { seal, unseal } from '../../files/sealed.js'
import { replaceFile } from '../../files/write-file.js'
import type { Decision } from '../../notices/decide.js'

/** In the folder of caches. */
const FILE = 'idle.json'

/** What such a run shows, beside that it did nothing. */
export type Shown = Pick<Decision, 'upcoming' | 'passedOver' | 'replaced' | 'leftTable'>

export interface KeptIdle extends Shown {
  /** The program and its settings (output/read-still.ts). */
  readonly frame: string
  /** A digest of the stamp of all files that it was decided from. */
  readonly files: string
  /** When a file came into the folder of kept sources, or left it (`keptAt`). */
  readonly keptAt: number
  /** A digest of what the ledger knew (memory-stamp-store.ts). */
  readonly memory: string
  /** The instants that it holds from and until, the last not among them. */
  readonly from: number
  readonly until: number
  readonly problems: readonly Problem[]
}

/** @returns milliseconds since the epoch; 0 where no folder is, and NaN, which equals none, where it cannot be had */
export function keptAt(kept: string): number {
  try {
    return statSync(kept, { throwIfNoEntry: false })?.mtimeMs ?? 0
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
    return Number.NaN
  }
}

export function readIdle(cache: string): KeptIdle | undefined {
  try {
    const text = unseal(readFileSync(join(cache, FILE)))?.toString()
    // Written by this file alone, and as it was written.
    return text === undefined ? undefined : (JSON.parse(text) as KeptIdle)
  } catch (thrown) {
    if (systemCode(thrown) === undefined && !(thrown instanceof SyntaxError)) throw thrown
    return undefined
  }
}

/** Nothing depends on it. */
export function storeIdle(cache: string, idle: KeptIdle): void {
  try {
    replaceFile(join(cache, FILE), seal(JSON.stringify(idle)), { private: true })
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
  }
}
