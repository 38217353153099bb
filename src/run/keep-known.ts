/**
 * Keeps the source of each post that people know, as it was last read well (source/open-kept.ts). In: what was read and
 * decided. Out: warnings.
 */
import type { Problem } from '../base/errors.js'
import type { Config } from '../config/schema.js'
import type { Decision } from '../notices/decide.js'
import { isOpen, type Notice } from '../notices/notice.js'
import { writeKept } from '../source/open-kept.js'
import type { ProjectContent } from './read-content.js'

/** @param decided with the notices that were told of it */
export function keepKnown(
  { kept }: Pick<Config, 'kept'>,
  content: Pick<ProjectContent, 'announcements' | 'bytesOf' | 'unreadable' | 'scrolled'>,
  decided: { readonly decision: Decision; readonly told: readonly { readonly notice: Notice }[] },
): Problem[] {
  const { decision } = decided
  const told = new Set(decided.told.map(({ notice }) => notice.key))
  const isWaiting = (notice: Notice) => notice.kind === 'announcement' && isOpen(notice) && !told.has(notice.key)
  const untold = new Set(decision.notices.filter(isWaiting).map(({ post }) => post))
  const waiting = new Set(decision.announcements.filter(({ id }) => untold.has(id)).map(({ path }) => path))
  const known = content.announcements.filter(({ path }) => !waiting.has(path))
  const posts = known.map(({ path, digest }) => ({ path, digest, read: () => content.bytesOf(path) }))
  return writeKept(kept, posts, [...content.unreadable, ...content.scrolled])
}
