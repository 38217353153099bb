/**
 * A real announcement archive to test against, kept beside the checkout and never in it. In: nothing. Out: a folder
 * with its posts, cloned once per test process and removed at its end; or undefined where the archive is not there, and
 * tests say so and pass over.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const shared = fileURLToPath(new URL('../../../shared/', import.meta.url))
const bundle = join(shared, 'corpus', 'qubes-posts.bundle')

export const corpusMissing = 'passed over: no ../shared/corpus/qubes-posts.bundle beside the checkout'

/** The settings of the site that the archive belongs to. */
export const corpusSettings = {
  url: 'https://www.qubes-os.org',
  timezone: 'UTC',
  author: 'The Qubes team',
  permalink: '/news/:year/:month/:day/:title/',
}

let cloned: string | undefined

/** The archive at its tip, as a git checkout with history. */
export function corpusPosts(): string | undefined {
  if (!existsSync(bundle)) return undefined
  if (cloned === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'belfry-corpus-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    execFileSync('git', ['clone', '-q', '-b', 'until-2020-01', bundle, folder])
    cloned = folder
  }
  return cloned
}

/** The folder of the three posts that the project was conceived from. */
export function seedPosts(): string | undefined {
  const folder = join(shared, 'seeds')
  return existsSync(folder) ? folder : undefined
}

/** A table kept beside the archive, such as kinds.csv. */
export function corpusTable(name: string): string | undefined {
  const file = join(shared, 'corpus', name)
  return existsSync(file) ? file : undefined
}
