/**
 * What was just published. In: a folder, paths in it. Out: the length of each file and a digest of its bytes; none of
 * what is not there. Door.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface PublishedFeed {
  readonly path: string
  readonly bytes: number
  /** SHA-256, hexadecimal. */
  readonly digest: string
}

export function readFeedDigests(folder: string, paths: readonly string[]): PublishedFeed[] {
  return paths
    .filter((path) => existsSync(join(folder, path)))
    .map((path) => {
      const bytes = readFileSync(join(folder, path))
      return { path, bytes: bytes.length, digest: createHash('sha256').update(bytes).digest('hex') }
    })
}
