/**
 * Plans the files of feeds and pages: what stands where, and what each is made from. In: what is published, threads.
 * Out: files for files/write-folder.ts; nothing is made yet. Whoever finds that all is as it was need not
 * load this, nor what it imports.
 */
import { feedFiles } from '../../feeds/files.js'
import { type FeedInput, feedSettings } from '../../feeds/input.js'
import type { OutputFile, OutputUnit } from '../../files/write-folder.js'
import { siteFiles } from '../../site/files.js'
import type { PageMaker } from '../../site/make-page.js'
import { siteOf } from '../../site/site.js'
import type { Pictures } from '../../source/bundle.js'
import { type HeldPosts, heldPosts } from './held-posts.js'
import { knownPlan, type PlanBefore } from './known-plan.js'
import type { Planned } from './plan-said.js'
import { type PublishUnit, publishUnits } from './units.js'
import { type PublishingThreads, unitsElsewhere } from './units-elsewhere.js'

export type PlannedFrom = FeedInput & { readonly program: string; readonly pictures?: Pictures }

/** A plan, and which posts stand where in it. */
export interface FilePlan extends Planned {
  /** @param of as `planName` names it */
  held(of: string): HeldPosts
}

/**
 * @param folder absolute: where the threads write
 * @param before a plan of which nothing but posts is otherwise now
 */
export function planFiles(
  folder: string,
  input: PlannedFrom,
  threads: PublishingThreads,
  before?: PlanBefore,
): FilePlan {
  const { config, announcements } = input
  const known = before && knownPlan(before, announcements, config.feeds.ids)
  const feeds = feedFiles(input, known)
  const pages = siteFiles({ ...input, feeds: feeds.names }, madeHere, known)
  const outputOf = unitsElsewhere({ folder, site: siteOf(config), settings: feedSettings(config) }, threads)
  const units = new Map(publishUnits(pages, feeds.archive).flatMap((unit) => filesIn(unit, outputOf(unit))))
  const files = [...feeds.files, ...pages].map((file) => {
    const unit = units.get(file.path)
    return unit === undefined ? file : { ...file, unit }
  })
  const held = (of: string) => heldPosts(of, announcements, feeds, pages)
  return { files, feeds: feeds.feeds, held }
}

/** What makes pages is loaded where one is made. */
export const madeHere: PageMaker = async (site, facts) =>
  (await import('../../site/make-page.js')).makePage(site, facts)

function filesIn({ pages, archive }: PublishUnit, unit: OutputUnit): [string, OutputUnit][] {
  const files: readonly OutputFile[] = [...pages.map(({ file }) => file), ...archive.flatMap((page) => page.files)]
  return files.map(({ path }) => [path, unit])
}
