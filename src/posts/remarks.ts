/**
 * What is remarked on in a post, and what that means for it. Pure data. A remark is a problem of an author's file. One
 * that must be mended is an error: it leaves the post out, or holds the notice of a post that is published; every other
 * is a warning and stops nothing. docs/posts.md shows the same table, and a test holds the two together.
 */
import type { Code } from '../base/errors.js'

export interface Remark {
  readonly level: 'must' | 'should'
  /** What becomes of the post while it is there. */
  readonly effect: 'left out' | 'held' | 'none'
  /** A line that brings it about. */
  readonly example: string
}

export const remarks = {
  POST_CONFLICT: { level: 'must', effect: 'left out', example: '<<<<<<< HEAD' },
  POST_SWITCH: { level: 'must', effect: 'left out', example: 'published: flase' },
  POST_DRAFT: { level: 'must', effect: 'held', example: 'drafts/2026-05-04-lamp.md' },
  POST_WITHDRAWN: { level: 'must', effect: 'held', example: 'withdrawn: ture' },
  POST_SEVERITY: { level: 'must', effect: 'held', example: 'severity: urgent' },
  POST_EVERGREEN: { level: 'must', effect: 'held', example: 'evergreen: ture' },
  POST_TEMPLATE: { level: 'must', effect: 'held', example: '[notes]({{ site.baseurl }}/notes/)' },
  POST_FILL: { level: 'must', effect: 'left out', example: '{% include gone.html %}' },
  POST_CALLOUT: { level: 'should', effect: 'none', example: '> [!IMPORTANT]' },
  POST_LINK: { level: 'should', effect: 'none', example: '<a href="./notes.md">, a file of no post' },
  POST_DROPPED: { level: 'should', effect: 'none', example: '<input name="wick">' },
  POST_KEY: { level: 'should', effect: 'none', example: 'severtiy: recall' },
  POST_KEY_TWICE: { level: 'should', effect: 'none', example: 'title: … in two lines' },
  POST_COMMENT: { level: 'should', effect: 'none', example: 'title: Lantern #7 is out' },
  POST_DATE_READ: { level: 'should', effect: 'none', example: 'date: 2026-02-30' },
  POST_KIND: { level: 'should', effect: 'none', example: 'kind: secruity' },
  POST_VERSION: { level: 'should', effect: 'none', example: 'version: 1, below a title that names 31.0' },
  POST_NUMBER: { level: 'should', effect: 'none', example: 'version: 4.20' },
  POST_CATEGORY: { level: 'should', effect: 'none', example: 'categories: [securty]' },
  LIST_CATEGORY: { level: 'should', effect: 'none', example: 'categories: [secrity] of a list' },
  POST_NEARLY: { level: 'should', effect: 'none', example: '2026_05_04_news.md' },
} as const satisfies Partial<Record<Code, Remark>>

export type RemarkCode = keyof typeof remarks

const byCode: ReadonlyMap<string, Remark> = new Map(Object.entries(remarks))

/** Must it be mended, while the post is published? Then its notice waits. */
export function holdsNotice({ code }: { readonly code: Code }): boolean {
  return byCode.get(code)?.effect === 'held'
}

export function isRemark(code: Code): code is RemarkCode {
  return byCode.has(code)
}
