/** What of a post is compared when it is edited, as it was judged or is now. Pure types; notice.ts makes it. */
import type { Severity } from '../../posts/announcement.js'

/** What people act by that stands in front matter. */
export interface Offered {
  /** An address. */
  readonly download?: string
  /** Markdown. */
  readonly upgrade?: string
  readonly version?: string
  /** An address: where the page leads. */
  readonly redirect?: string
}

/** A post's text as it was judged or is now. */
export interface PostText {
  /** Plain text. */
  readonly title: string
  /** Markdown. */
  readonly body: string
  /** Stated in front matter, else `info`. */
  readonly severity: Severity
  /** Front matter `withdrawn: true`. */
  readonly withdrawn: boolean
  /** Why it is withdrawn, where front matter says it. */
  readonly because?: string
  /** Front matter `withdrawn: false`, written out. */
  readonly reinstated?: true
  /** Front matter `updates:`, oldest first. */
  readonly updates: readonly { readonly day: string; readonly text: string }[]
  /** What people act by that stands in front matter alone; absent where an older release kept the text. */
  readonly offered?: Offered
}
