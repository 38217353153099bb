/**
 * Feeds and pages of what is read now. In: the read context. Out: the files that were written, what is wrong with the
 * content, and whether all of it stood in files here. What was published stays where nothing can be read or nobody
 * vouches for it.
 */

import { BelfryError, type Problem } from '../../base/errors.js'
import { placeOfPosts } from '../../config/place-of-posts.js'
import type { OnFile } from '../../files/write-folder.js'
import { feedIdsProblem } from '../../register/feed-identity.js'
import { type Stamp, statesSeen } from '../../source/read-stamp.js'
import { withThreads } from '../open-content-threads.js'
import { isOfFiles, publishedOf, read } from '../read-content.js'
import type { ReadContext } from '../read-context.js'
import { runTexts } from '../texts.js'
import { type PublishedPlan, publish } from './publish.js'
import type { Built } from './read-still.js'

export interface BuiltContent extends Built, Pick<PublishedPlan, 'of'> {
  /** The same files, settings and instants give the same; absent where more was asked than they. */
  readonly isOfFiles: boolean
}

interface HowBuilt {
  readonly onFile?: OnFile | undefined
  /** Milliseconds since the epoch, by the clock of the disk. */
  readonly at?: number | undefined
  /** What a look at the files told already. */
  readonly seen?: Stamp | undefined
}

/** @throws BelfryError POSTS_EMPTY, GIT_UNVOUCHED, FEED_IDS_CHANGED, OUTPUT_FOLDER; nothing is written then */
export async function buildContent(context: ReadContext, how: HowBuilt = {}): Promise<BuiltContent> {
  return await withThreads(context, async (withThem) => await built(withThem, how))
}

async function built(context: ReadContext, { onFile, at, seen }: HowBuilt): Promise<BuiltContent> {
  const { config } = context
  const content = await read(context, seen && statesSeen(seen))
  context.threads?.publishing.comesSoon()
  const { releases, register, pictures, readAt } = content
  // What lists take concerns mail, and no page.
  const found = content.problems.filter(({ code }) => code !== 'LIST_CATEGORY')
  if (content.announcements.length === 0) {
    const message = runTexts.buildContent.holdsNoPostCan(placeOfPosts(config))
    throw new BelfryError('POSTS_EMPTY', message, { problems: found })
  }
  const refused = found.find(({ code }) => code === 'GIT_UNVOUCHED') ?? feedIdsProblem(register, config)
  if (refused !== undefined)
    throw new BelfryError(refused.code, runTexts.buildContent.nothingPublished(), { problems: [refused] })
  const about = { announcements: publishedOf(content), register, releases, pictures, readAt }
  let unkept: readonly Problem[] | undefined
  const remember = () => (unkept ??= content.remember(at))
  const published = await publish(context, about, { onFile, meanwhile: remember })
  return { ...published, problems: [...found, ...remember()], isOfFiles: remember().length === 0 && isOfFiles(content) }
}
