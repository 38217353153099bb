/**
 * Publishes feeds and pages. In: announcements, the releases table, the register, configuration, the instant. Out:
 * files in feeds.folder, written only where they changed. Needs no database: the same input gives the same bytes on any
 * machine.
 */

import { resolve } from 'node:path'
import type { Problem } from '../../base/errors.js'
import { programStamp } from '../../base/read-program.js'
import type { Config } from '../../config/schema.js'
import { releaseFiles } from '../../feeds/release-files.js'
import { toldFiles } from '../../feeds/told-log.js'
import { type Manifest, manifestDigest, readManifest } from '../../files/read-manifest.js'
import {
  allThatStand,
  type OnFile,
  type OutputFile,
  type WrittenFile,
  whatWouldChange,
  writeChanged,
} from '../../files/write-folder.js'
import type { Announcement } from '../../posts/announcement.js'
import type { Register } from '../../register/register.js'
import { noReleases, type ReleaseTable } from '../../releases/release.js'
import type { Pictures } from '../../source/bundle.js'
import { withThreads } from '../open-content-threads.js'
import type { ReadContext } from '../read-context.js'
import type { PlanBefore } from './known-plan.js'
import type { FilePlan } from './plan-files.js'
import { holdsBeside, type PlanMark, planMark } from './plan-mark.js'
import { type Planned, planName, planSaid, saidOf } from './plan-said.js'
import { plannedBefore } from './planned.js'
import { publishInput } from './publish-input.js'
import { readHeldPosts, readPlan, storeHeldPosts, storePlan } from './read-plan.js'

export interface FeedReport {
  /** File name of the feed. */
  readonly feed: string
  readonly entries: number
  readonly changed: boolean
}

/** What feeds and pages are made of. */
export interface ToPublish {
  readonly announcements: readonly Announcement[]
  readonly register: Register
  readonly releases?: ReleaseTable
  readonly pictures?: Pictures
  /** When they were read, milliseconds since the epoch; absent for now. */
  readonly readAt?: number
}

export interface Published {
  readonly files: readonly WrittenFile[]
  readonly feeds: readonly FeedReport[]
}

export interface PublishedPlan extends Published {
  /** The mark of what it was planned from (plan-mark.ts); absent where nothing was published. */
  readonly of?: string
}

export interface HowPublished {
  readonly onFile?: OnFile | undefined
  /** The caller has the folder for itself already. */
  readonly isAlone?: true
  /** What else there is to do, called where threads write and nothing is left to be made here; perhaps never. */
  readonly meanwhile?: (() => void) | undefined
}

/**
 * Where nothing is to be written, nobody waits for another process that publishes.
 * @throws BelfryError OUTPUT_FOLDER
 */
export async function publish(
  context: ReadContext,
  content: ToPublish,
  how: HowPublished = {},
): Promise<PublishedPlan> {
  const { onFile, isAlone, meanwhile } = how
  const { announcements, register, releases = noReleases, pictures, readAt } = content
  const { config } = context
  const input = {
    ...publishInput(context, { announcements, register, releases }),
    ...{ program: programStamp(), readAt, ...(pictures !== undefined && { pictures }) },
  }
  const beside = [...releaseFiles({ ...input, dates: register.dates }), ...toldFiles(register)]
  const work = { config, folder: resolve(config.feeds.folder), mark: planMark(input), beside, onFile, meanwhile }
  return await withThreads(context, async ({ threads }) => {
    const plan: Plan = async (before) =>
      (await import('./plan-files.js')).planFiles(work.folder, input, threads.publishing, before)
    const seen = look(work, plan)
    const still = await asItStands(work, seen)
    const { of } = work.mark
    if (still !== undefined) return { ...still, of }
    const brought = async (before: Seen): Promise<PublishedPlan> => ({ ...(await bring(work, before, plan)), of })
    if (isAlone) return await brought(seen)
    const { aloneInFolder } = await import('./open-folder.js')
    return await aloneInFolder(config, async () => {
      const isAsSeen = seen.before.digest !== undefined && manifestDigest(work.folder) === seen.before.digest
      return await brought(isAsSeen ? seen : look(work, plan))
    })
  })
}

interface Work {
  readonly config: Config
  readonly folder: string
  readonly mark: PlanMark
  /** Files that are no part of the plan. */
  readonly beside: readonly OutputFile[]
  readonly onFile: OnFile | undefined
  readonly meanwhile: HowPublished['meanwhile']
}

