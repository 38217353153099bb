/**
 * A post that was parsed here, with its body left where it stands. Pure but for what it remembers. In: what was parsed,
 * the file. Out: the same, whose body is read where somebody asks for it; what was made of it stays known.
 */
import type { Announcement, SiteSettings } from '../../posts/announcement.js'
import { keepContentHtml, keptHtml } from '../../posts/content-html.js'
import type { ParsedPost } from '../../posts/parse.js'
import { contentOf } from '../../posts/post-content.js'
import { withBodyIn } from '../read-body.js'

export function bodyInFile({ announcement, ...parsed }: ParsedPost, file: string, { url }: SiteSettings): ParsedPost {
  if (announcement === undefined) return parsed
  const { body, ...known } = announcement
  const lazy = withBodyIn(inStringsOfTheirOwn(known), file, body)
  const html = keptHtml(contentOf(announcement), url)
  if (html !== undefined) keepContentHtml(contentOf(lazy), url, html)
  return { ...parsed, announcement: lazy }
}

/** A piece of a text keeps the whole text in memory, as long as it is not made anew. */
function inStringsOfTheirOwn(known: Omit<Announcement, 'body'>): Omit<Announcement, 'body'> {
  return JSON.parse(JSON.stringify(known)) as Omit<Announcement, 'body'>
}
