/**
 * Where it is kept what a folder was planned from. Door: disk. In: the folder of caches. Out: what was planned, of
 * which manifest; and back. A plan that cannot be read or written costs time and nothing else.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Problem, systemCode } from '../../base/errors.js'
import { replaceFile } from '../../files/write-file.js'

const FILE = 'plan.json'

export interface KeptPlan {
  /** The digest of the manifest that came of it. */
  readonly manifest: string
  /** As plan-said.ts writes it. */
  readonly said: string
  /** What was built of it; absent where a look at files would not tell whether it is so still. */
  readonly built?: KeptBuild
}

interface KeptBuild {
  readonly stamp: string
  readonly problems: readonly Problem[]
}

/** @returns undefined where there is none, or it cannot be understood */
export function readPlan(cache: string): KeptPlan | undefined {
  try {
    const kept: Partial<KeptPlan> | null = JSON.parse(readFileSync(join(cache, FILE), 'utf8'))
    const { manifest, said, built } = kept ?? {}
    if (typeof manifest !== 'string' || typeof said !== 'string') return undefined
    return { manifest, said, ...(built !== undefined && { built }) }
  } catch (thrown) {
    if (systemCode(thrown) === undefined && !(thrown instanceof SyntaxError)) throw thrown
    return undefined
  }
}

/** Where the disk refuses, the next build plans again; that posts cannot be remembered is said of the same folder. */
export function storePlan(cache: string, plan: KeptPlan): void {
  try {
    replaceFile(join(cache, FILE), JSON.stringify(plan), { private: true })
  } catch (thrown) {
    if (systemCode(thrown) === undefined) throw thrown
  }
}