type Plan = (before?: PlanBefore) => Promise<FilePlan>

/** What stands in the folder before anything is written. */
interface Seen {
  readonly before: Manifest
  readonly said: string | undefined
  /** Undefined where it must be planned anew. */
  readonly asBefore: Planned | undefined
}

function look({ config, folder, mark, beside }: Work, plan: Plan): Seen {
  const before = readManifest(folder)
  const kept = readPlan(config.cache)
  const said = kept !== undefined && kept.manifest === before.digest ? kept.said : undefined
  return { before, said, asBefore: plannedBefore(before.files, { said, mark }, { plan, beside }) }
}

/** @returns undefined where something is to be written */
async function asItStands(
  { folder, beside, onFile }: Work,
  { before, asBefore }: Seen,
): Promise<Published | undefined> {
  if (asBefore === undefined) return undefined
  const files = await allThatStand(folder, [...asBefore.files, ...beside], before)
  if (files === undefined) return undefined
  onFile?.(files.length, files.length)
  return publishedOf(asBefore, files)
}

async function bring(
  { config, folder, mark, beside, onFile, meanwhile }: Work,
  { before, said, asBefore }: Seen,
  plan: Plan,
): Promise<Published> {
  const fresh = async () => await plan(planBefore(config.cache, { said, mark }, before))
  const planned = asBefore === undefined ? await fresh() : { ...asBefore, held: undefined }
  const files = await writeChanged(folder, [...planned.files, ...beside], { onFile, before, meanwhile })
  const manifest = manifestDigest(folder)
  const plannedNow = asBefore === undefined ? saidOf(mark, planned) : said
  const isKept = plannedNow === said && manifest === before.digest
  if (plannedNow !== undefined && manifest !== undefined && !isKept) {
    storePlan(config.cache, { manifest, said: plannedNow })
    if (planned.held !== undefined) storeHeldPosts(config.cache, planned.held(planName(mark)))
  }
  return publishedOf(planned, files)
}

/** @returns undefined where more than posts is otherwise, or it is not known which stood where */
function planBefore(
  cache: string,
  { said: text, mark }: { readonly said: string | undefined; readonly mark: PlanMark },
  { files }: Manifest,
): PlanBefore | undefined {
  if (text === undefined) return undefined
  const said = planSaid(text)
  if (!holdsBeside(said, mark)) return undefined
  const held = readHeldPosts(cache, said.held ?? planName(said))
  return held && { held, otherwise: said.otherwise ?? [], files }
}

function publishedOf({ feeds }: Planned, files: readonly WrittenFile[]): Published {
  const byPath = new Map(files.map((file) => [file.path, file]))
  return {
    files: files.map(({ entries: _entries, ...file }) => file),
    feeds: feeds.map(({ path, entries }) => {
      const file = byPath.get(path)
      return { feed: path, entries: file?.entries ?? entries(), changed: file?.changed ?? false }
    }),
  }
}

/** What publishing would change in the feeds; writes nothing. */
export async function foreseeFeeds(
  context: ReadContext,
  announcements: readonly Announcement[],
  register: Register,
  releases: ReleaseTable = noReleases,
): Promise<FeedReport[]> {
  const input = publishInput(context, { announcements, register, releases })
  const { feedFiles } = await import('../../feeds/files.js')
  const { files, feeds } = feedFiles({ ...input, program: programStamp() })
  const changing = new Set(await whatWouldChange(context.config.feeds.folder, files))
  return feeds.map(({ path, entries }) => ({ feed: path, entries: entries(), changed: changing.has(path) }))
}

/** What is wrong with the feeds that would be published, by the rules of their formats; writes nothing. */
export async function checkFeeds(
  context: ReadContext,
  announcements: readonly Announcement[],
  register: Register,
  releases: ReleaseTable = noReleases,
): Promise<Problem[]> {
  const input = publishInput(context, { announcements, register, releases })
  const { feedFiles } = await import('../../feeds/files.js')
  const { feedProblems } = await import('../../feeds/check/problems.js')
  return await feedProblems(feedFiles(input).files, {
    url: input.config.site.url,
    now: input.now,
    inherited: new Set(register.entries?.values()),
  })
}
