/**
 * The real archive at any point of its history. In: a commit, or the number of a push. Out: a checkout of its own that
 * a test may move forward, as a mirror does when the next push arrives. undefined where the archive is not beside the
 * checkout.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { corpusPosts, corpusTable } from './corpus.js'

export interface Push {
  readonly push: number
  /** Commits before and after. */
  readonly base: string
  readonly tip: string
  /** ISO 8601 with a zone. */
  readonly pushDate: string
  /** What subscribers should have been told of each post. */
  readonly posts: readonly { readonly post: string; readonly expect: string }[]
}

export interface Archive {
  readonly folder: string
  checkout(commit: string): void
}

export function cloneArchive(): Archive | undefined {
  const origin = corpusPosts()
  if (origin === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'belfry-archive-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  execFileSync('git', ['clone', '-q', '--shared', '--no-checkout', origin, folder])
  return {
    folder,
    checkout: (commit) => void execFileSync('git', ['-C', folder, 'checkout', '-q', '--detach', commit]),
  }
}

/** @throws Error where the table has no such push */
export function pushNumbered(number: number): Push {
  const table = corpusTable('pushes.jsonl')
  const lines = table === undefined ? [] : readFileSync(table, 'utf8').trim().split('\n')
  const pushes: Push[] = lines.map((line) => JSON.parse(line))
  const found = pushes.find((push) => push.push === number)
  if (found === undefined) throw new Error(`pushes.jsonl has no push ${number}`)
  return found
}
