/**
 * Whether a build would make what the last one made, by a look at files alone: nothing is read then, nor what reads is
 * loaded. Door: disk. In: the configuration, the time. Out: what is seen, and what the build would say; undefined where
 * it has to be made. The same question is asked again of what was read (plan-mark.ts), so whoever is in doubt here says
 * that he does not know.
 */
import { hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Problem } from '../../base/errors.js'
import { programStamp } from '../../base/read-program.js'
import type { Config } from '../../config/schema.js'
import { namedInManifest } from '../../files/manifest-text.js'
import { isPacked } from '../../files/packed.js'
import { type Manifest, type ManifestText, readManifestText } from '../../files/read-manifest.js'
import { sizeOf, sweep } from '../../files/write-file.js'
import type { WrittenFile } from '../../files/write-folder.js'
import { isFilledIn } from '../../posts/holds-templates.js'
import { linesThatChanged, type Stamp, stampOf, youngLines } from '../../source/read-stamp.js'
import { feedsSaid, type PlanSaid, planSaid } from './plan-said.js'
import type { Published } from './publish.js'
import { type KeptBuild, type KeptOutputs, readPlan, storePlan } from './read-plan.js'

/** All that a build is made of, as it looks. */
export interface SeenFiles {
  /** The program and its settings. */
  readonly frame: string
  readonly files: Stamp
}

/**
 * @param at milliseconds since the epoch, by the clock of the disk
 * @returns undefined where it is made of more than files here
 */
export function lookAround(config: Config, at = Date.now()): SeenFiles | undefined {
  const { content } = config
  const { git, feed, render, undated, posts, register, releases, authors } = content
  if (git.remote !== '' || feed !== '' || render === 'site' || undated === 'git' || isFilledIn(content))
    return undefined
  const files = stampOf([...posts, register, ...[releases, authors].filter((path) => path !== '')], at)
  if (files === undefined) return undefined
  const said = JSON.stringify(config, (_key, value: unknown) => (value instanceof Map ? [...value] : value))
  return {
    frame: hash('sha256', [programStamp(), process.version, process.cwd(), said].join('\n'), 'base64url'),
    files,
  }
}

/** The same in a service: others have their turn before it and after it. */
export async function lookInTurn(config: Config, at?: number): Promise<SeenFiles | undefined> {
  await setImmediate()
  const seen = lookAround(config, at)
  await setImmediate()
  return seen
}

/** A build, as it is remembered beside its plan. */
export interface Built extends Published {
  readonly problems: readonly Problem[]
}

/** What was built before, and stands. */
export interface StandingBuild {
  readonly manifest: ManifestText
  readonly said: PlanSaid
  readonly built: KeptBuild
  /** Of what is seen: lines that may be otherwise now; none where all is as it was. */
  readonly changed: readonly number[]
  /** Is all that was published there as it was? Where files changed it is still to be asked: it takes a while. */
  readonly isThere: () => boolean
}

/** Files that may have changed, and no more is asked than what they change. */
const FEW_FILES = 20

/**
 * @param now milliseconds since the epoch: a plan holds for a while
 * @returns undefined where more is otherwise than a few files
 */
export function standingBuild(
  { feeds: { folder }, cache }: Config,
  seen: SeenFiles,
  now: number,
): StandingBuild | undefined {
  const kept = readPlan(cache)
  const built = kept?.built
  if (kept === undefined || built === undefined || built.frame !== seen.frame) return undefined
  const changed = linesThatChanged(built.files, seen.files)
  if (changed === undefined || changed.length > FEW_FILES) return undefined
  const said = planSaid(kept.said)
  if (now < said.from || now >= said.until) return undefined
  const manifest = readManifestText(folder)
  if (manifest === undefined || manifest.digest !== kept.manifest) return undefined
  const isYieldedStill = (path: string) => manifest.get(path) !== undefined || sizeOf(`${folder}/${path}`) !== undefined
  const isThere = () => {
    if (!allStand(folder, built.outputs) || !said.yielding.every(isYieldedStill)) return false
    sweep(folder)
    return true
  }
  if (changed.length === 0 && !isThere()) return undefined
  return { manifest, said, built, changed, isThere }
}

/** @param written those files that are otherwise now */
export function builtOf({ manifest, said, built }: StandingBuild, written: readonly WrittenFile[] = []): Built {
  const { paths, own, sizes } = built.outputs
  const changed = new Map(written.map((file) => [file.path, file]))
  const feeds = feedsSaid(said, manifest).map(({ path, entries }) => ({ feed: path, entries: entries() }))
  const files = paths.split('\n', own).map((path, at): WrittenFile => {
    const one = changed.get(path)
    return one === undefined
      ? { path, bytes: sizes[at] ?? 0, changed: false }
      : { path, bytes: one.bytes, changed: one.changed }
  })
  return {
    files,
    feeds: feeds.map(({ feed, entries }) => {
      const one = changed.get(feed)
      return { feed, entries: one?.entries ?? entries, changed: one?.changed ?? false }
    }),
    problems: built.problems,
  }
}

/** Each is as long as it was made. */
function allStand(folder: string, { paths, sizes }: KeptOutputs): boolean {
  return paths.split('\n').every((path, at) => sizeOf(`${folder}/${path}`) === sizes[at])
}

/**
 * Files of the plan come first: what is no part of it does not say what it is made from.
 * @returns undefined where a path would be taken for two, or something was about to be written
 */
function outputsOf({ text }: ManifestText): KeptOutputs | undefined {
  const named = namedInManifest(text)
  if (named.some(({ path, bytes }) => bytes === undefined || path.includes('\n'))) return undefined
  const packs = named.filter(({ path }) => isPacked(path))
  const own = named.filter(({ path }) => !isPacked(path))
  const inOrder = [true, false].flatMap((isPlanned) => own.filter(({ hasInputs }) => hasInputs === isPlanned))
  const all = [...inOrder, ...packs]
  return {
    paths: all.map(({ path }) => path).join('\n'),
    own: own.length,
    sizes: Float64Array.from(all, ({ bytes = 0 }) => bytes),
  }
}

/** @param written what the manifest says otherwise of some */
export function outputsNow(before: KeptOutputs, written: Manifest['files']): KeptOutputs {
  const paths = before.paths.split('\n')
  const sizes = Float64Array.from(before.sizes)
  for (const [path, { bytes = 0 }] of written) sizes[paths.indexOf(path)] = bytes
  return { ...before, sizes }
}

interface ToRemember {
  /** What was said of it. */
  readonly problems: readonly Problem[]
  /** The mark of what was published: another process may have published something else since. */
  readonly of: string | undefined
}

/** @returns until when it holds, milliseconds since the epoch; undefined where it is not remembered */
export function rememberBuilt(
  { feeds: { folder }, cache }: Config,
  { frame, files }: SeenFiles,
  { problems, of }: ToRemember,
): number | undefined {
  // All would have to be read the next time.
  if (youngLines(files).length > FEW_FILES) return undefined
  const kept = readPlan(cache)
  const manifest = kept && readManifestText(folder)
  if (kept === undefined || manifest?.digest !== kept.manifest || planSaid(kept.said).of !== of) return undefined
  const outputs = manifest && outputsOf(manifest)
  if (outputs === undefined) return undefined
  storePlan(cache, { ...kept, built: { frame, files, outputs, problems } })
  return planSaid(kept.said).until
}
