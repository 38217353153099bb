/**
 * Whether what a post announced is withdrawn: by its front matter, or by what was told, until somebody says otherwise.
 * Pure. In: a post, the updates that were told of it. Out: yes or no.
 */
import type { Announcement, Severity } from '../posts/announcement.js'

/** A told update, as far as it withdraws. */
export interface ToldWord {
  readonly severity: Severity
  /** False where it took a withdrawal back; a recall withdraws where it says nothing of it. */
  readonly withdraws?: boolean | undefined
}

/**
 * Front matter has the first word. A line that was merely taken out says nothing: then what was told last counts.
 * @param told oldest first
 */
export function isWithdrawn(
  post: Pick<Announcement, 'withdrawn' | 'severity' | 'reinstated'>,
  told: readonly ToldWord[],
): boolean {
  if (post.withdrawn || post.severity === 'recall') return true
  if (post.reinstated === true) return false
  const last = told.findLast(({ severity, withdraws }) => withdraws !== undefined || severity === 'recall')
  return last !== undefined && last.withdraws !== false
}

/**
 * It is withdrawn by more than its own severity: a post that was told as a recall from the first says why in its text.
 * @param told oldest first
 */
export function isTakenBack(
  post: Pick<Announcement, 'withdrawn' | 'severity' | 'reinstated'>,
  told: readonly ToldWord[],
): boolean {
  return isWithdrawn({ ...post, severity: 'info' }, told)
}

/** An update that takes a withdrawal back. */
export const REINSTATED = { severity: 'important', withdraws: false } as const

/** What is said where nobody gave words, Markdown: somebody may be about to install it. */
export function unsaid({ severity, withdraws }: ToldWord): string {
  if (withdraws === false) return 'What was withdrawn holds again.'
  return severity === 'recall' ? 'Do not install or use what this announced, and wait for word.' : ''
}
