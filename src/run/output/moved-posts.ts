/**
 * Posts that moved away from the address that people know, where another program makes the pages. Pure. In: a decision.
 * Out: a warning in the run that saw it; where Belfry makes the pages, one at the old address leads on.
 */
import { type Problem, problem } from '../../base/errors.js'
import type { Config } from '../../config/schema.js'
import type { Decision } from '../../notices/decide.js'
import { runTexts } from '../texts.js'

export function movedPostProblems(
  { feeds }: Pick<Config, 'feeds'>,
  { announcements, moved }: Pick<Decision, 'announcements' | 'moved'>,
  fileOf: (path: string) => string,
): Problem[] {
  if (feeds.pages) return []
  const posts = new Map(announcements.map((post) => [post.id, post]))
  const left = moved.filter(({ post, url }) => posts.get(post)?.redirectFrom?.includes(url) !== true)
  const [first] = left
  const post = first && posts.get(first.post)
  if (first === undefined || post === undefined) return []
  const message = runTexts.movedPosts.standsElsewhere(post.url, first.url, left.length - 1)
  const fix = runTexts.movedPosts.haveGeneratorLeadOn()
  return [problem('NOT_LIVE', message, { file: fileOf(post.path) }, { severity: 'warning', fix })]
}
