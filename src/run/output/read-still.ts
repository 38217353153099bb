/**
 * Whether a build would make what the last one made, by a look at files alone: nothing is read then, nor what reads is
 * loaded. Door: disk. In: the configuration, the time. Out: what the build would say; undefined where it has to be
 * made. The same question is asked again of what was read (plan-mark.ts), so whoever is in doubt here says that he does
 * not know.
 */
import { hash } from 'node:crypto'
import type { Problem } from '../../base/errors.js'
import { programStamp } from '../../base/read-program.js'
import type { Config } from '../../config/schema.js'
import { isPacked } from '../../files/packed.js'
import { type Manifest, manifestDigest, readManifest } from '../../files/read-manifest.js'
import { sizeOf, sweep } from '../../files/write-file.js'
import type { WrittenFile } from '../../files/write-folder.js'
import { isFilledIn } from '../../posts/holds-templates.js'
import { stampOf } from '../../source/read-stamp.js'
import { feedsSaid, planSaid } from './plan-said.js'
import type { Published } from './publish.js'
import { readPlan, storePlan } from './read-plan.js'

/**
 * Of all that a build is made of.
 * @param at milliseconds since the epoch, by the clock of the disk
 * @returns undefined where it is made of more than files here
 */
export function buildStamp(config: Config, at = Date.now()): string | undefined {
  const { content } = config
  const { git, feed, render, undated, posts, register, releases, authors } = content
  if (git.remote !== '' || feed !== '' || render === 'site' || undated === 'git' || isFilledIn(content))
    return undefined
  const files = stampOf([...posts, register, ...[releases, authors].filter((path) => path !== '')], at)
  if (files === undefined) return undefined
  const said = JSON.stringify(config, (_key, value: unknown) => (value instanceof Map ? [...value] : value))
  return hash('sha256', [programStamp(), process.cwd(), said, files].join('\n'), 'base64url')
}

/** A build, as it is remembered beside its plan. */
export interface Built extends Published {
  readonly problems: readonly Problem[]
}

/** @param now milliseconds since the epoch: a plan holds for a while */
export function stillBuilt({ feeds: { folder }, cache }: Config, stamp: string, now: number): Built | undefined {
  const kept = readPlan(cache)
  if (kept?.built?.stamp !== stamp) return undefined
  const said = planSaid(kept.said)
  if (now < said.from || now >= said.until) return undefined
  const before = readManifest(folder)
  if (before.digest !== kept.manifest || !stands(folder, before.files, said.yielding)) return undefined
  sweep(folder)
  const feeds = feedsSaid(said, before.files).map(({ path, entries }) => ({ feed: path, entries: entries() }))
  return {
    files: filesIn(before.files),
    feeds: feeds.map((feed) => ({ ...feed, changed: false })),
    problems: kept.built.problems,
  }
}

/** Those of the plan first: what is no part of it does not say what it is made from. */
function filesIn(files: Manifest['files']): WrittenFile[] {
  const own = [...files].filter(([path]) => !isPacked(path))
  const [planned, beside] = [true, false].map((isPlanned) => own.filter(([, one]) => 'inputs' in one === isPlanned))
  return [...(planned ?? []), ...(beside ?? [])].map(([path, { bytes = 0 }]) => ({ path, bytes, changed: false }))
}

/** Every file is as long as it was made; what was left out for somebody else's is left out still. */
function stands(folder: string, files: Manifest['files'], yielding: readonly string[]): boolean {
  for (const [path, { bytes }] of files) if (bytes === undefined || sizeOf(`${folder}/${path}`) !== bytes) return false
  return yielding.every((path) => files.has(path) || sizeOf(`${folder}/${path}`) !== undefined)
}

/** @param problems what was said of it */
export function rememberBuilt({ feeds: { folder }, cache }: Config, stamp: string, problems: readonly Problem[]): void {
  const kept = readPlan(cache)
  if (kept === undefined || kept.manifest !== manifestDigest(folder)) return
  storePlan(cache, { ...kept, built: { stamp, problems } })
}
