/**
 * The generators that are known, and what their configuration says of a site, in the words of Belfry's. Pure data.
 */
import type { Problem } from '../base/errors.js'
import type { MarkdownKeys } from './markdown-keys.js'

export const generators = [
  'jekyll',
  'hugo',
  'zola',
  'docusaurus',
  'eleventy',
  'astro',
  'vitepress',
  'hexo',
  'pelican',
  'mkdocs',
  'nikola',
  'middleman',
] as const
export type Generator = (typeof generators)[number]

export interface SiteFacts {
  /** Absent where no configuration of a known generator was found. */
  readonly generator?: Generator
  readonly title?: string | undefined
  readonly url?: string | undefined
  readonly description?: string | undefined
  readonly language?: string | undefined
  readonly timezone?: string | undefined
  readonly author?: string | undefined
  /** As Belfry writes it; `:section` stands for the folder of the posts. */
  readonly permalink?: string | undefined
  /** By the last name of the folder of posts, where it has one of its own. */
  readonly permalinks?: Readonly<Record<string, string>>
  /** In which zone times are that name none. */
  readonly timestamps?: 'utc'
  /** Our keys of front matter that its own hold. */
  readonly fields?: Readonly<Record<string, readonly string[]>>
  /** How it reads Markdown; absent where nothing is known. */
  readonly markdownKeys?: MarkdownKeys
  /** Folders in which its posts usually are, the likeliest first, relative to the site. */
  readonly folders: readonly string[]
  readonly problems: readonly Problem[]
}
