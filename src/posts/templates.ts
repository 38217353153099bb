/**
 * What only a site generator understands, where a reader would see it as it stands: Liquid, Hugo's and Zola's
 * shortcodes, fenced divs, kramdown's extensions, MDX. Pure. In: text without code. Out: each form found, with the
 * places of all its lines.
 */

import { placesIn } from '../markup/places.js'
import { postsTexts } from './texts.js'

export interface TemplateForm {
  /** As a sentence names it. */
  readonly name: string
  readonly pattern: RegExp
  /** What is to be done about it, where Belfry can fill it in. */
  readonly cure?: string
}

export interface FoundForm {
  readonly name: string
  /** The beginning of the first one, as it was typed. */
  readonly typed: string
  readonly line: number
  readonly column: number
  /** All lines, each once, from 1. */
  readonly lines: readonly number[]
  readonly cure?: string
}

const LIQUID = [
  'Set content.liquid: true where Jekyll makes the site (content.shortcodes where Zola, Hexo or VitePress does); where',
  postsTexts.templates.readStandsPutBetweenBackquotes(),
].join(' ')
const HUGO = postsTexts.templates.setContentShortcodesHugo()

/** One with values; `[video]` is more often the text of a link. */
const WORDPRESS = new RegExp(
  [
    String.raw`\[(?:caption|gallery|embed|playlist|vc_\w+|su_\w+|et_pb_\w+)(?:\s[^\][\n]*)?\](?![(:[])[^\n]*`,
    String.raw`\[(?:audio|video|youtube|vimeo|button)[ =]\s{0,9}[^\][\n=]{0,200}=[^\][\n]{0,1000}\](?![(:[])[^\n]*`,
  ].join('|'),
  'g',
)

/**
 * Sent as it stands it says nothing, or the opposite: a conditional, a comment, a link that leads nowhere. The order
 * decides which form is named.
 */
export const TEMPLATES: readonly TemplateForm[] = [
  { name: '{{< … >}}, a shortcode', pattern: /\{\{<[^\n]*/g, cure: HUGO },
  { name: '{{% … %}}, a shortcode', pattern: /\{\{%[^\n]*/g, cure: HUGO },
  { name: '{% … %}, a template tag', pattern: /(?<!\{)\{%(?!%)[^\n]*/g, cure: LIQUID },
  // Not TeX: `\frac{{a}}{b}`, `x^{{2}}`; a template's braces hold a name, a dot, a quote, a variable, or a comment.
  {
    name: '{{ … }}, a template variable',
    pattern: /(?<![\\^_{}]|\\[A-Za-z]{1,20})\{\{[-~]?(?:\s*[\p{L}_."'$(/!#][^\n]*|\s+\d[^{}\n]*\}\}|\s*$)/gmu,
    cure: LIQUID,
  },
  { name: '{# … #}, a template comment', pattern: /\{#(?=[^{}\n]*#\})[^\n]*/g },
  { name: '<% … %>, a template tag', pattern: /<%(?=[^\n]*%>)[^\n]*/g },
  { name: '{++ … ++}, a mark of a reviewer', pattern: /\{(?:\+\+|--|~~|>>)(?=[^{}\n]*(?:\+\+|--|~~|<<)\})[^\n]*/g },
  {
    name: '[gallery], a shortcode of WordPress',
    pattern: WORDPRESS,
  },
  { name: '__GHOST_URL__, an address that Ghost fills in', pattern: /__GHOST_URL__[^\n]*/g },
  {
    name: '{#if …}, a block of Svelte',
    pattern: /\{(?:#(?:if|each|await|key|snippet)|:else|@(?:html|render|const))\b[^\n]*/g,
  },
  { name: '<? … ?>, a program', pattern: /<\?(?:php\b|=)[^\n]*/g },
  { name: 'a component of Vue', pattern: /<[A-Z]\w*\s(?:[^<>\n]*\s)?(?:[:@][\w.-]+|v-[\w:.-]+)=[^\n]*/g },
  { name: '%% … %%, a comment of Obsidian', pattern: /(?<![%\w])%%(?=[^%\n]+%%(?!\w))[^\n]*|^[ \t]*%%[ \t]*$/gm },
  { name: '{::…}, an extension of kramdown', pattern: /\{::[a-z][^\n]*/g },
  { name: ':::, a fenced block', pattern: /^[ \t>]*:::+[^\n]*/gm },
  { name: 'an import of MDX', pattern: /^import [\w*{][^\n]* from ['"][^'"\n]+['"];?[ \t]*$/gm },
  { name: '{filename}, a link of Pelican', pattern: /[(<"'][{|](?:filename|static|attach)[}|][^\n]*/g },
]

/** Reads well enough as it stands, though not as it was meant. */
export const CALLOUTS: readonly TemplateForm[] = [
  { name: '[!NOTE], a callout', pattern: /^[ \t]*>[ \t>]*\[!\w+\][^\n]*/gm },
  { name: '!!!, a callout', pattern: /^[ \t]*(?:!!!|\?\?\?\+?) [a-z][^\n]*/gm },
  { name: '=== "…", a tab', pattern: /^[ \t]*=== "[^"\n]+"[ \t]*$/gm },
  {
    name: '[[ … ]], a link of a wiki',
    pattern: /!?\[\[(?!_?toc_?\])(?=[^\][\n]{1,200}\]\](?!\())(?=[^\p{L}\]\n]{0,50}\p{L})[^\n]*/giu,
  },
  { name: '[TOC], a table of contents', pattern: /^[ \t]*(?:\[toc\]|\[\[_?toc_?\]\]|@\[toc\]|\{\{toc\}\})[ \t]*$/gim },
  { name: '{:toc}, a table of contents', pattern: /^[ \t]*\{:toc[^\n]*/gm },
]

/** @param text without code, comments and raw regions */
export function formsIn(text: string, forms: readonly TemplateForm[]): FoundForm[] {
  if (!/[{:<!?[%_]|import |=== "/.test(text)) return []
  return forms.flatMap(({ name, pattern, cure }): FoundForm[] => {
    const placeOf = placesIn(text)
    const found = [...text.matchAll(pattern)].map((match) => {
      const lead = /^[ \t>]*(?=:::|\[!|!!!|\?\?\?|===)|^[(<"'](?=[{|])/.exec(match[0])?.[0].length ?? 0
      return { typed: match[0].slice(lead), ...placeOf(match.index + lead) }
    })
    const [first] = found
    if (first === undefined) return []
    const lines = [...new Set(found.map(({ line }) => line))]
    return [{ name, ...first, typed: shortened(first.typed), lines, ...(cure !== undefined && { cure }) }]
  })
}

function shortened(typed: string): string {
  const line = /^.*?(?:>\}\}|%\}\}|\}\}|%\}|#\}|%>|\](?=[\s(]|$))/.exec(typed.trim())?.[0] ?? typed.trim()
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}
