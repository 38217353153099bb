/**
 * A post's body as Markdown, whatever its file holds. Pure. In: the body, and what it is written in. Out: Markdown of
 * as many lines: each stands on the line that it has in the file.
 *
 * HTML becomes one block of HTML. MDX is Markdown without what only its site can run: imports, exports, comments in
 * braces, and the tags of components, whose words stay.
 */
import { replacePassages } from '../markup/passages.js'
import type { BodyForm } from './file-name.js'
import { outsideCode } from './outside-code.js'

export function asMarkdown(body: string, form: BodyForm): string {
  if (form === 'html') return htmlBlock(body)
  return form === 'mdx' ? withoutParts(body, mdxParts(body)) : body
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

/** A part of a body that readers of another site's pages would not see as it stands. */
export interface MdxPart {
  readonly index: number
  readonly text: string
}

/** To the next blank line, as MDX has it. */
const STATEMENT = new RegExp(
  [
    String.raw`^(?:import[ \t]+['"]|import\b(?=[^\n]*(?:\n[^\n]+){0,30}?\bfrom[ \t]+['"])`,
    String.raw`export[ \t]+(?:default|const|let|var|function|async|class|[{*]))[^\n]*(?:\n(?![ \t]*\r?$)[^\n]*)*`,
  ].join('|'),
  'gm',
)
const VALUE = String.raw`(?:"[^"]*"|'[^']*'|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})`
const ATTRIBUTE = String.raw`\s+(?:[\w-]+(?:=${VALUE})?|\{\.\.\.[\w.]+\})`
const COMPONENT = new RegExp(String.raw`<\/?[A-Z][\w.]*(?:${ATTRIBUTE})*\s*\/?>`, 'g')
const COMMENT = /\{\/\*[^*]*(?:\*(?!\/)[^*]*)*\*\/\}/g

/** Imports, exports, components and comments in the order in which they stand; none in code. */
export function mdxParts(body: string): MdxPart[] {
  if (!/^(?:import|export)\b|<\/?[A-Z]|\{\/\*/m.test(body)) return []
  const shown = outsideCode(body)
  return [STATEMENT, COMPONENT, COMMENT]
    .flatMap((form) => [...shown.matchAll(form)].map(({ 0: text, index }) => ({ index, text })))
    .sort((a, b) => a.index - b.index)
}

function withoutParts(body: string, parts: readonly MdxPart[]): string {
  let rest = ''
  let end = 0
  for (const { index, text } of parts) {
    if (index < end) continue
    rest += body.slice(end, index) + text.replace(/[^\n]/g, '')
    end = index + text.length
  }
  return rest + body.slice(end)
}
