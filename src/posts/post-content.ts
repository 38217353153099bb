/**
 * A post's body for those who show it: its Markdown, or the HTML of its site. Pure but for what it remembers. In: an
 * announcement. Out: content that stands in facts by a digest, so a body is read only where a page or a feed is made of
 * it (content-html.ts).
 */
import { LazyText, type TextPlace } from '../base/facts.js'
import type { MarkdownSettings } from '../config/markdown-names.js'
import type { Announcement } from './announcement.js'

export interface PostContent {
  /** Absolute address of the post, against which its links are resolved. */
  readonly url: string
  /** Markdown, or what `isHtml` says. */
  readonly body: LazyText
  /** The body is HTML of the site's own page. */
  readonly isHtml?: true
  /** How it is written, where the site says so. */
  readonly markdown?: MarkdownSettings
}

const contents = new WeakMap<Announcement, PostContent>()
const places = new WeakMap<Announcement, TextPlace>()

/** One for each announcement, so that all who show it share its HTML. */
export function contentOf(announcement: Announcement): PostContent {
  const known = contents.get(announcement)
  if (known !== undefined) return known
  const content =
    announcement.rendered === undefined ? ofBody(announcement) : ofPage(announcement, announcement.rendered)
  contents.set(announcement, content)
  return content
}

/** Where its body stands, told by whoever read it; a copy of the announcement has no place. */
export function rememberPlace(announcement: Announcement, place: TextPlace): void {
  places.set(announcement, place)
}

/** Undefined where no file holds it. */
export function placeOfBody(announcement: Announcement): TextPlace | undefined {
  return places.get(announcement)
}

function ofBody(announcement: Announcement): PostContent {
  const { url, digest, markdown } = announcement
  const body = new LazyText(digest, () => announcement.body, places.get(announcement))
  return { url, body, ...(markdown !== undefined && { markdown }) }
}

/** Updates are of the post's file, and written as it is. */
function ofPage({ url, markdown }: Announcement, body: LazyText): PostContent {
  return { url, body, isHtml: true, ...(markdown !== undefined && { markdown }) }
}
