/**
 * What kramdown knows and CommonMark does not, as rules of markdown-it. Pure. In: a parser. Out: the parser with them.
 * The page of kramdown's syntax and the parser of Debian's ruby-kramdown are what they follow (npm run
 * interop:kramdown).
 */
import type { MarkdownIt } from 'markdown-it'
import { abbreviations } from './abbreviations.js'
import { attributeLists } from './attribute-lists.js'
import { kramdownBlocks } from './blocks.js'
import { definitionLists } from './definition-lists.js'
import { extensions } from './extensions.js'
import { footnoteNames } from './footnotes.js'
import { kramdownLists } from './lists.js'
import { math } from './math.js'
import { smartQuotes } from './smart-quotes.js'
import { kramdownTables } from './tables.js'

export { tableOfContents } from './contents.js'
export { definitionLists } from './definition-lists.js'
export { smartQuotes } from './smart-quotes.js'

/** What a post that CommonMark reads as well may hold. */
export function kramdownAdditions(markdown: MarkdownIt, { isStrict }: { readonly isStrict: boolean }): void {
  attributeLists(markdown, isStrict)
  definitionLists(markdown)
  extensions(markdown)
  abbreviations(markdown)
  idsOnBlocks(markdown)
}

/** Of code the id stands on the block, where a link leads to. */
function idsOnBlocks(markdown: MarkdownIt): void {
  for (const name of ['fence', 'code_block']) {
    const write = markdown.renderer.rules[name]
    markdown.renderer.rules[name] = (tokens, index, ...rest) => {
      const html = write?.(tokens, index, ...rest) ?? ''
      const id = tokens[index]?.attrGet('id') ?? null
      if (id === null) return html
      const attribute = ` id="${markdown.utils.escapeHtml(String(id))}"`
      return html.replace(attribute, '').replace('<pre', `<pre${attribute}`)
    }
  }
}

export interface Strictly {
  readonly isGfm: boolean
  readonly smartQuotes: boolean
}

/** Blocks, lists, names and signs to the letter. */
export function kramdownStrictly(markdown: MarkdownIt, { isGfm, smartQuotes: isSmart }: Strictly): void {
  kramdownBlocks(markdown, { isGfm })
  kramdownLists(markdown, isGfm)
  kramdownTables(markdown)
  footnoteNames(markdown)
  math(markdown)
  if (isSmart) smartQuotes(markdown)
  if (!isGfm) markdown.disable('strikethrough')
  markdown.renderer.rules.s_open = () => '<del>'
  markdown.renderer.rules.s_close = () => '</del>'
}
