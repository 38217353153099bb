/**
 * How bodies of posts may be written, as `content.markdown` and its sisters name it. Pure data: the configuration and
 * what reads Markdown share it.
 */

/** As the generator of a site reads Markdown; left out, kramdown with what CommonMark reads more leniently. */
export const flavours = ['kramdown-gfm', 'kramdown', 'gfm', 'goldmark', 'markdown-it', 'commonmark'] as const
export type Flavour = (typeof flavours)[number]

/** Blocks with a label: GitHub's `> [!NOTE]`, `:::note` of Docusaurus, `!!! note` of MkDocs. */
export const calloutForms = ['github', 'docusaurus', 'mkdocs'] as const
export type CalloutForm = (typeof calloutForms)[number]

/** What GitHub and Docusaurus have; MkDocs takes any word. */
export const calloutTypes = [
  ...['note', 'tip', 'info', 'warning', 'danger', 'caution', 'important', 'success', 'secondary', 'details'],
] as const

/** Who makes the ids of headings. */
export const headingIdRules = [
  'kramdown-gfm',
  'kramdown',
  'github',
  'hugo',
  'hugo-ascii',
  'blackfriday',
  'zola',
  'vitepress',
  'hexo',
  'none',
] as const
export type HeadingIds = (typeof headingIdRules)[number]

/** What is left out is as the flavour has it. Pages and feeds are made again where a value changes. */
export interface MarkdownSettings {
  readonly flavour?: Flavour
  readonly callouts?: readonly CalloutForm[]
  /** Names of emoji between colons become emoji. */
  readonly emoji?: boolean
  readonly headingIds?: HeadingIds
  /** Straight quotes become curly ones: with kramdown and goldmark unless it is off, with the others where it is on. */
  readonly smartQuotes?: boolean
  /** What a callout is called, by its type, where it is not called by it. */
  readonly calloutNames?: Readonly<Record<string, string>>
}

interface Keys {
  readonly markdown: Flavour | ''
  readonly callouts: readonly CalloutForm[]
  readonly emoji: boolean
  readonly headingIds: HeadingIds | ''
  readonly smartQuotes?: boolean | undefined
}

/**
 * @param content the keys of `content` in the configuration
 * @returns undefined where nothing is set: what was published before is not made again
 */
export function markdownSettings({
  markdown,
  callouts,
  emoji,
  headingIds,
  smartQuotes,
}: Keys): MarkdownSettings | undefined {
  const set: MarkdownSettings = {
    ...(markdown !== '' && { flavour: markdown }),
    ...(callouts.length > 0 && { callouts }),
    ...(emoji && { emoji }),
    ...(headingIds !== '' && { headingIds }),
    ...(smartQuotes !== undefined && smartQuotes !== isSmart(markdown) && { smartQuotes }),
  }
  return Object.keys(set).length === 0 ? undefined : set
}

/** Are quotes curly where nobody says otherwise? */
export function isSmart(flavour: Flavour | '' | undefined): boolean {
  return flavour !== 'gfm' && flavour !== 'commonmark' && flavour !== 'markdown-it'
}
