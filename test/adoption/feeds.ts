/**
 * The feed of a site as its generator made it, and as Belfry makes it after `belfry init`, `belfry ids` and
 * `belfry build`. Door: disk, processes. In: the site. Out: both, in the same format.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { belfry } from '../support/cli.js'
import { NOW, originOf } from './compare.js'
import type { Site } from './published.js'

const folder = fileURLToPath(new URL('sites/', import.meta.url))

export interface BothFeeds {
  readonly before: string
  readonly after: string
  /** What the commands ended with, by their names. */
  readonly codes: Readonly<Record<'init' | 'ids' | 'check' | 'build', number | null>>
}

export async function bothFeeds(site: Site): Promise<BothFeeds> {
  const old = join(folder, `${site}.feed.xml`)
  const before = readFileSync(old, 'utf8')
  const root = mkdtempSync(join(tmpdir(), `belfry-feeds-${site}-`))
  try {
    cpSync(join(folder, site), root, { recursive: true })
    const config = join(root, 'config/belfry.yaml')
    const init = await belfry(['init', root, '--yes', '--url', originOf(site)], { now: NOW })
    const ids = await belfry(['ids', old], { config, now: NOW })
    const check = await belfry(['check'], { config, now: NOW })
    const build = await belfry(['build'], { config, now: NOW })
    const name = /<feed[\s>]/.test(before) ? 'atom.xml' : 'rss.xml'
    const after = readFileSync(join(root, 'var/feeds', name), 'utf8')
    return { before, after, codes: { init: init.code, ids: ids.code, check: check.code, build: build.code } }
  } finally {
    rmSync(root, { recursive: true })
  }
}
