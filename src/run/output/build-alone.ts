/**
 * Feeds and pages alone, without a ledger. In: the read context. Out: the files that were written, and what is wrong
 * with the content. What was published stays where nothing can be read or nobody vouches for it.
 */

import { BelfryError, type Problem } from '../../base/errors.js'
import { placeOfPosts } from '../../config/place-of-posts.js'
import type { OnFile } from '../../files/write-folder.js'
import { feedIdsProblem } from '../../register/feed-identity.js'
import { publishedOf, read } from '../read-content.js'
import type { ReadContext } from '../read-context.js'
import { runTexts } from '../texts.js'
import { type Published, publish } from './publish.js'

export interface BuiltAlone extends Published {
  readonly problems: readonly Problem[]
}

/** @throws BelfryError POSTS_EMPTY, GIT_UNVOUCHED, FEED_IDS_CHANGED, OUTPUT_FOLDER; nothing is written then */
export async function buildAlone(context: ReadContext, onFile?: OnFile): Promise<BuiltAlone> {
  const { config } = context
  const content = await read(context)
  const { releases, register, pictures } = content
  // What lists take concerns mail, and no page.
  const found = content.problems.filter(({ code }) => code !== 'LIST_CATEGORY')
  if (content.announcements.length === 0) {
    const message = runTexts.buildAlone.holdsNoPostCan(placeOfPosts(config))
    throw new BelfryError('POSTS_EMPTY', message, { problems: found })
  }
  const refused = found.find(({ code }) => code === 'GIT_UNVOUCHED') ?? feedIdsProblem(register, config)
  if (refused !== undefined)
    throw new BelfryError(refused.code, runTexts.buildAlone.nothingPublished(), { problems: [refused] })
  const about = { announcements: publishedOf(content), register, releases, pictures }
  const published = await publish(context, about, { onFile })
  return { ...published, problems: [...found, ...content.remember()] }
}
