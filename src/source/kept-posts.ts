/**
 * Posts that cannot be read now, as they were when they last could. Pure. In: what was read, the sources that were
 * kept. Out: an announcement for each such post, for pages and feeds alone: nothing is decided by it.
 */

import { type Problem, problem } from '../base/errors.js'
import type { Announcement, SiteSettings } from '../posts/announcement.js'
import type { ReadResult } from './collect-posts.js'
import { isNamed } from './found-post.js'
import type { KeptSource } from './open-kept.js'
import { openPost } from './open-post.js'
import { sourceTexts } from './texts.js'

export interface KeptPosts {
  readonly announcements: readonly Announcement[]
  /** One for each: somebody is to know that readers see an older version. */
  readonly problems: readonly Problem[]
}

/** @param ids file stem → the id that the register keeps for it */
export function keptPosts(
  read: Pick<ReadResult, 'announcements' | 'unreadable' | 'fileOf'>,
  sources: readonly KeptSource[],
  settings: SiteSettings,
  ids: ReadonlyMap<string, string>,
): KeptPosts {
  const taken = new Set(read.announcements.flatMap(({ id, url }) => [`id ${id}`, `url ${url}`]))
  const announcements: Announcement[] = []
  for (const source of sources) {
    if (!isNamed(source.path, read.unreadable)) continue
    const { announcement } = openPost(source, settings, { ids })
    if (announcement === undefined) continue
    const own = [`id ${announcement.id}`, `url ${announcement.url}`]
    if (own.some((one) => taken.has(one))) continue
    for (const one of own) taken.add(one)
    announcements.push(announcement)
  }
  const problems = announcements.map(({ path }) =>
    problem(
      'POST_KEPT',
      sourceTexts.keptPosts.pageEntriesStayPost(),
      { file: read.fileOf(path) },
      { severity: 'warning' },
    ),
  )
  return { announcements, problems }
}
