/**
 * Publishes feeds and pages. In: announcements, the releases table, the register, configuration, the instant. Out:
 * files in feeds.folder, written only where they changed. Needs no database: the same input gives the same bytes on any
 * machine.
 */

import { resolve } from 'node:path'
import type { Problem } from '../../base/errors.js'
import { programStamp } from '../../base/read-program.js'
import { feedFiles } from '../../feeds/files.js'
import { feedSettings } from '../../feeds/input.js'
import { releaseFiles } from '../../feeds/release-files.js'
import { toldFiles } from '../../feeds/told-log.js'
import {
  type OnFile,
  type OutputFile,
  type OutputUnit,
  type WrittenFile,
  whatWouldChange,
  writeChanged,
} from '../../files/write-folder.js'
import type { Announcement } from '../../posts/announcement.js'
import type { Register } from '../../register/register.js'
import { toldEndOfLife } from '../../register/told-end-of-life.js'
import { withoutWithdrawnUpgrades } from '../../register/withdrawn-now.js'
import { noReleases, type ReleaseTable } from '../../releases/release.js'
import { siteFiles } from '../../site/files.js'
import type { PageMaker } from '../../site/make-page.js'
import { siteOf } from '../../site/site.js'
import type { Pictures } from '../../source/bundle.js'
import type { ReadContext } from '../read-context.js'
import { openPublishThreads } from './open-threads.js'
import { type PublishUnit, publishUnits } from './units.js'

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
}

export interface Published {
  readonly files: readonly WrittenFile[]
  readonly feeds: readonly FeedReport[]
}

/** @throws BelfryError OUTPUT_FOLDER */
export async function publish(context: ReadContext, content: ToPublish, onFile?: OnFile): Promise<Published> {
  const { announcements, register, releases = noReleases, pictures } = content
  const input = { ...inputOf(context, announcements, register, releases), ...(pictures !== undefined && { pictures }) }
  const feeds = feedFiles({ ...input, program: programStamp() })
  const ofReleases = releaseFiles({ ...input, dates: register.dates })
  const pages = siteFiles({ ...input, feeds: feeds.names, program: programStamp() }, madeHere)
  const { config } = context
  const folder = resolve(config.feeds.folder)
  const threads = openPublishThreads({ folder, site: siteOf(config), settings: feedSettings(config) })
  const units = new Map(publishUnits(pages, feeds.archive).flatMap((unit) => filesIn(unit, threads.unit(unit))))
  const all = [...feeds.files, ...ofReleases, ...toldFiles(register), ...pages].map((file) => {
    const unit = units.get(file.path)
    return unit === undefined ? file : { ...file, unit }
  })
  const files = await writeChanged(folder, all, onFile).finally(threads.close)
  const byPath = new Map(files.map((file) => [file.path, file]))
  return {
    files: files.map(({ entries: _entries, ...file }) => file),
    feeds: feeds.feeds.map(({ path, entries }) => {
      const file = byPath.get(path)
      return { feed: path, entries: file?.entries ?? entries(), changed: file?.changed ?? false }
    }),
  }
}

/** What makes pages is loaded where one is made. */
const madeHere: PageMaker = async (site, facts) => (await import('../../site/make-page.js')).makePage(site, facts)

function filesIn({ pages, archive }: PublishUnit, unit: OutputUnit): [string, OutputUnit][] {
  const files: readonly OutputFile[] = [...pages.map(({ file }) => file), ...archive.flatMap((page) => page.files)]
  return files.map(({ path }) => [path, unit])
}

/** What publishing would change in the feeds; writes nothing. */
export async function foreseeFeeds(
  context: ReadContext,
  announcements: readonly Announcement[],
  register: Register,
  releases: ReleaseTable = noReleases,
): Promise<FeedReport[]> {
  const input = inputOf(context, announcements, register, releases)
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
  const input = inputOf(context, announcements, register, releases)
  const { feedProblems } = await import('../../feeds/check/problems.js')
  return await feedProblems(feedFiles(input).files, {
    url: input.config.site.url,
    now: input.now,
    inherited: new Set(register.entries?.values()),
  })
}

/** Here, and nowhere else, what the releases table said joins the posts. */
function inputOf(
  { config, clock }: ReadContext,
  posts: readonly Announcement[],
  register: Register,
  table: ReleaseTable,
) {
  const now = clock.now()
  const announcements = [...posts, ...toldEndOfLife(register, config.site, now)]
  const releases = withoutWithdrawnUpgrades(table, { announcements: posts, register })
  return { announcements, register, releases, config, now }
}
