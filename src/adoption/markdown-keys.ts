/**
 * How a generator reads Markdown, as Belfry's configuration names it. Pure. In: the generator, and a way to ask its
 * configuration. Out: keys of `content`; of a generator that nothing is known of, none.
 */
import type { CalloutForm, Flavour, HeadingIds } from '../config/markdown-names.js'

export interface MarkdownKeys {
  readonly markdown?: Flavour
  readonly callouts?: readonly CalloutForm[]
  readonly headingIds?: HeadingIds
  readonly smartQuotes?: boolean
  readonly emoji?: true
}

/** @returns the value as text, undefined where there is none */
type Ask = (path: string) => string | undefined

export function markdownKeys(generator: string | undefined, ask: Ask = () => undefined): MarkdownKeys {
  switch (generator) {
    case 'jekyll':
      return jekyll(ask)
    case 'hugo':
      return hugo(ask)
    case 'hexo':
      return { markdown: 'gfm', smartQuotes: true, headingIds: 'hexo' }
    case 'docusaurus':
      return { markdown: 'gfm', callouts: ['docusaurus'] }
    case 'astro':
      return { markdown: 'gfm', ...(ask('smartypants') !== 'false' && { smartQuotes: true }) }
    case 'eleventy':
      return { markdown: 'markdown-it' }
    case 'vitepress':
      return { markdown: 'gfm', callouts: ['docusaurus'], headingIds: 'vitepress', emoji: true }
    case 'pelican':
      return { headingIds: 'none', ...(ask('TYPOGRIFY') !== 'true' && { smartQuotes: false }) }
    case 'zola':
      return zola(ask)
    default:
      return {}
  }
}

/** Tables, strikethrough and lists of tasks are always on there. */
function zola(ask: Ask): MarkdownKeys {
  return {
    markdown: 'gfm',
    ...((ask('slugify.anchors') ?? 'on') === 'on' && { headingIds: 'zola' as const }),
    ...(ask('markdown.smart_punctuation') === 'true' && { smartQuotes: true }),
    ...(ask('markdown.render_emoji') === 'true' && { emoji: true as const }),
  }
}

const HUGO_IDS: Readonly<Record<string, HeadingIds>> = { 'github-ascii': 'hugo-ascii', blackfriday: 'blackfriday' }

function hugo(ask: Ask): MarkdownKeys {
  const ids = HUGO_IDS[ask('markup.goldmark.parser.autoHeadingIDType') ?? '']
  const typographer = 'markup.goldmark.extensions.typographer'
  const areStraight = ask(typographer) === 'false' || ask(`${typographer}.disable`) === 'true'
  return {
    markdown: 'goldmark',
    ...(ids !== undefined && { headingIds: ids }),
    ...(areStraight && { smartQuotes: false }),
    ...(ask('enableEmoji') === 'true' && { emoji: true as const }),
  }
}

/** GitHub's form of kramdown is what Jekyll has where its configuration says nothing. */
function jekyll(ask: Ask): MarkdownKeys {
  const engine = ask('markdown')?.toLowerCase() ?? 'kramdown'
  if (engine.startsWith('commonmark')) return { markdown: engine === 'commonmark' ? 'commonmark' : 'gfm' }
  if (engine !== 'kramdown') return {}
  const areStraight = /^apos,\s*apos,\s*quot,\s*quot$/i.test(ask('kramdown.smart_quotes') ?? '')
  const isPlain = ask('kramdown.input')?.toLowerCase() === 'kramdown'
  return { markdown: isPlain ? 'kramdown' : 'kramdown-gfm', ...(areStraight && { smartQuotes: false }) }
}
