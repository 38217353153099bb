/**
 * A post's body as Markdown, whatever its file holds. Pure. In: the body and what it is written in, or a post's bytes
 * and what is known of it: then the body is found again without parsing the rest. Out: Markdown of as many lines, each
 * on the line that it has in the file.
 *
 * HTML becomes one block of HTML. MDX is Markdown without what only its site can run: imports, exports, comments in
 * braces, and the tags of components, whose words stay.
 */
import type { TextPlace } from '../base/facts.js'
import { replacePassages } from '../markup/passages.js'
import { decodePost } from './decode.js'
import { type BodyForm, bodyForm } from './file-name.js'
import { splitFrontMatter } from './front-matter/split.js'
import { mdxMarkdown } from './mdx/markdown.js'

/** @param fields of its front matter, which a body in MDX may show */
export function asMarkdown(body: string, form: BodyForm, fields: ReadonlyMap<string, unknown> = new Map()): string {
  // AsciiDoc was made HTML before anybody reads it (source/read-asciidoc.ts).
  if (form === 'html' || form === 'asciidoc') return htmlBlock(body)
  return form === 'mdx' ? mdxMarkdown(body, fields) : body
}

const HIDDEN = {
  begin: /<(?:!--|(script|style|textarea)\b)/gi,
  end: (name: string) => (name === '' ? '-->' : `</${name}`),
  isOpen: () => true,
}

/** A blank line would end the block (CommonMark §4.6), and an indent behind it be code. */
function htmlBlock(body: string): string {
  if (body.trim() === '') return body
  const filled = replacePassages(body, HIDDEN, (passage) => passage.replace(/^[ \t]*\r?$/gm, '.'))
  const lead = /^\s*/.exec(filled)?.[0] ?? ''
  return `${lead}<div>${filled
    .slice(lead.length)
    .trimEnd()
    .replace(/^[ \t]*\r?$/gm, '<!-- -->')}</div>\n`
}

/** The body of a post that was parsed before. @returns undefined where it does not read any more */
export function bodyOf(
  { path, headed, bodyLength }: Pick<TextPlace, 'path' | 'headed' | 'bodyLength'>,
  bytes: Uint8Array,
): string | undefined {
  const decoded = decodePost(bytes)
  if ('fault' in decoded) return undefined
  // Markdown is the end of its file, whatever stands above it.
  if (bodyLength !== undefined && headed !== true && bodyFormOf(path) === 'markdown')
    return decoded.text.slice(Math.max(0, decoded.text.length - bodyLength))
  const split = splitFrontMatter(decoded.text)
  if ('fault' in split) return undefined
  const { frontMatter } = split
  const body = asMarkdown(frontMatter.body, bodyFormOf(path), frontMatter.fields)
  return headed === true ? withoutHeading(body) : body
}

export function bodyFormOf(path: string): BodyForm {
  return bodyForm(path) ?? 'markdown'
}

/** The heading that is a title, where front matter states none. */
export const HEADING = /^((?:[ \t]*\r?\n)*) {0,3}#[ \t]+([^\r\n]*[^\s#][^\r\n]*)/

/** Its line stays, so that all others are where they are in the file. */
export function withoutHeading(body: string): string {
  return body.replace(HEADING, '$1')
}
