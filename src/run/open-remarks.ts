/**
 * Which remarks concern a run: those of posts about to be told, and what may be meant as a recall. Pure. In: what was
 * read, what was decided. Out: the problems of a run; an old archive full of templates ends no run with an error.
 * `check` shows every one.
 */
import type { Problem } from '../base/errors.js'
import type { Decision } from '../notices/decide.js'
import { isOpen } from '../notices/notice.js'
import type { Announcement } from '../posts/announcement.js'
import { isRemark, remarks } from '../posts/remarks.js'
import type { ProjectContent } from './read-content.js'

/** Posts with a notice that was told to nobody yet, or is told in this run. */
export function postsToTell({ notices, tell, announcements }: Decision): Announcement[] {
  const open = new Set([...notices.filter(isOpen), ...tell].map(({ post }) => post))
  return announcements.filter(({ id }) => open.has(id))
}

export function problemsOfRun(content: Pick<ProjectContent, 'problems' | 'fileOf'>, decision: Decision): Problem[] {
  const files = new Set(postsToTell(decision).map(({ path }) => content.fileOf(path)))
  return content.problems.filter(
    ({ code, file }) => !isRemark(code) || remarks[code].effect === 'left out' || ALWAYS.has(code) || files.has(file),
  )
}

/** A told post has no notice that a misspelled recall could hold: nobody would hear of it. */
const MISREAD_RECALL = 'POST_WITHDRAWN'
const ALWAYS: ReadonlySet<string> = new Set(['POST_NEARLY', MISREAD_RECALL])

/** The remarks of each post about to be told, or perhaps recalled. */
export function remarksByPost(
  content: Pick<ProjectContent, 'problems' | 'fileOf'>,
  decision: Decision,
): { readonly post: Announcement; readonly remarks: readonly Problem[] }[] {
  const recalled = new Set(content.problems.flatMap(({ code, file }) => (code === MISREAD_RECALL ? [file] : [])))
  const told = new Set(postsToTell(decision))
  const posts = decision.announcements.filter((post) => told.has(post) || recalled.has(content.fileOf(post.path)))
  return posts.flatMap((post) => {
    const file = content.fileOf(post.path)
    const found = content.problems.filter((one) => one.file === file && isRemark(one.code))
    return found.length === 0 ? [] : [{ post, remarks: found }]
  })
}
