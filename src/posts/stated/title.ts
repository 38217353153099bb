/**
 * The title of a post: what is stated, else the heading that its body begins with, else the words of its file. Pure.
 * In: fields. Out: the title, and the body without the heading that became one.
 */
import type { SiteSettings } from '../announcement.js'
import type { Fields } from '../field-readers.js'
import type { PostName } from '../file-name.js'
import { plainTitle } from '../plain-title.js'
import { postsTexts } from '../texts.js'

export function titleOf(fields: Fields, untitled: SiteSettings['untitled'], { slug }: PostName): string | undefined {
  const before = fields.problems.length
  const heading = isHeaded(fields) ? firstHeading(fields.frontMatter.body) : undefined
  const title = plainTitle(heading ?? fields.text('title') ?? '')
  if (title !== '') return title
  if (untitled === 'name' && fields.problems.length === before && /[\p{L}\p{N}]/u.test(slug)) return titleOfName(slug)
  return fields.problems.length > before
    ? undefined
    : fields.report('POST_TITLE', postsTexts.parse.postHasNoTitle(), 'title')
}

/** Jekyll: the words of the name, each with a capital. */
function titleOfName(slug: string): string {
  const words = slug.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
  return plainTitle(words.join(' '))
}

/** Docusaurus: a post that states no title has its first heading for one. */
export function isHeaded({ frontMatter: { fields, body } }: Fields): boolean {
  return [undefined, null, ''].includes(fields.get('title') as null) && firstHeading(body) !== undefined
}

const HEADING = /^((?:[ \t]*\r?\n)*) {0,3}#[ \t]+([^\r\n]*[^\s#][^\r\n]*)/

/** Signs at its end close a heading, and an id in braces is none of its words. */
const CLOSING = /(?:[ \t]+#+)?(?:[ \t]*\{#[\w-]+\})?[ \t]*$/

function firstHeading(body: string): string | undefined {
  const words = HEADING.exec(body)?.[2]?.slice(0, 1000).replace(CLOSING, '').trim()
  return words === '' ? undefined : words
}

/** Its line stays, so that all others are where they are in the file. */
export function withoutHeading(body: string): string {
  return body.replace(HEADING, '$1')
}
