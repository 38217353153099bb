/**
 * A post's body as Markdown, whatever its file holds. Pure. In: the body, and what it is written in. Out: Markdown of
 * as many lines: each stands on the line that it has in the file.
 *
 * HTML becomes one block of HTML. MDX is Markdown without what only its site can run: imports, exports, comments in
 * braces, and the tags of components, whose words stay.
 */
import { replacePassages } from '../markup/passages.js'
import type { BodyForm } from './file-name.js'
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
