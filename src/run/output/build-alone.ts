/**
 * Feeds and pages alone, without a ledger. In: the read context. Out: the files that were written, and what is wrong
 * with the content. Where a look at files tells that all is as it was, nothing is read.
 */
import type { OnFile } from '../../files/write-folder.js'
import type { ReadContext } from '../read-context.js'
import { type Built, buildStamp, rememberBuilt, stillBuilt } from './read-still.js'

/**
 * @param at milliseconds since the epoch, by the clock of the disk
 * @throws BelfryError POSTS_EMPTY, GIT_UNVOUCHED, FEED_IDS_CHANGED, OUTPUT_FOLDER; nothing is written then
 */
export async function buildAlone(context: ReadContext, onFile?: OnFile, at?: number): Promise<Built> {
  const { config, clock } = context
  const stamp = buildStamp(config, at)
  const still = stamp === undefined ? undefined : stillBuilt(config, stamp, clock.now())
  if (still !== undefined) {
    onFile?.(still.files.length, still.files.length)
    return still
  }
  const { buildContent } = await import('./build-content.js')
  const { isOfFiles, ...built } = await buildContent(context, onFile)
  if (stamp !== undefined && isOfFiles) rememberBuilt(config, stamp, built.problems)
  return built
}
