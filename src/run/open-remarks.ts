/**
 * Which remarks concern a run: those of posts about to be told. Pure. In: what was read, what was decided. Out: the
 * problems of a run; an old archive full of templates ends no run with an error. `check` shows every one.
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
    ({ code, file }) =>
      !isRemark(code) || remarks[code].effect === 'left out' || code === 'POST_NEARLY' || files.has(file),
  )
}

/** The remarks of each post about to be told. */
export function remarksByPost(
  content: Pick<ProjectContent, 'problems' | 'fileOf'>,
  decision: Decision,
): { readonly post: Announcement; readonly remarks: readonly Problem[] }[] {
  return postsToTell(decision).flatMap((post) => {
    const file = content.fileOf(post.path)
    const found = content.problems.filter((one) => one.file === file && isRemark(one.code))
    return found.length === 0 ? [] : [{ post, remarks: found }]
  })
}
