/**
 * Markdown to HTML as the generator of a site would write it; without a setting as Jekyll's kramdown, where CommonMark
 * reads no more leniently. Pure. In: a post's body, and how it is written. Out: HTML that is not yet safe: raw HTML
 * passes through, sanitise.ts comes next. Liquid's raw tags are left out. What kramdown reads otherwise than CommonMark
 * stands in the files that are used here.
 */
import type { Env, MarkdownIt, StateCore } from 'markdown-it'
import markdownIt from 'markdown-it'
import footnotes from 'markdown-it-footnote'
import { type Flavour, type HeadingIds, isSmart, type MarkdownSettings } from '../config/markdown-names.js'
import { boundedTables } from './bounded-table.js'
import { callouts } from './callouts.js'
import { dashes } from './dashes.js'
import { emoji } from './emoji.js'
import { headingIds } from './heading-ids.js'
import { headlessTables } from './headless-table.js'
import { definitionLists, kramdownAdditions, kramdownStrictly, smartQuotes, tableOfContents } from './kramdown/rules.js'
import { kramdownLinks } from './kramdown-links.js'
import { markdownInHtml } from './markdown-in-html.js'
import { placeholders } from './placeholders.js'
import { plainLinks } from './plain-links.js'
import { calloutsOf, hasEmoji, isKramdown } from './settings.js'
import { taskLists } from './task-lists.js'

export function renderMarkdown(body: string, settings?: MarkdownSettings): string {
  return parserFor(settings).render(withoutRawTags(body), {})
}

/**
 * What the body is made of, each with its lines.
 * @param env is given what the rules keep beside tokens: the footnotes
 */
export function markdownTokens(body: string, env: Env = {}, settings?: MarkdownSettings): StateCore['tokens'] {
  return parserFor(settings).parse(withoutRawTags(body), env)
}

const parsers = new Map<string, MarkdownIt>()

/** One for each way of writing, made when a post first asks for it. */
function parserFor(settings: MarkdownSettings = {}): MarkdownIt {
  const { flavour, callouts: forms, emoji: isEmoji, headingIds: ids, smartQuotes: quotes, calloutNames } = settings
  const key = JSON.stringify([flavour, forms, isEmoji, ids, quotes, calloutNames])
  const known = parsers.get(key)
  if (known !== undefined) return known
  const made = parserOf(settings)
  parsers.set(key, made)
  return made
}

const IDS: Readonly<Record<Flavour, HeadingIds>> = {
  'kramdown-gfm': 'kramdown-gfm',
  kramdown: 'kramdown',
  gfm: 'github',
  goldmark: 'hugo',
  'markdown-it': 'none',
  commonmark: 'github',
}

function parserOf(settings: MarkdownSettings): MarkdownIt {
  const { flavour } = settings
  const markdown = markdownIt({ html: true }).use(footnotes)
  // None of the flavours knows notes inside a sentence (`^[…]`), and the rule takes seconds for a post full of `^[`.
  markdown.disable('footnote_inline')
  for (const rules of [boundedTables, placeholders, plainLinks]) markdown.use(rules)
  if (isKramdown(settings)) {
    for (const rules of [dashes, headlessTables, kramdownLinks, markdownInHtml]) markdown.use(rules)
    kramdownAdditions(markdown, { isStrict: flavour !== undefined })
  }
  if (flavour === 'kramdown-gfm' || flavour === 'kramdown') {
    const isGfm = flavour === 'kramdown-gfm'
    kramdownStrictly(markdown, { isGfm, smartQuotes: settings.smartQuotes ?? true })
  }
  if (flavour === 'commonmark') markdown.disable('strikethrough')
  if (flavour === 'goldmark') definitionLists(markdown)
  if (flavour !== undefined && !isKramdown(settings) && (settings.smartQuotes ?? isSmart(flavour)))
    for (const rules of [dashes, smartQuotes]) markdown.use(rules)
  if (flavour === 'gfm' || flavour === 'goldmark') addresses(markdown)
  if (flavour === 'gfm' || flavour === 'goldmark' || flavour === 'kramdown-gfm') taskLists(markdown)
  callouts(markdown, calloutsOf(settings), settings.calloutNames)
  if (hasEmoji(settings)) emoji(markdown)
  headingIds(markdown, settings.headingIds ?? (flavour && IDS[flavour]))
  if (isKramdown(settings)) tableOfContents(markdown)
  return markdown
}

/** GitHub's form makes links of addresses; of names without a scheme it makes none. */
function addresses(markdown: MarkdownIt): void {
  markdown.set({ linkify: true })
  markdown.linkify.set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: false })
}

/** Liquid runs before Markdown: a raw tag alone on a line leaves the line empty, as Jekyll does. */
function withoutRawTags(body: string): string {
  return body.includes('{%') ? body.replace(/\{%-?\s*(?:end)?raw\s*-?%\}/g, '') : body
}
