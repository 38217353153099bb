/**
 * Holds what is to be told of a post that somebody must look at (remarks; a title that the releases table denies), and
 * lets it settle on when the post is mended. Pure. In: the notices, why posts are to be looked at, by id, the posts.
 * Out: the notices, held or free.
 */
import type { Announcement } from '../posts/announcement.js'
import { outsideCode } from '../posts/outside-code.js'
import { formsIn, TEMPLATES } from '../posts/templates.js'
import { type Notice, withHold, withState } from './notice.js'
import { reasons } from './reasons.js'

export function holdForRemarks(
  notices: readonly Notice[],
  remarked: ReadonlyMap<string, string>,
  posts: ReadonlyMap<string, Announcement>,
): Notice[] {
  return notices.map((notice) => {
    const post = posts.get(notice.post ?? '')
    // Of a post that cannot be read nobody knows whether it was mended.
    if (post === undefined) return notice
    const reason = remarked.get(post.id) ?? reasonOfText(notice, post)
    const waits = reason !== undefined && notice.approved !== notice.revision && !isStatedRecall(notice, post)
    if (notice.heldBy === 'remarks') return waits ? notice : settlesOn(notice)
    return waits && isToCome(notice) ? withHold(notice, { by: 'remarks', reason }) : notice
  })
}

/** Where its site shows a post, what is told of an edit is its file's own words: no template may stand in them. */
function reasonOfText({ kind, text }: Notice, { rendered }: Announcement): string | undefined {
  if (rendered === undefined || kind !== 'update') return undefined
  return formsIn(outsideCode(text), TEMPLATES).length > 0 ? reasons.remarks() : undefined
}

/** What another hold keeps stays with it: the operator who approves it sees the remarks too. */
function isToCome({ kind, state }: Notice): boolean {
  return (kind === 'announcement' || kind === 'update') && (state === 'settling' || state === 'due')
}

/** No remark is worth a day on which people install what was withdrawn. */
function isStatedRecall({ severity }: Notice, post: Announcement): boolean {
  return severity === 'recall' && (post.severity === 'recall' || post.withdrawn)
}

/** With its old `until`: time that went by in the hold counts. */
function settlesOn(notice: Notice): Notice {
  return withState(notice, 'settling', reasons.newsSettles(reasons.mended(), notice.until))
}
