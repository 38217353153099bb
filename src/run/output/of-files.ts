/** Whether what was read depends on files here alone. Pure. In: the content. Out: yes or no. */
import type { Announcement } from '../../posts/announcement.js'
import { bodyForm } from '../../posts/file-name.js'
import { announcementKey } from '../../register/notice-keys.js'
import type { ProjectContent } from '../read-content.js'

/** What cannot be read is asked of what was kept of it, AsciiDoc of a program; a post that moved is shown as told. */
export function isOfFiles({ announcements, unreadable, problems, pictures, register }: ProjectContent): boolean {
  const isMoved = (post: Announcement) => register.told.get(announcementKey(post)) === post.instant
  const files = [...announcements.map(({ path }) => path), ...problems.map(({ file }) => file)]
  return (
    unreadable.length + pictures.size === 0 &&
    !files.some((path) => bodyForm(path) === 'asciidoc') &&
    !announcements.some(isMoved)
  )
}
