/**
 * Feeds and pages alone, without a ledger. In: the read context. Out: the files that were written, and what is wrong
 * with the content. Where a look at files tells that all is as it was, nothing is read; where it tells that a few posts
 * changed, those alone, if that is enough.
 */
import type { OnFile } from '../../files/write-folder.js'
import type { ReadContext } from '../read-context.js'
import { readPlan } from './read-plan.js'
import { type Built, builtOf, lookAround, rememberBuilt, type SeenFiles, standingBuild } from './read-still.js'

/** More than are read without threads. */
const MANY_FILES = 500

/**
 * @param at milliseconds since the epoch, by the clock of the disk
 * @throws BelfryError POSTS_EMPTY, GIT_UNVOUCHED, FEED_IDS_CHANGED, OUTPUT_FOLDER; nothing is written then
 */
export async function buildAlone(context: ReadContext, onFile?: OnFile, at?: number): Promise<Built> {
  const seen = lookAround(context.config, at)
  const before = seen && (await builtBefore(context, seen))
  if (before !== undefined) {
    onFile?.(before.files.length, before.files.length)
    return before
  }
  const { withThreads } = await import('../open-content-threads.js')
  return await withThreads(context, async (withThem) => {
    // They load while what they are asked for is loaded here.
    const isNew = seen !== undefined && isAllNew(context, seen)
    if (isNew) withThem.threads.reading.comesSoon({ isSure: true })
    const { buildContent } = await import('./build-content.js')
    const building = buildContent(withThem, { onFile, at, seen: seen?.files })
    // While threads read, nothing else is to be done here.
    if (isNew) void import('./plan-files.js')
    const { isOfFiles, of, ...built } = await building
    if (seen !== undefined && isOfFiles) rememberBuilt(context.config, seen, { problems: built.problems, of })
    return built
  })
}

/** Nothing is known of the folder yet, and so many files stand there that threads read and publish them. */
function isAllNew({ config }: ReadContext, { files }: SeenFiles): boolean {
  return files.names.split('\n', MANY_FILES).length === MANY_FILES && readPlan(config.cache) === undefined
}

/** @returns undefined where all has to be read */
async function builtBefore(context: ReadContext, seen: SeenFiles): Promise<Built | undefined> {
  const standing = standingBuild(context.config, seen, context.clock.now())
  if (standing === undefined || standing.changed.length === 0) return standing && builtOf(standing)
  const { buildChanged } = await import('./build-changed.js')
  return await buildChanged(context, seen, standing)
}
